// Linear color to the finished picture: once for the first sample everywhere, and again, when the
// samples on edges are complete, for the pixels that have them.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 13) uniform usampler2D color;
layout(set = 0, binding = 14) readonly buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 15) buffer Picture { uint picture[]; };

shared float exposure;

void main() {
    if (gl_LocalInvocationIndex == 0u) exposure = metered_exposure();
    barrier();
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    const vec4 sum = accumulated[index];
    if (pass.index == 1u && sum.w == 0.0) return;
    const vec3 display = pass.index == 1u
                             ? sum.rgb / sum.w
                             : tone_map(exposure * unpack_color(texelFetch(color, pixel, 0).xy));
    picture[index] = packUnorm4x8(vec4(encode_srgb(display), 1.0));
}
