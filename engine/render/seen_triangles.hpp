/// The triangles that a picture shows, as planes in camera space, in double.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/math.hpp"
#include "engine/render/draw_list.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// 1 / depth over the picture, x and y in pixels: linear on a plane.
struct SeenTriangle {
    std::uint32_t triangle = UINT32_MAX;  // counted over the draws of a list
    std::uint32_t draw = 0;
    double per_x = 0, per_y = 0, at_origin = 0;
    double least = 0, most = 0;  // over the corners

    double inverse_depth(double x, double y) const {
        return std::clamp(at_origin + per_x * x + per_y * y, least, most);
    }
};

class SeenTriangles {
 public:
    SeenTriangles(const Scene& scene, const DrawList& list);

    /// Neighboring rows show the same triangles again, so the last few hundred are kept.
    const SeenTriangle& find(std::uint32_t triangle) {
        SeenTriangle& kept = kept_[triangle % kept_.size()];
        if (kept.triangle != triangle) kept = make(triangle);
        return kept;
    }

    /// camera_from_object of a draw.
    const glm::dmat4& pose(std::size_t draw);

 private:
    SeenTriangle make(std::uint32_t triangle);

    const Scene& scene_;
    const DrawList& list_;
    std::vector<std::optional<glm::dmat4>> poses_;
    std::array<SeenTriangle, 512> kept_;
};

}  // namespace diorama
