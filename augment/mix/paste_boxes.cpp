// Method: reconstructed after "Cut and Paste: Generate Artificial Labels for Object Detection",
// 2017; all numbers are ours.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "augment/mix/mixes.hpp"
#include "augment/mix/object_boxes.hpp"
#include "augment/mix/other_frame.hpp"
#include "augment/mix/pasted.hpp"
#include "augment/transform/resample.hpp"

namespace diorama {
namespace {

/// An object that can be cut out as a box.
struct Donor {
    std::uint32_t id;
    Rect box;
};

/// Labelled objects that end inside the picture and share their box with few others' pixels.
std::vector<Donor> donors(const Frame& frame, double max_shared) {
    std::vector<Donor> all;
    for (const auto& [id, box] : labelled_boxes(frame.ids, frame.objects)) {
        const bool truncated = box.x == 0 || box.y == 0 || box.right() == frame.ids.width() ||
                               box.bottom() == frame.ids.height();
        if (truncated) continue;
        int shared = 0;
        for (int y = box.y; y < box.bottom(); ++y)
            for (int x = box.x; x < box.right(); ++x) {
                const std::uint32_t there = frame.ids.at(x, y);
                const bool another = there != kBackgroundId && there != id;
                shared += another && frame.objects[there - 1].labelled() ? 1 : 0;
            }
        if (shared <= max_shared * box.width * box.height) all.push_back({id, box});
    }
    return all;
}

/// A box of a picture at a size, with a margin of what is around it, at (0, 0).
Layer cut_box(const Frame& frame, std::uint32_t id, const Rect& box, Extent size, bool mirrored) {
    const Extent canvas{size.width + 2 * kLayerMargin, size.height + 2 * kLayerMargin};
    Image<Rgb8> around;
    if (!frame.color.empty()) {
        const double sx = static_cast<double>(box.width) / size.width;
        const double sy = static_cast<double>(box.height) / size.height;
        Warp warp(frame.color.extent());
        warp.append(
            {canvas,
             translation(mirrored ? box.right() : box.x, box.y) * scaling(mirrored ? -sx : sx, sy) *
                 translation(-kLayerMargin, -kLayerMargin),
             {.border = Border::Replicate}});
        around = warp_color(frame.color, warp);
    }
    Image<Rgba8> cutout(canvas, Rgba8{0, 0, 0, 0});
    for (int y = kLayerMargin; y < kLayerMargin + size.height; ++y) {
        for (int x = kLayerMargin; x < kLayerMargin + size.width; ++x) {
            const Rgb8 color = around.empty() ? Rgb8{} : around.at(x, y);
            cutout.at(x, y) = {color.r, color.g, color.b, 255};
        }
    }
    return make_layer(id, -kLayerMargin, -kLayerMargin, cutout, around);
}

}  // namespace

Expected<Done> apply(const PasteBoxesConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings) {
    Frame& frame = chain.frame();
    const Extent extent = frame.ids.extent();
    const Expected<Frame> other = draw_other_frame(surroundings, frame.index, draw, "sample");
    if (!other) return other.errors();
    const std::vector<Donor> from = donors(*other, config.max_cover);
    const int count = draw.whole("count", config.count);
    std::vector<Rect> taken;
    for (const auto& [id, box] : labelled_boxes(frame.ids, frame.objects)) taken.push_back(box);

    std::vector<Pasted> pasted;
    for (int k = 0; k < count && !from.empty(); ++k) {
        const Rng own = draw.stream("box").stream(static_cast<std::uint64_t>(k));
        Rng which = own.stream("donor"), scaling_rng = own.stream("scale"),
            mirror = own.stream("flip"), place = own.stream("place");
        const Donor& donor =
            from[static_cast<std::size_t>(which.integer(0, static_cast<int>(from.size()) - 1))];
        const Rect& box = donor.box;
        const double scale =
            std::min({config.scale.draw(scaling_rng), static_cast<double>(extent.width) / box.width,
                      static_cast<double>(extent.height) / box.height});
        const auto side = [scale](int size, int most) {
            return std::clamp(static_cast<int>(std::lround(scale * size)), 1, most);
        };
        Rect target{0, 0, side(box.width, extent.width), side(box.height, extent.height)};
        const bool mirrored = mirror.chance(config.flip);
        const auto is_free = [&] {
            return std::ranges::all_of(taken, [&](const Rect& there) {
                const Rect both = intersection(there, target);
                return both.empty() || static_cast<double>(both.width) * both.height <=
                                           config.max_cover * there.width * there.height;
            });
        };
        for (int attempt = 0; attempt < config.attempts; ++attempt) {
            target.x = static_cast<int>(place.integer(0, extent.width - target.width));
            target.y = static_cast<int>(place.integer(0, extent.height - target.height));
            if (!is_free()) continue;
            const auto id = static_cast<std::uint32_t>(frame.objects.size() + pasted.size() + 1);
            Layer layer = cut_box(*other, id, box, {target.width, target.height}, mirrored);
            layer.x += target.x;
            layer.y += target.y;
            Object object = moved_object(other->objects[donor.id - 1]);
            object.amodal.reset();  // it is its box now
            object.text.reset();
            object.keypoints.clear();
            pasted.push_back({std::move(layer), std::move(object)});
            taken.push_back(target);
            break;
        }
    }
    draw.note("boxes", static_cast<double>(pasted.size()));
    paste_objects(frame, std::move(pasted), config.blend, draw);
    return Done{};
}

}  // namespace diorama
