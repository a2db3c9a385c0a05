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
        for (const glm::vec2& p : word.baseline) to.baseline.push_back(mapped(image_from_text, p));
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

}  // namespace diorama
