/// Pictures to write on: their surfaces, and the regions of these that have room for text.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "augment/depth/depth_model.hpp"
#include "augment/text/text_region.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/rng.hpp"
#include "engine/core/shared_cache.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {

struct TextPlate {
    Frame frame;  // without texts
    std::vector<TextRegion> regions;
};

/// Photographs as plates. Any thread may call; a plate whose surfaces were
/// measured or estimated is made once
/// per run and kept within `cache_bytes`.
class TextPhotoPlates {
 public:
    TextPhotoPlates(const TextPhotos& photos, const TextLook& look, Extent extent,
                    const AssetConfig& assets, std::uint64_t seed);

    /// Draws a photograph, scaled to cover the picture and cut to it around its middle, and where
    /// its surfaces are assumed, these.
    /// @return NoInput or Data with the file that is broken.
    Expected<std::shared_ptr<const TextPlate>> draw(const Rng& rng);

 private:
    /// A plate that is made once.
    Expected<std::shared_ptr<const TextPlate>> kept(std::size_t photo);
    Expected<TextPlate> measured(const MeasuredDepth& depth, std::size_t photo) const;
    Expected<TextPlate> estimated(const ModelDepth& model, std::size_t photo);
    Expected<TextPlate> assumed(const Plane& plane, const Intrinsics& intrinsics, float max_depth_m,
                                std::size_t photo) const;

    const TextPhotos& photos_;
    const RegionLimits limits_;
    const Extent extent_;
    const ImageLimits image_limits_;
    const std::uint64_t seed_;
    std::once_flag opened_;
    std::optional<Expected<std::shared_ptr<DepthModel>>> network_;  // opened with the first plate
    SharedCache cache_;
};

/// The plate of a rendered frame, which needs color, depth and ids.
TextPlate rendered_plate(Frame frame, const TextLook& look, const Rng& rng);

}  // namespace diorama
