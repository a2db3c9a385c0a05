#include <fmt/format.h>

#include <algorithm>

#include "engine/config/category_check.hpp"
#include "engine/config/scene_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

/// Checks the category of every mesh of an object that takes it from the mesh.
void check_mesh_categories(const Reader& r, const RunConfig& run, const std::string& key,
                           const ObjectConfig& object) {
    for (const MeshRef& mesh : object.mesh.values) {
        const std::string name = category_of(object, mesh);
        if (name.empty() || name == "." || name == "..") {
            r.complain(
                key, fmt::format("'{}' lies in no folder that could name it", excerpt(mesh.name)));
            return;
        }
        if (!check_category(r, run, key, name, fmt::format(" (of '{}')", excerpt(mesh.name))))
            return;
    }
}

void check_formats(const Reader& r, const RunConfig& run, const std::string& key,
                   const Choice<MeshRef>& meshes) {
    for (const MeshRef& mesh : meshes.values) {
        if (mesh.file.empty()) continue;
        std::string extension = mesh.file.extension().string();
        std::transform(extension.begin(), extension.end(), extension.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (extension.starts_with('.')) extension.erase(0, 1);
        const auto& formats = run.assets.formats;
        if (std::find(formats.begin(), formats.end(), extension) != formats.end()) continue;
        r.complain(key, fmt::format("'{}' is not one of the formats {} (assets.formats)",
                                    excerpt(mesh.name, 200), join(formats)));
        return;
    }
}

}  // namespace

void check_scene(const Reader& r, const RunConfig& run, const std::string& path,
                 const SceneConfig& scene) {
    for (std::size_t i = 0; i < scene.surfaces.size(); ++i) {
        const std::string surface = fmt::format("{}.surfaces[{}]", path, i);
        check_category(r, run, surface + ".category", scene.surfaces[i].category);
        check_formats(r, run, surface + ".mesh", scene.surfaces[i].mesh);
    }
    for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const ObjectConfig& object = scene.objects[i];
        const std::string key = fmt::format("{}.objects[{}]", path, i);
        if (object.category == "@name" || object.category == "@folder")
            check_mesh_categories(r, run, key + ".category", object);
        else
            check_category(r, run, key + ".category", object.category);
        check_formats(r, run, key + ".mesh", object.mesh);
    }
}

void check_generator(const Reader& r, const RunConfig& run, const SceneConfig& scene) {
    check_scene(r, run, "scene", scene);
}

}  // namespace diorama::config
