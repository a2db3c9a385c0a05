#include "augment/cutout/cutout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "augment/blend/lab.hpp"
#include "augment/blend/tight_box.hpp"
#include "augment/cutout/matte.hpp"

namespace diorama {
namespace {

constexpr int kLeastSide = 32;
constexpr std::int64_t kLeastArea = 64;  // pixels; less is dust

}  // namespace

Expected<Cutout> cut_out(const Image<Rgb8>& photo, const std::string& name,
                         const SegmentOptions& options) {
    if (std::min(photo.width(), photo.height()) < kLeastSide) {
        return Diagnostic{
            .file = name,
            .message = fmt::format("{}x{} pixels are too few to cut from, at least {} "
                                   "to a side are needed",
                                   photo.width(), photo.height(), kLeastSide)};
    }
    const Image<glm::vec3> lab = lab_of(photo);
    const auto background = fit_background(lab, name);
    if (!background) return background.errors();
    const Image<std::uint8_t> mask = segment_object(lab, *background, options);
    const auto area = std::count(mask.begin(), mask.end(), 1);
    if (area < kLeastArea) {
        return Diagnostic{.file = name,
                          .message =
                              "nothing stands out from the background; a darker, brighter or "
                              "more colorful background would tell the object apart"};
    }
    const Image<Rgba8> pixels = matte(photo, mask);
    const Rect tight = tight_box({0, 0, photo.width(), photo.height()},
                                 [&](int x, int y) { return mask.at(x, y) != 0; });
    const Rect box =
        intersection({tight.x - kCutoutMargin, tight.y - kCutoutMargin,
                      tight.width + 2 * kCutoutMargin, tight.height + 2 * kCutoutMargin},
                     {0, 0, photo.width(), photo.height()});
    Cutout cutout{.box = box,
                  .pixels = Image<Rgba8>({box.width, box.height}),
                  .mask = Image<std::uint8_t>({box.width, box.height})};
    for (int y = 0; y < box.height; ++y) {
        std::copy_n(pixels.row(box.y + y) + box.x, box.width, cutout.pixels.row(y));
        std::transform(cutout.pixels.row(y), cutout.pixels.row(y) + box.width, cutout.mask.row(y),
                       [](const Rgba8& pixel) -> std::uint8_t { return pixel.a >= 128 ? 255 : 0; });
    }
    return cutout;
}

}  // namespace diorama
