#include "engine/core/model.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace diorama {
namespace {

// A cube of two meters with eight vertices, two triangles a side.
MeshPart cube() {
    MeshPart part;
    for (int corner = 0; corner < 8; ++corner)
        part.vertices.push_back(
            {.position = {corner & 1 ? 1 : -1, corner & 2 ? 1 : -1, corner & 4 ? 1 : -1}});
    for (const auto& [a, b, c, d] :
         {std::array{0u, 2u, 3u, 1u}, std::array{4u, 5u, 7u, 6u}, std::array{0u, 1u, 5u, 4u},
          std::array{2u, 6u, 7u, 3u}, std::array{0u, 4u, 6u, 2u}, std::array{1u, 3u, 7u, 5u}})
        part.indices.insert(part.indices.end(), {a, b, c, a, c, d});
    return part;
}

// A unit sphere of latitudes and longitudes whose seam has two vertices at each place.
MeshPart sphere(int columns, int rows) {
    MeshPart part;
    for (int row = 0; row <= rows; ++row)
        for (int column = 0; column <= columns; ++column) {
            const float theta = kPi * static_cast<float>(row) / static_cast<float>(rows);
            const float phi =
                2 * kPi * static_cast<float>(column % columns) / static_cast<float>(columns);
            const float ring = row % rows == 0 ? 0.0f : std::sin(theta);
            part.vertices.push_back(
                {.position = {ring * std::cos(phi), std::cos(theta), -ring * std::sin(phi)},
                 .uv = {static_cast<float>(column) / static_cast<float>(columns),
                        static_cast<float>(row) / static_cast<float>(rows)}});
        }
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const auto a = static_cast<std::uint32_t>(row * (columns + 1) + column), b = a + 1;
            const std::uint32_t c = a + static_cast<std::uint32_t>(columns) + 1, d = c + 1;
            part.indices.insert(part.indices.end(), {a, c, b, b, c, d});
        }
    return part;
}

glm::vec3 face_normal(const MeshPart& part, std::size_t face) {
    const auto p = [&](std::size_t i) {
        return part.vertices[part.indices[3 * face + i]].position;
    };
    return glm::normalize(glm::cross(p(1) - p(0), p(2) - p(0)));
}

TEST(ComputeNormals, SplitsTheCornersOfACube) {
    MeshPart part = cube();
    compute_normals(part, radians(60.0f));
    EXPECT_EQ(part.vertices.size(), 24u);
    ASSERT_EQ(part.indices.size(), 36u);
    for (std::size_t corner = 0; corner < 36; ++corner)
        EXPECT_EQ(part.vertices[part.indices[corner]].normal, face_normal(part, corner / 3));
}

TEST(ComputeNormals, SmoothsACubeToItsDiagonals) {
    // Each corner has three sides at right angles, however they are cut into triangles: their
    // weights by angle are equal.
    MeshPart part = cube();
    compute_normals(part, kPi);
    EXPECT_EQ(part.vertices.size(), 8u);
    for (const Vertex& vertex : part.vertices)
        EXPECT_LT(glm::length(vertex.normal - glm::normalize(vertex.position)), 1e-6f);
}

TEST(ComputeNormals, SmoothsACubeGivenAsSeparateTriangles) {
    MeshPart shared = cube(), loose;
    for (const std::uint32_t index : shared.indices) {
        loose.indices.push_back(static_cast<std::uint32_t>(loose.vertices.size()));
        loose.vertices.push_back(shared.vertices[index]);
    }
    compute_normals(loose, kPi);
    EXPECT_EQ(loose.vertices.size(), 36u);  // they are welded in direction, not in storage
    for (const Vertex& vertex : loose.vertices)
        EXPECT_LT(glm::length(vertex.normal - glm::normalize(vertex.position)), 1e-6f);
}

