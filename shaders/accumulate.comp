// Adds one antialiasing sample of the pixels on edges, tone-mapped so that a highlight against a
// dark ground gets a smooth edge; with the last sample (pass.index 1) the pixels are finished.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"
#include "shared/film.glsl"

layout(local_size_x = 64) in;

layout(set = 0, binding = 13) uniform usampler2D color;
layout(set = 0, binding = 14) buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 15) writeonly buffer Picture { uint picture[]; };
layout(set = 0, binding = 18) readonly buffer EdgeList {
    uint groups[3];
    uint edge_count;
    uint edge_list[];
};

void main() {
    if (gl_GlobalInvocationID.x >= edge_count) return;
    const uint index = edge_list[gl_GlobalInvocationID.x];
    const uint width = uint(frame.extent.x);
    const ivec2 pixel = ivec2(index % width, index / width);
    const vec3 light = exposure * unpack_color(texelFetch(color, pixel, 0).xy);
    if (frame.film_on != 0u) {
        accumulated[index] += weighted_sample(light);
        return;
    }
    const vec3 sample_color = tone_map(light);
    const vec4 sum = accumulated[index] + vec4(sample_color, 1.0);
    accumulated[index] = sum;
    if (pass.index == 1u) picture[index] = packUnorm4x8(vec4(encode_srgb(sum.rgb / sum.w), 1.0));
}
