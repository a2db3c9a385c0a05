/// Picture files to pixels: JPEG, PNG, BMP and TGA to 8 bit, Radiance HDR and OpenEXR to floats.
#pragma once

#include <optional>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/io/file.hpp"

namespace diorama {

enum class ImageType { Jpeg, Png, Bmp, Tga, Hdr, Exr };

/// What the first bytes say; TGA has no magic and is recognized by a plausible header.
std::optional<ImageType> sniff_image(ByteView bytes);

/// What a header claims, before anything is allocated.
struct ImageInfo {
    ImageType type = ImageType::Png;
    Extent extent;
    int bits = 8;  // per channel of the file
};

struct ImageLimits {
    std::uint64_t max_pixels = 64u << 20;       // width * height, checked before any allocation
    std::uint64_t max_file_bytes = 256u << 20;  // of the encoded file
};

/// Reads the header only.
/// @param name  stands for the bytes in messages, usually the path.
/// @return Data when it is no picture of a known type, or larger than the limits allow.
Expected<ImageInfo> read_image_info(ByteView bytes, const std::string& name,
                                    const ImageLimits& limits = {});

/// Decodes a picture to [height, width] RGBA as stored: no color management, alpha not
/// premultiplied, grey and palettes expanded, 16 bit reduced to 8. The EXIF orientation is ignored.
/// @return Data for broken, truncated and over-large files, and for HDR and EXR.
Expected<Image<Rgba8>> decode_image(ByteView bytes, const std::string& name,
                                    const ImageLimits& limits = {});

/// The color of a decoded picture.
Image<Rgb8> without_alpha(const Image<Rgba8>& picture);

/// Decodes HDR or EXR to linear RGB radiance in the file's scale; a grey EXR gives three equal
/// channels. 8-bit pictures are taken as sRGB and made linear, 1 = white.
/// Non-finite and negative values become 0; half-float infinities the largest half.
Expected<Image<glm::vec3>> decode_radiance(ByteView bytes, const std::string& name,
                                           const ImageLimits& limits = {});

/// Decodes a single-channel PNG without reducing it: 16-bit values as stored, 8-bit ones and
/// palette indices unscaled.
Expected<Image<std::uint16_t>> decode_png_grey16(ByteView bytes, const std::string& name,
                                                 const ImageLimits& limits = {});

/// Decodes one channel of an EXR as float, unchanged (infinities too).
/// @param channel  its name, "R", "Z"; empty: the only channel of the file.
Expected<Image<float>> decode_exr_channel(ByteView bytes, const std::string& name,
                                          const std::string& channel = {},
                                          const ImageLimits& limits = {});

/// read_file and decode_image; messages name the file.
Expected<Image<Rgba8>> load_image(const std::filesystem::path& file,
                                  const ImageLimits& limits = {});

/// read_file and decode_radiance; messages name the file.
Expected<Image<glm::vec3>> load_radiance(const std::filesystem::path& file,
                                         const ImageLimits& limits = {});

}  // namespace diorama
