#include "engine/config/paste_config.hpp"

#include <algorithm>
#include <set>
#include <string_view>
namespace diorama {
namespace {

struct PictureFiles {
    const std::vector<std::filesystem::path>& operator()(const RgbaCutouts& c) const {
        return c.files.values;
    }
    const std::vector<std::filesystem::path>& operator()(const MaskedCutouts& c) const {
        return c.images.values;
    }
    const std::vector<std::filesystem::path>& operator()(const PlainCutouts& c) const {
        return c.photos.values;
    }
    const std::vector<std::filesystem::path>& operator()(const VocCutouts& c) const {
        return c.images.values;
    }
    const std::vector<std::filesystem::path>& operator()(const CocoCutouts& c) const {
        return c.images;
    }
    const std::vector<std::filesystem::path>& operator()(const RenderedCutouts&) const {
        static const std::vector<std::filesystem::path> kNone;
        return kNone;
    }
};

}  // namespace

bool PasteConfig::needs_surroundings() const {
    return std::ranges::any_of(blend.modes.values, [](BlendMode mode) {
        return mode == BlendMode::Poisson || mode == BlendMode::PoissonMixed;
    });
}

const std::vector<std::filesystem::path>& picture_files(const CutoutConfig& config) {
    return std::visit(PictureFiles{}, config.source);
}

std::string renamed(const CutoutConfig& config, const std::string& name) {
    const auto known =
        std::ranges::find(config.rename, name, [](const auto& r) { return r.first; });
    return known == config.rename.end() ? name : known->second;
}

std::string category_of(const CutoutConfig& config, const std::filesystem::path& file) {
    if (config.category == "@folder")
        return renamed(config, file.parent_path().filename().string());
    if (config.category == "@name") return renamed(config, file.stem().string());
    return config.category;
}

const std::vector<std::string>* dataset_categories(const CutoutConfig& config) {
    if (const auto* coco = std::get_if<CocoCutouts>(&config.source)) return &coco->categories;
    if (const auto* voc = std::get_if<VocCutouts>(&config.source)) return &voc->categories;
    return nullptr;
}

std::filesystem::path companion_file(const std::filesystem::path& picture,
                                     const std::string& pattern) {
    constexpr std::string_view kStem = "{stem}";
    std::string name = pattern;
    if (const std::size_t at = name.find(kStem); at != name.npos)
        name.replace(at, kStem.size(), picture.stem().string());
    return (picture.parent_path() / name).lexically_normal();
}

std::vector<std::filesystem::path> files_of(const PasteConfig& paste) {
    std::set<std::filesystem::path> files;
    for (const auto* sources : {&paste.objects, &paste.distractors.sources}) {
        for (const CutoutConfig& source : *sources) {
            const auto* masked = std::get_if<MaskedCutouts>(&source.source);
            const auto* voc = std::get_if<VocCutouts>(&source.source);
            if (const auto* coco = std::get_if<CocoCutouts>(&source.source))
                files.insert(coco->annotations);
            for (const std::filesystem::path& file : picture_files(source)) {
                files.insert(file);
                if (masked) files.insert(companion_file(file, masked->mask));
                if (!voc) continue;
                files.insert(companion_file(file, voc->annotations));
                // Few of its pictures have masks.
                const std::filesystem::path mask = companion_file(file, voc->masks);
                if (voc->cut == VocCutouts::Cut::Masks && std::filesystem::exists(mask))
                    files.insert(mask);
            }
        }
    }
    if (const auto* context = std::get_if<ContextPlace>(&paste.place))
        if (!context->statistics.empty()) files.insert(context->statistics);
    if (const auto* photos = std::get_if<PhotoPlates>(&paste.backgrounds))
        for (const auto* list : {&photos->images.values, &photos->depth, &photos->camera})
            files.insert(list->begin(), list->end());
    return {files.begin(), files.end()};
}

std::vector<const SceneConfig*> scenes_of(const PasteConfig& paste) {
    std::vector<const SceneConfig*> scenes;
    for (const auto* sources : {&paste.objects, &paste.distractors.sources})
        for (const CutoutConfig& source : *sources)
            if (const auto* rendered = std::get_if<RenderedCutouts>(&source.source))
                scenes.push_back(&rendered->pictures.scene);
    if (const auto* rendered = std::get_if<RenderedViews>(&paste.backgrounds))
        scenes.push_back(&rendered->scene);
    return scenes;
}

}  // namespace diorama
