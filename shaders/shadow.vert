// Triangles as a light sees them.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/transform.glsl"

layout(location = 0) in vec3 position;
layout(location = 3) in vec2 uv;
layout(location = 4) in vec4 color;

layout(location = 2) out vec3 out_uv_alpha;
layout(location = 3) flat out uint out_draw;

void main() {
    const vec3 world = transform_point(draws[gl_InstanceIndex].world_from_object, position);
    gl_Position = transform_to_clip(frame.shadow_from_world[pass.index], world);
    out_uv_alpha = vec3(uv, color.a);
    out_draw = gl_InstanceIndex;
}
