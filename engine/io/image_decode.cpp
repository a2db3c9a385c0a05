#include "engine/io/image_decode.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/io/codecs.hpp"

namespace diorama {
namespace {

using codecs::broken;

bool starts_with(ByteView bytes, std::initializer_list<int> magic) {
    if (bytes.size() < magic.size()) return false;
    return std::equal(magic.begin(), magic.end(), bytes.begin(),
                      [](int a, std::uint8_t b) { return a == b; });
}

/// A header whose every field has one of the few values that occur.
bool looks_like_tga(ByteView b) {
    if (b.size() < 18) return false;
    const int color_map = b[1], type = b[2], depth = b[16];
    if (color_map > 1) return false;
    const bool indexed = type == 1 || type == 9;
    if (!indexed && type != 2 && type != 3 && type != 10 && type != 11) return false;
    if (indexed != (color_map == 1)) return false;
    if (depth != 8 && depth != 15 && depth != 16 && depth != 24 && depth != 32) return false;
    return (b[17] & 0xC0) == 0 && codecs::le16(b, 12) > 0 && codecs::le16(b, 14) > 0;
}

const char* name_of(ImageType type) {
    constexpr std::array<const char*, 6> kNames{"JPEG", "PNG", "BMP", "TGA", "HDR", "EXR"};
    return kNames[static_cast<std::size_t>(type)];
}

/// The decoding function of IEC 61966-2-1 for each 8-bit value.
const std::array<float, 256>& linear_from_srgb() {
    static const std::array<float, 256> table = [] {
        std::array<float, 256> t{};
        for (std::size_t i = 0; i < t.size(); ++i) {
            const float s = static_cast<float>(i) / 255.0f;
            t[i] = s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
        }
        return t;
    }();
    return table;
}

}  // namespace

std::optional<ImageType> sniff_image(ByteView bytes) {
    if (starts_with(bytes, {0xFF, 0xD8, 0xFF})) return ImageType::Jpeg;
    if (starts_with(bytes, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A})) return ImageType::Png;
    if (starts_with(bytes, {'#', '?', 'R', 'A', 'D', 'I', 'A', 'N', 'C', 'E'}) ||
        starts_with(bytes, {'#', '?', 'R', 'G', 'B', 'E'}))
        return ImageType::Hdr;
    if (starts_with(bytes, {0x76, 0x2F, 0x31, 0x01})) return ImageType::Exr;
    if (starts_with(bytes, {'B', 'M'})) return ImageType::Bmp;
    if (looks_like_tga(bytes)) return ImageType::Tga;
    return std::nullopt;
}

Expected<ImageInfo> read_image_info(ByteView bytes, const std::string& name,
                                    const ImageLimits& limits) {
    if (bytes.size() > limits.max_file_bytes)
        return broken(name, fmt::format("has {} bytes, at most {} are allowed", bytes.size(),
                                        limits.max_file_bytes));
    const std::optional<ImageType> type = sniff_image(bytes);
    if (!type)
        return broken(name, bytes.empty() ? "is empty, expected a picture"
                                          : "is no JPEG, PNG, BMP, TGA, HDR or EXR picture");
    using Read = Expected<ImageInfo> (*)(ByteView, const std::string&);
    constexpr std::array<Read, 6> kReaders{codecs::jpeg_info, codecs::png_info, codecs::bmp_info,
                                           codecs::tga_info,  codecs::hdr_info, codecs::exr_info};
    Expected<ImageInfo> info = kReaders[static_cast<std::size_t>(*type)](bytes, name);
    if (!info) return info;
    const Extent extent = info->extent;
    if (extent.width <= 0 || extent.height <= 0)
        return broken(name,
                      fmt::format("claims a size of {} x {} pixels", extent.width, extent.height));
    if (extent.area() > limits.max_pixels)
        return broken(name, fmt::format("claims {} x {} pixels, at most {} in all are allowed",
                                        extent.width, extent.height, limits.max_pixels));
    return info;
}

Expected<Image<Rgba8>> decode_image(ByteView bytes, const std::string& name,
                                    const ImageLimits& limits) {
    const Expected<ImageInfo> info = read_image_info(bytes, name, limits);
    if (!info) return info.errors();
    switch (info->type) {
        case ImageType::Jpeg:
            return codecs::decode_jpeg(bytes, name, info->extent);
        case ImageType::Png:
            return codecs::decode_png(bytes, name, info->extent);
        case ImageType::Bmp:
            return codecs::decode_bmp(bytes, name, info->extent);
        case ImageType::Tga:
            return codecs::decode_tga(bytes, name, info->extent);
        case ImageType::Hdr:
        case ImageType::Exr:
            break;
    }
    return broken(name,
                  fmt::format("is {}, expected a picture of 8 or 16 bit (JPEG, PNG, BMP, TGA)",
                              name_of(info->type)));
}

Image<Rgb8> without_alpha(const Image<Rgba8>& picture) {
    Image<Rgb8> color(picture.extent());
    std::ranges::transform(picture, color.begin(), [](const Rgba8& p) {
        return Rgb8{p.r, p.g, p.b};
    });
    return color;
}

Expected<Image<glm::vec3>> decode_radiance(ByteView bytes, const std::string& name,
                                           const ImageLimits& limits) {
    const Expected<ImageInfo> info = read_image_info(bytes, name, limits);
    if (!info) return info.errors();
    if (info->type == ImageType::Hdr) return codecs::decode_hdr(bytes, name, info->extent);
    if (info->type == ImageType::Exr) {
        Expected<Image<glm::vec3>> pixels = codecs::decode_exr(bytes, name, info->extent);
        if (!pixels) return pixels;
        constexpr float kLargestHalf = 65504.0f;
        for (glm::vec3& pixel : *pixels)
            for (int c = 0; c < 3; ++c) {
                float& value = pixel[c];
                if (std::isnan(value) || value < 0.0f) value = 0.0f;
                if (std::isinf(value)) value = kLargestHalf;
            }
        return pixels;
    }
    const Expected<Image<Rgba8>> stored = decode_image(bytes, name, limits);
    if (!stored) return stored.errors();
    const std::array<float, 256>& linear = linear_from_srgb();
    Image<glm::vec3> pixels(stored->extent());
    std::transform(stored->begin(), stored->end(), pixels.begin(), [&](const Rgba8& p) {
        return glm::vec3(linear[p.r], linear[p.g], linear[p.b]);
    });
    return pixels;
}

Expected<Image<Rgba8>> load_image(const std::filesystem::path& file, const ImageLimits& limits) {
    const Expected<Bytes> bytes = read_file(file, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    return decode_image(*bytes, file.string(), limits);
}

Expected<Image<glm::vec3>> load_radiance(const std::filesystem::path& file,
                                         const ImageLimits& limits) {
    const Expected<Bytes> bytes = read_file(file, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    return decode_radiance(*bytes, file.string(), limits);
}

}  // namespace diorama
