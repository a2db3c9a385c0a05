#include "engine/core/math.hpp"

namespace diorama {

Aabb transformed(const Aabb& box, const glm::mat4& target_from_source) {
    Aabb result;
    if (box.empty()) return result;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 point{(corner & 1) ? box.max.x : box.min.x,
                              (corner & 2) ? box.max.y : box.min.y,
                              (corner & 4) ? box.max.z : box.min.z};
        result.add(glm::vec3(target_from_source * glm::vec4(point, 1.0f)));
    }
    return result;
}

}  // namespace diorama
