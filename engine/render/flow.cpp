#include "engine/render/flow.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "engine/render/camera_pose.hpp"

namespace diorama {
namespace {

constexpr double kDepthTolerance = 0.005;  // relative

bool is_visible(const Frame& frame, std::uint32_t id, const glm::dvec2& at, double depth) {
    const int x0 = static_cast<int>(std::floor(at.x - 0.5));
    const int y0 = static_cast<int>(std::floor(at.y - 0.5));
    double nearest = INFINITY, farthest = 0;
    for (const int y : {y0, y0 + 1}) {
        for (const int x : {x0, x0 + 1}) {
            if (x < 0 || y < 0 || x >= frame.ids.width() || y >= frame.ids.height()) continue;
            if (frame.ids.at(x, y) != id) continue;
            nearest = std::min(nearest, double{frame.depth.at(x, y)});
            farthest = std::max(farthest, double{frame.depth.at(x, y)});
        }
    }
    return nearest * (1 - kDepthTolerance) <= depth && depth <= farthest * (1 + kDepthTolerance);
}

}  // namespace

Flow flow_between(const Frame& now, const Frame& then) {
    assert(now.objects.size() == then.objects.size());
    assert(!now.surface.point.empty() && !then.depth.empty());
    const Extent extent = now.ids.extent();
    Flow flow{Image<glm::vec2>(extent, glm::vec2(0.0f)),
              Image<std::uint8_t>(extent, std::uint8_t{kFlowNoSurface})};
    std::vector<glm::dmat4> poses;
    for (const Object& object : then.objects)
        poses.push_back(camera_from_object(then.camera, object.world_from_object));
    const Intrinsics& k = then.camera.intrinsics;
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const std::uint32_t id = now.ids.at(x, y);
            if (id == kBackgroundId) continue;
            std::uint8_t& faults = flow.faults.at(x, y);
            const glm::dvec3 p(poses[id - 1] *
                               glm::dvec4(glm::dvec3(now.surface.point.at(x, y)), 1.0));
            const double depth = -p.z;
            if (depth < double{then.camera.near_m}) {
                faults = kFlowLeavesPicture;
                continue;
            }
            const glm::dvec2 at(k.cx + k.fx * p.x / depth, k.cy - k.fy * p.y / depth);
            flow.motion.at(x, y) = glm::vec2(at - glm::dvec2(x + 0.5, y + 0.5));
            if (at.x < 0 || at.y < 0 || at.x >= extent.width || at.y >= extent.height)
                faults = kFlowLeavesPicture;
            else
                faults = is_visible(then, id, at, depth) ? 0 : kFlowHidden;
        }
    }
    return flow;
}

}  // namespace diorama
