// What the renderer and its shaders both read, in the subset that is C++ and GLSL (std430/std140:
// every member sits at a multiple of its size, vectors of three are padded by hand).
#ifndef DIORAMA_SHADERS_SHARED_SCENE_H
#define DIORAMA_SHADERS_SHARED_SCENE_H

#ifdef __cplusplus
#include <cstdint>

#include "engine/core/math.hpp"
namespace diorama::shader {
using glm::mat4;
using glm::vec2;
using glm::vec4;
using uint = std::uint32_t;
#define DIORAMA_CONST constexpr uint
#else
#define DIORAMA_CONST const uint
#endif

DIORAMA_CONST kMaxLights = 7;        // with ambient occlusion: one byte each in two words
DIORAMA_CONST kMaxShadowViews = 42;  // a sun has one, a point light six
DIORAMA_CONST kLightSun = 0;
DIORAMA_CONST kLightPoint = 1;
DIORAMA_CONST kLightEnvironment = 2;  // like a sun; its highlight is in the environment map
DIORAMA_CONST kNoShadow = 0xFFFFFFFFu;

DIORAMA_CONST kMaterialMask = 1;   // discard below alpha_cutoff
DIORAMA_CONST kMaterialBlend = 2;  // seen through
DIORAMA_CONST kMaterialHasNormalMap = 4;

// One draw: a part of an instance.
struct DrawInstance {
    mat4 world_from_object;
    mat4 clip_from_object;  // of the wide camera, multiplied in double: render/view_volume.hpp
    uint id;                // in the id map
    uint material;          // index of its MaterialParams
    uint alone_bit;         // of the words of the alone masks, its own
    uint first_triangle;    // of the draw, counted over all draws
};

struct MaterialParams {
    vec4 base_color;  // linear
    vec4 emissive;    // linear; w = normal scale
    float metallic;
    float roughness;
    float occlusion_strength;
    float alpha_cutoff;
    uint flags;
    float clear_coat;
    float clear_coat_roughness;
    float transmission;
    vec4 sheen;            // linear color; w = roughness
    vec4 color_change[3];  // columns
    vec4 uv_linear[5];  // m00 m01 m10 m11 of each slot's uv_from_uv: u' = m00 u + m10 v + offset.x
    vec4 uv_offset[5];  // xy
};

struct LightParams {
    vec4 place;       // sun: direction toward it; point: position. w = radius
    vec4 color;       // w = kind
    uint first_view;  // of its shadow views, or kNoShadow
    float width_m;    // sun: of the shadow map in the world
    float range_m;    // sun: depth of the shadow map in the world; point: far plane
    float texel_m;    // sun: size of a texel; point: at 1 m
};

struct FrameParams {
    mat4 camera_from_world;
    mat4 world_from_camera;
    vec4 intrinsics;     // fx fy cx cy
    vec4 extent;         // width height 1/width 1/height
    vec4 irradiance[9];  // spherical harmonics of the environment, cosine-convolved, / pi
    vec4 environment;    // cos and sin of the rotation, intensity, highest mip of the cube
    vec4 backdrop;       // linear color where the environment is not visible; w = visible
    vec4 occlusion;      // ambient occlusion: radius in meters, -, -, -
    float exposure;
    float near_m;
    uint light_count;
    uint padding;
    LightParams lights[kMaxLights];
    mat4 shadow_from_world[kMaxShadowViews];
    vec4 shadow_place[kMaxShadowViews];  // of each view in the maps: corner, size (uv), layer
    vec4 lens;           // radius of the aperture and distance of the focus in meters, -, -
    vec4 film;           // chromatic aberration (px), bloom, vignette (stops), electrons of white
    vec4 white_balance;  // factors; w = read noise in electrons
    uint film_on;        // the picture goes through film.comp
    uint metered;
    uint noise_seed_low;
    uint noise_seed_high;
};

struct PassParams {
    vec2 jitter;       // of this antialiasing sample, in clip units of the viewport per w
    float view_scale;  // power of two: the viewport is 1/view_scale view volumes wide and high
    uint index;        // shadow layer, or the variant of a full-screen pass
    vec2 lens;         // of this sample, in clip units: where it is on the aperture
};

#ifdef __cplusplus
static_assert(sizeof(DrawInstance) == 144);
static_assert(sizeof(MaterialParams) == 288);
static_assert(sizeof(LightParams) == 48);
static_assert(offsetof(FrameParams, intrinsics) == 128);
static_assert(offsetof(FrameParams, irradiance) == 160);
static_assert(offsetof(FrameParams, exposure) == 352);
static_assert(offsetof(FrameParams, lights) == 368);
static_assert(offsetof(FrameParams, shadow_from_world) == 704);
static_assert(offsetof(FrameParams, lens) == 704 + 42 * 80);
static_assert(sizeof(PassParams) == 24);
}  // namespace diorama::shader
#endif
#undef DIORAMA_CONST
#endif
