/// One pair of functions per picture format, for image_decode.cpp to choose from.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"
#include "engine/io/file.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama::codecs {

/// A finding about the picture that `name` stands for.
inline Diagnostic broken(const std::string& name, std::string message) {
    return {.fault = Fault::Data, .file = name, .message = std::move(message)};
}

/// Little- and big-endian numbers at `at`, which the caller has checked to be inside.
inline std::uint32_t le16(ByteView b, std::size_t at) {
    return static_cast<std::uint32_t>(b[at] | b[at + 1] << 8);
}
inline std::uint32_t le32(ByteView b, std::size_t at) {
    return le16(b, at) | le16(b, at + 2) << 16;
}
inline std::uint32_t be32(ByteView b, std::size_t at) {
    return std::uint32_t{b[at]} << 24 | std::uint32_t{b[at + 1]} << 16 |
           std::uint32_t{b[at + 2]} << 8 | b[at + 3];
}

/// Headers only; extents are positive but not yet compared with limits.
Expected<ImageInfo> jpeg_info(ByteView bytes, const std::string& name);
Expected<ImageInfo> png_info(ByteView bytes, const std::string& name);
Expected<ImageInfo> bmp_info(ByteView bytes, const std::string& name);
Expected<ImageInfo> tga_info(ByteView bytes, const std::string& name);
Expected<ImageInfo> hdr_info(ByteView bytes, const std::string& name);
Expected<ImageInfo> exr_info(ByteView bytes, const std::string& name);

/// Pixels of a file whose header was accepted.
Expected<Image<Rgba8>> decode_jpeg(ByteView bytes, const std::string& name, Extent extent);
Expected<Image<Rgba8>> decode_png(ByteView bytes, const std::string& name, Extent extent);
Expected<Image<Rgba8>> decode_bmp(ByteView bytes, const std::string& name, Extent extent);
Expected<Image<Rgba8>> decode_tga(ByteView bytes, const std::string& name, Extent extent);
Expected<Image<glm::vec3>> decode_hdr(ByteView bytes, const std::string& name, Extent extent);
Expected<Image<glm::vec3>> decode_exr(ByteView bytes, const std::string& name, Extent extent);

}  // namespace diorama::codecs
