#include "engine/dataset/formats/export_pose.hpp"

#include <cmath>
#include <cstddef>

namespace diorama {
namespace {

PoseRows rows_of(const glm::mat4& matrix) {
    PoseRows rows{};
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 4; ++c)
            rows[r][c] = matrix[static_cast<int>(c)][static_cast<int>(r)];
    return rows;
}

PoseRows product(const PoseRows& a, const PoseRows& b) {
    PoseRows result{};
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t k = 0; k < 4; ++k) result[r][c] += a[r][k] * b[k][c];
    return result;
}

/// The inverse of a rotation and a translation.
PoseRows rigid_inverse(const PoseRows& m) {
    PoseRows result{};
    result[3][3] = 1;
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t k = 0; k < 3; ++k) {
            result[r][k] = m[k][r];
            result[r][3] -= m[k][r] * m[k][3];
        }
    return result;
}

/// (x right, y up, looking along -z) <-> (x right, y down, z forward); its own inverse.
constexpr PoseRows kFlip{{{1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, 1}}};

}  // namespace

PoseRows world_from_vision_camera(const Camera& camera) {
    return product(rows_of(camera.world_from_camera), kFlip);
}

PoseRows vision_camera_from_world(const Camera& camera) {
    return product(kFlip, rigid_inverse(rows_of(camera.world_from_camera)));
}

PoseRows vision_camera_from_object(const Camera& camera, const glm::mat4& world_from_object) {
    const PoseRows camera_from_world = rigid_inverse(rows_of(camera.world_from_camera));
    return product(kFlip, product(camera_from_world, rows_of(world_from_object)));
}

std::array<double, 9> vision_intrinsics(const Camera& camera) {
    const Intrinsics& k = camera.intrinsics;
    return {k.fx, 0, k.cx - 0.5, 0, k.fy, k.cy - 0.5, 0, 0, 1};
}

std::array<double, 3> scale_of(const PoseRows& pose) {
    std::array<double, 3> scale{};
    for (std::size_t c = 0; c < 3; ++c)
        scale[c] =
            std::sqrt(pose[0][c] * pose[0][c] + pose[1][c] * pose[1][c] + pose[2][c] * pose[2][c]);
    return scale;
}

}  // namespace diorama
