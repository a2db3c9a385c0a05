#include "augment/paste/plate_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "augment/paste/fit.hpp"
#include "engine/config/camera_file.hpp"
#include "engine/io/file.hpp"

namespace diorama {
namespace {

/// The part of `scaled` pixels that is kept, around the middle.
Rect middle(Extent scaled, Extent kept) {
    return {(scaled.width - kept.width) / 2, (scaled.height - kept.height) / 2, kept.width,
            kept.height};
}

Image<float> fitted_depth(const Image<std::uint16_t>& values, double units_per_meter, Extent scaled,
                          const Rect& cut) {
    Image<float> depth({cut.width, cut.height});
    const auto source = [](int at, int from, int to) {
        return std::min(from - 1, static_cast<int>((at + 0.5) * from / to));
    };
    for (int y = 0; y < cut.height; ++y) {
        const std::uint16_t* row = values.row(source(y + cut.y, values.height(), scaled.height));
        for (int x = 0; x < cut.width; ++x) {
            const std::uint16_t value = row[source(x + cut.x, values.width(), scaled.width)];
            depth.at(x, y) = value == 0 ? INFINITY : static_cast<float>(value / units_per_meter);
        }
    }
    return depth;
}

}  // namespace

Expected<Plate> read_measured_plate(const std::filesystem::path& photo,
                                    const std::filesystem::path& depth,
                                    const std::filesystem::path& camera, Extent extent,
                                    const ImageLimits& limits) {
    const auto picture = load_image(photo, limits);
    if (!picture) return picture.errors();
    const auto lens = read_camera_file(camera);
    if (!lens) return lens.errors();
    const auto bytes = read_file(depth, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    const auto values = decode_png_grey16(*bytes, depth.string(), limits);
    if (!values) return values.errors();
    if (values->extent() != picture->extent()) {
        return Diagnostic{
            .fault = Fault::Data,
            .file = depth.string(),
            .message = fmt::format("{} x {} pixels for a photograph of {} x {}", values->width(),
                                   values->height(), picture->width(), picture->height())};
    }
    const Extent scaled = covering_extent(picture->extent(), extent);
    const Rect cut = middle(scaled, extent);
    const double scale_x = static_cast<double>(scaled.width) / picture->width();
    const double scale_y = static_cast<double>(scaled.height) / picture->height();
    const Intrinsics& k = lens->intrinsics;
    Plate plate;
    plate.frame.color = cropped(resized(without_alpha(*picture), scaled), cut);
    plate.frame.depth = fitted_depth(*values, lens->units_per_meter, scaled, cut);
    plate.frame.ids = Image<std::uint32_t>(extent, kBackgroundId);
    plate.frame.camera.extent = extent;
    plate.frame.camera.intrinsics = {.fx = k.fx * scale_x,
                                     .fy = k.fy * scale_y,
                                     .cx = k.cx * scale_x - cut.x,
                                     .cy = k.cy * scale_y - cut.y};
    return plate;
}

}  // namespace diorama
