// Amodal masks: every instance sets its own bit, whatever covers it (targets are or-ed together).
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/material_textures.glsl"
#include "shared/alpha_test.glsl"

layout(constant_id = 0) const uint kAlphaTest = 0;

layout(location = 2) in vec3 uv_alpha;
layout(location = 3) flat in uint draw;

layout(location = 0) out uint out_bits;

void main() {
    if (kAlphaTest != 0) alpha_test(materials[draws[draw].material], uv_alpha.xy, uv_alpha.z);
    out_bits = draws[draw].alone_bit;
}
