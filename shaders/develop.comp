// Linear color to the finished picture, from the samples at pixel centers.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 13) uniform usampler2D color;
layout(set = 0, binding = 15) writeonly buffer Picture { uint picture[]; };

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const vec3 display = tone_map(exposure * unpack_color(texelFetch(color, pixel, 0).xy));
    picture[pixel.y * size.x + pixel.x] = packUnorm4x8(vec4(encode_srgb(display), 1.0));
}
