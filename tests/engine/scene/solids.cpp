#include "tests/engine/scene/solids.hpp"

#include <cmath>

namespace diorama {
namespace {

void add_quad(MeshPart& part, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c,
              const glm::vec3& d) {
    const auto base = static_cast<std::uint32_t>(part.vertices.size());
    for (const glm::vec3& p : {a, b, c, d}) part.vertices.push_back({.position = p});
    for (const std::uint32_t i : {0u, 1u, 2u, 0u, 2u, 3u}) part.indices.push_back(base + i);
}

std::shared_ptr<const Model> finished(MeshPart part) {
    auto model = std::make_shared<Model>();
    model->name = "solid";
    model->parts.push_back(std::move(part));
    model->materials.resize(1);
    update_bounds(*model);
    return model;
}

// Rings of a given radius at given heights, joined by quads.
std::shared_ptr<const Model> lathe(const std::vector<glm::vec2>& profile, int sides) {
    MeshPart part;
    const auto at = [&](const glm::vec2& p, int side) {
        const float angle = 2 * kPi * static_cast<float>(side) / static_cast<float>(sides);
        return glm::vec3(p.x * std::sin(angle), p.y, p.x * std::cos(angle));
    };
    for (std::size_t i = 0; i + 1 < profile.size(); ++i) {
        for (int side = 0; side < sides; ++side) {
            add_quad(part, at(profile[i], side), at(profile[i], side + 1),
                     at(profile[i + 1], side + 1), at(profile[i + 1], side));
        }
    }
    return finished(std::move(part));
}

}  // namespace

std::shared_ptr<const Model> box_model(const glm::vec3& low, const glm::vec3& high) {
    MeshPart part;
    const auto corner = [&](int x, int y, int z) {
        return glm::vec3(x ? high.x : low.x, y ? high.y : low.y, z ? high.z : low.z);
    };
    add_quad(part, corner(0, 0, 0), corner(0, 0, 1), corner(0, 1, 1), corner(0, 1, 0));
    add_quad(part, corner(1, 0, 1), corner(1, 0, 0), corner(1, 1, 0), corner(1, 1, 1));
    add_quad(part, corner(0, 0, 0), corner(1, 0, 0), corner(1, 0, 1), corner(0, 0, 1));
    add_quad(part, corner(0, 1, 1), corner(1, 1, 1), corner(1, 1, 0), corner(0, 1, 0));
    add_quad(part, corner(0, 0, 1), corner(1, 0, 1), corner(1, 1, 1), corner(0, 1, 1));
    add_quad(part, corner(1, 0, 0), corner(0, 0, 0), corner(0, 1, 0), corner(1, 1, 0));
    return finished(std::move(part));
}

std::shared_ptr<const Model> prism_model(float radius, float height, int sides) {
    return lathe({{0, 0}, {radius, 0}, {radius, height}, {0, height}}, sides);
}

std::unique_ptr<Assets> solid_assets(std::uint64_t cache_bytes) {
    AssetConfig config;
    config.cache_bytes = cache_bytes;
    const auto import =
        [](const std::filesystem::path& file) -> Expected<std::shared_ptr<const Model>> {
        const std::string name = file.stem().string();
        // Away from the origin and off center: placement goes by the box, not by the origin.
        if (name == "brick") return box_model({0.1f, 0.2f, 0.3f}, {0.3f, 0.26f, 0.4f});
        if (name == "cube") return box_model({-0.04f, -0.04f, -0.04f}, {0.04f, 0.04f, 0.04f});
        if (name == "can") return prism_model(0.035f, 0.12f, 32);
        if (name == "coin") return prism_model(0.04f, 0.006f, 24);
        if (name == "ball") {
            std::vector<glm::vec2> profile;
            for (int i = 0; i <= 16; ++i) {
                const float angle = kPi * static_cast<float>(i) / 16.0f;
                profile.emplace_back(0.045f * std::sin(angle), -0.045f * std::cos(angle));
            }
            return lathe(profile, 32);
        }
        return Diagnostic{
            .fault = Fault::NoInput, .file = file.string(), .message = "no such file"};
    };
    return std::make_unique<Assets>(config, import);
}

MeshRef solid(const std::string& name) { return {name, "solids/" + name + ".obj"}; }

SceneConfig solids_on_table(int count, bool drop) {
    SceneConfig config;
    SurfaceConfig table;
    table.name = "table";
    table.size_m = {1.2, 0.8};
    table.thickness_m = 0.03;
    table.material = Choice<std::string>("wood");
    config.surfaces.push_back(table);
    ObjectConfig objects;
    objects.name = "solids";
    objects.category = "@name";
    for (const char* name : {"brick", "cube", "can", "coin", "ball"}) {
        objects.mesh.values.push_back(solid(name));
    }
    objects.count = count;
    objects.place.on = "table";
    objects.place.drop = drop;
    if (drop) objects.place.tilt_deg = Uniform{0, 180};
    config.objects.push_back(objects);
    config.environment.kind = StudioEnvironment{.warmth = 0.0, .contrast = 0.0, .backdrop = 0.4};
    config.camera.pose = OrbitCamera{.around = "table"};
    return config;
}

std::vector<glm::dvec3> world_vertices(const Instance& instance) {
    std::vector<glm::dvec3> points;
    const glm::dmat4 pose(instance.object.world_from_object);
    for (const MeshPart& part : instance.model->parts) {
        for (const Vertex& vertex : part.vertices) {
            points.emplace_back(pose * glm::dvec4(vertex.position, 1.0));
        }
    }
    return points;
}

}  // namespace diorama
