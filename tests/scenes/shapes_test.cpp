#include "scenes/shapes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesh_checks.hpp"

namespace diorama::kit {
namespace {

using testing::IsEmpty;

void expect_closed(MeshPart mesh, double volume, double tolerance) {
    EXPECT_EQ(unmatched_edges({mesh}), 0);
    EXPECT_NEAR(signed_volume({mesh}) / volume, 1.0, tolerance);
}

TEST(Outline, RoundsACornerByAnArcThatTouchesBothEdges) {
    const Corner corners[]{{{0, 0}}, {{1, 0}, 0.25f}, {{1, 1}}};
    const Outline outline = rounded(corners, Ends::Open, 0.1f);
    EXPECT_EQ(outline.front().position, glm::vec2(0, 0));
    EXPECT_EQ(outline.back().position, glm::vec2(1, 1));
    EXPECT_EQ(outline.front().normal, glm::vec2(0, -1));  // on the right of +x
    EXPECT_EQ(outline.back().normal, glm::vec2(1, 0));
    int on_arc = 0;
    for (std::size_t i = 1; i + 1 < outline.size(); ++i) {
        const glm::vec2 from_center = outline[i].position - glm::vec2(0.75f, 0.25f);
        EXPECT_NEAR(glm::length(from_center), 0.25f, 1e-6f);
        EXPECT_NEAR(glm::dot(from_center, outline[i].normal), 0.25f, 1e-6f);
        ++on_arc;
    }
    EXPECT_EQ(on_arc, 17);  // a quarter turn in steps of at most 0.1
    EXPECT_NEAR(length_of(outline, Ends::Open), 1.5f + 0.25f * kPi / 2, 1e-3f);
}

TEST(Outline, KeepsASharpCornerAsTwoPoints) {
    const Corner corners[]{{{0, 0}}, {{1, 0}}, {{1, 1}}};
    const Outline outline = rounded(corners, Ends::Open);
    ASSERT_EQ(outline.size(), 4u);
    EXPECT_EQ(outline[1].position, outline[2].position);
    EXPECT_EQ(outline[1].normal, glm::vec2(0, -1));
    EXPECT_EQ(outline[2].normal, glm::vec2(1, 0));
}

TEST(Outline, ReducesARadiusThatDoesNotFit) {
    const Corner corners[]{{{0, 0}, 9}, {{2, 0}, 9}, {{2, 2}, 9}, {{0, 2}, 9}};
    for (const OutlinePoint& point : rounded(corners, Ends::Closed))
        EXPECT_NEAR(glm::distance(point.position, glm::vec2(1, 1)), 1.0f, 1e-5f);  // a circle
}

TEST(Outline, SplineGoesThroughItsPointsAndMeetsTheAxisLevel) {
    const glm::vec2 points[]{{0, 0}, {1, 0.5f}, {1.5f, 2}};
    const Outline outline = smooth(points, Ends::Open, 4);
    ASSERT_EQ(outline.size(), 9u);
    EXPECT_EQ(outline[0].position, points[0]);
    EXPECT_EQ(outline[4].position, points[1]);
    EXPECT_EQ(outline[8].position, points[2]);
    EXPECT_NEAR(outline[0].normal.y, -1.0f, 1e-6f);
}

TEST(Outline, CutsAtAPointThatBothPartsKeep) {
    const Corner corners[]{{{0, 0}}, {{0, 1}}, {{0, 2}}, {{0, 5}}};
    const auto [before, after] = cut(rounded(corners, Ends::Open), {0, 2});
    EXPECT_EQ(before.back().position, glm::vec2(0, 2));
    EXPECT_EQ(after.front().position, glm::vec2(0, 2));
    EXPECT_EQ(join(before, after).size(), before.size() + after.size() - 1);
}

TEST(Lathe, TurnsASquareIntoACylinder) {
    const Corner corners[]{{{0, 0}}, {{2, 0}}, {{2, 3}}, {{0, 3}}};
    const MeshPart mesh = lathe(rounded(corners, Ends::Open), 90);
    expect_closed(mesh, 3.14159265 * 4 * 3, 2e-3);
}

TEST(Lathe, ShowsItsPictureUprightFromTheFront) {
    const Outline wall{{{1, 0}, {1, 0}}, {{1, 2}, {1, 0}}};
    const MeshPart mesh = lathe(wall, 8);
    for (const Vertex& vertex : mesh.vertices) {
        // The front, and what is to its right.
        if (vertex.uv.x == 0.5f) {
            EXPECT_NEAR(vertex.position.z, 1.0f, 1e-6f);
        }
        if (vertex.uv.x == 0.75f) {
            EXPECT_NEAR(vertex.position.x, 1.0f, 1e-6f);
        }
        EXPECT_EQ(vertex.uv.y, vertex.position.y == 0.0f ? 1.0f : 0.0f);  // row 0 on top
    }
}

TEST(Sweep, ClosedPathIsATorus) {
    std::vector<glm::vec3> path;
    for (int i = 0; i < 128; ++i) {
        const float angle = 2 * kPi * real(i) / 128.0f;
        path.push_back({3 * std::cos(angle), 0, 3 * std::sin(angle)});
    }
    MeshPart mesh = sweep(path, Ends::Closed, circle(1, 96), {0, 1, 0});
    expect_closed(mesh, 2 * 3.14159265 * 3.14159265 * 3, 4e-3);
    compute_tangents(mesh);
    EXPECT_THAT(problems(mesh), IsEmpty());
}

TEST(Sweep, CapsAreClosed) {
    const glm::vec3 path[]{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}};
    const Outline section = rounded_rectangle(1.0f, 0.5f, 0.1f);
    const double area = 0.5 - (4 - 3.14159265) * 0.01;
    expect_closed(sweep(path, Ends::Open, section, {0, 0, 1}, nullptr, Caps::Flat), 4 * area, 2e-3);
    EXPECT_EQ(unmatched_edges({sweep(path, Ends::Open, section, {0, 0, 1})}), 0);
    // A spout is open inside: it holds less than the same without a hole.
    const MeshPart spout = sweep(path, Ends::Open, section, {0, 0, 1}, nullptr, Caps::Spout);
    EXPECT_EQ(unmatched_edges({spout}), 0);
    EXPECT_LT(signed_volume({spout}), 0.8 * 4 * area);
}

TEST(Prism, StandsUprightWithBevelledEdges) {
    MeshPart mesh = bevelled_prism(rounded_rectangle(2, 1, 0.2f, 0.1f), 0.5f, 0.05f);
    expect_closed(mesh, 0.5 * (2 - (4 - 3.14159265) * 0.04), 0.01);
    float low = 1, high = -1;
    for (const Vertex& vertex : mesh.vertices) {
        low = std::min(low, vertex.position.y);
        high = std::max(high, vertex.position.y);
    }
    EXPECT_EQ(low, 0.0f);
    EXPECT_EQ(high, 0.5f);
}

TEST(RoundedBox, HasItsSizeAndExactBorders) {
    for (const int flat : {1, 3, 7}) {
        MeshPart mesh = rounded_box({2, 3, 4}, 0.1f, 3, {}, flat);
        expect_closed(mesh, 24, 0.01);
        compute_tangents(mesh);
        EXPECT_THAT(problems(mesh), IsEmpty());
        for (const Vertex& vertex : mesh.vertices) {
            EXPECT_LE(std::abs(vertex.position.x), 1.0f);
            EXPECT_LE(std::abs(vertex.position.y), 1.5f);
            EXPECT_LE(std::abs(vertex.position.z), 2.0f);
        }
    }
}

TEST(RoundedBox, LaysTheGrainAlongTheAxisAskedFor) {
    for (const int grain : {0, 1, 2}) {
        const MeshPart mesh = rounded_box({1, 1, 1}, 0.01f, 1, {.grain_axis = grain});
        for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
            const Vertex& a = mesh.vertices[mesh.indices[i]];
            if (std::abs(a.normal[grain]) > 0.5f) continue;  // the end grain
            for (std::size_t k : {1u, 2u}) {
                const Vertex& b = mesh.vertices[mesh.indices[i + k]];
                EXPECT_NEAR(std::abs(b.uv.x - a.uv.x),
                            std::abs(b.position[grain] - a.position[grain]), 1e-5f);
            }
        }
    }
}

TEST(PrintedBox, ShowsItsFrontUpright) {
    std::array<UvRect, 6> faces{};
    const MeshPart mesh = printed_box({2, 2, 2}, 0.01f, 1, faces);
    for (const Vertex& vertex : mesh.vertices)
        if (vertex.normal.z > 0.999f) {
            EXPECT_NEAR(vertex.uv.x, 0.5f + 0.5f * vertex.position.x, 1e-5f);
            EXPECT_NEAR(vertex.uv.y, 0.5f - 0.5f * vertex.position.y, 1e-5f);
        }
}

TEST(Transformed, MirrorsWithoutTurningInsideOut) {
    const MeshPart box = rounded_box({1, 2, 3}, 0.1f);
    glm::mat4 mirror(1.0f);
    mirror[0][0] = -2.0f;
    expect_closed(transformed(box, mirror), 2 * signed_volume({box}), 1e-5);
}

}  // namespace
}  // namespace diorama::kit
