#include "augment/paste/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "augment/paste/place.hpp"
#include "augment/paste/stand.hpp"

namespace diorama {
namespace {

constexpr int kViews = 8;  // cut-outs tried for a thing that stands on a surface

/// Adds layers one by one.
class Composer {
 public:
    Composer(const PasteConfig& config, const VisibilityLimits& limits, const Plate& plate,
             PastePictures& pictures, const PlaceStatistics* statistics)
        : config_(config),
          limits_(limits),
          plate_(plate),
          pictures_(pictures),
          statistics_(statistics),
          cover_(plate.frame.ids, plate.frame.objects, plate.frame.depth) {
        for (const Object& object : plate.frame.objects) names_.insert(object.name);
    }

    /// @param label  of the object in rejects.
    Expected<Done> add(const std::vector<CutoutConfig>& sources, const std::string& list,
                       const std::string& label, bool distractor, const Rng& rng) {
        std::string wrong;
        for (int view = 0; view < kViews; ++view) {
            Rng which = rng.stream("sprite");
            if (view > 0) which = which.stream(static_cast<std::uint64_t>(view));
            const auto sprite = pictures_.draw_sprite(sources, list, which);
            if (!sprite) return sprite.errors();
            wrong = *sprite ? place(**sprite, distractor, rng)
                            : "no object of its picture can be cut out";
            // Another picture may be from the height that the background is seen from.
            const bool may_be_view = std::holds_alternative<PlanesPlace>(config_.place) &&
                                     !plate_.surfaces.empty() && *sprite &&
                                     (*sprite)->elevation_rad;
            if (wrong.empty() || !may_be_view) break;
        }
        if (!wrong.empty()) layout_.rejects.push_back(label + ": " + wrong);
        return Done{};
    }

    Layout finish() {
        layout_.ids = cover_.ids();
        return std::move(layout_);
    }

 private:
    /// @return why there is no place; empty when there is.
    std::string place(const Sprite& sprite, bool distractor, const Rng& rng) {
        const Placer placer(config_, sprite, plate_, rng, statistics_);
        if (!placer.hopeless().empty()) return placer.hopeless();
        const bool labelled = !distractor && !sprite.category.empty();
        for (int i = 0; i < config_.attempts; ++i) {
            auto candidate = placer.draw(static_cast<std::uint64_t>(i));
            if (!candidate ||
                !cover_.allows(candidate->amodal, labelled, candidate->depth_m, limits_))
                continue;
            cover_.add(candidate->amodal, labelled, candidate->depth_m);
            PlacedLayer placed{
                .layer = std::move(candidate->layer),
                .object = {.name = unique_name(distractor ? "distractor" : sprite.category),
                           .category = labelled ? sprite.category : "",
                           .asset = sprite.asset,
                           .distractor = distractor},
                .depth_m = candidate->depth_m,
                .flatness = candidate->flatness};
            placed.layer.id = static_cast<std::uint32_t>(cover_.shapes().size());
            if (labelled) placed.object.amodal = std::move(candidate->amodal);
            if (plate_.has_depth() && placed.depth_m > 0) {
                if (config_.blend.labels == BlendConfig::Labels::PerBlend)
                    placed.whole_alpha = placed.layer.alpha;
                hide_behind(placed.layer, plate_.frame.depth, placed.depth_m);
            }
            layout_.layers.push_back(std::move(placed));
            return {};
        }
        return fmt::format("no place for '{}' in {} attempts", sprite.asset, config_.attempts);
    }

    std::string unique_name(const std::string& stem) {
        for (;;) {
            const std::string name = fmt::format("{}#{}", stem, ++counts_[stem]);
            if (names_.insert(name).second) return name;
        }
    }

    const PasteConfig& config_;
    const VisibilityLimits& limits_;
    const Plate& plate_;
    PastePictures& pictures_;
    const PlaceStatistics* statistics_;
    Cover cover_;
    Layout layout_;
    std::set<std::string> names_;
    std::map<std::string, int> counts_;
};

std::uint64_t draw_count(const Distribution& count, Rng rng) {
    return static_cast<std::uint64_t>(std::clamp(std::round(count.draw(rng)), 0.0, 1000.0));
}

}  // namespace

std::vector<std::size_t> Layout::order() const {
    std::vector<std::size_t> order(layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>{},
                             [&](std::size_t i) { return layers[i].depth_m; });
    return order;
}

Expected<Layout> draw_layout(const PasteConfig& config, const VisibilityLimits& limits,
                             const Plate& plate, PastePictures& pictures, const Rng& sample) {
    const auto statistics = pictures.place_statistics(config.place);
    if (!statistics) return statistics.errors();
    Composer composer(config, limits, plate, pictures, statistics->get());
    Diagnostics broken;
    const auto add = [&](const std::vector<CutoutConfig>& sources, const char* list,
                         std::uint64_t count, bool distractor) {
        for (std::uint64_t k = 0; k < count && !sources.empty(); ++k) {
            const auto added = composer.add(sources, list, fmt::format("{}[{}]", list, k),
                                            distractor, sample.stream(list).stream(k));
            if (!added) broken.insert(broken.end(), added.errors().begin(), added.errors().end());
        }
    };
    add(config.objects, "objects", draw_count(config.count, sample.stream("count")), false);
    add(config.distractors.sources, "distractors",
        draw_count(config.distractors.count, sample.stream("distractor_count")), true);
    if (!broken.empty()) return broken;
    return composer.finish();
}

void remove_layers(Layout& layout, const std::vector<std::size_t>& which, const std::string& reason,
                   const Plate& plate) {
    std::vector<PlacedLayer> kept;
    Cover cover(plate.frame.ids, plate.frame.objects, plate.frame.depth);
    for (std::size_t i = 0; i < layout.layers.size(); ++i) {
        PlacedLayer& placed = layout.layers[i];
        if (std::ranges::binary_search(which, i)) {
            layout.rejects.push_back(placed.object.name + ": " + reason);
            continue;
        }
        placed.layer.id = static_cast<std::uint32_t>(cover.shapes().size() + 1);
        cover.add(amodal_of(placed.layer), placed.object.labelled(), placed.depth_m);
        kept.push_back(std::move(placed));
    }
    layout.layers = std::move(kept);
    layout.ids = cover.ids();
}

}  // namespace diorama
