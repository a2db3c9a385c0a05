/// The colors of warped pictures.
#pragma once

#include <optional>
#include <vector>

#include "augment/transform/backward_map.hpp"
#include "augment/transform/bilinear.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// The colors of a warped picture, row by row, with one sampling for all its steps: copied where
/// the map takes pixels to pixels, bilinear where it enlarges, and where it shrinks bilinear on the
/// source reduced by areas to about the target's resolution (by the lengths of the rows of its
/// Jacobian, the median over the target). Where a perspective shrinks some parts more than others,
/// each of its pixels is the mean of samples along the longer axis of its footprint, from the
/// source halved as often as the shorter one asks for.
class ColorSampler {
 public:
    /// @param source, warp  outlive the sampler.
    ColorSampler(const Image<Rgb8>& source, const Warp& warp);

    /// Writes one whole row of the target.
    /// @param map  of this row, made for the same warp; its positions are used up.
    void row(RowMap& map, int y, Rgb8* out);

 private:
    void perspective_row(const RowMap& map, int y, Rgb8* out) const;

    const Image<Rgb8>& source_;
    Image<Rgb8> reduced_;                    // empty: the source is sampled itself
    glm::vec2 scale_{1.0f}, offset_{0.0f};   // reduced position = source * scale + offset
    bool finished_ = false;                  // reduced_ is the target already
    std::optional<glm::dmat3> perspective_;  // source from target, where parts shrink apart
    std::vector<Image<Rgb8>> halves_;        // of the source, each half of the one before
    std::optional<AlignedRows> aligned_;     // where rows share their columns, from the first row
};

/// ColorSampler for a whole picture.
Image<Rgb8> warp_color(const Image<Rgb8>& source, const Warp& warp);

}  // namespace diorama
