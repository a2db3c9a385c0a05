#include "engine/io/model_importer.hpp"
#include "engine/scene/assets.hpp"

namespace diorama {
namespace {

ImportLimits limits_of(const AssetConfig& config) {
    ImportLimits limits;
    limits.formats = config.formats;
    limits.max_file_bytes = config.max_file_bytes;
    limits.max_vertices = config.max_vertices;
    limits.max_texture_pixels = config.max_texture_pixels;
    return limits;
}

Assets::Import import_with(const AssetConfig& config) {
    ImporterOptions options;
    options.limits = limits_of(config);
    const auto importer = std::make_shared<ModelImporter>(options);
    return [importer](const std::filesystem::path& file) { return importer->load(file); };
}

}  // namespace

Assets::Assets(AssetConfig config) : Assets(config, import_with(config)) {}

}  // namespace diorama
