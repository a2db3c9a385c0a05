// For each pixel: how much of the environment and of each light its surface sees. Few samples a
// pixel, turned within tiles of 4x4; visibility_blur.comp averages the tiles.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/camera.glsl"
#include "shared/visibility.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 5) uniform sampler2DArrayShadow shadow_maps;
layout(set = 0, binding = 6) uniform sampler2DArray shadow_depths;
layout(set = 0, binding = 7) uniform sampler2D label_depth;
layout(set = 0, binding = 9) uniform sampler2D label_normals;
layout(set = 0, binding = 12) writeonly buffer RawVisibility { uint raw_visibility[]; };

const float kPi = 3.14159265359;
const int kSlices = 1;
const int kSteps = 4;
const int kBlockerTaps = 4;
const int kFilterTaps = 6;

// 16 different turns in a 4x4 tile, so that its mean samples the circle evenly.
float tile_turn(ivec2 pixel) {
    const int order[16] = int[](0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5);
    return (float(order[(pixel.y & 3) * 4 + (pixel.x & 3)]) + 0.5) / 16.0;
}

// Share of the cosine-weighted hemisphere that near geometry leaves open.
// Method: "Practical Real-Time Strategies for Accurate Indirect Occlusion", Jimenez et al. 2016;
// changed: slices count by their own shares.
float ambient_visibility(ivec2 pixel, vec3 p, vec3 n, float turn) {
    const vec3 v = normalize(-p);
    const float radius = frame.occlusion.x;
    const float radius_px = min(radius * frame.intrinsics.x / -p.z, 0.35 * frame.extent.x);
    if (radius_px < 1.5) return 1.0;
    float open = 0.0;
    for (int slice = 0; slice < kSlices; ++slice) {
        const float angle = (float(slice) + turn) * (kPi / float(kSlices));
        const vec2 direction = vec2(cos(angle), sin(angle));
        const vec3 along = vec3(direction, 0.0);
        const vec3 tangent = along - dot(along, v) * v;
        const vec3 axis = normalize(cross(along, v));
        const vec3 projected = n - axis * dot(n, axis);
        const float length_projected = max(length(projected), 1e-4);
        const float cos_n = clamp(dot(projected, v) / length_projected, 0.0, 1.0);
        const float gamma = sign(dot(tangent, projected)) * acos(cos_n);
        float arc = 0.0;
        for (int s = 0; s < 2; ++s) {
            const float side = s == 0 ? -1.0 : 1.0;
            const float lowest = cos(gamma + side * 0.5 * kPi);
            float horizon = lowest;
            for (int step = 0; step < kSteps; ++step) {
                const float t = (float(step) + fract(turn * 7.0 + 0.37 * float(slice))) /
                                float(kSteps);
                const float reach = max(t * t * radius_px, float(step) + 1.0);
                // Camera space has y up, the picture has it down.
                const vec2 at = vec2(pixel) + 0.5 + vec2(direction.x, -direction.y) * side * reach;
                const ivec2 texel = ivec2(floor(at));
                if (any(lessThan(texel, ivec2(0))) ||
                    any(greaterThanEqual(texel, ivec2(frame.extent.xy)))) break;
                const float inverse_depth = texelFetch(label_depth, texel, 0).x;
                if (inverse_depth <= 0.0) continue;
                const vec3 delta = camera_point(vec2(texel) + 0.5, inverse_depth) - p;
                const float distance2 = max(dot(delta, delta), 1e-12);
                const float fade = clamp(1.0 - distance2 / (radius * radius), 0.0, 1.0);
                horizon = max(horizon, mix(lowest, dot(delta, v) * inversesqrt(distance2), fade));
            }
            const float h =
                gamma + clamp(side * acos(clamp(horizon, -1.0, 1.0)) - gamma, -0.5 * kPi, 0.5 * kPi);
            arc += 0.25 * (cos_n + 2.0 * h * sin(gamma) - cos(2.0 * h - gamma));
        }
        // Of what this slice would have open on a surface alone, cos + gamma * sin of its normal: the
        // share of all slices taken together exceeds one in some, which eight bits cannot hold.
        open += arc / (cos_n + gamma * sin(gamma));
    }
    return clamp(open / float(kSlices), 0.0, 1.0);
}

// The cube face of a point light in which a direction lies: +X -X +Y -Y +Z -Z.
uint cube_face(vec3 d) {
    const vec3 a = abs(d);
    if (a.x >= a.y && a.x >= a.z) return d.x > 0.0 ? 0u : 1u;
    if (a.y >= a.z) return d.y > 0.0 ? 2u : 3u;
    return d.z > 0.0 ? 4u : 5u;
}

// Coordinates in the maps of those in a view; what lies outside takes the texel at its border.
vec3 in_maps(vec4 place, vec2 uv) {
    const float border = 0.5 / (float(textureSize(shadow_depths, 0).x) * place.z);
    return vec3(place.xy + place.z * clamp(uv, border, 1.0 - border), place.w);
}

