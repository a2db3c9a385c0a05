#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "augment/mix/mixes.hpp"
#include "augment/mix/other_frame.hpp"
#include "augment/transform/warp_frame.hpp"

namespace diorama {
namespace {

/// A frame scaled and cut to a size: at least by the factor that lets it cover all of it.
/// @param at_x, at_y  which part is seen, in [0, 1].
Frame cut_to(Frame frame, Extent target, double scale, double at_x, double at_y) {
    const Extent from = frame.ids.extent();
    const double least = std::max(static_cast<double>(target.width) / from.width,
                                  static_cast<double>(target.height) / from.height);
    const double factor = std::max(scale, least);
    const double x = at_x * (from.width - target.width / factor);
    const double y = at_y * (from.height - target.height / factor);
    Warp warp(from);
    warp.append({target, translation(x, y) * scaling(1 / factor, 1 / factor)});
    return warp_frame(std::move(frame), warp);
}

/// Adds the objects of another frame behind those that are there, moved by (x, y).
void add_objects(Frame& into, std::vector<Object> objects, int x, int y, const std::string& mark) {
    for (Object& object : objects) {
        object.name += mark;
        if (object.amodal) {
            object.amodal->mask.x += x;
            object.amodal->mask.y += y;
            object.amodal->total_box.x += x;
            object.amodal->total_box.y += y;
        }
        if (object.text)
            change_points(*object.text, [&](glm::vec2& point) { point += glm::vec2(x, y); });
        for (Keypoint& point : object.keypoints)
            if (point.visibility > 0) point.pixel += glm::vec2(x, y);
        into.objects.push_back(std::move(object));
    }
}

template <class T>
void copy_into(Image<T>& target, const Image<T>& part, int x, int y) {
    if (target.empty() || part.empty()) return;
    for (int row = 0; row < part.height(); ++row)
        std::copy_n(part.row(row), part.width(), target.row(y + row) + x);
}

}  // namespace

Expected<Done> apply(const MosaicConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings) {
    const Extent extent = chain.extent();
    if (extent.width < 2 || extent.height < 2) return Done{};
    const auto inner = [](double share, int size) {
        return std::clamp(static_cast<int>(std::lround(share * size)), 1, size - 1);
    };
    const int cx = inner(draw("center_x", config.center_x), extent.width);
    const int cy = inner(draw("center_y", config.center_y), extent.height);
    Frame own = std::move(chain.frame());
    Frame whole;
    whole.index = own.index;
    whole.suffix = own.suffix;
    whole.rejects = own.rejects;
    whole.camera.extent = extent;
    whole.camera.known = false;
    whole.ids = Image<std::uint32_t>(extent);
    if (!own.color.empty()) whole.color = Image<Rgb8>(extent);
    if (!own.depth.empty())
        whole.depth = Image<float>(extent, std::numeric_limits<float>::infinity());

    const std::array<Rect, 4> parts{Rect{0, 0, cx, cy}, Rect{cx, 0, extent.width - cx, cy},
                                    Rect{0, cy, cx, extent.height - cy},
                                    Rect{cx, cy, extent.width - cx, extent.height - cy}};
    for (std::size_t k = 0; k < parts.size(); ++k) {
        const std::string number = std::to_string(k + 1);
        Expected<Frame> frame =
            k == 0 ? Expected<Frame>(std::move(own))
                   : draw_other_frame(surroundings, whole.index, draw, "sample" + number);
        if (!frame) return frame.errors();
        const double scale = draw("scale" + number, config.scale);
        const double at_x = draw("x" + number, Uniform{0, 1});
        const double at_y = draw("y" + number, Uniform{0, 1});
        const Rect& part = parts[k];
        Frame piece = cut_to(*std::move(frame), {part.width, part.height}, scale, at_x, at_y);
        const auto first = static_cast<std::uint32_t>(whole.objects.size());
        for (std::uint32_t& id : piece.ids) id += id == kBackgroundId ? 0 : first;
        copy_into(whole.color, piece.color, part.x, part.y);
        copy_into(whole.ids, piece.ids, part.x, part.y);
        copy_into(whole.depth, piece.depth, part.x, part.y);
        add_objects(whole, std::move(piece.objects), part.x, part.y,
                    k == 0 ? std::string() : "@" + number);
    }
    chain.replace(std::move(whole));
    return Done{};
}

Expected<Done> apply(const MixupConfig& config, Chain& chain, Draws& draw,
                     const Surroundings& surroundings) {
    const double share = draw("share", config.share);
    if (share >= 1) return Done{};
    Frame& frame = chain.frame();
    Expected<Frame> sample = draw_other_frame(surroundings, frame.index, draw, "sample");
    if (!sample) return sample.errors();
    const double at_x = draw("x", Uniform{0, 1}), at_y = draw("y", Uniform{0, 1});
    const Frame other = cut_to(*std::move(sample), frame.ids.extent(), 0, at_x, at_y);
    const int weight = static_cast<int>(std::lround(256 * share));
    for (std::size_t i = 0; i < std::min(frame.color.pixels().size(), other.color.pixels().size());
         ++i) {
        Rgb8& a = frame.color.pixels()[i];
        const Rgb8& b = other.color.pixels()[i];
        const auto mixed = [weight](int x, int y) {
            return static_cast<std::uint8_t>((x * weight + y * (256 - weight) + 128) >> 8);
        };
        a = {mixed(a.r, b.r), mixed(a.g, b.g), mixed(a.b, b.b)};
    }
    const auto first = static_cast<std::uint32_t>(frame.objects.size());
    for (std::size_t i = 0; i < frame.ids.pixels().size(); ++i) {
        std::uint32_t& a = frame.ids.pixels()[i];
        const std::uint32_t b = other.ids.pixels()[i];
        if (b != kBackgroundId && (a == kBackgroundId || share < 0.5)) a = first + b;
    }
    add_objects(frame, other.objects, 0, 0, "@2");
    return Done{};
}

}  // namespace diorama
