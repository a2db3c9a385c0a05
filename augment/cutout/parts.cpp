#include "augment/cutout/parts.hpp"

namespace diorama {

Parts find_parts(const Image<std::uint8_t>& mask, Connection connection) {
    Parts parts{Image<std::int32_t>(mask.extent()), {}, {}};
    struct Pixel {
        int x, y;
    };
    std::vector<Pixel> stack;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            if (mask.at(x, y) == 0 || parts.labels.at(x, y) != 0) continue;
            parts.area.push_back(0);
            parts.at_edge.push_back(false);
            const auto label = static_cast<std::int32_t>(parts.area.size());
            parts.labels.at(x, y) = label;
            stack.push_back({x, y});
            while (!stack.empty()) {
                const Pixel at = stack.back();
                stack.pop_back();
                ++parts.area.back();
                for (int dy = -1; dy <= 1; ++dy) {
                    for (int dx = -1; dx <= 1; ++dx) {
                        if (connection == Connection::Four && dx != 0 && dy != 0) continue;
                        const int u = at.x + dx, v = at.y + dy;
                        if (u < 0 || v < 0 || u >= mask.width() || v >= mask.height()) {
                            parts.at_edge.back() = true;
                        } else if (mask.at(u, v) != 0 && parts.labels.at(u, v) == 0) {
                            parts.labels.at(u, v) = label;
                            stack.push_back({u, v});
                        }
                    }
                }
            }
        }
    }
    return parts;
}

}  // namespace diorama
