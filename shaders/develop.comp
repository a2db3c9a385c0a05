// Linear color to the finished picture, from the samples at pixel centers; where film.comp makes
// the picture, to the light it takes, for pixels that get no further samples (pass.index 0: all).
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"
#include "shared/film.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 13) uniform usampler2D color;
layout(set = 0, binding = 10) readonly buffer Edges { uint edges[]; };
layout(set = 0, binding = 14) writeonly buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 15) writeonly buffer Picture { uint picture[]; };

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    const vec3 light = exposure * unpack_color(texelFetch(color, pixel, 0).xy);
    if (frame.film_on != 0u) {
        if (pass.index == 0u || edges[index] == 0u) accumulated[index] = weighted_sample(light);
        return;
    }
    const vec3 display = tone_map(light);
    picture[index] = packUnorm4x8(vec4(encode_srgb(display), 1.0));
}
