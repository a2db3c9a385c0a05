/// What a run reads or makes once and then shares: models, materials, panoramas.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/model.hpp"
#include "engine/core/shared_cache.hpp"
#include "engine/scene/hull.hpp"
#include "engine/scene/panorama.hpp"

namespace diorama {

/// One file that the content of samples depends on.
struct AssetFile {
    std::string path;  // as the configuration names it, or a file that such a file names
    std::uint64_t size_bytes = 0;
    std::string sha256;  // of the content, 64 hex digits
    bool operator==(const AssetFile&) const = default;
};

/// A model and what placement needs to know about it.
struct LoadedModel {
    std::shared_ptr<const Model> model;    // +Y up, meters
    std::shared_ptr<const HullSet> hulls;  // of the same vertices
};

/// The assets of one run. All functions may be called from any thread at any time; each asset is
/// made once, threads that want the same one wait for it, and the memory that is kept stays within
/// `config.cache_bytes` (least recently used first out; what a scene still holds stays alive).
/// A file that could not be read is remembered too: it costs once, its diagnostics are repeated.
class Assets {
 public:
    /// Reads a mesh file as it is: its own unit and up axis.
    using Import =
        std::function<Expected<std::shared_ptr<const Model>>(const std::filesystem::path&)>;

    /// Mesh files are read by a ModelImporter with the limits of `config`.
    explicit Assets(AssetConfig config = {});
    /// Mesh files are read by `import`, which any thread may call.
    Assets(AssetConfig config, Import import);

    /// A kit object or a mesh file.
    /// @param unit_m meters per unit of a file; `up` is its up axis, "y" or "z". Kit objects are
    ///               already in meters with +Y up: both are ignored.
    /// @return NoInput or Data with the file's name when it cannot be read or breaks a budget.
    Expected<LoadedModel> model(const MeshRef& mesh, double unit_m = 1.0,
                                const std::string& up = "y");

    /// A kit material. An unknown name gives a Config diagnostic.
    Expected<std::shared_ptr<const Material>> material(const std::string& name);

    /// kit::make_surface with a kit material.
    Expected<LoadedModel> surface(glm::vec2 size_m, float thickness_m, float texture_size_m,
                                  const std::string& material);

    /// A radiance file (.hdr, .exr) as an equirectangular panorama, width = 2 * height.
    Expected<SharedPanorama> panorama(const std::filesystem::path& file);

    /// A painted panorama: looks with equal keys share one image.
    SharedPanorama panorama(const PanoramaLook& look);

    /// Every file that `scene` can reach, files named by those files included, sorted by path.
    /// Reads all of them once, for the plan of a run, and draws nothing. A file that a mesh names
    /// but that is not there is left out: the importer goes on without it as well.
    /// @return NoInput for every file that the configuration names and that cannot be read.
    Expected<std::vector<AssetFile>> files_of(const SceneConfig& scene);

    const SharedCache& cache() const { return cache_; }

 private:
    AssetConfig config_;
    Import import_;
    SharedCache cache_;
    SharedCache drawn_;  // made from random draws, and so rarely wanted twice: few are kept
};

}  // namespace diorama
