// Closes the depth test where a pixel needs no antialiasing: the nearest depth stays there.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"

layout(set = 0, binding = 10) readonly buffer Edges { uint edges[]; };

void main() {
    const ivec2 pixel = ivec2(gl_FragCoord.xy);
    if (edges[pixel.y * int(frame.extent.x) + pixel.x] != 0u) discard;
}
