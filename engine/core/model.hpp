/// What a mesh file holds: triangles, physically based materials and their textures.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

enum class Wrap { Repeat, Clamp, Mirror };

struct Texture {
    std::string name;     // for messages and debug names
    Image<Rgba8> pixels;  // row 0 at v = 0
    bool srgb = false;    // color is sRGB-encoded; false for normals, roughness, ...
    Wrap wrap_u = Wrap::Repeat;
    Wrap wrap_v = Wrap::Repeat;
};

/// A texture as a material uses it; null means the factor alone.
struct TextureSlot {
    std::shared_ptr<const Texture> texture;
    glm::mat3 uv_from_uv{1.0f};  // KHR_texture_transform, applied to (u, v, 1)
};

enum class AlphaMode {
    Opaque,
    Mask,   // discarded below alpha_cutoff, in color and in labels alike
    Blend,  // seen through
};

/// Metallic-roughness material, the fields and channel layout of glTF 2.0.
struct Material {
    std::string name;
    glm::vec4 base_color{1.0f};    // linear
    glm::mat3 color_change{1.0f};  // applied to base_color * texel * vertex color, linear, then
                                   // clamped at 0: hue, saturation and value without new textures
    float metallic = 0.0f;
    float roughness = 0.5f;
    glm::vec3 emissive{0.0f};  // linear
    float clear_coat = 0.0f;   // share of the surface under a smooth layer of varnish
    float clear_coat_roughness = 0.05f;
    glm::vec3 sheen_color{0.0f};  // linear; light that fibers scatter at grazing angles
    float sheen_roughness = 0.5f;
    float transmission =
        0.0f;  // share of the body that is a thin wall of glass, tinted by its color
    float normal_scale = 1.0f;
    float occlusion_strength = 1.0f;
    AlphaMode alpha_mode = AlphaMode::Opaque;
    float alpha_cutoff = 0.5f;
    bool double_sided = false;
    TextureSlot base_color_texture;          // sRGB, alpha
    TextureSlot normal_texture;              // tangent space, +Y up (OpenGL convention)
    TextureSlot metallic_roughness_texture;  // G = roughness, B = metallic
    TextureSlot occlusion_texture;           // R
    TextureSlot emissive_texture;            // sRGB
};

struct Vertex {
    glm::vec3 position;                         // meters, object space
    glm::vec3 normal{0.0f, 1.0f, 0.0f};         // unit
    glm::vec4 tangent{1.0f, 0.0f, 0.0f, 1.0f};  // unit xyz; w = +-1, bitangent = w * cross(n, t)
    glm::vec2 uv{0.0f};                         // v = 0 is row 0 of the texture
    glm::vec4 color{1.0f};                      // linear, multiplies base_color
};

/// Triangles that share one material. Counter-clockwise seen from outside.
struct MeshPart {
    std::string name;
    std::vector<Vertex> vertices;
    std::vector<std::uint32_t> indices;  // a multiple of 3, each < vertices.size()
    std::uint32_t material_index = 0;    // into Model::materials
};

/// One loaded or generated object, node transforms applied: +Y up, meters, object space.
struct Model {
    std::string name;  // "mug", or the file's stem
    std::vector<MeshPart> parts;
    std::vector<Material> materials;  // at least one
    Aabb bounds;                      // of all vertices

    std::size_t triangle_count() const;
};

/// Recomputes `bounds` from the vertices.
void update_bounds(Model& model);

/// Replaces the normals by area- and angle-weighted vertex normals over equal positions whose
/// faces meet at less than `crease` radians; vertices on creases are split. Where more than 1024
/// corners meet, each keeps the normal of its face.
void compute_normals(MeshPart& part, float crease);

/// Replaces the tangents by those of the uv parametrization (Gram-Schmidt against the normal);
/// where the uv are degenerate, any unit vector perpendicular to the normal.
void compute_tangents(MeshPart& part);

}  // namespace diorama
