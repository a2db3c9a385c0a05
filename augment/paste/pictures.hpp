/// What composites are made from, each picture read or rendered once per run.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "augment/paste/context.hpp"
#include "augment/paste/plate.hpp"
#include "augment/paste/sprite.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/rng.hpp"
#include "engine/core/shared_cache.hpp"
#include "engine/dataset/coco_reader.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {

/// Draws a scene from randomness and renders it, with amodal masks.
using RenderScene =
    std::function<Expected<Frame>(const SceneConfig& scene, Extent extent, const Rng& rng)>;

/// Takes a sentence for the user.
using Note = std::function<void(const std::string&)>;

/// The pictures of one run. All functions may be called from any thread; memory that is kept stays
/// within `assets.cache_bytes`.
class PastePictures {
 public:
    /// @param run     whose generator is a PasteConfig.
    /// @param render  may be empty where nothing is rendered. Any thread may call it.
    /// @param note    is told what was understood in an unusual way, each once; by any thread, one
    ///                at a time. May be empty.
    PastePictures(const RunConfig& run, RenderScene render, Note note = {});

    /// Draws one cut-out: a source by weight, then one of its pictures, then one of the objects in
    /// it.
    /// @param name  of this list of sources; views with equal names are the same pictures.
    /// @return null when the drawn view of a scene shows no object whole; NoInput or Data with the
    ///         file that is broken.
    Expected<std::shared_ptr<const Sprite>> draw_sprite(const std::vector<CutoutConfig>& sources,
                                                        const std::string& name, const Rng& rng);

    /// Draws a plate and fits it to the picture.
    ///
    /// Photographs are scaled to cover the picture; where their shape is another, a part of them is
    /// drawn, or, of those with depth, the middle taken. Rendered ones have ids, objects and a
    /// camera. Surfaces are looked for where the configuration stands things on them.
    Expected<std::shared_ptr<const Plate>> draw_plate(const PlateConfig& plates, Extent extent,
                                                      const Rng& rng);

    /// Where annotated pictures have things, for `context` that asks for it; null for others.
    Expected<std::shared_ptr<const PlaceStatistics>> place_statistics(
        const PastePlaceConfig& place);

 private:
    using SpriteSet = std::vector<Sprite>;  // of one picture

    Expected<std::shared_ptr<const SpriteSet>> sprites_of(const CutoutConfig& source,
                                                          const std::string& name, Rng rng);
    Expected<SpriteSet> load(const RgbaCutouts& source, const CutoutConfig& config,
                             const std::filesystem::path& file) const;
    Expected<SpriteSet> load(const MaskedCutouts& source, const CutoutConfig& config,
                             const std::filesystem::path& file) const;
    Expected<SpriteSet> load(const PlainCutouts& source, const CutoutConfig& config,
                             const std::filesystem::path& file) const;
    void note_inverted(const std::filesystem::path& mask) const;
    Expected<SpriteSet> load(const CutoutConfig& config, const CocoPicture& picture,
                             const std::filesystem::path& file) const;
    Expected<SpriteSet> load(const VocCutouts& source, const CutoutConfig& config,
                             const std::filesystem::path& file) const;
    bool is_used(const CutoutConfig& config, const std::string& category) const;
    Expected<std::shared_ptr<const std::vector<CocoPicture>>> open_coco(const CutoutConfig& config,
                                                                        const std::string& name);
    Expected<std::shared_ptr<const std::vector<std::size_t>>> open_voc(const CutoutConfig& config,
                                                                       const std::string& name);
    Expected<SpriteSet> cut_view(const RenderedCutouts& source, const Rng& rng) const;
    Expected<Plate> render_plate(const RenderedViews& plates, Extent extent, const Rng& rng) const;
    Expected<Plate> measured_plate(const PhotoPlates& plates, std::size_t which, Extent extent,
                                   const Rng& rng) const;
    Expected<std::shared_ptr<const Plate>> draw_photo(const PhotoPlates& plates, Extent extent,
                                                      std::size_t which, Rng rng);

    const std::uint64_t seed_;
    const std::vector<std::string> categories_;  // of the run
    const bool surroundings_;                    // whether cut-outs keep them
    const bool surfaces_;                        // whether those of plates are wanted
    const ImageLimits limits_;
    const RenderScene render_;
    const Note note_;
    mutable std::mutex noting_;
    mutable std::set<std::filesystem::path> noted_;  // folders with inverted masks
    SharedCache cache_;
};

}  // namespace diorama
