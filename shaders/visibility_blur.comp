// Averages the 4x4 tiles of visibility.comp over the pixels that lie on the same surface.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/camera.glsl"
#include "shared/visibility.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 9) uniform sampler2D label_normals;
layout(set = 0, binding = 11) writeonly buffer Visibility { uvec2 visibility[]; };
layout(set = 0, binding = 12) readonly buffer RawVisibility { uint raw_visibility[]; };

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    const float depth = uintBitsToFloat(raw_visibility[2 * index + 1]);
    if (depth <= 0.0) {
        visibility[index] = uvec2(0xFFFFFFFFu);
        return;
    }
    // How far another pixel's point lies off our plane, dot(n, q - p): the ray of a pixel, scaled
    // to depth 1, is linear in the picture, and so is its dot product with n.
    const vec3 n = texelFetch(label_normals, pixel, 0).xyz;
    const float along_ray = dot(n, camera_ray(vec2(pixel) + 0.5));
    const vec2 per_pixel = vec2(n.x, -n.y) / frame.intrinsics.xy;
    const float tolerance = 1.0 / (0.006 * depth);
    const int area = size.x * size.y;

    vec4 low = vec4(0.0), high = vec4(0.0);
    float weight = 0.0;
    for (int y = -2; y < 2; ++y) {
        for (int x = -2; x < 2; ++x) {
            const ivec2 other = clamp(pixel + ivec2(x, y), ivec2(0), size - 1);
            const int at = other.y * size.x + other.x;
            const float other_depth = uintBitsToFloat(raw_visibility[2 * at + 1]);
            const float other_along = along_ray + dot(per_pixel, vec2(other - pixel));
            const float off_plane = abs(other_along * other_depth - along_ray * depth) * tolerance;
            const float w = other_depth > 0.0 ? clamp(1.0 - off_plane, 0.0, 1.0) + 1e-4 : 0.0;
            low += w * unpackUnorm4x8(raw_visibility[2 * at]);
            if (many_lights()) high += w * unpackUnorm4x8(raw_visibility[2 * area + at]);
            weight += w;
        }
    }
    visibility[index] = uvec2(packUnorm4x8(low / weight), packUnorm4x8(high / weight));
}
