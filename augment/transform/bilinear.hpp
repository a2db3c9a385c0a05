/// Colors between pixels: bilinear samples of 8-bit pictures.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/core/image.hpp"

namespace diorama {

/// Bilinear samples of 8-bit colors, rounded to nearest; weights are exact to 2^-14.
///
/// @param x, y  continuous positions: 0.5 is the center of the first pixel. Those outside the
///              picture take its edge. NaN is not allowed.
void sample_row(const Image<Rgb8>& source, const float* x, const float* y, int count, Rgb8* out);

/// Rows of samples at the same columns, as of a crop or a change of size: the bits of sample_row(),
/// but each row of the source is looked at once across, and each row of the target once down.
class AlignedRows {
 public:
    /// @param source  outlives this; at least 2 x 2 pixels.
    /// @param x       the columns, as of sample_row().
    AlignedRows(const Image<Rgb8>& source, const float* x, int count);

    /// The samples at height `y`. Fastest when heights grow or shrink steadily.
    void row(float y, Rgb8* out);

 private:
    /// Samples between the columns of a source row, in weights of 2^14.
    const float* across(int row);

    const Image<Rgb8>& source_;
    std::vector<std::int32_t> offset_;  // bytes from a row's start
    std::vector<std::int32_t> right_;   // weight of the right one of two pixels
    std::array<std::vector<float>, 2> lines_;
    std::array<int, 2> held_{-1, -1};  // the source rows in lines_
};

}  // namespace diorama
