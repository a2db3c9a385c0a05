// Triangles for the ground truth: the positions of geometry.vert, with no more than they need.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/transform.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 3) in vec2 uv;
layout(location = 4) in vec4 color;

layout(location = 0) out vec3 out_world;
layout(location = 1) out vec3 out_normal;
layout(location = 2) out vec3 out_uv_alpha;
layout(location = 3) flat out uint out_draw;

invariant gl_Position;

void main() {
    const mat4 world_from_object = draws[gl_InstanceIndex].world_from_object;
    precise vec4 clip = transform_to_clip(draws[gl_InstanceIndex].clip_from_object, position);
    clip.xy = (clip.xy + pass.jitter * clip.w) * pass.view_scale;
    gl_Position = clip;

    out_world = transform_point(world_from_object, position);
    out_normal = mat3(world_from_object) * normal;
    out_uv_alpha = vec3(uv, color.a);
    out_draw = gl_InstanceIndex;
}
