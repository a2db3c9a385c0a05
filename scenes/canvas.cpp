#include "scenes/canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace diorama::kit {
namespace {

// Strokes on a grid of 4 by 6, "xy" per point, "|" between strokes, "~" in front of a stroke
// whose corners are rounded off. y goes down.
struct Glyph {
    char letter;
    std::string_view strokes;
};
constexpr std::array kGlyphs{
    Glyph{'A', "062046|1434"},
    Glyph{'B', "0600|~003041423303|~033344453606"},
    Glyph{'C', "~4130100105163645"},
    Glyph{'D', "0006|~002041452606"},
    Glyph{'E', "40000646|0333"},
    Glyph{'F', "400006|0333"},
    Glyph{'G', "~4130100105163645|454323"},
    Glyph{'H', "0006|4046|0343"},
    Glyph{'I', "2026"},
    Glyph{'J', "~404536160504"},
    Glyph{'K', "0006|4004|2246"},
    Glyph{'L', "000646"},
    Glyph{'M', "0600244046"},
    Glyph{'N', "06004640"},
    Glyph{'O', "~20100105163645413020"},
    Glyph{'P', "0600|~003041423303"},
    Glyph{'Q', "~20100105163645413020|2446"},
    Glyph{'R', "0600|~003041423303|2346"},
    Glyph{'S', "~413010010213334445361605"},
    Glyph{'T', "0040|2026"},
    Glyph{'U', "~000516364540"},
    Glyph{'V', "002640"},
    Glyph{'W', "0016223640"},
    Glyph{'X', "0046|4006"},
    Glyph{'Y', "002340|2326"},
    Glyph{'Z', "00400646"},
    Glyph{'0', "~201001051626353120"},
    Glyph{'1', "012026"},
    Glyph{'2', "~01103041423306|0646"},
    Glyph{'3', "~01103041423323|~23334445361605"},
    Glyph{'4', "36300444"},
    Glyph{'5', "400003|~0312324345361605"},
    Glyph{'6', "~413010010516364544331304"},
    Glyph{'7', "004016"},
    Glyph{'8', "~20100102133342413020|~23130405163645443323"},
    Glyph{'9', "~051636454130100102133342"},
    Glyph{'.', "2626"},
    Glyph{',', "2617"},
    Glyph{'-', "1333"},
    Glyph{'+', "0343|2125"},
    Glyph{'&', "~4612112031320405162644"},
    Glyph{':', "2222|2525"},
    Glyph{'!', "2024|2626"},
    Glyph{'/', "0640"},
    Glyph{'\'', "2021"},
    Glyph{'%', "0640|1111|3535"},
};

constexpr float kGridWidth = 4.0f, kGridHeight = 6.0f;

const Glyph* find_glyph(char letter) {
    const auto found = std::find_if(kGlyphs.begin(), kGlyphs.end(),
                                    [&](const Glyph& glyph) { return glyph.letter == letter; });
    return found == kGlyphs.end() ? nullptr : &*found;
}

// Cuts the inner corners of a polyline three times, which rounds them.
std::vector<glm::vec2> round_off(std::vector<glm::vec2> points) {
    for (int pass = 0; pass < 3; ++pass) {
        std::vector<glm::vec2> next{points.front()};
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const glm::vec2 a = points[i], b = points[i + 1];
            if (i > 0) next.push_back(glm::mix(a, b, 0.25f));
            if (i + 2 < points.size()) next.push_back(glm::mix(a, b, 0.75f));
        }
        next.push_back(points.back());
        points = std::move(next);
    }
    return points;
}

float distance_to_segment(glm::vec2 p, glm::vec2 a, glm::vec2 b) {
    const glm::vec2 along = b - a, to = p - a;
    const float square = glm::dot(along, along);
    const float t = square > 0.0f ? glm::clamp(glm::dot(to, along) / square, 0.0f, 1.0f) : 0.0f;
    return glm::length(to - t * along);
}

// Narrow letters take less room than the grid is wide: their strokes lie between these columns.
struct Columns {
    float first = 0.0f, last = kGridWidth;
};
Columns columns_of(char letter) {
    if (letter == ' ') return {0.0f, 0.6f * kGridWidth};
    if (letter == '0') return {0.0f, 3.0f};
    if (letter == '1') return {0.0f, 2.0f};
    if (std::string_view("I.,:!'").find(letter) != std::string_view::npos) return {2.0f, 2.0f};
    return {};
}
float glyph_width(char letter) { return columns_of(letter).last - columns_of(letter).first; }

}  // namespace

Canvas::Canvas(Extent extent, std::uint32_t background)
    : pixels_(extent, Rgba8{static_cast<std::uint8_t>(background >> 16),
                            static_cast<std::uint8_t>(background >> 8),
                            static_cast<std::uint8_t>(background), 255}) {}

// Blends `color` over the pixels from `low` to `high` where the signed distance to the shape's
// edge (negative inside) says so: coverage falls from 1 to 0 over one pixel.
template <class Distance>
void Canvas::fill(glm::vec2 low, glm::vec2 high, std::uint32_t color, Distance distance) {
    const int x0 = std::max(0, static_cast<int>(std::floor(low.x - 1.0f)));
    const int y0 = std::max(0, static_cast<int>(std::floor(low.y - 1.0f)));
    const int x1 = std::min(pixels_.width(), static_cast<int>(std::ceil(high.x + 1.0f)));
    const int y1 = std::min(pixels_.height(), static_cast<int>(std::ceil(high.y + 1.0f)));
    const auto over = [](std::uint8_t below, std::uint32_t above, float cover) {
        const auto b = static_cast<float>(below), a = static_cast<float>(above & 255u);
        return static_cast<std::uint8_t>(b + (a - b) * cover + 0.5f);
    };
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
            const glm::vec2 center{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f};
            const float cover = glm::clamp(0.5f - distance(center), 0.0f, 1.0f);
            if (cover <= 0.0f) continue;
            Rgba8& pixel = pixels_.at(x, y);
            pixel = {over(pixel.r, color >> 16, cover), over(pixel.g, color >> 8, cover),
                     over(pixel.b, color, cover), 255};
        }
}

