#include "engine/scene/assets.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <utility>

#include "engine/io/file.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/scene/mesh_references.hpp"
#include "scenes/kit.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kDrawnBytes = 24u << 20;  // some twelve panoramas

std::size_t size_of(const Texture& texture) { return texture.pixels.size_bytes(); }

std::size_t size_of(const Material& material, std::set<const Texture*>& counted) {
    std::size_t bytes = sizeof(Material);
    for (const TextureSlot* slot : {&material.base_color_texture, &material.normal_texture,
                                    &material.metallic_roughness_texture,
                                    &material.occlusion_texture, &material.emissive_texture}) {
        if (slot->texture && counted.insert(slot->texture.get()).second) {
            bytes += size_of(*slot->texture);
        }
    }
    return bytes;
}

std::size_t size_of(const Model& model) {
    std::size_t bytes = sizeof(Model);
    for (const MeshPart& part : model.parts) {
        bytes +=
            part.vertices.size() * sizeof(Vertex) + part.indices.size() * sizeof(std::uint32_t);
    }
    std::set<const Texture*> counted;
    for (const Material& material : model.materials) bytes += size_of(material, counted);
    return bytes;
}

bool is_kit_name(const std::string& name) {
    const auto has = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return has(kit::object_names()) || has(kit::primitive_names());
}

// From the file's axes and unit to +Y up and meters; a turn about +X keeps handedness.
Model in_meters(Model model, float unit_m, bool z_up) {
    const glm::mat3 turn = z_up ? glm::mat3(1, 0, 0, 0, 0, -1, 0, 1, 0) : glm::mat3(1.0f);
    for (MeshPart& part : model.parts) {
        for (Vertex& vertex : part.vertices) {
            vertex.position = turn * vertex.position * unit_m;
            vertex.normal = turn * vertex.normal;
            vertex.tangent = glm::vec4(turn * glm::vec3(vertex.tangent), vertex.tangent.w);
        }
    }
    update_bounds(model);
    return model;
}

constexpr float kLargest = 1e5f;  // meters from the origin

// What is wrong with a model's shape, for placement and drawing alike; empty: nothing.
std::string fault_of(const Model& model) {
    std::size_t triangles = 0;
    for (const MeshPart& part : model.parts) {
        triangles += part.indices.size() / 3;
        for (const Vertex& vertex : part.vertices) {
            const glm::vec3 size = glm::abs(vertex.position);
            if (!(size.x < kLargest && size.y < kLargest && size.z < kLargest)) {
                return fmt::format("a vertex at ({}, {}, {}), expected less than {} m",
                                   vertex.position.x, vertex.position.y, vertex.position.z,
                                   kLargest);
            }
        }
    }
    return triangles == 0 ? "no triangles, expected a mesh" : "";
}

SharedCache::Made made_model(std::shared_ptr<const Model> model, const std::string& file) {
    if (std::string fault = fault_of(*model); !fault.empty()) {
        return {nullptr,
                0,
                {Diagnostic{.fault = Fault::Data, .file = file, .message = std::move(fault)}}};
    }
    auto loaded = std::make_shared<LoadedModel>();
    auto hulls = std::make_shared<HullSet>(make_hulls(*model));
    const std::uint64_t bytes = size_of(*model) + hulls->size_bytes();
    *loaded = {std::move(model), std::move(hulls)};
    return {std::move(loaded), bytes, {}};
}

Expected<LoadedModel> unwrapped(Expected<std::shared_ptr<const LoadedModel>> loaded) {
    if (!loaded) return loaded.errors();
    return **loaded;
}

std::string number_key(float value) {
    return fmt::format("{:08x}", std::bit_cast<std::uint32_t>(value));
}

}  // namespace

Assets::Assets(AssetConfig config, Import import)
    : config_(std::move(config)),
      import_(std::move(import)),
      cache_(config_.cache_bytes),
      drawn_(std::min<std::uint64_t>(config_.cache_bytes, kDrawnBytes)) {}

Expected<LoadedModel> Assets::model(const MeshRef& mesh, double unit_m, const std::string& up) {
    if (mesh.file.empty()) {
        if (!is_kit_name(mesh.name)) {
            return Diagnostic{.fault = Fault::Config,
                              .message = fmt::format("there is no kit object '{}'", mesh.name)};
        }
        return unwrapped(cache_.get_as<LoadedModel>("kit " + mesh.name, [&] {
            return made_model(kit::make_object(mesh.name), mesh.name);
        }));
    }
    const auto unit = static_cast<float>(unit_m);
    const std::string key =
        fmt::format("mesh {} {} {}", mesh.file.generic_string(), number_key(unit), up);
    return unwrapped(cache_.get_as<LoadedModel>(key, [&]() -> SharedCache::Made {
        auto imported = import_(mesh.file);
        if (!imported) return {nullptr, 0, imported.errors()};
        std::shared_ptr<const Model> model = *imported;
        if (unit != 1.0f || up == "z") {
            model = std::make_shared<Model>(in_meters(*model, unit, up == "z"));
        }
        return made_model(std::move(model), mesh.file.string());
    }));
}

