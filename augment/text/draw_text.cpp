#include "augment/text/draw_text.hpp"

#include <algorithm>

namespace diorama {
namespace {

glm::vec2 mapped(const glm::dmat3& m, const glm::vec2& p) {
    return glm::vec2(map_point(m, glm::dvec2(p)));
}

Quad mapped(const glm::dmat3& m, const Quad& quad) {
    Quad result;
    std::transform(quad.begin(), quad.end(), result.begin(),
                   [&](const glm::vec2& p) { return mapped(m, p); });
    return result;
}

Outline mapped(const glm::dmat3& m, Outline outline) {
    for (glm::vec2& p : outline.points) p = mapped(m, p);
    return outline;
}

}  // namespace

DrawnText draw_text(const TypesetBlock& block, const glm::dmat3& image_from_text,
                    const Rect& clip) {
    DrawnText drawn;
    std::vector<Outline> all, borders;
    for (const TypesetWord& word : block.words) {
        DrawnWord& to = drawn.words.emplace_back();
        std::vector<Outline> letters;
        for (const TypesetChar& c : word.chars) {
            letters.push_back(mapped(image_from_text, c.outline));
            if (!c.border.empty()) borders.push_back(mapped(image_from_text, c.border));
            to.chars.push_back(mapped(image_from_text, c.box));
        }
        to.ink = rasterize(letters, clip);
        to.quad = mapped(image_from_text, word.box);
        for (const glm::vec2& p : word.polygon) to.polygon.push_back(mapped(image_from_text, p));
        all.insert(all.end(), letters.begin(), letters.end());
    }
    for (const Quad& line : block.lines) drawn.lines.push_back(mapped(image_from_text, line));
    for (const Outline& rule : block.rules) all.push_back(mapped(image_from_text, rule));
    drawn.ink = rasterize(all, clip);
    if (!borders.empty()) {
        borders.insert(borders.end(), all.begin(), all.end());
        drawn.border = rasterize(borders, clip);
    }
    return drawn;
}

bool fits(const TypesetBlock& block, const glm::dmat3& image_from_text, const Rect& area) {
    for (const glm::vec2& corner : quad_of(block.bounds)) {
        if (!is_before(image_from_text, glm::dvec2(corner))) return false;
        const glm::vec2 p = mapped(image_from_text, corner);
        if (p.x < static_cast<float>(area.x) || p.y < static_cast<float>(area.y) ||
            p.x > static_cast<float>(area.right()) || p.y > static_cast<float>(area.bottom()))
            return false;
    }
    return true;
}

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

}  // namespace diorama
