#include "engine/render/depth.hpp"

#include <limits>

#include "engine/render/seen_triangles.hpp"

namespace diorama {

Image<float> depth_of_triangles(const Scene& scene, const DrawList& list,
                                const std::uint32_t* id_triangle) {
    Image<float> depth(scene.camera.extent, std::numeric_limits<float>::infinity());
    SeenTriangles triangles(scene, list);
    for (int y = 0; y < depth.height(); ++y) {
        float* row = depth.row(y);
        for (int x = 0; x < depth.width(); ++x, id_triangle += 2)
            if (id_triangle[0] != kBackgroundId)
                row[x] = static_cast<float>(
                    1.0 / triangles.find(id_triangle[1]).inverse_depth(x + 0.5, y + 0.5));
    }
    return depth;
}

}  // namespace diorama