Expected<std::shared_ptr<const Material>> Assets::material(const std::string& name) {
    const auto& names = kit::material_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        return Diagnostic{.fault = Fault::Config,
                          .message = fmt::format("there is no kit material '{}'", name)};
    }
    return cache_.get_as<Material>("material " + name, [&]() -> SharedCache::Made {
        std::shared_ptr<const Material> material = kit::make_material(name);
        std::set<const Texture*> counted;
        const std::uint64_t bytes = size_of(*material, counted);
        return {std::move(material), bytes, {}};
    });
}

Expected<LoadedModel> Assets::surface(glm::vec2 size_m, float thickness_m, float texture_size_m,
                                      const std::string& material) {
    const auto painted = this->material(material);
    if (!painted) return painted.errors();
    const std::string key =
        fmt::format("surface {} {} {} {} {}", number_key(size_m.x), number_key(size_m.y),
                    number_key(thickness_m), number_key(texture_size_m), material);
    return unwrapped(drawn_.get_as<LoadedModel>(key, [&] {
        return made_model(
            kit::make_surface(size_m.x, size_m.y, thickness_m, texture_size_m, **painted), "");
    }));
}

Expected<SharedPanorama> Assets::panorama(const std::filesystem::path& file) {
    return cache_.get_as<Image<glm::vec3>>(
        "panorama " + file.generic_string(), [&]() -> SharedCache::Made {
            const ImageLimits limits{.max_pixels = config_.max_texture_pixels,
                                     .max_file_bytes = config_.max_file_bytes};
            auto image = load_radiance(file, limits);
            if (!image) return {nullptr, 0, image.errors()};
            if (image->width() != 2 * image->height()) {
                return {nullptr,
                        0,
                        {Diagnostic{.fault = Fault::Data,
                                    .file = file.string(),
                                    .message = fmt::format("{} x {} pixels, expected a panorama "
                                                           "twice as wide as high",
                                                           image->width(), image->height())}}};
            }
            auto shared = std::make_shared<const Image<glm::vec3>>(std::move(*image));
            const std::uint64_t bytes = shared->size_bytes();
            return {std::move(shared), bytes, {}};
        });
}

SharedPanorama Assets::panorama(const PanoramaLook& look) {
    auto painted = drawn_.get_as<Image<glm::vec3>>(
        "painted " + panorama_key(look), [&]() -> SharedCache::Made {
            auto shared = std::make_shared<const Image<glm::vec3>>(paint_panorama(look));
            const std::uint64_t bytes = shared->size_bytes();
            return {std::move(shared), bytes, {}};
        });
    return *painted;
}

Expected<std::vector<AssetFile>> Assets::files_of(const SceneConfig& scene) {
    std::set<std::filesystem::path> meshes, panoramas;
    const auto add = [&](const Choice<MeshRef>& choice) {
        for (const MeshRef& mesh : choice.values) {
            if (!mesh.file.empty()) meshes.insert(mesh.file);
        }
    };
    for (const SurfaceConfig& surface : scene.surfaces) add(surface.mesh);
    for (const ObjectConfig& object : scene.objects) add(object.mesh);
    if (const auto* hdri = std::get_if<HdriEnvironment>(&scene.environment.kind)) {
        panoramas.insert(hdri->file.values.begin(), hdri->file.values.end());
    }

    // Files wait with what they may name; the third step, textures of an MTL, names nothing more.
    std::map<std::string, AssetFile> found;
    Diagnostics errors;
    const auto read = [&](const auto& self, const std::filesystem::path& file, int depth) -> void {
        const std::string name = file.generic_string();
        if (found.contains(name)) return;
        const auto bytes = read_file(file, config_.max_file_bytes);
        if (!bytes) {
            if (depth == 0)
                errors.insert(errors.end(), bytes.errors().begin(), bytes.errors().end());
            return;
        }
        found[name] = {name, bytes->size(), sha256_hex(*bytes)};
        if (depth == 2) return;
        const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
        for (std::string reference : referenced_files(text, file)) {
            std::replace(reference.begin(), reference.end(), '\\', '/');
            const std::filesystem::path path(reference);
            if (path.is_relative()) self(self, file.parent_path() / path, depth + 1);
        }
    };
    for (const std::filesystem::path& file : meshes) read(read, file, 0);
    for (const std::filesystem::path& file : panoramas) read(read, file, 0);
    if (!errors.empty()) return errors;
    std::vector<AssetFile> files;
    for (auto& [name, file] : found) files.push_back(std::move(file));
    return files;
}

}  // namespace diorama
