#include "augment/paste/cover.hpp"

#include <cmath>
#include <utility>

#include "augment/paste/stand.hpp"

namespace diorama {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool keeps_to(const VisibilityLimits& limits, const Cover::Shape& shape) {
    if (!shape.labelled) return true;
    const MinVisible& minimum = limits.min_visible;
    return shape.visible > 0 && shape.visible >= static_cast<std::uint64_t>(minimum.pixels) &&
           share(shape.visible, shape.total) >= minimum.fraction &&
           1.0 - share(shape.visible, shape.inframe) <= limits.max_occlusion;
}

}  // namespace

Cover::Cover(Image<std::uint32_t> ids, const std::vector<Object>& objects,
             const Image<float>& depth)
    : ids_(std::move(ids)), depth_(depth) {
    const Rect picture{0, 0, ids_.width(), ids_.height()};
    shapes_.resize(objects.size());
    if (!objects.empty())
        for (const std::uint32_t id : ids_)
            if (id != kBackgroundId) ++shapes_.at(id - 1).visible;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        Shape& shape = shapes_[i];
        shape.labelled = objects[i].labelled();
        shape.depth_m = INFINITY;
        shape.inframe = shape.total = shape.visible;
        if (!objects[i].amodal) continue;
        const Mask& mask = objects[i].amodal->mask;
        const Rect part = intersection(mask.rect(), picture);
        shape.inframe = 0;
        for (int y = part.y; y < part.bottom(); ++y)
            for (int x = part.x; x < part.right(); ++x)
                shape.inframe += mask.pixels.at(x - mask.x, y - mask.y);
        shape.total = objects[i].amodal->total_area;
    }
}

/// Walks over the pixels of a mask; `visit(pixel)` gets those that it would own.
template <class Visit>
Cover::Shape Cover::lay(const Amodal& mask, bool labelled, float depth_m, Visit visit) const {
    Shape shape{.total = mask.total_area, .labelled = labelled, .depth_m = depth_m};
    const bool hidden_by_plate = !depth_.empty() && depth_m > 0;
    const Rect part = intersection(mask.mask.rect(), {0, 0, ids_.width(), ids_.height()});
    for (int y = part.y; y < part.bottom(); ++y) {
        const std::uint8_t* inside = mask.mask.pixels.row(y - mask.mask.y);
        const std::uint32_t* owners = ids_.row(y);
        for (int x = part.x; x < part.right(); ++x) {
            if (!inside[x - mask.mask.x]) continue;
            ++shape.inframe;
            const std::uint32_t owner = owners[x];
            if (owner != kBackgroundId && shapes_[owner - 1].depth_m < depth_m) continue;
            if (hidden_by_plate && lies_before(depth_.at(x, y), depth_m)) continue;
            ++shape.visible;
            visit(x, y, owner);
        }
    }
    return shape;
}

bool Cover::allows(const Amodal& mask, bool labelled, float depth_m,
                   const VisibilityLimits& limits) const {
    std::vector<std::uint64_t> lost(shapes_.size() + 1, 0);
    const Shape shape =
        lay(mask, labelled, depth_m, [&](int, int, std::uint32_t owner) { ++lost[owner]; });
    if (!keeps_to(limits, shape)) return false;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
        if (lost[i + 1] == 0) continue;
        Shape left = shapes_[i];
        left.visible -= lost[i + 1];
        if (!keeps_to(limits, left)) return false;
    }
    return true;
}

void Cover::add(const Amodal& mask, bool labelled, float depth_m) {
    const auto id = static_cast<std::uint32_t>(shapes_.size() + 1);
    const Shape shape = lay(mask, labelled, depth_m, [&](int x, int y, std::uint32_t owner) {
        if (owner != kBackgroundId) --shapes_[owner - 1].visible;
        ids_.at(x, y) = id;
    });
    shapes_.push_back(shape);
}

}  // namespace diorama
