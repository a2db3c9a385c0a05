#include "augment/paste/mask_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/dataset/voc_reader.hpp"
#include "engine/io/file.hpp"

namespace diorama {
namespace {

Diagnostic broken(const std::string& file, std::string message) {
    return {.fault = Fault::Data, .file = file, .message = std::move(message)};
}

/// The share of the picture's outermost pixels that are inside.
double frame_share(const Image<std::uint8_t>& inside) {
    std::size_t set = 0, count = 0;
    for (int y = 0; y < inside.height(); ++y) {
        const bool edge = y == 0 || y == inside.height() - 1;
        const int step = edge ? 1 : std::max(1, inside.width() - 1);
        for (int x = 0; x < inside.width(); x += step) {
            set += inside.at(x, y);
            ++count;
        }
    }
    return static_cast<double>(set) / static_cast<double>(count);
}

/// Reads the numbers and samples of a PNM file.
class PnmReader {
 public:
    explicit PnmReader(ByteView bytes) : bytes_(bytes) {}

    /// The next number of a header, after spaces and comments; nothing at the end or elsewhere.
    std::optional<int> number() {
        skip_space();
        if (at_ == bytes_.size() || !is_digit(bytes_[at_])) return std::nullopt;
        std::int64_t value = 0;
        while (at_ < bytes_.size() && is_digit(bytes_[at_]))
            value = std::min<std::int64_t>(10 * value + (bytes_[at_++] - '0'), 1 << 30);
        return static_cast<int>(value);
    }
    /// The next digit of a P1 bitmap, whose digits need no space between them.
    std::optional<int> digit() {
        skip_space();
        if (at_ == bytes_.size() || !is_digit(bytes_[at_])) return std::nullopt;
        return bytes_[at_++] - '0';
    }
    /// What follows the single space behind a header.
    ByteView samples() const { return bytes_.subspan(std::min(at_ + 1, bytes_.size())); }
    void skip(std::size_t count) { at_ += count; }

 private:
    static bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }
    void skip_space() {
        while (at_ < bytes_.size()) {
            const std::uint8_t c = bytes_[at_];
            if (c == '#')
                while (at_ < bytes_.size() && bytes_[at_] != '\n') ++at_;
            else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
                return;
            else
                ++at_;
        }
    }

    ByteView bytes_;
    std::size_t at_ = 0;
};

Expected<Image<Rgba8>> decode_pnm(ByteView bytes, const std::string& name,
                                  const ImageLimits& limits) {
    const char kind = static_cast<char>(bytes[1]);
    const bool bits = kind == '1' || kind == '4', text = kind == '1' || kind == '2';
    PnmReader reader(bytes);
    reader.skip(2);
    const auto width = reader.number(), height = reader.number();
    const auto largest = bits ? std::optional<int>(1) : reader.number();
    if (!width || !height || !largest || *width <= 0 || *height <= 0 || *largest <= 0)
        return broken(name, "its header has no size, expected a bitmap or greymap");
    if (*largest > 255)
        return broken(name, fmt::format("values up to {}, expected at most 255", *largest));
    const Extent extent{*width, *height};
    if (extent.area() > limits.max_pixels)
        return broken(name, fmt::format("claims {} x {} pixels, at most {} in all are allowed",
                                        *width, *height, limits.max_pixels));
    const auto row_bytes = static_cast<std::size_t>(bits ? (*width + 7) / 8 : *width);
    const ByteView samples = reader.samples();
    if (!text && samples.size() < row_bytes * static_cast<std::size_t>(*height))
        return broken(name,
                      fmt::format("ends after {} of {} rows", samples.size() / row_bytes, *height));
    if (text && samples.size() + 1 < extent.area()) return broken(name, "ends before its last row");
    Image<Rgba8> picture(extent);
    for (int y = 0; y < *height; ++y) {
        const std::size_t begin = row_bytes * static_cast<std::size_t>(y);
        for (int x = 0; x < *width; ++x) {
            int value = 0;
            if (text) {
                const auto read = kind == '1' ? reader.digit() : reader.number();
                if (!read) return broken(name, fmt::format("ends in row {}", y + 1));
                value = *read;
            } else if (bits) {
                value = samples[begin + static_cast<std::size_t>(x / 8)] >> (7 - x % 8) & 1;
            } else {
                value = samples[begin + static_cast<std::size_t>(x)];
            }
            if (bits) value = 1 - std::min(value, 1);  // in bitmaps a 1 is black
            const auto grey = static_cast<std::uint8_t>(std::min(value, *largest) * 255 / *largest);
            picture.at(x, y) = {grey, grey, grey, 255};
        }
    }
    return picture;
}

}  // namespace

