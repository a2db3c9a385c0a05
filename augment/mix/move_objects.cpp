// Method: "InstaBoost: Boosting Instance Segmentation via Probability Map Guided Copy-Pasting",
// ICCV 2019. Changed: moves are drawn from distributions instead of a map of similar surroundings.
#include <cmath>
#include <limits>
#include <opencv2/photo.hpp>
#include <utility>
#include <vector>

#include "augment/mix/mixes.hpp"
#include "augment/mix/object_boxes.hpp"
#include "augment/mix/pasted.hpp"
#include "augment/picture_view.hpp"
#include "augment/transform/warp_frame.hpp"

namespace diorama {
namespace {

constexpr int kHoleMargin = 3;        // pixels around an outline that show the object too
constexpr double kInpaintRadius = 4;  // pixels

/// Whether nothing of an object is hidden or beyond the picture, as far as is known.
bool is_whole(const Frame& frame, std::uint32_t id, const Rect& box) {
    if (box.x == 0 || box.y == 0 || box.right() == frame.ids.width() ||
        box.bottom() == frame.ids.height())
        return false;
    const auto& amodal = frame.objects[id - 1].amodal;
    if (!amodal) return true;
    std::uint64_t area = 0;
    for (int y = box.y; y < box.bottom(); ++y)
        for (int x = box.x; x < box.right(); ++x) area += frame.ids.at(x, y) == id ? 1 : 0;
    return area == amodal->total_area;
}

/// The frame with one object moved, as far as that object is concerned.
Pasted move_object(const Frame& frame, std::uint32_t id, const Rect& box,
                   const MoveObjectsConfig& config, const Rng& rng) {
    const auto drawn = [&](const char* name, const Distribution& distribution) {
        Rng own = rng.stream(name);
        return distribution.draw(own);
    };
    const double cx = box.x + box.width / 2.0, cy = box.y + box.height / 2.0;
    const double x = cx + drawn("shift_x", config.shift_x) * box.width;
    const double y = cy + drawn("shift_y", config.shift_y) * box.height;
    const double scale = drawn("scale", config.scale);
    const double angle = glm::radians(drawn("rotation_deg", config.rotation_deg));
    const double c = std::cos(angle) / scale, s = std::sin(angle) / scale;
    Warp warp(frame.ids.extent());
    warp.append({frame.ids.extent(),
                 translation(cx, cy) * matrix3(c, -s, 0, s, c, 0) * translation(-x, -y),
                 {.border = Border::Replicate}});
    Frame alone;
    alone.color = frame.color;
    alone.ids = frame.ids;
    alone.camera = frame.camera;
    alone.objects.resize(id);
    alone.objects.back() = moved_object(frame.objects[id - 1]);
    alone = warp_frame(std::move(alone), warp);
    Rect now;
    for (std::uint32_t& there : alone.ids) there = there == id ? id : kBackgroundId;
    for (const auto& [other, rect] : labelled_boxes(alone.ids, alone.objects)) now = rect;
    return {cut_object(alone, id, now), std::move(alone.objects.back())};
}

/// Takes objects out: their pixels and what is left of them around their outlines are painted in
/// from the rest of the picture, other objects excepted.
void remove_objects(Frame& frame, const std::vector<bool>& gone) {
    Image<std::uint8_t> hole(frame.ids.extent());
    const Rect whole{0, 0, frame.ids.width(), frame.ids.height()};
    for (int y = 0; y < whole.height; ++y) {
        for (int x = 0; x < whole.width; ++x) {
            if (!gone[frame.ids.at(x, y)]) continue;
            const Rect near = intersection(
                {x - kHoleMargin, y - kHoleMargin, 2 * kHoleMargin + 1, 2 * kHoleMargin + 1},
                whole);
            for (int v = near.y; v < near.bottom(); ++v) {
                for (int u = near.x; u < near.right(); ++u) {
                    const std::uint32_t there = frame.ids.at(u, v);
                    if (there == kBackgroundId || gone[there]) hole.at(u, v) = 255;
                }
            }
        }
    }
    if (!frame.color.empty()) {
        Image<Rgb8> filled(frame.color.extent());
        cv::Mat out = picture_view(filled);
        cv::inpaint(picture_view(frame.color), picture_view(hole), out, kInpaintRadius,
                    cv::INPAINT_TELEA);
        frame.color = std::move(filled);
    }
    for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i) {
        std::uint32_t& id = frame.ids.pixels()[i];
        if (!gone[id]) continue;
        id = kBackgroundId;
        if (!frame.depth.empty()) frame.depth.pixels()[i] = std::numeric_limits<float>::infinity();
    }
}

}  // namespace

void apply(const MoveObjectsConfig& config, Chain& chain, Draws& draw) {
    Frame& frame = chain.frame();
    keep_masks(frame);
    std::vector<Pasted> moved;
    std::vector<bool> gone(frame.objects.size() + 1, false);
    for (const auto& [id, box] : labelled_boxes(frame.ids, frame.objects)) {
        const Rng own = draw.stream("object").stream(id);
        Rng chance = own.stream("p");
        const bool chosen = chance.chance(config.probability);
        if (!chosen || frame.objects[id - 1].text || !is_whole(frame, id, box)) continue;
        Pasted one = move_object(frame, id, box, config, own);
        if (one.layer.alpha.empty()) continue;
        moved.push_back(std::move(one));
        gone[id] = true;
    }
    draw.note("objects", static_cast<double>(moved.size()));
    if (!moved.empty()) remove_objects(frame, gone);
    paste_objects(frame, std::move(moved), config.blend, draw);
}

}  // namespace diorama
