#include "engine/annotate/rle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/annotate/column_runs.hpp"

namespace diorama {
namespace {

/// Collects set runs, given in column-major order, as counts.
class RleBuilder {
 public:
    explicit RleBuilder(Extent extent) : extent_(extent) {}

    void add(int x, int y0, int y1) {
        const std::uint64_t begin = position(x, y0), end = position(x, y1);
        if (!rle_.empty() && begin == end_) {
            rle_.back() += static_cast<std::uint32_t>(end - begin);
        } else {
            rle_.push_back(static_cast<std::uint32_t>(begin - end_));
            rle_.push_back(static_cast<std::uint32_t>(end - begin));
        }
        end_ = end;
    }

    Rle finish() && {
        const auto rest = static_cast<std::uint32_t>(extent_.area() - end_);
        if (rest > 0 || rle_.empty()) rle_.push_back(rest);
        return std::move(rle_);
    }

 private:
    std::uint64_t position(int x, int y) const {
        return static_cast<std::uint64_t>(x) * static_cast<std::uint64_t>(extent_.height) +
               static_cast<std::uint64_t>(y);
    }

    Extent extent_;
    std::uint64_t end_ = 0;  // of the last set run
    Rle rle_;
};

Diagnostic bad_text(std::size_t position, std::string_view what) {
    return {.fault = Fault::Data,
            .message = fmt::format("RLE text, character {}: {}", position + 1, what)};
}

}  // namespace

Rle encode_rle(const Image<std::uint32_t>& ids, std::uint32_t id) {
    RleBuilder builder(ids.extent());
    for_each_column_run(ids.data(), static_cast<std::size_t>(ids.width()), ids.width(),
                        ids.height(), [&](int x, int y0, int y1, std::uint32_t value) {
                            if (value == id) builder.add(x, y0, y1);
                        });
    return std::move(builder).finish();
}

Rle encode_rle(const Mask& mask, Extent picture) {
    RleBuilder builder(picture);
    const Rect part = intersection(mask.rect(), {0, 0, picture.width, picture.height});
    if (!part.empty()) {
        for_each_column_run(&mask.pixels.at(part.x - mask.x, part.y - mask.y),
                            static_cast<std::size_t>(mask.pixels.width()), part.width, part.height,
                            [&](int x, int y0, int y1, std::uint8_t value) {
                                if (value != 0) builder.add(part.x + x, part.y + y0, part.y + y1);
                            });
    }
    return std::move(builder).finish();
}

Image<std::uint8_t> decode_rle(const Rle& rle, Extent extent) {
    Image<std::uint8_t> mask(extent);
    const auto height = static_cast<std::uint64_t>(std::max(extent.height, 1));
    std::uint64_t position = 0;
    for (std::size_t i = 0; i < rle.size(); ++i) {
        const std::uint64_t end = position + rle[i];
        assert(end <= extent.area());
        if (i % 2 == 1) {
            for (; position < end; ++position)
                mask.at(static_cast<int>(position / height), static_cast<int>(position % height)) =
                    1;
        }
        position = end;
    }
    assert(position == extent.area());
    return mask;
}

std::uint64_t rle_area(const Rle& rle) {
    std::uint64_t area = 0;
    for (std::size_t i = 1; i < rle.size(); i += 2) area += rle[i];
    return area;
}

Rect rle_box(const Rle& rle, int height) {
    assert(height > 0);
    const auto rows = static_cast<std::uint64_t>(height);
    std::uint64_t position = 0;
    std::uint64_t x0 = std::numeric_limits<std::uint64_t>::max(), y0 = x0, x1 = 0, y1 = 0;
    for (std::size_t i = 0; i < rle.size(); ++i) {
        const std::uint64_t begin = position;
        position += rle[i];
        if (i % 2 == 0 || rle[i] == 0) continue;
        const std::uint64_t last = position - 1;
        x0 = std::min(x0, begin / rows);
        x1 = std::max(x1, last / rows + 1);
        const bool one_column = begin / rows == last / rows;
        y0 = std::min(y0, one_column ? begin % rows : 0);
        y1 = std::max(y1, one_column ? last % rows + 1 : rows);
    }
    if (x1 == 0) return {};
    return {static_cast<int>(x0), static_cast<int>(y0), static_cast<int>(x1 - x0),
            static_cast<int>(y1 - y0)};
}

std::string rle_to_text(const Rle& rle) {
    std::string text;
    for (std::size_t i = 0; i < rle.size(); ++i) {
        std::int64_t value = rle[i];
        if (i > 2) value -= rle[i - 2];
        // Five bits at a time, low bits first, until the sign bit of the last group says the rest.
        bool more = true;
        while (more) {
            auto group = static_cast<int>(value & 31);
            value >>= 5;
            more = (group & 16) != 0 ? value != -1 : value != 0;
            if (more) group |= 32;
            text += static_cast<char>(group + 48);
        }
    }
    return text;
}

Expected<Rle> rle_from_text(std::string_view text) {
    Rle rle;
    std::size_t i = 0;
    while (i < text.size()) {
        std::int64_t value = 0;
        int shift = 0;
        bool more = true;
        while (more) {
            if (i == text.size()) return bad_text(i, "a count is cut short");
            const int group = static_cast<unsigned char>(text[i]) - 48;
            if (group < 0 || group > 63) return bad_text(i, "expected a character from '0' to 'o'");
            if (shift > 35) return bad_text(i, "a count has more than 8 characters");
            value |= static_cast<std::int64_t>(group & 31) << shift;
            shift += 5;
            more = (group & 32) != 0;
            if (!more && (group & 16) != 0) value -= std::int64_t{1} << shift;
            ++i;
        }
        if (rle.size() > 2) value += rle[rle.size() - 2];
        if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
            return bad_text(i - 1, "a count is outside 0 .. 4294967295");
        rle.push_back(static_cast<std::uint32_t>(value));
    }
    return rle;
}

}  // namespace diorama
