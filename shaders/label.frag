// The ground truth of a pixel: instance id and triangle, and (WITH_NORMALS) the normal in camera
// space.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/material_textures.glsl"
#include "shared/alpha_test.glsl"

layout(constant_id = 0) const uint kAlphaTest = 0;

layout(location = 0) in vec3 world;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec3 uv_alpha;
layout(location = 3) flat in uint draw;

layout(location = 0) out uvec2 out_id_triangle;
#ifdef WITH_NORMALS
layout(location = 1) out vec4 out_normal;
#endif

void main() {
    if (kAlphaTest != 0) alpha_test(materials[draws[draw].material], uv_alpha.xy, uv_alpha.z);
    out_id_triangle = uvec2(draws[draw].id, draws[draw].first_triangle + uint(gl_PrimitiveID));
#ifdef WITH_NORMALS
    // The side that is seen decides the sign, whatever the winding of the file.
    vec3 n = normalize(normal);
    const vec3 eye = frame.world_from_camera[3].xyz - world;
    vec3 face = cross(dFdx(world), dFdy(world));
    if (dot(face, eye) < 0.0) face = -face;
    if (dot(n, face) < 0.0) n = -n;
    out_normal = vec4(mat3(frame.camera_from_world) * n, 0.0);
#endif
}
