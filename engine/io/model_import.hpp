/// Mesh files to Model, in this process. For files that are not trusted use ModelImporter.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/model.hpp"
#include "engine/io/file.hpp"

namespace diorama {

/// What a mesh file may ask for. The first four have a namesake in AssetConfig.
struct ImportLimits {
    std::vector<std::string> formats{"gltf", "glb", "obj", "stl", "ply"};  // also: fbx dae 3ds off
    std::uint64_t max_file_bytes = 256u << 20;     // of the file, and of all it refers to together
    std::uint64_t max_vertices = 5'000'000;        // of the model, instances counted
    std::uint64_t max_texture_pixels = 64u << 20;  // of each texture; four times that for all
    std::uint64_t max_faces = 10'000'000;
    std::uint32_t max_nodes = 100'000;
    std::uint32_t max_depth = 256;                        // of the node tree
    std::uint32_t max_external_files = 256;               // buffers, material libraries, textures
    std::uint64_t memory_bytes = std::uint64_t{4} << 30;  // address space of a worker
    double timeout_s = 60.0;                              // of one import, wall clock
};

/// "glb" and so on, by content: magic bytes, or the shape of the text for obj, gltf and ascii stl.
/// Nothing when it is no known mesh format.
std::optional<std::string> sniff_mesh(ByteView bytes);

/// Answers a mesh file's request for another file, with the path as that file spells it.
using FetchFile = std::function<Expected<Bytes>(const std::string& path)>;

/// A model, and what was strange but did not matter: textures that are missing, say.
struct ImportedModel {
    Model model;
    std::vector<std::string> notes;
};

/// Imports a mesh from memory.
///
/// Node transforms are baked, instanced meshes repeated, skinned meshes posed as the nodes stand;
/// polygons become triangles, points, lines and degenerate faces are dropped. Without normals they
/// are computed with a crease of 40 degrees, tangents from the uv. Materials that are not
/// metallic-roughness are converted (Phong exponent -> roughness, opacity -> Blend, a texture with
/// alpha -> Mask or Blend, bump -> normal map), their colors are taken as sRGB, a color texture
/// replaces the color, and they are double sided. A texture that is missing or broken is left out,
/// with a note.
///
/// @param name   the file's name with its extension; the model is named after its stem.
/// @param fetch  called for every external file.
/// @return       Data when the file is malformed or breaks a limit.
Expected<ImportedModel> import_model(ByteView bytes, const std::string& name,
                                     const FetchFile& fetch, const ImportLimits& limits);

}  // namespace diorama
