// A texel times the vertex color; values stay as they are stored (sRGB).
#version 460

layout(set = 1, binding = 0) uniform sampler2D picture;

layout(location = 0) in vec2 uv;
layout(location = 1) in vec4 color;
layout(location = 0) out vec4 result;

void main() { result = color * texture(picture, uv); }
