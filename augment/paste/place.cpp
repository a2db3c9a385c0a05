#include "augment/paste/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "augment/paste/pose.hpp"
#include "augment/paste/stand.hpp"

namespace diorama {
namespace {

/// Uniform over the starts of a segment of which no more than the share `beyond` lies outside.
int draw_start(int length, int picture, double beyond, Rng& rng) {
    const int out = static_cast<int>(std::floor(beyond * length));
    const int last = picture - length + out;
    return static_cast<int>(rng.integer(std::min(-out, last), std::max(-out, last)));
}

/// Puts the top left pixel of the mask's box there.
void move_to(Candidate& candidate, int x, int y) {
    Amodal& amodal = candidate.amodal;
    const int dx = x - amodal.total_box.x, dy = y - amodal.total_box.y;
    candidate.layer.x += dx;
    candidate.layer.y += dy;
    amodal.mask.x += dx;
    amodal.mask.y += dy;
    amodal.total_box.x += dx;
    amodal.total_box.y += dy;
}

bool fits(const Sprite& sprite, const SpritePose& pose, Extent picture) {
    const Extent extent = posed_extent(sprite, pose);
    return extent.width <= picture.width && extent.height <= picture.height;
}

float draw_scale(const PasteConfig& config, const Sprite& sprite, Extent picture, Rng rng) {
    const float scale = config.scale.draw_float(rng);
    if (config.scale_of == ScaleOf::Cutout) return scale;
    return scale * static_cast<float>(std::min(picture.width, picture.height)) /
           static_cast<float>(std::max(sprite.box.width, sprite.box.height));
}

SpritePose draw_pose(const PasteConfig& config, const Sprite& sprite, Extent picture,
                     const Rng& rng) {
    Rng rotation = rng.stream("rotation"), flip = rng.stream("flip");
    return {.scale = draw_scale(config, sprite, picture, rng.stream("scale")),
            .rotation_rad = radians(config.rotation_deg.draw_float(rotation)),
            .flip = flip.chance(config.flip)};
}

Candidate posed(const PasteConfig& config, const Sprite& sprite, const SpritePose& pose) {
    const bool laplacian = std::ranges::find(config.blend.modes.values, BlendMode::Laplacian) !=
                           config.blend.modes.values.end();
    const int reach = laplacian ? kBleedEverywhere : kLayerMargin;
    Candidate candidate{.layer = posed_layer(0, sprite, pose, reach), .amodal = {}};
    candidate.amodal = amodal_of(candidate.layer);
    return candidate;
}

}  // namespace

Placer::Placer(const PasteConfig& config, const Sprite& sprite, const Plate& plate, const Rng& rng,
               const PlaceStatistics* statistics)
    : config_(config),
      sprite_(sprite),
      plate_(plate),
      rng_(rng),
      picture_(plate.frame.ids.extent()) {
    if (std::holds_alternative<AnywherePlace>(config.place)) pose_once();
    if (std::holds_alternative<ScanlinePlace>(config.place)) keep_scale();
    const auto* planes = std::get_if<PlanesPlace>(&config.place);
    if (planes && planes->position == PlanesPlace::Position::Surface && plate.surfaces.empty())
        hopeless_ = "nothing in the background can carry things";
    if (const auto* context = std::get_if<ContextPlace>(&config.place)) {
        boxes_ = draw_boxes(config, *context, sprite, plate, statistics, rng.stream("boxes"));
        if (std::ranges::all_of(boxes_.weights, [](double weight) { return weight <= 0; }))
            hopeless_ = fmt::format("'{}' belongs into none of {} boxes", sprite.asset,
                                    boxes_.boxes.size());
    }
}

/// The first of so many poses with which the sprite is not larger than the picture.
void Placer::pose_once() {
    for (int i = 0; i < config_.attempts; ++i) {
        const SpritePose pose = draw_pose(
            config_, sprite_, picture_, rng_.stream("pose").stream(static_cast<std::uint64_t>(i)));
        if (!fits(sprite_, pose, picture_)) continue;
        posed_ = posed(config_, sprite_, pose);
        if (posed_.amodal.total_area == 0)
            hopeless_ = fmt::format("nothing of '{}' is left at its size", sprite_.asset);
        return;
    }
    hopeless_ = fmt::format("'{}' is larger than the picture in {} draws of its size",
                            sprite_.asset, config_.attempts);
}

void Placer::keep_scale() {
    Rng flip = rng_.stream("pose").stream("flip");
    const SpritePose pose{
        .scale = static_cast<float>(picture_.height) / static_cast<float>(sprite_.picture.height),
        .flip = flip.chance(config_.flip)};
    if (!fits(sprite_, pose, picture_)) {
        hopeless_ = fmt::format("'{}' is wider than the picture", sprite_.asset);
        return;
    }
    posed_ = posed(config_, sprite_, pose);
    if (posed_.amodal.total_area == 0)
        hopeless_ = fmt::format("nothing of '{}' is left at its size", sprite_.asset);
}

std::optional<Candidate> Placer::stand(const PlanesPlace& place, const Rng& rng) const {
    const auto spot = draw_spot(place, plate_, rng.stream("spot"));
    if (!spot) return std::nullopt;
    if (sprite_.elevation_rad && spot->surface &&
        std::abs(*sprite_.elevation_rad - spot->elevation_rad) >
            radians(static_cast<float>(place.view_tolerance_deg)))
        return std::nullopt;
    Rng flip = rng.stream("flip");
    SpritePose pose{.rotation_rad = spot->roll_rad, .flip = flip.chance(config_.flip)};
    pose.scale = place.size == PlanesPlace::Size::Metric
                     ? draw_height_m(place, sprite_.category, rng.stream("height")) *
                           spot->pixels_per_m / static_cast<float>(sprite_.box.height)
                     : draw_scale(config_, sprite_, picture_, rng.stream("scale"));
    if (!fits(sprite_, pose, picture_)) return std::nullopt;
    Candidate candidate = posed(config_, sprite_, pose);
    const Rect box = candidate.amodal.total_box;
    if (box.empty() || !carries(*spot, box.width, picture_)) return std::nullopt;
    move_to(candidate, spot->x - box.width / 2, spot->y + 1 - box.height);
    candidate.depth_m = spot->depth_m;
    candidate.flatness = spot->flatness;
    return candidate;
}

std::optional<Candidate> Placer::put_into_box(const ContextPlace& place, const Rng& rng) const {
    Rng which = rng.stream("which"), size = rng.stream("size"), jitter = rng.stream("jitter");
    const Rect& box = boxes_.boxes[draw_index(boxes_.weights, which)];
    SpritePose pose = draw_pose(config_, sprite_, picture_, rng);
    const double areas = static_cast<double>(box.width) * box.height /
                         (static_cast<double>(sprite_.box.width) * sprite_.box.height);
    pose.scale = static_cast<float>(std::sqrt(areas)) * place.size.draw_float(size);
    if (!fits(sprite_, pose, picture_)) return std::nullopt;
    Candidate candidate = posed(config_, sprite_, pose);
    const Rect tight = candidate.amodal.total_box;
    if (tight.empty()) return std::nullopt;
    const double right = (2 * jitter.uniform() - 1) * place.jitter * box.width;
    const double down = (2 * jitter.uniform() - 1) * place.jitter * box.height;
    const int x = static_cast<int>(std::lround(box.x + 0.5 * (box.width - tight.width) + right));
    // What stands on a surface keeps to it.
    const int y =
        place.score == ContextPlace::Score::Surface
            ? box.bottom() - tight.height
            : static_cast<int>(std::lround(box.y + 0.5 * (box.height - tight.height) + down));
    move_to(candidate, x, y);
    const Mask& mask = candidate.amodal.mask;
    const Rect seen = intersection(mask.rect(), {0, 0, picture_.width, picture_.height});
    std::uint64_t inside = 0;
    for (int v = seen.y; v < seen.bottom(); ++v) {
        const std::uint8_t* row = mask.pixels.row(v - mask.y) + (seen.x - mask.x);
        inside += static_cast<std::uint64_t>(std::count(row, row + seen.width, 1));
    }
    if (static_cast<double>(inside) <
        place.inside * static_cast<double>(candidate.amodal.total_area))
        return std::nullopt;
    return candidate;
}

std::optional<Candidate> Placer::draw(std::uint64_t i) const {
    Rng rng = rng_.stream("position").stream(i);
    if (const auto* planes = std::get_if<PlanesPlace>(&config_.place)) return stand(*planes, rng);
    if (const auto* context = std::get_if<ContextPlace>(&config_.place))
        return put_into_box(*context, rng);
    Candidate candidate = posed_;
    const Rect& box = candidate.amodal.total_box;
    if (const auto* anywhere = std::get_if<AnywherePlace>(&config_.place)) {
        const int x = draw_start(box.width, picture_.width, anywhere->truncation, rng);
        const int y = draw_start(box.height, picture_.height, anywhere->truncation, rng);
        move_to(candidate, x, y);
    } else {
        const auto& scanline = std::get<ScanlinePlace>(config_.place);
        const int bottom = static_cast<int>(std::round(static_cast<double>(sprite_.box.bottom()) *
                                                       picture_.height / sprite_.picture.height));
        move_to(candidate, draw_start(box.width, picture_.width, scanline.truncation, rng),
                bottom - box.height);
    }
    return candidate;
}

}  // namespace diorama