void Canvas::rectangle(glm::vec2 top_left, glm::vec2 bottom_right, std::uint32_t color,
                       float corner_radius) {
    const glm::vec2 center = 0.5f * (top_left + bottom_right);
    const glm::vec2 core = 0.5f * (bottom_right - top_left) - corner_radius;
    fill(top_left, bottom_right, color, [=](glm::vec2 p) {
        const glm::vec2 q = glm::abs(p - center) - core;
        return glm::length(glm::max(q, glm::vec2(0.0f))) + std::min(std::max(q.x, q.y), 0.0f) -
               corner_radius;
    });
}

void Canvas::disk(glm::vec2 center, float radius, std::uint32_t color) {
    fill(center - radius, center + radius, color,
         [=](glm::vec2 p) { return glm::distance(p, center) - radius; });
}

void Canvas::ring(glm::vec2 center, float radius, float width, std::uint32_t color) {
    fill(center - radius - width, center + radius + width, color,
         [=](glm::vec2 p) { return std::abs(glm::distance(p, center) - radius) - 0.5f * width; });
}

void Canvas::ellipse(glm::vec2 center, glm::vec2 radii, float angle, std::uint32_t color) {
    const float reach = std::max(radii.x, radii.y), c = std::cos(angle), s = std::sin(angle);
    fill(center - reach, center + reach, color, [=](glm::vec2 p) {
        const glm::vec2 d = p - center;
        const glm::vec2 q = glm::vec2(c * d.x + s * d.y, c * d.y - s * d.x) / radii;
        const float length = glm::length(q);  // first-order distance: value over gradient
        return length < 1e-4f ? -radii.x : (length - 1.0f) * length / glm::length(q / radii);
    });
}

void Canvas::line(std::span<const glm::vec2> points, float width, std::uint32_t color) {
    glm::vec2 low(1e9f), high(-1e9f);
    for (const glm::vec2& point : points) {
        low = glm::min(low, point - 0.5f * width);
        high = glm::max(high, point + 0.5f * width);
    }
    fill(low, high, color, [=](glm::vec2 p) {
        float distance = 1e9f;
        for (std::size_t i = 0; i + 1 < points.size(); ++i)
            distance = std::min(distance, distance_to_segment(p, points[i], points[i + 1]));
        return distance - 0.5f * width;
    });
}

void Canvas::polygon(std::span<const glm::vec2> points, std::uint32_t color) {
    glm::vec2 low(1e9f), high(-1e9f), middle(0.0f);
    for (const glm::vec2& point : points) {
        low = glm::min(low, point);
        high = glm::max(high, point);
        middle += point / static_cast<float>(points.size());
    }
    // Outward normals and offsets of the edges.
    std::vector<glm::vec3> edges;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const glm::vec2 a = points[i], along = points[(i + 1) % points.size()] - a;
        glm::vec2 normal = glm::normalize(glm::vec2(along.y, -along.x));
        if (glm::dot(middle - a, normal) > 0.0f) normal = -normal;
        edges.emplace_back(normal, -glm::dot(a, normal));
    }
    fill(low, high, color, [&](glm::vec2 p) {
        float distance = -1e9f;
        for (const glm::vec3& edge : edges)
            distance = std::max(distance, edge.x * p.x + edge.y * p.y + edge.z);
        return distance;
    });
}

float Canvas::text_width(std::string_view words, float height, float width, float spacing) {
    const float unit = height / kGridHeight, gap = spacing * (1.1f * unit + width);
    float total = 0.0f;
    for (const char letter : words) total += glyph_width(letter) * unit + gap;
    return total - gap;
}

void Canvas::text(std::string_view words, glm::vec2 top_left, float height, float width,
                  std::uint32_t color, float spacing) {
    const float unit = height / kGridHeight, gap = spacing * (1.1f * unit + width);
    for (const char letter : words) {
        const Glyph* glyph = find_glyph(letter);
        std::string_view strokes = glyph ? glyph->strokes : "";
        while (!strokes.empty()) {
            const std::string_view stroke = strokes.substr(0, strokes.find('|'));
            strokes.remove_prefix(std::min(strokes.size(), stroke.size() + 1));
            std::vector<glm::vec2> points;
            std::vector<int> digits;
            for (const char c : stroke)
                if (c >= '0' && c <= '9') digits.push_back(c - '0');
            for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
                points.push_back(top_left + unit * glm::vec2(static_cast<float>(digits[i]) -
                                                                 columns_of(letter).first,
                                                             static_cast<float>(digits[i + 1])));
            if (stroke.front() == '~') points = round_off(std::move(points));
            line(points, width, color);
        }
        top_left.x += glyph_width(letter) * unit + gap;
    }
}

void Canvas::centered_text(std::string_view words, glm::vec2 top_middle, float height, float width,
                           std::uint32_t color, float spacing) {
    const float half = 0.5f * text_width(words, height, width, spacing);
    text(words, {top_middle.x - half, top_middle.y}, height, width, color, spacing);
}

std::shared_ptr<const Texture> Canvas::texture(std::string name) const {
    auto texture = std::make_shared<Texture>();
    texture->name = std::move(name);
    texture->pixels = pixels_;
    texture->srgb = true;
    return texture;
}

}  // namespace diorama::kit
