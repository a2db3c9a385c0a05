#include <algorithm>
#include <cmath>
#include <vector>

#include "augment/filter/grain.hpp"
#include "augment/mix/mixes.hpp"
#include "augment/mix/object_boxes.hpp"
#include "augment/transform/transforms.hpp"

namespace diorama {
namespace {

/// Covers a rectangle of the frame with one color or with noise around middle grey.
void cover(Frame& frame, const Rect& rect, const Rgb8* fill, Covered ids, Rng rng) {
    const Rect part = intersection(rect, {0, 0, frame.ids.width(), frame.ids.height()});
    FastBits random(rng);
    std::vector<std::uint32_t> bits(static_cast<std::size_t>(part.width));
    for (int y = part.y; y < part.bottom(); ++y) {
        if (!frame.color.empty()) {
            Rgb8* row = frame.color.row(y) + part.x;
            if (fill) {
                std::fill_n(row, part.width, *fill);
            } else {
                random.fill(bits);
                for (std::size_t i = 0; i < bits.size(); ++i)
                    row[i] = {static_cast<std::uint8_t>(bits[i] >> 24),
                              static_cast<std::uint8_t>(bits[i] >> 16),
                              static_cast<std::uint8_t>(bits[i] >> 8)};
            }
        }
        if (ids == Covered::Remove)
            std::fill_n(frame.ids.row(y) + part.x, part.width, kBackgroundId);
    }
}

}  // namespace

void apply(const DropoutConfig& config, Chain& chain, Draws& draw) {
    const int count = draw.whole("count", config.count);
    if (count == 0) return;
    Frame& frame = chain.frame();
    const Rgb8 fill = config.noise ? Rgb8{} : draw_fill(config.fill, draw);
    Rng width = draw.stream("width"), height = draw.stream("height"), place = draw.stream("place");
    for (int i = 0; i < count; ++i) {
        const auto side = [](double share, int size) {
            return static_cast<int>(std::lround(share * size));
        };
        const int w = side(config.width.draw(width), frame.ids.width());
        const int h = side(config.height.draw(height), frame.ids.height());
        const auto x = static_cast<int>(place.integer(0, frame.ids.width() - w));
        const auto y = static_cast<int>(place.integer(0, frame.ids.height() - h));
        cover(frame, {x, y, w, h}, config.noise ? nullptr : &fill, config.ids,
              draw.stream("noise").stream(static_cast<std::uint64_t>(i)));
    }
}

void apply(const EraseObjectsConfig& config, Chain& chain, Draws& draw) {
    if (config.probability == 0) return;
    Frame& frame = chain.frame();
    for (const auto& [id, box] : labelled_boxes(frame.ids, frame.objects)) {
        // By name, so that one object more or less changes nothing for the others.
        Rng rng = draw.stream(frame.objects[id - 1].name);
        if (!rng.chance(config.probability)) continue;
        const auto side = [&](const Distribution& share, int size) {
            return std::max(1, static_cast<int>(std::lround(share.draw(rng) * size)));
        };
        const int w = side(config.width, box.width), h = side(config.height, box.height);
        const auto x = static_cast<int>(rng.integer(0, box.width - std::min(w, box.width)));
        const auto y = static_cast<int>(rng.integer(0, box.height - std::min(h, box.height)));
        draw.note("object", id);
        cover(frame, {box.x + x, box.y + y, w, h}, nullptr, config.ids, rng.stream("noise"));
    }
}

}  // namespace diorama
