#include "engine/render/keypoints.hpp"

#include <cmath>

#include "engine/render/camera_pose.hpp"

namespace diorama {
namespace {

constexpr double kTolerance = 0.02;  // of the diagonal of the object's box

void place(Keypoint& point, const Object& object, std::uint32_t id, const Frame& frame) {
    point.pixel = glm::vec2(0.0f);
    point.visibility = 0;
    const Camera& camera = frame.camera;
    const glm::dmat4 pose = camera_from_object(camera, object.world_from_object);
    const glm::dvec3 p(pose * glm::dvec4(glm::dvec3(point.position), 1.0));
    const double depth = -p.z;
    if (depth < double{camera.near_m}) return;
    const Intrinsics& k = camera.intrinsics;
    const glm::dvec2 at(k.cx + k.fx * p.x / depth, k.cy - k.fy * p.y / depth);
    const int x = static_cast<int>(std::floor(at.x)), y = static_cast<int>(std::floor(at.y));
    if (at.x < 0 || at.y < 0 || x >= camera.extent.width || y >= camera.extent.height) return;
    point.pixel = glm::vec2(at);
    const double scale = glm::length(glm::dvec3(pose[0]));
    const double tolerance = kTolerance * scale * glm::length(glm::dvec3(object.box.size()));
    const bool own = frame.ids.at(x, y) == id;
    point.visibility = own && depth <= double{frame.depth.at(x, y)} + tolerance ? 2 : 1;
}

}  // namespace

void place_keypoints(Frame& frame) {
    std::uint32_t id = 0;
    for (Object& object : frame.objects) {
        ++id;
        for (Keypoint& point : object.keypoints) place(point, object, id, frame);
    }
}

}  // namespace diorama
