// Averages the 4x4 tiles of visibility.comp over the pixels that lie on the same surface.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/camera.glsl"
#include "shared/visibility.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 7) uniform sampler2D label_depth;
layout(set = 0, binding = 9) uniform sampler2D label_normals;
layout(set = 0, binding = 11) writeonly buffer Visibility { uvec2 visibility[]; };
layout(set = 0, binding = 12) readonly buffer RawVisibility { uvec2 raw_visibility[]; };

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    const float inverse_depth = texelFetch(label_depth, pixel, 0).x;
    if (inverse_depth <= 0.0) {
        visibility[index] = uvec2(0xFFFFFFFFu);
        return;
    }
    const vec3 p = camera_point(vec2(pixel) + 0.5, inverse_depth);
    const vec3 n = texelFetch(label_normals, pixel, 0).xyz;
    const float tolerance = 1.0 / (0.006 * -p.z);

    vec4 low = vec4(0.0), high = vec4(0.0);
    float weight = 0.0;
    for (int y = -2; y < 2; ++y) {
        for (int x = -2; x < 2; ++x) {
            const ivec2 other = clamp(pixel + ivec2(x, y), ivec2(0), size - 1);
            const float other_inverse = texelFetch(label_depth, other, 0).x;
            if (other_inverse <= 0.0) continue;
            const vec3 q = camera_point(vec2(other) + 0.5, other_inverse);
            const float off_plane = abs(dot(n, q - p)) * tolerance;
            const float w = clamp(1.0 - off_plane, 0.0, 1.0) + 1e-4;
            const uvec2 raw = raw_visibility[other.y * size.x + other.x];
            low += w * unpackUnorm4x8(raw.x);
            high += w * unpackUnorm4x8(raw.y);
            weight += w;
        }
    }
    visibility[index] = uvec2(packUnorm4x8(low / weight), packUnorm4x8(high / weight));
}
