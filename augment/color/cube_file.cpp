#include "augment/color/cube_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace diorama {
namespace {

constexpr int kSmallest = 2, kLargest = 129;

/// The next word of a line; empty at its end.
std::string_view take_word(std::string_view& line) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == line.npos) return line = {};
    const auto end = std::min(line.find_first_of(" \t\r", begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    line.remove_prefix(end);
    return word;
}

template <class Number>
std::optional<Number> number(std::string_view word) {
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

std::optional<glm::vec3> color(std::string_view line) {
    glm::vec3 value;
    for (int c = 0; c < 3; ++c) {
        const auto level = number<float>(take_word(line));
        if (!level || !std::isfinite(*level)) return std::nullopt;
        value[c] = *level;
    }
    return take_word(line).empty() ? std::optional(value) : std::nullopt;
}

}  // namespace

Expected<ColorCube::Table> parse_cube(std::string_view text, const std::string& file) {
    ColorCube::Table table;
    int line_number = 0;
    const auto wrong = [&](std::string message) {
        return Diagnostic{
            .file = file, .line = line_number, .column = 1, .message = std::move(message)};
    };
    while (!text.empty()) {
        ++line_number;
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        std::string_view rest = line;
        const std::string_view word = take_word(rest);
        if (word.empty() || word[0] == '#' || word == "TITLE") continue;
        if (word == "LUT_3D_SIZE") {
            const auto size = number<int>(take_word(rest));
            if (!size || *size < kSmallest || *size > kLargest)
                return wrong(fmt::format("LUT_3D_SIZE is not in {} to {}", kSmallest, kLargest));
            table.size = *size;
        } else if (word == "DOMAIN_MIN" || word == "DOMAIN_MAX") {
            const auto bound = color(rest);
            if (!bound || *bound != glm::vec3(word == "DOMAIN_MAX" ? 1.0f : 0.0f))
                return wrong(fmt::format("{} is not the only possible one: 0 0 0 to 1 1 1", word));
        } else if (const auto value = color(line)) {
            table.colors.emplace_back(255.0f * *value, 0.0f);
        } else {
            return wrong(
                "neither a known keyword nor three numbers (LUT_3D_SIZE, DOMAIN_MIN, "
                "DOMAIN_MAX, TITLE are known)");
        }
        if (table.colors.size() > std::size_t{kLargest} * kLargest * kLargest)
            return wrong("more colors than the largest table has");
    }
    const auto side = static_cast<std::size_t>(table.size);
    if (table.size == 0) return wrong("LUT_3D_SIZE is missing");
    if (table.colors.size() != side * side * side)
        return wrong(
            fmt::format("{} colors, expected {}", table.colors.size(), side * side * side));
    return table;
}

}  // namespace diorama
