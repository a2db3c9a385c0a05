#include "engine/dataset/text_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace diorama {
namespace {

constexpr std::size_t kMaxText = 1 << 16;

template <class Points>
Json points_json(const Points& points) {
    Json numbers = Json::array();
    for (const glm::vec2& p : points) {
        for (int axis = 0; axis < 2; ++axis)
            numbers.push_back(shortest(std::round(p[axis] * 1000.0f) / 1000.0f));
    }
    return numbers;
}

std::vector<glm::vec2> read_points(Fields& fields, const char* key) {
    const Json& numbers = fields.array(key);
    std::vector<glm::vec2> points;
    bool good = numbers.size() % 2 == 0;
    for (std::size_t i = 0; good && i < numbers.size(); ++i) {
        good = numbers[i].is_number() && std::isfinite(numbers[i].get<float>());
        if (!good) break;
        if (i % 2 == 0) points.emplace_back(0.0f);
        points.back()[static_cast<int>(i % 2)] = numbers[i].get<float>();
    }
    if (!good) fields.fail(key, "are no pairs of finite numbers");
    return points;
}

Quad read_quad(Fields& fields, const char* key) {
    const std::vector<glm::vec2> points = read_points(fields, key);
    Quad quad{};
    if (points.size() == quad.size())
        std::copy(points.begin(), points.end(), quad.begin());
    else if (!fields.failed())
        fields.fail(key, "are not four points");
    return quad;
}

}  // namespace

Json text_json(const TextInfo& text) {
    Json chars = Json::array();
    for (const TextChar& c : text.chars)
        chars.push_back({{"text", c.text}, {"quad", points_json(c.quad)}});
    return {{"transcription", text.transcription},
            {"script", text.script},
            {"language", text.language},
            {"font", text.font},
            {"quad", points_json(text.quad)},
            {"polygon", points_json(text.polygon)},
            {"line_quad", points_json(text.line_quad)},
            {"baseline", points_json(text.baseline)},
            {"block", text.block},
            {"line", text.line},
            {"word", text.word},
            {"chars", std::move(chars)},
            {"legible", text.legible},
            {"clipped", text.clipped}};
}

TextInfo read_text(Fields& fields, std::string& error) {
    const auto number = [&](const char* key) {
        return static_cast<std::uint32_t>(fields.integer(key, UINT32_MAX));
    };
    TextInfo text;
    text.transcription = fields.text("transcription", kMaxText);
    text.script = fields.text("script", 4);
    text.language = fields.text("language", 64);
    text.font = fields.text("font");
    text.quad = read_quad(fields, "quad");
    text.polygon = read_points(fields, "polygon");
    text.line_quad = read_quad(fields, "line_quad");
    text.baseline = read_points(fields, "baseline");
    text.block = number("block");
    text.line = number("line");
    text.word = number("word");
    for (const Json& item : fields.array("chars")) {
        Fields character(item, fields.path("chars"), error);
        text.chars.push_back({character.text("text", kMaxText), read_quad(character, "quad")});
    }
    text.legible = fields.boolean("legible");
    text.clipped = fields.boolean("clipped");
    return text;
}

}  // namespace diorama
