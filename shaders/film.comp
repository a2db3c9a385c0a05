// The finished picture from the light on the sensor: chromatic aberration, bloom, vignette, noise,
// white balance, tone map.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/film.glsl"
#include "shared/philox.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 14) readonly buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 15) writeonly buffer Picture { uint picture[]; };
layout(set = 0, binding = 19) readonly buffer Bloom { vec4 bloom[]; };

vec3 light_at(ivec2 pixel) {
    pixel = clamp(pixel, ivec2(0), ivec2(frame.extent.xy) - 1);
    const vec4 sum = accumulated[pixel.y * int(frame.extent.x) + pixel.x];
    return sum.rgb / sum.w;
}

// One channel between pixel centers.
float channel_at(vec2 place, int channel) {
    const vec2 at = place - 0.5, f = fract(at);
    const ivec2 p = ivec2(floor(at));
    return mix(mix(light_at(p)[channel], light_at(p + ivec2(1, 0))[channel], f.x),
               mix(light_at(p + ivec2(0, 1))[channel], light_at(p + ivec2(1, 1))[channel], f.x),
               f.y);
}

vec3 bloom_at(vec2 place) {
    const ivec2 size = level_size(1);
    const vec2 at = 0.5 * place - 0.5, f = fract(at);
    const ivec2 p = ivec2(floor(at));
    vec3 sum = vec3(0.0);
    for (int i = 0; i < 4; ++i) {
        const ivec2 corner = ivec2(i & 1, i >> 1);
        const ivec2 q = clamp(p + corner, ivec2(0), size - 1);
        const vec2 w = mix(1.0 - f, f, vec2(corner));
        sum += w.x * w.y * bloom[q.y * size.x + q.x].rgb;
    }
    return sum;
}

// Two standard normals from two words.
vec2 normals(uvec2 words) {
    const vec2 u = (vec2(words >> 8) + 0.5) / 16777216.0;  // in (0, 1)
    return sqrt(-2.0 * log(u.x)) * vec2(cos(6.28318530718 * u.y), sin(6.28318530718 * u.y));
}

void main() {
    const ivec2 pixel = ivec2(gl_GlobalInvocationID.xy);
    const ivec2 size = ivec2(frame.extent.xy);
    if (any(greaterThanEqual(pixel, size))) return;
    const vec2 place = vec2(pixel) + 0.5;
    const vec2 center = frame.intrinsics.zw;
    const vec2 corner = max(abs(center), abs(frame.extent.xy - center));
    const vec2 off_axis = place - center;

    vec3 light = light_at(pixel);
    if (frame.film.x != 0.0) {
        const vec2 shift = off_axis * (frame.film.x / length(corner));
        light.r = channel_at(place - shift, 0);
        light.b = channel_at(place + shift, 2);
    }
    if (frame.film.y != 0.0) light = mix(light, bloom_at(place), frame.film.y);
    if (frame.film.z != 0.0)
        light *= exp2(-frame.film.z * dot(off_axis, off_axis) / dot(corner, corner));
    if (frame.film.w != 0.0) {
        const uvec4 words = philox4x32(uvec4(uvec2(pixel), 0u, 0u),
                                       uvec2(frame.noise_seed_low, frame.noise_seed_high));
        const vec3 electrons = max(light, vec3(0.0)) * frame.film.w;
        const float read = frame.white_balance.w;
        const vec3 random = vec3(normals(words.xy), normals(words.zw).x);
        light = (electrons + sqrt(electrons + read * read) * random) / frame.film.w;
    }
    light *= frame.white_balance.rgb;
    picture[pixel.y * size.x + pixel.x] =
        packUnorm4x8(vec4(encode_srgb(tone_map(light)), 1.0));
}
