// Triangles with all that shading needs. LEAN leaves out what only normal maps and vertex colors
// need: a CPU driver pays for every interpolated number of every triangle.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/transform.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 tangent;
layout(location = 3) in vec2 uv;
layout(location = 4) in vec4 color;

layout(location = 0) out vec3 out_world;
layout(location = 1) out vec3 out_normal;
layout(location = 3) out vec2 out_uv;
layout(location = 5) flat out uint out_draw;
#ifndef LEAN
layout(location = 2) out vec4 out_tangent;
layout(location = 4) out vec4 out_color;
#endif

invariant gl_Position;

void main() {
    const mat4 world_from_object = draws[gl_InstanceIndex].world_from_object;
    precise vec4 clip = transform_to_clip(draws[gl_InstanceIndex].clip_from_object, position);
    clip.xy = (clip.xy + pass.jitter * clip.w - pass.lens) * pass.view_scale;
    gl_Position = clip;

    out_world = transform_point(world_from_object, position);
    out_normal = mat3(world_from_object) * normal;
    out_uv = uv;
    out_draw = gl_InstanceIndex;
#ifndef LEAN
    out_tangent = vec4(mat3(world_from_object) * tangent.xyz, tangent.w);
    out_color = color;
#endif
}
