#include <algorithm>
#include <cmath>

#include "augment/mix/object_boxes.hpp"
#include "augment/transform/transforms.hpp"

namespace diorama {
namespace {

constexpr int kTries = 10;

struct Cut {
    Rect rect;
    Extent target;
};

/// A rectangle at a random place inside the picture.
Rect placed(Extent inside, int width, int height, Draws& draw) {
    const int w = std::clamp(width, 1, inside.width), h = std::clamp(height, 1, inside.height);
    const Distribution x = IntRange{0, inside.width - w}, y = IntRange{0, inside.height - h};
    const int left = draw.whole("x", x);
    return {left, draw.whole("y", y), w, h};
}

Extent size_or(int width, int height, Extent otherwise) {
    return {width > 0 ? width : otherwise.width, height > 0 ? height : otherwise.height};
}

Cut draw_cut(const RandomCrop& crop, Chain& chain, Draws& draw) {
    const int width = draw.whole("width", crop.width), height = draw.whole("height", crop.height);
    const Rect rect = placed(chain.extent(), width, height, draw);
    return {rect, {rect.width, rect.height}};
}

Cut draw_cut(const ResizedCrop& crop, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const auto pixels = static_cast<double>(extent.area());
    Rng area = draw.stream("area"), aspect = draw.stream("aspect");
    double width = extent.width, height = extent.height;
    for (int i = 0; i < kTries; ++i) {
        const double share = crop.area.draw(area), ratio = crop.aspect.draw(aspect);
        width = std::sqrt(share * pixels * ratio);
        height = std::sqrt(share * pixels / ratio);
        if (width <= extent.width && height <= extent.height) break;
    }
    const auto whole = [&](const char* name, double side, int most) {
        const double at_most = std::clamp(std::round(side), 1.0, static_cast<double>(most));
        return static_cast<int>(draw.note(name, at_most));
    };
    const int w = whole("width", width, extent.width);
    return {placed(extent, w, whole("height", height, extent.height), draw),
            size_or(crop.width, crop.height, extent)};
}

Cut draw_cut(const BoxCrop& crop, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const auto edge = [&](const char* name, const Distribution& at, int size) {
        return static_cast<int>(std::lround(draw(name, at) * size));
    };
    const int left = std::min(edge("left", crop.left, extent.width), extent.width - 1);
    const int top = std::min(edge("top", crop.top, extent.height), extent.height - 1);
    const int right = std::max(edge("right", crop.right, extent.width), left + 1);
    const int bottom = std::max(edge("bottom", crop.bottom, extent.height), top + 1);
    return {{left, top, right - left, bottom - top}, {right - left, bottom - top}};
}

Cut draw_cut(const ObjectCrop& crop, Chain& chain, Draws& draw) {
    const Extent extent = chain.extent();
    const auto boxes = labelled_boxes(chain.ids(), chain.objects());
    Rect rect{0, 0, extent.width, extent.height};
    if (!boxes.empty()) {
        const Rect box = boxes[draw.index("object", boxes.size())].second;
        const auto side = [&](const char* name, int size) {
            return static_cast<int>(std::lround(draw(name, crop.margin) * size));
        };
        const int left = side("margin_left", box.width), top = side("margin_top", box.height);
        const Rect grown{box.x - left, box.y - top,
                         box.width + left + side("margin_right", box.width),
                         box.height + top + side("margin_bottom", box.height)};
        rect = intersection(grown, rect);
    }
    return {rect, size_or(crop.width, crop.height, {rect.width, rect.height})};
}

}  // namespace

void apply(const CropConfig& config, Chain& chain, Draws& draw) {
    const auto [rect, target] =
        std::visit([&](const auto& kind) { return draw_cut(kind, chain, draw); }, config.kind);
    const Extent extent = chain.extent();
    if (target == extent && rect == Rect{0, 0, extent.width, extent.height}) return;
    chain.warp({target, translation(rect.x, rect.y) *
                            scaling(static_cast<double>(rect.width) / target.width,
                                    static_cast<double>(rect.height) / target.height)});
}

}  // namespace diorama
