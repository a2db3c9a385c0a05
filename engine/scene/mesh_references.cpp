#include "engine/scene/mesh_references.hpp"

#include <algorithm>
#include <cctype>

namespace diorama {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// The rest of a line after its keyword. MTL options ("-bm 0.5") stand before the name: the last
// word counts for lines that have any.
std::string named_by(std::string_view rest) {
    rest = trimmed(rest);
    if (rest.starts_with('-')) rest = rest.substr(rest.find_last_of(" \t") + 1);
    return std::string(rest);
}

std::set<std::string> named_by_lines(std::string_view content, bool materials) {
    std::set<std::string> names;
    while (!content.empty()) {
        const auto end = std::min(content.find('\n'), content.size());
        const std::string_view line = trimmed(content.substr(0, end));
        content.remove_prefix(std::min(end + 1, content.size()));
        const auto space = line.find_first_of(" \t");
        if (space == std::string_view::npos) continue;
        const std::string keyword = lower(std::string(line.substr(0, space)));
        const bool names_file = materials ? keyword.starts_with("map_") || keyword == "bump" ||
                                                keyword == "disp" || keyword == "norm" ||
                                                keyword == "refl" || keyword == "decal"
                                          : keyword == "mtllib";
        if (names_file) names.insert(named_by(line.substr(space)));
    }
    names.erase("");
    return names;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = static_cast<char>(c | 0x20);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low < 0) {
            result += text[i];
            continue;
        }
        result += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return result;
}

std::set<std::string> named_by_gltf(std::string_view content) {
    std::set<std::string> names;
    constexpr std::string_view kKey = "\"uri\"";
    for (auto at = content.find(kKey); at != std::string_view::npos;
         at = content.find(kKey, at + 1)) {
        const auto colon = content.find_first_not_of(" \t\r\n", at + kKey.size());
        if (colon == std::string_view::npos || content[colon] != ':') continue;
        const auto quote = content.find_first_not_of(" \t\r\n", colon + 1);
        if (quote == std::string_view::npos || content[quote] != '"') continue;
        const auto end = content.find('"', quote + 1);
        if (end == std::string_view::npos) break;
        const std::string_view uri = content.substr(quote + 1, end - quote - 1);
        if (!uri.starts_with("data:")) names.insert(percent_decoded(uri));
    }
    return names;
}

}  // namespace

std::set<std::string> referenced_files(std::string_view content,
                                       const std::filesystem::path& file) {
    const std::string extension = lower(file.extension().string());
    if (extension == ".obj") return named_by_lines(content, false);
    if (extension == ".mtl") return named_by_lines(content, true);
    if (extension == ".gltf" || extension == ".glb") return named_by_gltf(content);
    return {};
}

}  // namespace diorama
