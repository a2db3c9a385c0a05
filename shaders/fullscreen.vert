// One triangle over the whole target; depth at infinity (reversed) or, by the index, nearest.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"

void main() {
    const vec2 corner = vec2((gl_VertexIndex << 1) & 2, gl_VertexIndex & 2);
    gl_Position = vec4(2.0 * corner - 1.0, pass.index == 0u ? 0.0 : 1.0, 1.0);
}
