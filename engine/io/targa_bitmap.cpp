// The two simple formats that OBJ materials still name: Truevision TGA and Windows BMP.
#include <array>
#include <cstdlib>

#include "engine/io/codecs.hpp"

namespace diorama::codecs {
namespace {

struct BmpHeader {
    Extent extent;
    bool top_down = false;
    std::uint32_t bits = 0;
    std::size_t pixels_at = 0;
    std::size_t palette_at = 0;
    std::size_t palette_size = 0;
    bool has_alpha = false;
};

Expected<BmpHeader> read_bmp_header(ByteView b, const std::string& name) {
    if (b.size() < 54) return broken(name, "is a BMP that ends too early");
    const std::uint32_t header_size = le32(b, 14);
    if (header_size < 40 || header_size > 124 || 14 + header_size > b.size())
        return broken(name, "is a BMP of an unknown kind");
    BmpHeader h;
    const auto width = static_cast<std::int32_t>(le32(b, 18));
    const auto height = static_cast<std::int32_t>(le32(b, 22));
    if (width <= 0 || height == 0 || height == INT32_MIN)
        return broken(name, "is a BMP without a size");
    h.extent = {width, std::abs(height)};
    h.top_down = height < 0;
    h.bits = le16(b, 28);
    const std::uint32_t compression = le32(b, 30);
    // 3 = bit fields; the masks of blue, green, red bytes are the same layout as no compression.
    const bool fields = compression == 3 && h.bits == 32 && header_size >= 56 &&
                        le32(b, 54) == 0x00FF0000 && le32(b, 58) == 0x0000FF00 &&
                        le32(b, 62) == 0x000000FF;
    if (compression != 0 && !fields)
        return broken(name, "is a compressed BMP, expected a plain one");
    h.has_alpha = fields && le32(b, 66) == 0xFF000000;
    h.pixels_at = le32(b, 10);
    h.palette_at = 14 + header_size;
    if (h.bits == 1 || h.bits == 4 || h.bits == 8) {
        const std::size_t used = le32(b, 46), most = std::size_t{1} << h.bits;
        h.palette_size = used == 0 || used > most ? most : used;
    } else if (h.bits != 24 && h.bits != 32) {
        return broken(name, fmt::format("is a BMP of {} bits, expected 1, 4, 8, 24 or 32", h.bits));
    }
    if (h.palette_at + 4 * h.palette_size > b.size())
        return broken(name, "is a BMP that ends too early");
    return h;
}

struct TgaHeader {
    Extent extent;
    bool runs = false, indexed = false, grey = false;
    bool right_to_left = false, top_down = false;
    std::size_t pixel_bytes = 0;  // of a pixel or an index
    std::size_t map_first = 0, map_size = 0, map_at = 0, map_bytes = 0;
    std::size_t pixels_at = 0;
    bool has_alpha = false;
};

Expected<TgaHeader> read_tga_header(ByteView b, const std::string& name) {
    TgaHeader h;
    const int type = b[2];
    h.extent = {static_cast<int>(le16(b, 12)), static_cast<int>(le16(b, 14))};
    h.runs = type >= 9;
    h.indexed = type == 1 || type == 9;
    h.grey = type == 3 || type == 11;
    h.right_to_left = (b[17] & 0x10) != 0;
    h.top_down = (b[17] & 0x20) != 0;
    h.has_alpha = (b[17] & 0x0F) != 0;
    h.pixel_bytes = (b[16] + std::size_t{7}) / 8;
    h.map_first = le16(b, 3);
    h.map_size = b[1] == 1 ? le16(b, 5) : 0;
    h.map_bytes = (b[7] + std::size_t{7}) / 8;
    h.map_at = 18 + std::size_t{b[0]};
    h.pixels_at = h.map_at + h.map_size * h.map_bytes;
    if (h.indexed ? h.pixel_bytes != 1 || h.map_bytes < 2 || h.map_bytes > 4
        : h.grey  ? h.pixel_bytes > 2
                  : h.pixel_bytes < 2)
        return broken(name, "is a TGA of an unknown kind");
    if (h.pixels_at >= b.size()) return broken(name, "is a TGA that ends too early");
    return h;
}

std::uint8_t five_bits(std::uint32_t value) {
    return static_cast<std::uint8_t>((value & 31) * 255 / 31);
}

/// The color of 2, 3 or 4 little-endian bytes, blue first.
Rgba8 color_of(ByteView b, std::size_t at, std::size_t bytes, bool has_alpha) {
    if (bytes == 2) {
        const std::uint32_t value = le16(b, at);
        return {five_bits(value >> 10), five_bits(value >> 5), five_bits(value), 255};
    }
    const std::uint8_t alpha = bytes == 4 && has_alpha ? b[at + 3] : std::uint8_t{255};
    return {b[at + 2], b[at + 1], b[at], alpha};
}

/// One pixel of the file; `at` and its bytes are inside.
Rgba8 tga_pixel(ByteView b, std::size_t at, const TgaHeader& h) {
    if (h.grey) return {b[at], b[at], b[at], h.pixel_bytes == 2 ? b[at + 1] : std::uint8_t{255}};
    if (!h.indexed) return color_of(b, at, h.pixel_bytes, h.has_alpha);
    const std::size_t index = b[at];
    if (index < h.map_first || index - h.map_first >= h.map_size) return {0, 0, 0, 255};
    return color_of(b, h.map_at + (index - h.map_first) * h.map_bytes, h.map_bytes, h.has_alpha);
}

}  // namespace

Expected<ImageInfo> bmp_info(ByteView bytes, const std::string& name) {
    const Expected<BmpHeader> header = read_bmp_header(bytes, name);
    if (!header) return header.errors();
    return ImageInfo{ImageType::Bmp, header->extent, 8};
}

Expected<ImageInfo> tga_info(ByteView bytes, const std::string& name) {
    const Expected<TgaHeader> header = read_tga_header(bytes, name);
    if (!header) return header.errors();
    return ImageInfo{ImageType::Tga, header->extent, 8};
}

Expected<Image<Rgba8>> decode_bmp(ByteView bytes, const std::string& name, Extent extent) {
    const Expected<BmpHeader> header = read_bmp_header(bytes, name);
    if (!header) return header.errors();
    const BmpHeader& h = *header;
    const auto width = static_cast<std::size_t>(extent.width);
    const auto height = static_cast<std::size_t>(extent.height);
    const std::size_t stride = (width * h.bits + 31) / 32 * 4;  // rows end on 4 bytes
    if (h.pixels_at > bytes.size() || (bytes.size() - h.pixels_at) / stride < height)
        return broken(name, "is a BMP that ends too early");
    Image<Rgba8> pixels(extent);
    for (std::size_t y = 0; y < height; ++y) {
        const std::size_t row = h.pixels_at + (h.top_down ? y : height - 1 - y) * stride;
        Rgba8* out = pixels.row(static_cast<int>(y));
        for (std::size_t x = 0; x < width; ++x) {
            if (h.palette_size == 0) {
                out[x] = color_of(bytes, row + x * h.bits / 8, h.bits / 8, h.has_alpha);
                continue;
            }
            const std::size_t bit = x * h.bits;
            const std::size_t shift = 8 - h.bits - bit % 8;
            const std::size_t index = (bytes[row + bit / 8] >> shift) & ((1u << h.bits) - 1u);
            if (index >= h.palette_size)
                return broken(name, fmt::format("is a BMP with color {} of a palette of {}", index,
                                                h.palette_size));
            out[x] = color_of(bytes, h.palette_at + 4 * index, 3, false);
        }
    }
    return pixels;
}

Expected<Image<Rgba8>> decode_tga(ByteView bytes, const std::string& name, Extent extent) {
    const Expected<TgaHeader> header = read_tga_header(bytes, name);
    if (!header) return header.errors();
    const TgaHeader& h = *header;
    const std::size_t count = extent.area();
    // A run of 128 pixels takes at least two bytes.
    const std::size_t least = h.runs ? count / 128 * 2 : count * h.pixel_bytes;
    if (bytes.size() - h.pixels_at < least) return broken(name, "is a TGA that ends too early");
    Image<Rgba8> pixels(extent);
    std::size_t at = h.pixels_at, done = 0;
    const auto put = [&](const Rgba8& color) {
        const auto width = static_cast<std::size_t>(extent.width);
        const int x = static_cast<int>(done % width), y = static_cast<int>(done / width);
        pixels.at(h.right_to_left ? extent.width - 1 - x : x,
                  h.top_down ? y : extent.height - 1 - y) = color;
        ++done;
    };
    while (done < count) {
        std::size_t length = count, step = h.pixel_bytes;
        if (h.runs) {
            if (at >= bytes.size()) return broken(name, "is a TGA that ends too early");
            const std::size_t packet = bytes[at++];
            length = (packet & 127) + 1;
            if ((packet & 128) != 0) step = 0;  // one pixel for the whole packet
        }
        length = std::min(length, count - done);
        const std::size_t size = step == 0 ? h.pixel_bytes : length * step;
        if (size > bytes.size() - at) return broken(name, "is a TGA that ends too early");
        for (std::size_t i = 0; i < length; ++i) put(tga_pixel(bytes, at + i * step, h));
        at += size;
    }
    return pixels;
}

}  // namespace diorama::codecs
