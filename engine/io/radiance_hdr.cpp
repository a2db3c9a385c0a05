// Radiance HDR pictures: Greg Ward, "Real Pixels", Graphics Gems II, 1991; flat scanlines, the old
// run-length code (a pixel 1 1 1 n repeats the one before) and the new one (2 2 hi lo, then each
// of the four channels in runs).
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "engine/io/codecs.hpp"

namespace diorama::codecs {
namespace {

struct Header {
    Extent extent;
    bool flip_x = false;
    bool flip_y = false;
    float scale = 1.0f;  // 1 / the product of all EXPOSURE lines
    std::size_t end = 0;
};

/// The next line, without its end; false at the end of the bytes or after 4096 characters.
bool next_line(ByteView bytes, std::size_t& at, std::string_view& line) {
    const std::size_t start = at;
    while (at < bytes.size() && bytes[at] != '\n' && at - start < 4096) ++at;
    if (at >= bytes.size() || bytes[at] != '\n') return false;
    line = {reinterpret_cast<const char*>(bytes.data()) + start, at - start};
    ++at;
    return true;
}

std::string_view next_word(std::string_view& text) {
    const std::size_t start = std::min(text.find_first_not_of(" \t\r"), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t\r", start), text.size());
    const std::string_view word = text.substr(start, end - start);
    text.remove_prefix(end);
    return word;
}

template <class Number>
bool parse(std::string_view word, Number& value) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size();
}

Expected<Header> read_header(ByteView bytes, const std::string& name) {
    Header header;
    std::size_t at = 0;
    std::string_view line;
    if (!next_line(bytes, at, line)) return broken(name, "is an HDR picture without a header");
    for (int count = 0;; ++count) {
        if (count > 1000 || !next_line(bytes, at, line))
            return broken(name, "is an HDR picture whose header does not end");
        if (line.empty() || line == "\r") break;
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        std::string_view rest = line.substr(equals + 1);
        const std::string_view value = next_word(rest);
        if (line.starts_with("FORMAT=") && value != "32-bit_rle_rgbe")
            return broken(name,
                          fmt::format("has HDR format '{}', expected 32-bit_rle_rgbe", value));
        float exposure = 1.0f;
        if (line.starts_with("EXPOSURE=") && parse(value, exposure) && exposure > 0.0f)
            header.scale /= exposure;
    }
    if (!next_line(bytes, at, line)) return broken(name, "is an HDR picture without a size");
    const std::string_view y = next_word(line), height = next_word(line);
    const std::string_view x = next_word(line), width = next_word(line);
    if ((y != "-Y" && y != "+Y") || (x != "+X" && x != "-X") ||
        !parse(height, header.extent.height) || !parse(width, header.extent.width))
        return broken(name, "has an HDR size line other than '-Y height +X width'");
    header.flip_y = y == "+Y";
    header.flip_x = x == "-X";
    header.end = at;
    return header;
}

/// One scanline in the new code: the four channels one after the other.
bool read_planar_runs(ByteView bytes, std::size_t& at, std::size_t width, Bytes& line) {
    for (std::size_t channel = 0; channel < 4; ++channel) {
        for (std::size_t x = 0; x < width;) {
            if (at >= bytes.size()) return false;
            const std::size_t code = bytes[at++];
            const bool run = code > 128;
            const std::size_t count = run ? code - 128 : code;
            if (count == 0 || x + count > width || at + (run ? 1 : count) > bytes.size())
                return false;
            for (std::size_t i = 0; i < count; ++i)
                line[4 * (x + i) + channel] = bytes[run ? at : at + i];
            at += run ? 1 : count;
            x += count;
        }
    }
    return true;
}

/// One scanline of whole pixels, with the old repetition code.
bool read_pixels(ByteView bytes, std::size_t& at, std::size_t width, Bytes& line) {
    int shift = 0;
    for (std::size_t x = 0; x < width;) {
        if (at + 4 > bytes.size()) return false;
        const std::uint8_t* pixel = bytes.data() + at;
        at += 4;
        if (pixel[0] != 1 || pixel[1] != 1 || pixel[2] != 1) {
            std::memcpy(line.data() + 4 * x, pixel, 4);
            ++x;
            shift = 0;
            continue;
        }
        // Consecutive repetitions are digits of one count, the lowest first.
        if (x == 0 || shift > 16) return false;
        const std::size_t count = std::size_t{pixel[3]} << shift;
        if (x + count > width) return false;
        for (std::size_t i = 0; i < count; ++i, ++x)
            std::memcpy(line.data() + 4 * x, line.data() + 4 * (x - 1), 4);
        shift += 8;
    }
    return true;
}

}  // namespace

Expected<ImageInfo> hdr_info(ByteView bytes, const std::string& name) {
    const Expected<Header> header = read_header(bytes, name);
    if (!header) return header.errors();
    return ImageInfo{ImageType::Hdr, header->extent, 32};
}

Expected<Image<glm::vec3>> decode_hdr(ByteView bytes, const std::string& name, Extent extent) {
    const Expected<Header> header = read_header(bytes, name);
    if (!header) return header.errors();
    const auto width = static_cast<std::size_t>(extent.width);
    std::size_t at = header->end;
    // The shortest line has 4 runs of two bytes per 127 pixels; old repetitions are shorter still
    // but need a few bytes too. So a few bytes cannot ask for a large picture.
    if (bytes.size() - at < static_cast<std::size_t>(extent.height) * 4)
        return broken(name, "is an HDR picture that ends too early");
    Image<glm::vec3> pixels(extent);
    Bytes line(4 * width);
    for (int y = 0; y < extent.height; ++y) {
        const bool planar = width >= 8 && width < 32768 && at + 4 <= bytes.size() &&
                            bytes[at] == 2 && bytes[at + 1] == 2 && bytes[at + 2] < 128;
        bool ok = false;
        if (planar) {
            const std::size_t claimed = std::size_t{bytes[at + 2]} << 8 | bytes[at + 3];
            at += 4;
            ok = claimed == width && read_planar_runs(bytes, at, width, line);
        } else {
            ok = read_pixels(bytes, at, width, line);
        }
        if (!ok) return broken(name, fmt::format("is a broken HDR picture (row {})", y));
        glm::vec3* row = pixels.row(header->flip_y ? extent.height - 1 - y : y);
        for (std::size_t x = 0; x < width; ++x) {
            const std::uint8_t* p = line.data() + 4 * x;
            const float unit = p[3] == 0 ? 0.0f : std::ldexp(header->scale, p[3] - 136);
            row[header->flip_x ? width - 1 - x : x] =
                glm::min(unit * glm::vec3(p[0], p[1], p[2]), glm::vec3(3.4e38f));
        }
    }
    return pixels;
}

}  // namespace diorama::codecs
