#include "tests/oracle/random_scene.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace diorama::oracle {
namespace {

std::shared_ptr<const Model> finish(std::string name, MeshPart part, float crease) {
    compute_normals(part, crease);
    compute_tangents(part);
    part.name = name;
    Model model{.name = std::move(name)};
    model.parts.push_back(std::move(part));
    model.materials.push_back({.name = "plain", .double_sided = true});
    update_bounds(model);
    return std::make_shared<const Model>(std::move(model));
}

// A closed grid of columns x rows quads; at(u, v) with u and v in [0, 1].
template <class At>
MeshPart grid(int columns, int rows, const At& at) {
    MeshPart part;
    for (int row = 0; row <= rows; ++row)
        for (int column = 0; column <= columns; ++column) {
            const float u = static_cast<float>(column) / static_cast<float>(columns);
            const float v = static_cast<float>(row) / static_cast<float>(rows);
            // The last column and row repeat the first ones exactly, so that no seam is open.
            part.vertices.push_back({.position = at(column % columns, row), .uv = {u, v}});
        }
    const auto index = [columns](int column, int row) {
        return static_cast<std::uint32_t>(row * (columns + 1) + column);
    };
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const std::uint32_t a = index(column, row), b = index(column + 1, row);
            const std::uint32_t c = index(column, row + 1), d = index(column + 1, row + 1);
            part.indices.insert(part.indices.end(), {a, c, b, b, c, d});
        }
    return part;
}

float turn(int step, int steps) {
    return 2 * kPi * static_cast<float>(step) / static_cast<float>(steps);
}

float real(Rng& rng, double low, double high) { return static_cast<float>(rng.uniform(low, high)); }

glm::vec3 random_direction(Rng& rng) {
    while (true) {
        const glm::vec3 v{real(rng, -1, 1), real(rng, -1, 1), real(rng, -1, 1)};
        const float length = glm::length(v);
        if (length > 0.1f && length < 1.0f) return v / length;
    }
}

glm::quat random_rotation(Rng& rng) {
    const glm::vec3 axis = random_direction(rng);
    return glm::angleAxis(real(rng, 0, 2 * kPi), axis);
}

glm::mat4 pose(const glm::vec3& position, const glm::quat& rotation, const glm::vec3& scale) {
    glm::mat4 result = glm::mat4_cast(rotation);
    for (int axis = 0; axis < 3; ++axis) result[axis] *= scale[axis];
    result[3] = glm::vec4(position, 1);
    return result;
}

std::shared_ptr<const Model> random_model(Rng& rng) {
    switch (rng.integer(0, 6)) {
        case 0:
            return sphere_model(static_cast<int>(rng.integer(4, 48)));
        case 1:
            return torus_model(static_cast<int>(rng.integer(5, 40)), real(rng, 0.02, 0.2));
        case 2:
            return box_model();
        case 3:
            return card_model();
        case 4:
            return needle_model(static_cast<float>(portable_exp(rng.uniform(-9, -1))));
        case 5:
            return soup_model(static_cast<int>(rng.integer(1, 60)), rng.stream("soup"));
        default:
            return sphere_model(3);
    }
}

Camera random_camera(Rng rng, Extent extent) {
    Camera camera{.extent = extent};
    camera.intrinsics = intrinsics_from_fov(extent, rng.uniform(0.3, 1.8));
    if (rng.chance(0.5)) {
        camera.intrinsics.cx += rng.uniform(-0.2, 0.2) * extent.width;
        camera.intrinsics.cy += rng.uniform(-0.2, 0.2) * extent.height;
        camera.intrinsics.fx *= rng.uniform(0.8, 1.25);
    }
    camera.near_m = real(rng, 0.01, 0.1);
    const float distance = real(rng, 0, 5);
    const glm::vec3 eye = distance * random_direction(rng);
    const glm::vec3 ahead = random_direction(rng), up = random_direction(rng);
    camera.world_from_camera = look_at(eye, eye + ahead, up);
    return camera;
}

}  // namespace

std::shared_ptr<const Model> sphere_model(int segments) {
    const int rows = std::max(2, segments / 2);
    return finish("sphere",
                  grid(segments, rows,
                       [&](int column, int row) {
                           if (row == 0) return glm::vec3(0, 0.5f, 0);
                           if (row == rows) return glm::vec3(0, -0.5f, 0);
                           const float theta = 0.5f * turn(row, rows);
                           const float phi = turn(column, segments);
                           return 0.5f * glm::vec3(std::sin(theta) * std::cos(phi), std::cos(theta),
                                                   -std::sin(theta) * std::sin(phi));
                       }),
                  kPi);
}

std::shared_ptr<const Model> torus_model(int segments, float tube) {
    const int rows = std::max(3, segments / 2);
    return finish("torus",
                  grid(segments, rows,
                       [&](int column, int row) {
                           const float theta = turn(row % rows, rows);
                           const float phi = turn(column, segments);
                           const float radius = 0.5f - tube + tube * std::cos(theta);
                           return glm::vec3(radius * std::cos(phi), -tube * std::sin(theta),
                                            -radius * std::sin(phi));
                       }),
                  kPi);
}