// Share of an area light's disc that a point sees: blockers are searched first, their mean
// distance gives the width of the penumbra.
// Method: "Percentage-Closer Soft Shadows", Fernando, SIGGRAPH 2005 sketches; Vogel discs.
float light_visibility(LightParams light, vec3 world, vec3 n, float turn) {
    if (light.first_view == kNoShadow) return 1.0;
    const bool sun = uint(light.color.w) != kLightPoint;
    const vec3 to_light = sun ? light.place.xyz : light.place.xyz - world;
    const float light_distance = sun ? 0.0 : length(to_light);
    const float n_dot_l = dot(n, normalize(to_light));
    if (n_dot_l <= 0.0) return 0.0;
    // Start off the surface by the footprint of a texel, more at grazing light.
    const float texel = sun ? light.texel_m : light.texel_m * light_distance;
    const float slope = sqrt(max(1.0 - n_dot_l * n_dot_l, 0.0));
    const vec3 start = world + n * (texel * (0.6 + 1.6 * slope));

    const uint view = light.first_view + (sun ? 0u : cube_face(start - light.place.xyz));
    const vec4 clip = frame.shadow_from_world[view] * vec4(start, 1.0);
    const vec3 at = clip.xyz / clip.w;
    const vec2 center = at.xy * 0.5 + 0.5;
    if (any(lessThan(center, vec2(0.0))) || any(greaterThan(center, vec2(1.0))) || at.z > 1.0 ||
        at.z < 0.0) return 1.0;

    const vec4 place = frame.shadow_place[view];
    // World sizes to coordinates of the view: constant for a sun, by distance for a point light.
    const float uv_per_m = sun ? 1.0 / light.width_m : 0.5 / clip.w;
    const float texel_uv = texel * uv_per_m;
    const float search_m = sun ? min(light.range_m * at.z * light.place.w, 0.06 * light.width_m)
                               : light.place.w;
    const float search = max(search_m * uv_per_m, 1.5 * texel_uv);
    float blockers = 0.0, blocker_depth = 0.0;
    for (int i = 0; i < kBlockerTaps; ++i) {
        const float r = sqrt((float(i) + 0.5) / float(kBlockerTaps)) * search;
        const float phi = 2.0 * kPi * (turn + 0.61803399 * float(i));
        const float z =
            textureLod(shadow_depths, in_maps(place, center + r * vec2(cos(phi), sin(phi))), 0.0).x;
        if (z < at.z) {
            blockers += 1.0;
            blocker_depth += z;
        }
    }
    if (blockers == 0.0) return 1.0;
    blocker_depth /= blockers;
    float width_m;
    if (sun) {
        width_m = (at.z - blocker_depth) * light.range_m * light.place.w;
    } else {
        // Perspective depth: z = f (d - n) / (d (f - n)) along the face's axis, n = texel scale.
        const float far = light.range_m, near = 0.02;
        const float d0 = near * far / (far - blocker_depth * (far - near));
        width_m = light.place.w * (clip.w - d0) / max(d0, near);
    }
    const float radius = clamp(width_m * uv_per_m, 1.2 * texel_uv, search);
    float lit = 0.0;
    for (int i = 0; i < kFilterTaps; ++i) {
        const float r = sqrt((float(i) + 0.5) / float(kFilterTaps)) * radius;
        const float phi = 2.0 * kPi * (turn + 0.61803399 * float(i));
        lit += texture(shadow_maps,
                       vec4(in_maps(place, center + r * vec2(cos(phi), sin(phi))), at.z));
    }
    return lit / float(kFilterTaps);
}

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const int index = pixel.y * size.x + pixel.x;
    const float inverse_depth = texelFetch(label_depth, pixel, 0).x;
    if (inverse_depth <= 0.0) {
        raw_visibility[2 * index + 1] = 0u;
        return;
    }
    const vec3 p = camera_point(vec2(pixel) + 0.5, inverse_depth);
    const vec3 n = normalize(texelFetch(label_normals, pixel, 0).xyz);
    const vec3 world = (frame.world_from_camera * vec4(p, 1.0)).xyz;
    const vec3 world_n = mat3(frame.world_from_camera) * n;
    const float turn = tile_turn(pixel);

    float values[8] = float[](1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
    // Only what is in the picture occludes; the power makes up for part of what is not.
    values[0] = pow(ambient_visibility(pixel, p, n, turn), 1.5);
    for (uint i = 0; i < frame.light_count; ++i)
        values[i + 1u] = light_visibility(frame.lights[i], world, world_n, turn);
    const uvec2 packed = pack_visibility(values);
    raw_visibility[2 * index] = packed.x;
    raw_visibility[2 * index + 1] = floatBitsToUint(-p.z);
    if (many_lights()) raw_visibility[2 * size.x * size.y + index] = packed.y;
}
