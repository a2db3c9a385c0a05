#include "augment/paste/paste.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "augment/blend/contact_shadow.hpp"
#include "augment/blend/contrast.hpp"
#include "augment/blend/draw_blend.hpp"
#include "augment/paste/color_fit.hpp"
#include "augment/paste/layout.hpp"

namespace diorama {
namespace {

/// Casts the shadows of what stands on a plate.
void cast_shadows(const PlanesPlace& planes, Image<Rgb8>& color, const Layout& layout,
                  const Rng& rng) {
    for (const std::size_t i : layout.order()) {
        const PlacedLayer& placed = layout.layers[i];
        Rng own = rng.stream(placed.object.name);
        const float opacity = planes.shadow.draw_float(own);
        if (opacity > 0 && placed.flatness > 0) {
            cast_contact_shadow(color, placed.layer,
                                {.opacity = opacity, .flatness = placed.flatness});
        }
    }
}

/// The layers from the lowest to the uppermost, with the blends that they were pasted with.
struct Pasted {
    Image<Rgb8> picture;
    std::vector<Blend> blends;
};

/// The pictures of all blends, of layers that can be seen in each of them; the others leave the
/// layout. Takes as many rounds as layers at most, one where all can be seen.
std::vector<Pasted> blend_all(const PasteConfig& config, const std::vector<BlendMode>& modes,
                              const Plate& plate, Layout& layout, const Rng& rng) {
    const ContrastLimits limits{static_cast<float>(config.min_contrast.to_background),
                                static_cast<float>(config.min_contrast.across_outline)};
    for (;;) {
        const std::vector<std::size_t> order = layout.order();
        Image<Rgb8> shaded;
        if (const auto* planes = std::get_if<PlanesPlace>(&config.place)) {
            shaded = plate.frame.color;
            cast_shadows(*planes, shaded, layout, rng.stream("shadow"));
        }
        const Image<Rgb8>& ground = shaded.empty() ? plate.frame.color : shaded;
        std::vector<Layer> layers;
        for (const std::size_t i : order) layers.push_back(layout.layers[i].layer);
        fit_colors(layers, ground, config.color, rng.stream("color"));
        std::vector<Pasted> pictures;
        std::set<std::size_t> unseen;
        for (const BlendMode mode : modes) {
            std::vector<Blend> others;
            for (const BlendMode other : config.blend.modes.values)
                if (other != mode) others.push_back(draw_blend(other, rng));
            Guarded guarded =
                compose_guarded(ground, layers, draw_blend(mode, rng), others, limits);
            for (const std::size_t i : guarded.dropped) unseen.insert(order[i]);
            pictures.push_back({std::move(guarded.picture), std::move(guarded.blends)});
        }
        if (unseen.empty()) return pictures;
        remove_layers(layout, {unseen.begin(), unseen.end()}, "cannot be told from the background",
                      plate);
    }
}

/// Replaces the labels of the masks by those of what the layers' blends made of them.
/// @param blends  of the layers from the lowest to the uppermost.
void label_as_pasted(Frame& frame, const Plate& plate, const Layout& layout,
                     const std::vector<Blend>& blends) {
    const std::vector<std::size_t> order = layout.order();
    const MotionBlend* motion = nullptr;
    for (const Blend& blend : blends)
        if (const auto* found = std::get_if<MotionBlend>(&blend); found && !motion) motion = found;
    std::vector<Layer> layers;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const PlacedLayer& placed = layout.layers[order[k]];
        layers.push_back(placed.layer);
        auto& amodal = frame.objects[placed.layer.id - 1].amodal;
        if (!amodal) continue;
        Layer whole = placed.layer;
        if (!placed.whole_alpha.empty()) whole.alpha = placed.whole_alpha;
        amodal = amodal_of(whole, blends[k], motion, frame.ids.extent());
    }
    frame.ids = plate.frame.ids;
    label_layers(frame.ids, layers, blends);
}

}  // namespace

Expected<std::vector<Frame>> paste_sample(const RunConfig& run, std::uint64_t index, bool color,
                                          PastePictures& pictures) {
    const auto& config = std::get<PasteConfig>(run.generator);
    const Rng sample = Rng{run.seed}.stream(index).stream("paste");
    const auto drawn =
        pictures.draw_plate(config.backgrounds, run.image.extent, sample.stream("background"));
    if (!drawn) return drawn.errors();
    const Plate& plate = **drawn;
    const VisibilityLimits limits{config.max_occlusion, run.labels.min_visible};
    auto layout = draw_layout(config, limits, plate, pictures, sample);
    if (!layout) return layout.errors();

    const Rng blend_rng = sample.stream("blend");
    std::vector<BlendMode> modes = config.blend.modes.values;
    if (Rng mode = blend_rng.stream("mode"); !config.blend.each)
        modes = {config.blend.modes.draw(mode)};
    std::vector<Pasted> blended = blend_all(config, modes, plate, *layout, blend_rng);

    Frame common;
    common.index = index;
    common.camera = plate.frame.camera;
    common.ids = std::move(layout->ids);
    common.objects = plate.frame.objects;
    common.rejects = std::move(layout->rejects);
    for (PlacedLayer& placed : layout->layers) common.objects.push_back(std::move(placed.object));
    const bool per_blend =
        config.blend.labels == BlendConfig::Labels::PerBlend && !layout->layers.empty();
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const bool last = i + 1 == modes.size();
        Frame& frame = frames.emplace_back(last ? std::move(common) : common);
        if (config.blend.each) frame.suffix = "_" + blend_word(modes[i]);
        if (per_blend) label_as_pasted(frame, plate, *layout, blended[i].blends);
        if (color) frame.color = std::move(blended[i].picture);
    }
    return frames;
}

}  // namespace diorama