std::shared_ptr<const Model> box_model() {
    MeshPart part;
    for (int corner = 0; corner < 8; ++corner)
        part.vertices.push_back({.position = {corner & 1 ? 0.5f : -0.5f, corner & 2 ? 0.5f : -0.5f,
                                              corner & 4 ? 0.5f : -0.5f}});
    for (const auto& [a, b, c, d] :
         {std::array{0u, 2u, 3u, 1u}, std::array{4u, 5u, 7u, 6u}, std::array{0u, 1u, 5u, 4u},
          std::array{2u, 6u, 7u, 3u}, std::array{0u, 4u, 6u, 2u}, std::array{1u, 3u, 7u, 5u}})
        part.indices.insert(part.indices.end(), {a, b, c, a, c, d});
    return finish("box", std::move(part), 0.5f);
}

std::shared_ptr<const Model> card_model() {
    MeshPart part;
    part.vertices = {{.position = {-0.5f, -0.5f, 0}, .uv = {0, 1}},
                     {.position = {0.5f, -0.5f, 0}, .uv = {1, 1}},
                     {.position = {0.5f, 0.5f, 0}, .uv = {1, 0}},
                     {.position = {-0.5f, 0.5f, 0}, .uv = {0, 0}}};
    part.indices = {0, 1, 2, 0, 2, 3};
    return finish("card", std::move(part), kPi);
}

std::shared_ptr<const Model> needle_model(float width) {
    MeshPart part;
    part.vertices = {{.position = {-0.5f, 0, 0}},
                     {.position = {0.5f, -0.5f * width, 0}},
                     {.position = {0.5f, 0.5f * width, 0}}};
    part.indices = {0, 1, 2};
    return finish("needle", std::move(part), kPi);
}

std::shared_ptr<const Model> soup_model(int triangle_count, Rng rng) {
    MeshPart part;
    for (int i = 0; i < triangle_count; ++i) {
        const glm::vec3 center = 0.5f * random_direction(rng);
        // From specks to triangles far larger than the soup; every eighth has no area.
        const auto size = static_cast<float>(portable_exp(rng.uniform(-6, 1)));
        const bool degenerate = rng.chance(0.125);
        const glm::vec3 a = random_direction(rng), b = random_direction(rng);
        for (const glm::vec3& offset : {a, b, degenerate ? a : -a - b}) {
            part.indices.push_back(static_cast<std::uint32_t>(part.vertices.size()));
            part.vertices.push_back({.position = center + size * offset});
        }
    }
    return finish("soup", std::move(part), 0.0f);
}

Instance make_instance(std::string name, std::shared_ptr<const Model> model,
                       const glm::mat4& world_from_object) {
    Instance instance;
    instance.object = {.name = std::move(name),
                       .category = "shape",
                       .asset = model->name,
                       .world_from_object = world_from_object,
                       .box = model->bounds};
    instance.model = std::move(model);
    return instance;
}

Scene random_scene(const Rng& rng, Extent extent) {
    Scene scene;
    scene.camera = random_camera(rng.stream("camera"), extent);
    scene.environment.radiance =
        std::make_shared<const Image<glm::vec3>>(Extent{8, 4}, glm::vec3(0.5f));
    scene.environment.visible = false;
    const auto add = [&](std::shared_ptr<const Model> model, const glm::mat4& placed) {
        const std::size_t number = scene.instances.size();
        scene.instances.push_back(
            make_instance(fmt::format("shape#{}", number), std::move(model), placed));
    };

    Rng layout = rng.stream("layout");
    const std::int64_t count = layout.integer(8, 24);
    for (std::int64_t i = 0; i < count; ++i) {
        Rng one = rng.stream("instance").stream(static_cast<std::uint64_t>(i));
        // Over and around the picture, from within the near plane to far, some behind the eye.
        const double distance = portable_exp(one.uniform(-4, 2.5));
        const double depth = one.chance(0.1) ? -distance : distance;
        const double x = one.uniform(-0.3, 1.3) * extent.width;
        const double y = one.uniform(-0.3, 1.3) * extent.height;
        const glm::vec3 position = unproject(scene.camera, x, y, depth);
        const double pixel = distance / scene.camera.intrinsics.fy;
        const double size =
            one.chance(0.2) ? pixel * one.uniform(0.3, 3) : distance * one.uniform(0.05, 1.5);
        const glm::quat rotation = random_rotation(one);
        const float wide = real(one, 0.5, 1.5), high = real(one, 0.5, 1.5);
        const glm::vec3 scale = static_cast<float>(size) * glm::vec3(wide, high, 1.0f);
        add(random_model(one), pose(position, rotation, scale));
        scene.instances.back().object.distractor = one.chance(0.25);
    }
    // A ground through everything, seen from above or below, through the near plane and beyond.
    if (layout.chance(0.5)) {
        const glm::vec3 eye(scene.camera.world_from_camera[3]);
        const glm::quat flat = glm::angleAxis(-0.5f * kPi, glm::vec3(1, 0, 0));
        const float height = real(layout, -1.5, 1.5);
        add(card_model(), pose(eye + glm::vec3(0, height, 0), flat, glm::vec3(60)));
        scene.instances.back().object.category.clear();
    }
    return scene;
}

}  // namespace diorama::oracle
