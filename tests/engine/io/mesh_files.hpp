/// Small mesh files written out in the tests.
#pragma once

#include <fmt/format.h>

#include <string>

#include "engine/io/image_encode.hpp"
#include "engine/io/model_import.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama::test {

inline std::string base64(ByteView bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 3; ++k)
            word = word << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : kDigits[(word >> (18 - 6 * k)) & 63];
    }
    return out;
}

/// A quad in the plane z = 0: positions (0 0) (2 0) (2 1) (0 1), normals +Z, uv (0 1) (1 1) (1 0)
/// (0 0) as glTF counts them, tangents +X with w = 1. The last 12 bytes are 6 indices.
inline Bytes quad_buffer() {
    Bytes b;
    append_floats(b, {0, 0, 0, 2, 0, 0, 2, 1, 0, 0, 1, 0});
    for (int i = 0; i < 4; ++i) append_floats(b, {0, 0, 1});
    append_floats(b, {0, 1, 1, 1, 1, 0, 0, 0});
    for (int i = 0; i < 4; ++i) append_floats(b, {1, 0, 0, 1});
    b.insert(b.end(), {0, 0, 1, 0, 2, 0, 0, 0, 2, 0, 3, 0});
    return b;
}

/// What varies between the glTF files of the tests; the rest is the quad as mesh 0.
struct GltfParts {
    std::string nodes = R"([{"mesh": 0}])";
    std::string roots = "[0]";
    std::string attributes = R"("POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2)";
    std::string more;  // further top-level members, each followed by a comma
    std::string primitive_more = R"(, "material": 0)";
    std::string materials = R"([{"name": "m"}])";
    std::string buffer_uri;  // empty: the quad as a data URI
};

inline std::string gltf(const GltfParts& parts = {}) {
    const Bytes buffer = quad_buffer();
    const std::string uri = parts.buffer_uri.empty()
                                ? "data:application/octet-stream;base64," + base64(buffer)
                                : parts.buffer_uri;
    return fmt::format(
        R"({{"asset": {{"version": "2.0"}}, "scene": 0, "scenes": [{{"nodes": {}}}], "nodes": {},
"meshes": [{{"primitives": [{{"attributes": {{{}}}, "indices": 4{}}}]}}], "materials": {}, {}
"accessors": [
 {{"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [2, 1, 0]}},
 {{"bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC3"}},
 {{"bufferView": 2, "componentType": 5126, "count": 4, "type": "VEC2"}},
 {{"bufferView": 3, "componentType": 5126, "count": 4, "type": "VEC4"}},
 {{"bufferView": 4, "componentType": 5123, "count": 6, "type": "SCALAR"}}],
"bufferViews": [
 {{"buffer": 0, "byteOffset": 0, "byteLength": 48}}, {{"buffer": 0, "byteOffset": 48, "byteLength": 48}},
 {{"buffer": 0, "byteOffset": 96, "byteLength": 32}}, {{"buffer": 0, "byteOffset": 128, "byteLength": 64}},
 {{"buffer": 0, "byteOffset": 192, "byteLength": 12}}],
"buffers": [{{"byteLength": 204, "uri": "{}"}}]}})",
        parts.roots, parts.nodes, parts.attributes, parts.primitive_more, parts.materials,
        parts.more, uri);
}

/// The quad as a binary glTF.
inline Bytes glb() {
    GltfParts parts;
    parts.buffer_uri = "@";
    std::string json = gltf(parts);
    const std::string uri = R"(, "uri": "@")";
    json.erase(json.find(uri), uri.size());
    while (json.size() % 4 != 0) json += ' ';
    const Bytes buffer = quad_buffer();
    Bytes out = from_text("glTF");
    append_le32(out, 2);
    append_le32(out, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + buffer.size()));
    append_le32(out, static_cast<std::uint32_t>(json.size()));
    append_le32(out, 0x4E4F534A);
    out.insert(out.end(), json.begin(), json.end());
    append_le32(out, static_cast<std::uint32_t>(buffer.size()));
    append_le32(out, 0x004E4942);
    out.insert(out.end(), buffer.begin(), buffer.end());
    return out;
}

/// A binary STL with the given triangles' corners, nine numbers each.
inline Bytes stl(std::initializer_list<std::initializer_list<float>> triangles) {
    Bytes out(80, ' ');
    append_le32(out, static_cast<std::uint32_t>(triangles.size()));
    for (const auto& corners : triangles) {
        append_floats(out, {0, 0, 1});
        append_floats(out, corners);
        out.insert(out.end(), {0, 0});
    }
    return out;
}

constexpr const char* kPly =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\n"
    "property float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
    "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    "0 0 0 255 0 188\n1 0 0 255 0 188\n1 1 0 255 0 188\n0 1 0 255 0 188\n4 0 1 2 3\n";

/// A picture of one color.
inline Bytes flat_png(Rgba8 color, Extent extent = {4, 4}) {
    return encode_png(Image<Rgba8>(extent, color));
}

/// Imports from memory, with other files by name.
inline Expected<ImportedModel> import_text(
    const std::string& name, std::string_view text,
    const std::vector<std::pair<std::string, Bytes>>& others = {}, ImportLimits limits = {}) {
    const FetchFile fetch = [&](const std::string& path) -> Expected<Bytes> {
        for (const auto& [other, bytes] : others)
            if (other == path) return bytes;
        return Diagnostic{.fault = Fault::NoInput, .message = "does not exist"};
    };
    return import_model(from_text(text), name, fetch, limits);
}

/// The corners of all triangles of a part, in order.
inline std::vector<glm::vec3> corners(const MeshPart& part) {
    std::vector<glm::vec3> points;
    for (const std::uint32_t index : part.indices) points.push_back(part.vertices[index].position);
    return points;
}

/// Whether each triangle winds counter-clockwise around its vertices' normals.
inline bool winds_with_normals(const MeshPart& part) {
    for (std::size_t i = 0; i < part.indices.size(); i += 3) {
        const Vertex& a = part.vertices[part.indices[i]];
        const Vertex& b = part.vertices[part.indices[i + 1]];
        const Vertex& c = part.vertices[part.indices[i + 2]];
        const glm::vec3 face = glm::cross(b.position - a.position, c.position - a.position);
        if (glm::dot(face, a.normal) <= 0.0f) return false;
    }
    return true;
}

}  // namespace diorama::test
