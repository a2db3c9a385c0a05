// The triangles of the preview's interface. Vertices are read from a buffer: five words each.
#version 460

layout(set = 0, binding = 0) readonly buffer Vertices { uint words[]; };
layout(push_constant) uniform Placement {
    vec2 scale;   // from the interface's units to clip space
    vec2 offset;  // added after it
};

layout(location = 0) out vec2 uv;
layout(location = 1) out vec4 color;

vec2 pair(uint at) { return vec2(uintBitsToFloat(words[at]), uintBitsToFloat(words[at + 1])); }

void main() {
    const uint at = 5 * gl_VertexIndex;
    gl_Position = vec4(pair(at) * scale + offset, 0.0, 1.0);
    uv = pair(at + 2);
    color = unpackUnorm4x8(words[at + 4]);
}
