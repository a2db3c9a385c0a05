#include <algorithm>
#include <array>
#include <string_view>

#include "engine/io/codecs.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {
namespace {

constexpr std::size_t kSniffed = 64 * 1024;

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

/// Whether a line starts with one of the statements that an OBJ file cannot do without.
bool looks_like_obj(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.size() > 2 && line[0] == 'v' && (line[1] == ' ' || line[1] == '\t') &&
            line.find_first_of("0123456789") != std::string_view::npos)
            return true;
        at = end + 1;
    }
    return false;
}

}  // namespace

std::optional<std::string> sniff_mesh(ByteView bytes) {
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()),
                                std::min(bytes.size(), kSniffed));
    if (head.starts_with("glTF")) return "glb";
    if (head.starts_with("ply\n") || head.starts_with("ply\r")) return "ply";
    if (head.starts_with("Kaydara FBX Binary")) return "fbx";
    if (head.starts_with("MM") && bytes.size() >= 6 && codecs::le32(bytes, 2) <= bytes.size())
        return "3ds";
    // A binary STL is known by its length alone, and its comment may well start with "solid".
    if (bytes.size() >= 84 && bytes.size() == 84 + 50 * std::uint64_t{codecs::le32(bytes, 80)})
        return "stl";
    if (head.find('\0') != std::string_view::npos) return std::nullopt;

    std::string_view text = head;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.starts_with("{"))
        return has_any(text,
                       {"\"asset\"", "\"meshes\"", "\"buffers\"", "\"accessors\"", "\"nodes\""})
                   ? std::optional<std::string>("gltf")
                   : std::nullopt;
    if (text.starts_with("<")) {
        if (has_any(text, {"<COLLADA"})) return "dae";
        return std::nullopt;
    }
    if (text.starts_with("solid") && has_any(text, {"facet", "endsolid"})) return "stl";
    if (text.starts_with("; FBX")) return "fbx";
    if (text.starts_with("OFF") || text.starts_with("COFF")) return "off";
    if (looks_like_obj(text)) return "obj";
    return std::nullopt;
}

}  // namespace diorama
