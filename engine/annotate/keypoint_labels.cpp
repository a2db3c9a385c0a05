#include "engine/annotate/keypoint_labels.hpp"

#include <algorithm>
#include <cmath>

namespace diorama {

void settle_keypoints(Frame& frame) {
    std::uint32_t id = 0;
    for (Object& object : frame.objects) {
        ++id;
        for (Keypoint& point : object.keypoints) {
            if (point.visibility == 0) continue;
            const int x = static_cast<int>(std::floor(point.pixel.x));
            const int y = static_cast<int>(std::floor(point.pixel.y));
            if (x < 0 || y < 0 || x >= frame.ids.width() || y >= frame.ids.height()) {
                point.visibility = 0;
                point.pixel = glm::vec2(0.0f);
            } else if (frame.ids.at(x, y) != id) {
                point.visibility = std::min(point.visibility, 1);
            }
        }
    }
}

}  // namespace diorama
