/// The two halves of turning Assimp's scene into a Model: materials and geometry.
#pragma once

#include <assimp/scene.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/core/model.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

/// Larger coordinates overflow in areas and distances.
constexpr float kLargestCoordinate = 1e9f;

/// Thrown on the way through a scene; import_model turns it into a Diagnostic.
struct BadModel : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What all parts of one import share.
struct ImportContext {
    const aiScene& scene;
    std::string format;  // of sniff_mesh
    const FetchFile& fetch;
    const ImportLimits& limits;
    std::vector<std::string>& notes;
};

/// Converts materials as they are asked for; pictures are decoded once and shared.
class MaterialReader {
 public:
    explicit MaterialReader(const ImportContext& context) : context_(context) {}

    struct Result {
        Material material;
        unsigned int uv_set = 0;  // the set that the material's textures use
    };
    /// @param vertex_colors  whether the mesh has them; they then replace a default color.
    Result convert(const aiMaterial& source, bool vertex_colors);

 private:
    enum class Role { Color, Data, BumpToNormal };
    struct Usage;  // one texture as a material names it

    using Pixels = std::shared_ptr<const Image<Rgba8>>;

    bool find_texture(const aiMaterial& source, aiTextureType type, Usage& usage) const;
    Pixels load(const std::string& path);
    Pixels decode_embedded(const aiTexture& texture, const std::string& path);
    TextureSlot slot(const Usage& usage, Role role, Pixels pixels, float bump_scale = 1.0f);
    TextureSlot slot(const Usage& usage, Role role);
    void convert_gltf(const aiMaterial& source, Result& result);
    void convert_phong(const aiMaterial& source, bool vertex_colors, Result& result);
    void convert_opacity(const aiMaterial& source, Material& material);

    ImportContext context_;
    std::map<std::string, Pixels> pictures_;  // by path; null when it cannot be had
    std::map<std::string, std::shared_ptr<const Texture>> textures_;
    std::uint64_t pixels_left_ = 4 * context_.limits.max_texture_pixels;
};

/// Whether meshes of a format come with metallic-roughness materials and linear colors.
inline bool is_gltf(const std::string& format) { return format == "gltf" || format == "glb"; }

/// Throws BadModel when the scene is larger than the limits or its tree is too deep.
void check_size(const aiScene& scene, const ImportLimits& limits);

/// All triangles with their transforms applied, and the materials they use.
Model convert_scene(const ImportContext& context);

/// The linear value of an sRGB-encoded one.
float linear_from_srgb(float encoded);

}  // namespace diorama
