#include "tools/run/text_plates.hpp"

#include <fmt/format.h>

#include <cmath>

#include "augment/paste/fit.hpp"
#include "augment/paste/plate_files.hpp"
#include "augment/planes/support_surfaces.hpp"

namespace diorama {
namespace {

/// A photograph, scaled to cover a picture and cut to it around its middle.
Image<Rgb8> fitted(const Image<Rgba8>& photo, Extent extent) {
    const Image<Rgb8> scaled =
        resized(without_alpha(photo), covering_extent(photo.extent(), extent));
    return cropped(scaled, {(scaled.width() - extent.width) / 2,
                            (scaled.height() - extent.height) / 2, extent.width, extent.height});
}

RegionLimits limits_for(const TextLook& look) {
    return {.max_texture = static_cast<float>(look.max_texture)};
}

Plane wall_plane(const AssumedWall& wall, Rng& rng) {
    const float distance = wall.distance_m.draw_float(rng);
    const float yaw = radians(wall.yaw_deg.draw_float(rng));
    const float pitch = radians(wall.pitch_deg.draw_float(rng));
    const glm::vec3 normal(std::sin(yaw) * std::cos(pitch), std::sin(pitch),
                           std::cos(yaw) * std::cos(pitch));
    return {.normal = normal, .offset_m = distance * normal.z};
}

Plane ground_plane(const AssumedGround& ground, Rng& rng) {
    const float height = ground.height_m.draw_float(rng);
    const float pitch = radians(ground.pitch_deg.draw_float(rng));
    return {.normal = {0.0f, std::cos(pitch), std::sin(pitch)}, .offset_m = height};
}

}  // namespace

TextPhotoPlates::TextPhotoPlates(const TextPhotos& photos, const TextLook& look, Extent extent,
                                 const AssetConfig& assets, std::uint64_t seed)
    : photos_(photos),
      limits_(limits_for(look)),
      extent_(extent),
      image_limits_{.max_pixels = assets.max_texture_pixels,
                    .max_file_bytes = assets.max_file_bytes},
      seed_(seed),
      cache_(assets.cache_bytes) {}

Expected<std::shared_ptr<const TextPlate>> TextPhotoPlates::draw(const Rng& rng) {
    Rng own = rng.stream("plate");
    const auto photo = static_cast<std::size_t>(
        own.integer(0, static_cast<std::int64_t>(photos_.images.size()) - 1));
    if (std::holds_alternative<MeasuredDepth>(photos_.surfaces) ||
        std::holds_alternative<ModelDepth>(photos_.surfaces))
        return kept(photo);
    const auto whole = [](Expected<TextPlate> plate) -> Expected<std::shared_ptr<const TextPlate>> {
        if (!plate) return plate.errors();
        return std::make_shared<const TextPlate>(std::move(*plate));
    };
    Rng drawn = rng.stream("surface");
    if (const auto* wall = std::get_if<AssumedWall>(&photos_.surfaces)) {
        const Plane plane = wall_plane(*wall, drawn);
        const double fov = radians(wall->fov_y_deg.draw_float(drawn));
        return whole(
            assumed(plane, intrinsics_from_fov(extent_, fov), 100 * plane.offset_m, photo));
    }
    const auto& ground = std::get<AssumedGround>(photos_.surfaces);
    const Plane plane = ground_plane(ground, drawn);
    const double fov = radians(ground.fov_y_deg.draw_float(drawn));
    return whole(assumed(plane, intrinsics_from_fov(extent_, fov), 12 * plane.offset_m, photo));
}

Expected<std::shared_ptr<const TextPlate>> TextPhotoPlates::kept(std::size_t photo) {
    return cache_.get_as<TextPlate>(fmt::format("{}", photo), [&]() -> SharedCache::Made {
        const auto* depth = std::get_if<MeasuredDepth>(&photos_.surfaces);
        auto plate = depth ? measured(*depth, photo)
                           : estimated(std::get<ModelDepth>(photos_.surfaces), photo);
        if (!plate) return {.errors = plate.errors()};
        std::uint64_t bytes = extent_.area() * (sizeof(Rgb8) + sizeof(float));
        for (const TextRegion& region : plate->regions) bytes += region.mask.pixels.size_bytes();
        return {.value = std::make_shared<const TextPlate>(std::move(*plate)), .size_bytes = bytes};
    });
}

Expected<TextPlate> TextPhotoPlates::estimated(const ModelDepth& model, std::size_t photo) {
    std::call_once(opened_, [&] { network_ = DepthModel::open(model); });
    if (!*network_) return network_->errors();
    const auto color = load_image(photos_.images[photo], image_limits_);
    if (!color) return color.errors();
    TextPlate plate;
    plate.frame.color = fitted(*color, extent_);
    auto depth = (**network_)->estimate(plate.frame.color);
    if (!depth) return depth.errors();
    Rng rng = Rng{seed_}.stream("camera").stream(photo);
    const double fov = radians(model.fov_y_deg.draw_float(rng));
    plate.frame.camera = {.extent = extent_, .intrinsics = intrinsics_from_fov(extent_, fov)};
    plate.frame.depth = *std::move(depth);
    const auto planes = fit_planes(plate.frame.depth, plate.frame.camera.intrinsics, {},
                                   Rng{seed_}.stream("planes").stream(photo));
    plate.regions = find_text_regions(plate.frame, planes, limits_, estimate_up(planes, {0, 1, 0}));
    return plate;
}

Expected<TextPlate> TextPhotoPlates::measured(const MeasuredDepth& depth, std::size_t photo) const {
    auto read = read_measured_plate(photos_.images[photo], depth.depth[photo], depth.camera[photo],
                                    extent_, image_limits_);
    if (!read) return read.errors();
    TextPlate plate{.frame = std::move(read->frame), .regions = {}};
    const auto planes = fit_planes(plate.frame.depth, plate.frame.camera.intrinsics, {},
                                   Rng{seed_}.stream("planes").stream(photo));
    plate.regions = find_text_regions(plate.frame, planes, limits_, estimate_up(planes, {0, 1, 0}));
    return plate;
}

Expected<TextPlate> TextPhotoPlates::assumed(const Plane& plane, const Intrinsics& intrinsics,
                                             float max_depth_m, std::size_t photo) const {
    const auto color = load_image(photos_.images[photo], image_limits_);
    if (!color) return color.errors();
    TextPlate plate;
    plate.frame.color = fitted(*color, extent_);
    plate.frame.camera = {.extent = extent_, .intrinsics = intrinsics};
    PlaneRegion region{.plane = plane, .mask = {0, 0, Image<std::uint8_t>(extent_, 0)}};
    for (int y = 0; y < extent_.height; ++y) {
        for (int x = 0; x < extent_.width; ++x) {
            const bool seen =
                depth_at(plane, intrinsics, x + 0.5, y + 0.5) <= static_cast<double>(max_depth_m);
            region.mask.pixels.at(x, y) = seen;
        }
    }
    plate.regions = find_text_regions(plate.frame, {region}, limits_);
    return plate;
}

TextPlate rendered_plate(Frame frame, const TextLook& look, const Rng& rng) {
    PlaneOptions options;
    options.noise = {.constant_m = 0.002f, .per_m = 0.0005f};
    options.max_depth_m = 50.0f;
    TextPlate plate{.frame = std::move(frame), .regions = {}};
    const auto planes =
        fit_planes(plate.frame.depth, plate.frame.camera.intrinsics, options, rng.stream("planes"));
    const glm::vec3 up = glm::transpose(glm::mat3(plate.frame.camera.world_from_camera))[1];
    plate.regions = find_text_regions(plate.frame, planes, limits_for(look), up);
    return plate;
}

}  // namespace diorama
