#include "augment/paste/mask_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diorama {
namespace {

Diagnostic broken(const std::string& file, std::string message) {
    return {.fault = Fault::Data, .file = file, .message = std::move(message)};
}

/// The share of the picture's outermost pixels that are inside.
double frame_share(const Image<std::uint8_t>& inside) {
    std::size_t set = 0, count = 0;
    for (int y = 0; y < inside.height(); ++y) {
        const bool edge = y == 0 || y == inside.height() - 1;
        const int step = edge ? 1 : std::max(1, inside.width() - 1);
        for (int x = 0; x < inside.width(); x += step) {
            set += inside.at(x, y);
            ++count;
        }
    }
    return static_cast<double>(set) / static_cast<double>(count);
}

}  // namespace

Expected<ReadMask> read_mask(const Image<Rgba8>& pixels, Extent extent, const std::string& file) {
    if (pixels.extent() != extent) {
        return broken(
            file, fmt::format("a mask of {} x {} pixels for a picture of {} x {}", pixels.width(),
                              pixels.height(), extent.width, extent.height));
    }
    const bool has_alpha = std::ranges::any_of(pixels, [](const Rgba8& p) { return p.a != 255; });
    const auto value = [&](const Rgba8& p) {
        return has_alpha ? p.a : std::max(p.r, std::max(p.g, p.b));
    };
    int largest = 0;
    for (const Rgba8& p : pixels) largest = std::max<int>(largest, value(p));
    ReadMask mask{.inside = Image<std::uint8_t>(extent)};
    std::ranges::transform(pixels, mask.inside.begin(), [&](const Rgba8& p) -> std::uint8_t {
        return largest > 0 && 2 * value(p) >= largest ? 1 : 0;
    });
    const auto set = static_cast<std::size_t>(std::ranges::count(mask.inside, 1));
    if (set == 0 || set == extent.area())
        return broken(file,
                      "a mask of one value throughout, expected an object and its background");
    mask.inverted = frame_share(mask.inside) > 0.5;
    if (mask.inverted)
        for (std::uint8_t& m : mask.inside) m = 1 - m;
    return mask;
}

}  // namespace diorama
