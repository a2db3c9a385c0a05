/// Masks out of COCO JSON, decoded the way the readers do it. Private to dataset, where `verify`
/// uses it in place of the code that wrote the masks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/core/image.hpp"

namespace diorama {

using Bitmap = Image<std::uint8_t>;  // [height, width], 0 or 1

/// Paints the pixels whose centers lie inside a closed polygon by the even-odd rule. Coordinates
/// are x0, y0, x1, y1, ...; the polygon must lie inside the picture.
void fill_even_odd(const std::vector<double>& polygon, Bitmap& mask);

/// Paints what pycocotools makes of the polygon: outlines on a grid five times as fine, parity
/// along columns.
void fill_like_pycocotools(const std::vector<double>& polygon, Bitmap& mask);

/// The counts of a compressed RLE text; nothing when it is no such text or a count is negative.
std::optional<std::vector<std::int64_t>> decode_counts(std::string_view text);

/// Paints column-major runs, background first. False when they do not cover the mask exactly, or
/// when a run after the first is empty.
bool fill_runs(const std::vector<std::int64_t>& counts, Bitmap& mask);

/// Tight box of the set pixels; all zero when there are none.
Rect tight_box(const Bitmap& mask);
std::uint64_t pixel_count(const Bitmap& mask);

}  // namespace diorama
