/// Pixels to picture files in memory. The same pixels give the same bytes for one set of codec
/// libraries: no dates, no program names, no threads.
#pragma once

#include <span>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/io/file.hpp"

namespace diorama {

/// A baseline JPEG (JFIF), accurate integer DCT; chroma 4:4:4 from quality 90 on, below 4:2:0.
/// @param quality  1 to 100, the scale of libjpeg.
Bytes encode_jpeg(const Image<Rgb8>& pixels, int quality);

/// 8 bit per channel, color and alpha as they are.
Bytes encode_png(const Image<Rgb8>& pixels);
Bytes encode_png(const Image<Rgba8>& pixels);

/// Grey, 8 bit and 16 bit.
Bytes encode_png(const Image<std::uint8_t>& pixels);
Bytes encode_png(const Image<std::uint16_t>& pixels);

/// A palette picture.
/// @param palette  1 to 256 colors; every index must be below its size.
Bytes encode_palette_png(const Image<std::uint8_t>& indices, std::span<const Rgb8> palette);

/// 32-bit float OpenEXR, lossless (ZIP, blocks of 16 rows); infinities and NaN are kept.
/// @param channel  the name of the only channel, "Z" for depth by OpenEXR's custom.
Bytes encode_exr(const Image<float>& pixels, const char* channel = "Y");

/// Channels of any names.
/// @param values  [height, width, channels.size()]
Bytes encode_exr(Extent extent, std::span<const float> values,
                 std::span<const char* const> channels);

/// Channels R, G, B.
Bytes encode_exr(const Image<glm::vec3>& pixels);

}  // namespace diorama
