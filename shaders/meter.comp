// A histogram of log luminance over every 16th pixel, counted in integers so that the order of
// the counting does not matter.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/meter.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 13) uniform usampler2D color;

void main() {
    const ivec2 pixel = 4 * ivec2(gl_GlobalInvocationID.xy);
    if (any(greaterThanEqual(pixel, ivec2(frame.extent.xy)))) return;
    const float light = luminance(unpack_color(texelFetch(color, pixel, 0).xy));
    // Four bins a stop, from 2^-10 to 2^6.
    const int bin = clamp(int(floor(4.0 * (log2(max(light, 1e-6)) + 10.0))), 0, 63);
    atomicAdd(histogram[bin], 1u);
}
