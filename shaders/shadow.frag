// Shadow of a masked material; opaque ones need no fragment shader.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/material_textures.glsl"
#include "shared/alpha_test.glsl"

layout(location = 2) in vec3 uv_alpha;
layout(location = 3) flat in uint draw;

void main() { alpha_test(materials[draws[draw].material], uv_alpha.xy, uv_alpha.z); }