TEST(ComputeNormals, SphereIsRadialAcrossItsSeam) {
    MeshPart part = sphere(64, 32);
    const std::size_t count = part.vertices.size();
    compute_normals(part, radians(60.0f));
    EXPECT_LE(part.vertices.size(), count);
    for (const Vertex& vertex : part.vertices) {
        EXPECT_GT(glm::dot(vertex.normal, vertex.position), 0.9995f);
        EXPECT_NEAR(glm::length(vertex.normal), 1, 1e-6);
    }
    // The two vertices of a seam have one normal.
    std::map<std::tuple<float, float, float>, glm::vec3> normal_at;
    for (const Vertex& vertex : part.vertices) {
        const glm::vec3 p = vertex.position;
        const auto known = normal_at.try_emplace({p.x, p.y, p.z}, vertex.normal).first;
        EXPECT_LT(glm::length(known->second - vertex.normal), 1e-5f);
    }
}

TEST(ComputeNormals, WeighsByAngleAndArea) {
    // At the origin a triangle in the plane z = 0 of area 2 meets one in x = 0 of area 1/2, both
    // with a right angle there: their normals (0, 0, 1) and (1, 0, 0) count 4 to 1.
    MeshPart part;
    part.vertices = {{.position = {0, 0, 0}},
                     {.position = {2, 0, 0}},
                     {.position = {0, 2, 0}},
                     {.position = {0, 1, 0}},
                     {.position = {0, 0, 1}}};
    part.indices = {0, 1, 2, 0, 3, 4};
    compute_normals(part, kPi);
    const glm::vec3 expected = glm::normalize(glm::vec3(1, 0, 4));
    EXPECT_LT(glm::length(part.vertices[part.indices[0]].normal - expected), 1e-6f);
    EXPECT_EQ(part.indices[0], part.indices[3]);
}

TEST(ComputeNormals, CreaseIsTheAngleBetweenNormals) {
    // Two triangles folded by 40 degrees along a common side.
    for (const auto& [crease, vertices] : {std::pair{39.0f, 6u}, std::pair{41.0f, 4u}}) {
        const float fold = radians(40.0f);
        MeshPart part;
        part.vertices = {{.position = {0, 0, 0}},
                         {.position = {0, 1, 0}},
                         {.position = {-1, 0, 0}},
                         {.position = {std::cos(fold), 0, -std::sin(fold)}}};
        part.indices = {0, 1, 2, 0, 3, 1};
        compute_normals(part, radians(crease));
        EXPECT_EQ(part.vertices.size(), vertices) << crease;
    }
}

TEST(ComputeNormals, DegenerateTrianglesKeepFiniteNormals) {
    MeshPart part;
    part.vertices = {{.position = {0, 0, 0}},
                     {.position = {1, 0, 0}},
                     {.position = {2, 0, 0}},
                     {.position = {0, -0.0f, -1}}};
    part.indices = {0, 1, 2, 0, 0, 0, 0, 3, 1};
    compute_normals(part, kPi);
    ASSERT_EQ(part.indices.size(), 9u);
    for (const Vertex& vertex : part.vertices) EXPECT_NEAR(glm::length(vertex.normal), 1, 1e-6);
    EXPECT_LT(glm::length(part.vertices[part.indices[6]].normal - glm::vec3(0, -1, 0)), 1e-6f);
}

TEST(ComputeNormals, ManyCornersAtOnePlaceStayFlat) {
    // A cone of 2000 sides: its tip has 2000 corners. Comparing all pairs would be the way to hang
    // on a file that puts everything there.
    MeshPart part;
    part.vertices.push_back({.position = {0, 1, 0}});
    for (std::uint32_t i = 0; i < 2000; ++i) {
        const float angle = 2 * kPi * static_cast<float>(i) / 2000;
        part.vertices.push_back({.position = {std::cos(angle), 0, -std::sin(angle)}});
        part.indices.insert(part.indices.end(), {0, i + 1, i < 1999 ? i + 2 : 1});
    }
    compute_normals(part, kPi);
    for (std::size_t face = 0; face < 2000; ++face) {
        const glm::vec3 tip = part.vertices[part.indices[3 * face]].normal;
        EXPECT_LT(glm::length(tip - face_normal(part, face)), 1e-6f);
    }
}

