#include <fmt/format.h>

#include <algorithm>

#include "engine/config/category_check.hpp"
#include "engine/config/paste_reader.hpp"
#include "engine/config/scene_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

/// Checks the categories of cut-outs from files, and scenes as a whole.
void check_source(const Reader& r, const RunConfig& run, const std::string& path,
                  const CutoutConfig& source, bool annotated) {
    if (const auto* rendered = std::get_if<RenderedCutouts>(&source.source)) {
        // What is not annotated needs no category in the list.
        if (annotated) check_scene(r, run, path + ".scene", rendered->pictures.scene);
        return;
    }
    if (!annotated) return;
    if (const auto* categories = dataset_categories(source)) {
        const bool voc = std::holds_alternative<VocCutouts>(source.source);
        const std::string key = path + (voc ? ".voc.categories" : ".coco.categories");
        if (categories->empty() && run.categories.empty())
            r.complain(key, "missing: which categories are used, unless the run has 'categories'");
        for (const std::string& name : *categories) check_category(r, run, key, name);
        return;
    }
    for (const std::filesystem::path& file : picture_files(source)) {
        const std::string name = category_of(source, file);
        const std::string shown = excerpt(file.generic_string(), 200);
        if (name.empty() || name == "." || name == "..") {
            r.complain(path + ".category",
                       fmt::format("'{}' lies in no folder that could name it", shown));
            return;
        }
        if (!check_category(r, run, path + ".category", name, fmt::format(" (of '{}')", shown)))
            return;
    }
}

void check_sources(const Reader& r, const RunConfig& run, const std::string& path,
                   const std::vector<CutoutConfig>& sources, bool annotated) {
    double weights = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const std::string item = fmt::format("{}.several[{}]", path, i);
        check_source(r, run, sources.size() == 1 ? path : item, sources[i], annotated);
        weights += sources[i].weight;
    }
    if (!sources.empty() && weights <= 0)
        r.complain(path + ".weight", "no source has a weight above 0");
}

}  // namespace

void check_generator(const Reader& r, const RunConfig& run, const PasteConfig& paste) {
    check_sources(r, run, "paste.objects", paste.objects, true);
    check_sources(r, run, "paste.distractors", paste.distractors.sources, false);
    if (const auto* rendered = std::get_if<RenderedViews>(&paste.backgrounds))
        check_scene(r, run, "paste.backgrounds.scene", rendered->scene);
    const auto* photos = std::get_if<PhotoPlates>(&paste.backgrounds);
    if (std::holds_alternative<PlanesPlace>(paste.place) && photos && photos->depth.empty())
        r.complain("paste.place.on_planes",
                   "needs backgrounds with 'depth' and 'camera', or a 'scene'");
    const auto* context = std::get_if<ContextPlace>(&paste.place);
    if (context && context->score == ContextPlace::Score::Surface && photos &&
        photos->depth.empty())
        r.complain("paste.place.context.score",
                   "'surface' needs backgrounds with 'depth' and 'camera', or a 'scene'");
    for (std::size_t i = 0; i < run.channels.size(); ++i) {
        const Channel channel = run.channels[i];
        if (channel == Channel::Depth || channel == Channel::Normals)
            r.complain(fmt::format("channels[{}]", i),
                       "composites have no depth and no normals; 'instance' and 'semantic' work");
    }
}

}  // namespace diorama::config
