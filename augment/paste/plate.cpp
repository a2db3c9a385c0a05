#include "augment/paste/plate.hpp"

#include "augment/planes/support_surfaces.hpp"

namespace diorama {
namespace {

void keep_carrying(Plate& plate, std::vector<PlaneRegion> planes) {
    const SupportSurfaces carrying =
        support_surfaces(planes, plate.frame.depth.extent(), {.up = plate.up});
    for (const std::size_t i : carrying.planes) plate.surfaces.push_back(std::move(planes[i]));
}

}  // namespace

void find_surfaces(Plate& plate, const Rng& rng) {
    auto planes = fit_planes(plate.frame.depth, plate.frame.camera.intrinsics, {}, rng);
    plate.up = estimate_up(planes, plate.up);
    keep_carrying(plate, std::move(planes));
}

void find_rendered_surfaces(Plate& plate, const Rng& rng) {
    plate.up = glm::transpose(glm::mat3(plate.frame.camera.world_from_camera)) *
               glm::vec3(0.0f, 1.0f, 0.0f);
    const PlaneOptions exact{.noise = {.constant_m = 0.003f, .per_m = 0.0f}, .max_depth_m = 1e3f};
    keep_carrying(plate, fit_planes(plate.frame.depth, plate.frame.camera.intrinsics, exact, rng));
}

}  // namespace diorama
