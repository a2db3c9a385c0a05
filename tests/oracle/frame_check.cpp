#include "tests/oracle/frame_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/oracle/rasterizer.hpp"
#include "tests/oracle/raycaster.hpp"

namespace diorama::oracle {
namespace {

// The part of a mask inside a rectangle.
Mask cropped(const Mask& mask, Rect rect) {
    const Rect common = intersection(mask.rect(), rect);
    Mask result{
        .x = common.x, .y = common.y, .pixels = Image<std::uint8_t>({common.width, common.height})};
    for (int y = 0; y < common.height; ++y)
        for (int x = 0; x < common.width; ++x)
            result.pixels.at(x, y) = mask.pixels.at(common.x + x - mask.x, common.y + y - mask.y);
    return result;
}

// Whether the totals are the count and the tight box of the mask.
bool totals_match(const Amodal& amodal) {
    std::uint64_t area = 0;
    int x0 = INT32_MAX, y0 = INT32_MAX, x1 = INT32_MIN, y1 = INT32_MIN;
    for (int y = 0; y < amodal.mask.pixels.height(); ++y)
        for (int x = 0; x < amodal.mask.pixels.width(); ++x) {
            if (amodal.mask.pixels.at(x, y) == 0) continue;
            ++area;
            x0 = std::min(x0, x), x1 = std::max(x1, x + 1);
            y0 = std::min(y0, y), y1 = std::max(y1, y + 1);
        }
    if (area == 0) return amodal.total_area == 0 && amodal.total_box.empty();
    return amodal.total_area == area &&
           amodal.total_box == Rect{amodal.mask.x + x0, amodal.mask.y + y0, x1 - x0, y1 - y0};
}

MaskCheck check_mask(const Scene& scene, std::size_t index, const Amodal& amodal, Rect canvas) {
    const Extent extent = scene.camera.extent;
    const Rect picture{0, 0, extent.width, extent.height};
    const Mask mask = cropped(amodal.mask, canvas);
    MaskCheck check{.instance_index = index};
    check.raster = compare(scene, index, mask, rasterize_alone(scene, index, canvas));
    check.rays =
        compare(scene, index, cropped(mask, picture), raycast_alone(scene, index, picture));
    check.totals = amodal.exact
                       ? totals_match(amodal)
                       : amodal.total_area >= static_cast<std::uint64_t>(std::count(
                                                  mask.pixels.begin(), mask.pixels.end(), 1));
    return check;
}

}  // namespace

std::size_t FrameCheck::mask_differences() const {
    std::size_t count = 0;
    for (const MaskCheck& mask : masks) count += mask.raster.ids.size();
    return count;
}

std::size_t FrameCheck::unexplained() const {
    std::size_t count = raster.unexplained() + rays.unexplained();
    for (const MaskCheck& mask : masks)
        count += mask.raster.unexplained() + mask.rays.unexplained();
    return count;
}

std::string FrameCheck::to_string() const {
    std::string text;
    const auto add = [&](const std::string& title, const Comparison& comparison) {
        if (!comparison.ids.empty() || !comparison.depths.empty())
            text += title + ": " + comparison.to_string();
    };
    add("against the rasteriser", raster);
    add("against rays", rays);
    for (const MaskCheck& mask : masks) {
        const std::string name = fmt::format("instance {} alone ", mask.instance_index);
        add(name + "against the rasteriser", mask.raster);
        add(name + "against rays", mask.rays);
        if (!mask.totals) text += name + "has totals that are not those of its mask\n";
    }
    return text;
}

FrameCheck check_frame(const Scene& scene, const Frame& frame, Rect canvas) {
    const Picture picture{.ids = frame.ids, .depth = frame.depth};
    FrameCheck check{.raster = compare(scene, picture, rasterize(scene)),
                     .rays = compare(scene, picture, raycast(scene))};
    for (std::size_t i = 0; i < frame.objects.size(); ++i)
        if (frame.objects[i].amodal)
            check.masks.push_back(check_mask(scene, i, *frame.objects[i].amodal, canvas));
    return check;
}

}  // namespace diorama::oracle
