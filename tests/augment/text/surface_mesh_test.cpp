#include "augment/text/surface_mesh.hpp"

#include <gtest/gtest.h>

#include "augment/text/draw_text.hpp"
#include "tests/augment/text/fonts.hpp"

namespace diorama {
namespace {

TEST(SurfaceMesh, LooksLikeTheTextAndFacesTheCamera) {
    const Intrinsics camera{.fx = 500, .fy = 520, .cx = 160, .cy = 120};
    const Plane wall{.normal = glm::normalize(glm::vec3(0.5f, -0.3f, 1.0f)), .offset_m = 1.5f};
    const Font font = test::dejavu("DejaVuSerif-Bold");
    const auto block = typeset({U"Bo8&i"}, {&font}, {.style = {.slant = 0.2f}});
    ASSERT_TRUE(block);
    const glm::dmat3 m =
        *image_from_plane(wall, camera, {60, 150}, 0.1f) * plane_from_text(0.2, {0, 0});
    std::vector<Outline> outlines;
    for (const TypesetChar& c : block->words[0].chars) outlines.push_back(c.outline);
    const double scale = 0.999;
    const MeshPart mesh = surface_mesh(outlines, m, camera, scale);
    ASSERT_FALSE(mesh.indices.empty());

    Image<std::uint8_t> filled({320, 240}, 0);
    for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
        glm::dvec2 at[3];
        glm::vec3 corner[3];
        for (std::size_t k = 0; k < 3; ++k) {
            const Vertex& vertex = mesh.vertices[mesh.indices[i + k]];
            corner[k] = vertex.position;
            const glm::dvec3 p(vertex.position);
            at[k] = {camera.cx - camera.fx * p.x / p.z, camera.cy + camera.fy * p.y / p.z};
            EXPECT_NEAR(glm::dot(glm::vec3(vertex.normal), wall.normal), 1.0f, 1e-5f);
            const double off = glm::dot(glm::dvec3(wall.normal), p / scale) + 1.5;
            EXPECT_NEAR(off, 0.0, 1e-5);
        }
        const glm::vec3 facing = glm::cross(corner[1] - corner[0], corner[2] - corner[0]);
        EXPECT_GE(glm::dot(facing, wall.normal), -1e-9f);
        for (int y = 0; y < 240; ++y) {
            for (int x = 0; x < 320; ++x) {
                const glm::dvec2 p(x + 0.5, y + 0.5);
                int left = 0;
                for (int k = 0; k < 3; ++k) {
                    const glm::dvec2 side = at[(k + 1) % 3] - at[k], to = p - at[k];
                    left += side.x * to.y - side.y * to.x <= 0.0 ? 1 : 0;
                }
                if (left == 3) filled.at(x, y) = 1;
            }
        }
    }
    const DrawnText drawn = draw_text(*block, m, {0, 0, 320, 240});
    int inside = 0;
    for (int y = 0; y < 240; ++y) {
        for (int x = 0; x < 320; ++x) {
            const int ink = drawn.ink.at(x, y);
            if (ink > 200) {
                EXPECT_EQ(filled.at(x, y), 1) << x << ", " << y;
                ++inside;
            }
            if (ink < 50) {
                EXPECT_EQ(filled.at(x, y), 0) << x << ", " << y;
            }
        }
    }
    EXPECT_GT(inside, 1500);
}

}  // namespace
}  // namespace diorama
