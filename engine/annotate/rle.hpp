/// COCO run-length encoding: masks to counts, counts to text, and back (LABELS.md section 6).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/annotate/annotation.hpp"
#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Encodes one instance of an id map as COCO uncompressed RLE.
///
/// @param ids  [height, width]; 0 is background, any other value is an instance.
/// @param id   the instance to encode; one that is not in the map gives a single run.
/// @return     run lengths in *column-major* order (down, then right), background first, so a
///             mask whose first pixel is set starts with a 0. They sum to width * height.
///
///     . 7
///     7 7    id 7  ->  {1, 1, 1, 2, 1}
///     . .
///
/// Visits each pixel once; never fails. For all instances of a map use find_regions().
Rle encode_rle(const Image<std::uint32_t>& ids, std::uint32_t id);

/// Encodes the part of a canvas mask that lies inside a picture, as RLE of the whole picture.
/// A mask without a pixel inside gives the single run width * height.
Rle encode_rle(const Mask& mask, Extent picture);

/// The mask of a valid RLE: [height, width], 0 or 1.
/// @pre the counts sum to extent.area().
Image<std::uint8_t> decode_rle(const Rle& rle, Extent extent);

/// Number of set pixels.
std::uint64_t rle_area(const Rle& rle);

/// Tight box of the set pixels of a picture of the given height; all zero when there are none.
Rect rle_box(const Rle& rle, int height);

/// The compressed text form that COCO readers take as `counts`: printable ASCII, 5 bits a
/// character, from the third count on the difference to the count two before.
std::string rle_to_text(const Rle& rle);

/// Inverse of rle_to_text(). Fails (Fault::Data) on a character outside '0'..'o', a value cut
/// short, and a count that leaves 0 .. 2^32 - 1.
Expected<Rle> rle_from_text(std::string_view text);

}  // namespace diorama