TEST(ComputeTangents, FollowUAndKeepHandedness) {
    // A square in the plane z = 0 whose u runs right and v down, as a picture hangs: the bitangent
    // of a +Y-up normal map points up, so w = +1. Mirrored in u, tangent and w turn around.
    for (const float sign : {1.0f, -1.0f}) {
        MeshPart part;
        for (const glm::vec2 p :
             {glm::vec2(0, 0), glm::vec2(1, 0), glm::vec2(1, 1), glm::vec2(0, 1)})
            part.vertices.push_back(
                {.position = {p, 0}, .normal = {0, 0, 1}, .uv = {sign * p.x, 1 - p.y}});
        part.indices = {0, 1, 2, 0, 2, 3};
        compute_tangents(part);
        for (const Vertex& vertex : part.vertices) {
            EXPECT_EQ(vertex.tangent, glm::vec4(sign, 0, 0, sign));
            const glm::vec3 bitangent =
                vertex.tangent.w * glm::cross(vertex.normal, glm::vec3(vertex.tangent));
            EXPECT_EQ(bitangent, glm::vec3(0, 1, 0));
        }
    }
}

TEST(ComputeTangents, SphereTangentsAreUnitAndAlongLongitude) {
    MeshPart part = sphere(48, 24);
    compute_normals(part, kPi);
    compute_tangents(part);
    for (const Vertex& vertex : part.vertices) {
        const glm::vec3 tangent(vertex.tangent);
        EXPECT_NEAR(glm::length(tangent), 1, 1e-5);
        EXPECT_NEAR(glm::dot(tangent, vertex.normal), 0, 1e-5);
        if (std::abs(vertex.position.y) > 0.95f) continue;  // u means little at the poles
        const glm::vec3 east = glm::normalize(glm::cross(glm::vec3(0, 1, 0), vertex.position));
        EXPECT_GT(glm::dot(tangent, east), 0.98f);
        EXPECT_EQ(vertex.tangent.w, 1);
    }
}

TEST(ComputeTangents, WithoutUvAnyPerpendicularUnitVector) {
    MeshPart part = cube();
    compute_normals(part, 0.5f);
    compute_tangents(part);
    for (const Vertex& vertex : part.vertices) {
        EXPECT_NEAR(glm::length(glm::vec3(vertex.tangent)), 1, 1e-6);
        EXPECT_NEAR(glm::dot(glm::vec3(vertex.tangent), vertex.normal), 0, 1e-6);
        EXPECT_EQ(std::abs(vertex.tangent.w), 1);
    }
}

TEST(ComputeTangents, TinyTrianglesCountToo) {
    // A millimeter in size and a thousandth of the texture: only the direction matters.
    MeshPart part;
    const float size = 1e-4f;
    part.vertices = {{.position = {0, 0, 0}, .normal = {0, 0, 1}, .uv = {0.5f, 0.5f}},
                     {.position = {0, size, 0}, .normal = {0, 0, 1}, .uv = {0.5f + 1e-6f, 0.5f}},
                     {.position = {-size, 0, 0}, .normal = {0, 0, 1}, .uv = {0.5f, 0.5f - 1e-6f}}};
    part.indices = {0, 1, 2};
    compute_tangents(part);
    EXPECT_LT(glm::length(part.vertices[0].tangent - glm::vec4(0, 1, 0, 1)), 1e-6f);
}

TEST(Model, CountsTrianglesAndBounds) {
    Model model;
    model.parts = {cube(), cube()};
    model.parts[1].vertices[7].position = {4, 1, 1};
    EXPECT_EQ(model.triangle_count(), 24u);
    model.bounds.add({100, 100, 100});  // what was known before is forgotten
    update_bounds(model);
    EXPECT_EQ(model.bounds.min, glm::vec3(-1, -1, -1));
    EXPECT_EQ(model.bounds.max, glm::vec3(4, 1, 1));
}

}  // namespace
}  // namespace diorama
