#include <algorithm>
#include <set>

#include "engine/config/run_config.hpp"

namespace diorama {

std::string category_of(const ObjectConfig& object, const MeshRef& mesh) {
    if (object.distractor) return {};
    if (object.category != "@name" && object.category != "@folder") return object.category;
    if (mesh.file.empty()) return mesh.name;
    return object.category == "@name" ? mesh.file.stem().string()
                                      : mesh.file.parent_path().filename().string();
}

std::vector<std::string> category_names(const RunConfig& run) {
    if (!run.categories.empty()) return run.categories;
    std::set<std::string> names;
    const auto& scene = std::get<SceneConfig>(run.generator);
    for (const SurfaceConfig& surface : scene.surfaces) names.insert(surface.category);
    for (const ObjectConfig& object : scene.objects)
        for (const MeshRef& mesh : object.mesh.values) names.insert(category_of(object, mesh));
    names.erase("");
    return {names.begin(), names.end()};
}

}  // namespace diorama
