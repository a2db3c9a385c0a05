// Adds one antialiasing sample of the pixels on edges, tone-mapped so that a highlight against a
// dark ground gets a smooth edge.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 10) readonly buffer Edges { uint edges[]; };
layout(set = 0, binding = 13) uniform usampler2D color;
layout(set = 0, binding = 14) buffer Accumulated { vec4 accumulated[]; };

shared float exposure;

void main() {
    if (gl_LocalInvocationIndex == 0u) exposure = metered_exposure();
    barrier();
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    if (edges[index] == 0u) return;
    const vec3 sample_color = tone_map(exposure * unpack_color(texelFetch(color, pixel, 0).xy));
    accumulated[index] += vec4(sample_color, 1.0);
}