Expected<Image<Rgba8>> load_mask_pixels(const std::filesystem::path& file,
                                        const ImageLimits& limits) {
    const auto bytes = read_file(file, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    const ByteView view(*bytes);
    const bool pnm = view.size() > 2 && view[0] == 'P' &&
                     (view[1] == '1' || view[1] == '2' || view[1] == '4' || view[1] == '5');
    return pnm ? decode_pnm(view, file.string(), limits)
               : decode_image(view, file.string(), limits);
}

Expected<ReadMask> read_mask(const Image<Rgba8>& pixels, Extent extent, const std::string& file) {
    if (pixels.extent() != extent) {
        return broken(
            file, fmt::format("a mask of {} x {} pixels for a picture of {} x {}", pixels.width(),
                              pixels.height(), extent.width, extent.height));
    }
    const bool has_alpha = std::ranges::any_of(pixels, [](const Rgba8& p) { return p.a != 255; });
    const auto value = [&](const Rgba8& p) {
        return has_alpha ? p.a : std::max(p.r, std::max(p.g, p.b));
    };
    int largest = 0;
    for (const Rgba8& p : pixels) largest = std::max<int>(largest, value(p));
    ReadMask mask{.inside = Image<std::uint8_t>(extent)};
    std::ranges::transform(pixels, mask.inside.begin(), [&](const Rgba8& p) -> std::uint8_t {
        return largest > 0 && 2 * value(p) >= largest ? 1 : 0;
    });
    const auto set = static_cast<std::size_t>(std::ranges::count(mask.inside, 1));
    if (set == 0 || set == extent.area())
        return broken(file,
                      "a mask of one value throughout, expected an object and its background");
    mask.inverted = frame_share(mask.inside) > 0.5;
    if (mask.inverted)
        for (std::uint8_t& m : mask.inside) m = 1 - m;
    return mask;
}

Expected<Image<std::uint8_t>> load_object_numbers(const std::filesystem::path& file,
                                                  const ImageLimits& limits) {
    const auto bytes = read_file(file, limits.max_file_bytes);
    if (!bytes) return bytes.errors();
    if (const auto stored = decode_png_grey16(*bytes, file.string(), limits)) {
        Image<std::uint8_t> numbers(stored->extent());
        std::ranges::transform(*stored, numbers.begin(), [](std::uint16_t value) {
            return static_cast<std::uint8_t>(std::min<std::uint16_t>(value, kVocVoid));
        });
        return numbers;
    }
    const auto picture = decode_image(*bytes, file.string(), limits);
    if (!picture) return picture.errors();
    static const std::vector<Rgb8> palette = voc_palette();
    Image<std::uint8_t> numbers(picture->extent());
    Rgb8 last = palette[0];
    std::uint8_t number = 0;
    for (std::size_t i = 0; i < numbers.pixels().size(); ++i) {
        const Rgba8& p = picture->pixels()[i];
        if (const Rgb8 color{p.r, p.g, p.b}; color != last) {
            const auto known = std::ranges::find(palette, color);
            if (known == palette.end())
                return broken(file.string(),
                              fmt::format("color {}, {}, {} at {}, {} is none of VOC's", p.r, p.g,
                                          p.b, i % static_cast<std::size_t>(numbers.width()),
                                          i / static_cast<std::size_t>(numbers.width())));
            last = color;
            number = static_cast<std::uint8_t>(known - palette.begin());
        }
        numbers.pixels()[i] = number;
    }
    return numbers;
}

}  // namespace diorama
