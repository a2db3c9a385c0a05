// Marks the pixels that need more color samples: where ids, depth or normals break, and all of them
// behind a lens with an aperture.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 7) uniform sampler2D label_depth;
layout(set = 0, binding = 8) uniform usampler2D label_ids;
layout(set = 0, binding = 9) uniform sampler2D label_normals;
layout(set = 0, binding = 10) writeonly buffer Edges { uint edges[]; };
layout(set = 0, binding = 14) writeonly buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 18) buffer EdgeList { uint groups[3]; uint edge_count; uint edge_list[]; };

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const uint id = texelFetch(label_ids, pixel, 0).x;
    const float z = texelFetch(label_depth, pixel, 0).x;
    const vec3 n = texelFetch(label_normals, pixel, 0).xyz;

    bool edge = frame.lens.x > 0.0;
    for (int axis = 0; axis < 2; ++axis) {
        const ivec2 along = axis == 0 ? ivec2(1, 0) : ivec2(0, 1);
        const ivec2 before = max(pixel - along, ivec2(0)), after = min(pixel + along, size - 1);
        edge = edge || texelFetch(label_ids, before, 0).x != id ||
               texelFetch(label_ids, after, 0).x != id;
        // 1/depth is linear over a plane in the picture: its second difference shows a break.
        const float z0 = texelFetch(label_depth, before, 0).x;
        const float z1 = texelFetch(label_depth, after, 0).x;
        edge = edge || abs(z0 + z1 - 2.0 * z) > 0.01 * z;
        const vec3 n0 = texelFetch(label_normals, before, 0).xyz;
        const vec3 n1 = texelFetch(label_normals, after, 0).xyz;
        edge = edge || (id != 0u && min(dot(n, n0), dot(n, n1)) < 0.86);
    }
    const int index = pixel.y * size.x + pixel.x;
    edges[index] = edge ? 1u : 0u;
    if (!edge) return;
    accumulated[index] = vec4(0.0);
    // The order of the list varies; each of its pixels stands for itself.
    edge_list[atomicAdd(edge_count, 1u)] = uint(index);
}
