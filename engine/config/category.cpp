#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/config/category_check.hpp"
#include "engine/config/words.hpp"

namespace diorama {
namespace config {

bool check_category(const Reader& r, const RunConfig& run, const std::string& key,
                    const std::string& name, const std::string& from) {
    if (run.categories.empty() || name.empty() || name.starts_with('@') ||
        std::find(run.categories.begin(), run.categories.end(), name) != run.categories.end())
        return true;
    r.complain(key, fmt::format("'{}'{} is not in 'categories'{}", excerpt(name), from,
                                did_you_mean(name, run.categories)));
    return false;
}

}  // namespace config

namespace {

void add_categories(const SceneConfig& scene, std::set<std::string>& names) {
    for (const SurfaceConfig& surface : scene.surfaces) names.insert(surface.category);
    for (const ObjectConfig& object : scene.objects)
        for (const MeshRef& mesh : object.mesh.values) names.insert(category_of(object, mesh));
}

void add_categories(const MixConfig& mix, std::set<std::string>& names) {
    for (const MixPart& part : mix.parts) {
        if (!part.run) continue;
        const std::vector<std::string> more = category_names(*part.run);
        names.insert(more.begin(), more.end());
    }
}
void add_categories(const SourceConfig&, std::set<std::string>&) {}  // the run lists them

void add_categories(const PasteConfig& paste, std::set<std::string>& names) {
    for (const CutoutConfig& objects : paste.objects) {
        if (const auto* rendered = std::get_if<RenderedCutouts>(&objects.source))
            add_categories(rendered->pictures.scene, names);
        if (const auto* categories = dataset_categories(objects)) {
            names.insert(categories->begin(), categories->end());
            continue;
        }
        for (const std::filesystem::path& file : picture_files(objects))
            names.insert(category_of(objects, file));
    }
    if (const auto* rendered = std::get_if<RenderedViews>(&paste.backgrounds))
        add_categories(rendered->scene, names);
}

void add_categories(const TextConfig& text, std::set<std::string>& names) {
    names.insert(text.category);
    if (const auto* scene = std::get_if<SceneConfig>(&text.background))
        add_categories(*scene, names);
}

}  // namespace

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
    std::visit([&](const auto& generator) { add_categories(generator, names); }, run.generator);
    names.erase("");
    return {names.begin(), names.end()};
}

}  // namespace diorama
