#include "engine/annotate/text_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama {
namespace {

/// The largest difference, over channels, of the mean colors of a word's pixels and of what is in
/// its box, grown by an eighth of its height, but belongs to no word.
double contrast_of(const Frame& frame, const Annotation& annotation) {
    const int margin = std::max(1, annotation.box.height / 8);
    const Rect area =
        intersection({annotation.box.x - margin, annotation.box.y - margin,
                      annotation.box.width + 2 * margin, annotation.box.height + 2 * margin},
                     {0, 0, frame.color.width(), frame.color.height()});
    std::array<std::array<double, 3>, 2> sums{};
    std::array<double, 2> counts{};
    for (int y = area.y; y < area.bottom(); ++y) {
        for (int x = area.x; x < area.right(); ++x) {
            const std::uint32_t id = frame.ids.at(x, y);
            const bool own = id == annotation.instance_id;
            if (!own && id != kBackgroundId && frame.objects[id - 1].text) continue;
            const Rgb8& c = frame.color.at(x, y);
            auto& sum = sums[own ? 0 : 1];
            sum[0] += c.r;
            sum[1] += c.g;
            sum[2] += c.b;
            counts[own ? 0 : 1] += 1.0;
        }
    }
    if (counts[0] == 0.0 || counts[1] == 0.0) return 0.0;
    double most = 0.0;
    for (std::size_t k = 0; k < 3; ++k)
        most = std::max(most, std::abs(sums[0][k] / counts[0] - sums[1][k] / counts[1]));
    return most;
}

bool is_legible(const Frame& frame, const Annotation& annotation, const TextInfo& text) {
    const Quad& q = text.quad;
    const float height = 0.5f * (glm::distance(q[0], q[3]) + glm::distance(q[1], q[2]));
    return !annotation.crowd && static_cast<double>(height) >= kMinLegibleHeight &&
           annotation.visible_fraction >= kMinLegibleFraction &&
           (frame.color.empty() || contrast_of(frame, annotation) >= kMinLegibleContrast);
}

void clip(TextInfo& text, Extent extent) {
    const glm::vec2 end(static_cast<float>(extent.width), static_cast<float>(extent.height));
    bool outside = false;
    change_points(
        text, [&](glm::vec2& p) { outside = outside || p != glm::clamp(p, glm::vec2(0.0f), end); });
    if (!outside) return;
    text.clipped = true;
    text.polygon = clip_polygon(std::move(text.polygon), {0, 0, extent.width, extent.height});
    change_points(text, [&](glm::vec2& p) { p = glm::clamp(p, glm::vec2(0.0f), end); });
    if (text.polygon.size() < 3) text.polygon.assign(text.quad.begin(), text.quad.end());
}

}  // namespace

std::vector<glm::vec2> clip_polygon(std::vector<glm::vec2> polygon, const Rect& rect) {
    // Each side keeps the points with axis * p <= limit.
    struct Side {
        glm::vec2 axis;
        float limit;
    };
    const Side sides[] = {{{-1, 0}, -static_cast<float>(rect.x)},
                          {{0, -1}, -static_cast<float>(rect.y)},
                          {{1, 0}, static_cast<float>(rect.right())},
                          {{0, 1}, static_cast<float>(rect.bottom())}};
    for (const auto& [axis, limit] : sides) {
        std::vector<glm::vec2> kept;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const glm::vec2 a = polygon[i], b = polygon[(i + 1) % polygon.size()];
            const float da = glm::dot(axis, a) - limit, db = glm::dot(axis, b) - limit;
            if (da <= 0.0f) kept.push_back(a);
            if ((da < 0.0f && db > 0.0f) || (da > 0.0f && db < 0.0f))
                kept.push_back(a + (b - a) * (da / (da - db)));
        }
        polygon = std::move(kept);
    }
    return polygon;
}

void settle_texts(Labeled& labeled) {
    Frame& frame = labeled.frame;
    for (const Annotation& annotation : labeled.annotations) {
        auto& text = frame.objects[annotation.instance_id - 1].text;
        if (!text) continue;
        text->legible = text->legible && is_legible(frame, annotation, *text);
        clip(*text, frame.ids.extent());
    }
}

}  // namespace diorama
