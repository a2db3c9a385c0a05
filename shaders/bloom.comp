// One step of the bloom. pass.index 1 .. kBloomLevels: that level from the next larger one.
// kBloomLevels + k: level k takes part of what lies in level k + 1, from coarse to fine.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"
#include "shared/film.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

layout(set = 0, binding = 14) readonly buffer Accumulated { vec4 accumulated[]; };
layout(set = 0, binding = 19) buffer Bloom { vec4 bloom[]; };

// Share of a level that is replaced by the wider ones.
const float kWider = 0.6;

vec3 level_at(int level, ivec2 p) {
    const ivec2 size = level_size(level);
    p = clamp(p, ivec2(0), size - 1);
    if (level == 0) {
        const vec4 sum = accumulated[p.y * size.x + p.x];
        return sum.rgb / sum.w;
    }
    return bloom[level_start(level) + p.y * size.x + p.x].rgb;
}

void main() {
    const ivec2 texel = ivec2(gl_GlobalInvocationID.xy);
    const bool down = int(pass.index) <= kBloomLevels;
    const int level = down ? int(pass.index) : int(pass.index) - kBloomLevels;
    const ivec2 size = level_size(level);
    if (any(greaterThanEqual(texel, size))) return;
    const int index = level_start(level) + texel.y * size.x + texel.x;
    vec3 sum = vec3(0.0);
    if (down) {
        const float weights[4] = float[](0.125, 0.375, 0.375, 0.125);
        for (int y = 0; y < 4; ++y)
            for (int x = 0; x < 4; ++x)
                sum += weights[x] * weights[y] * level_at(level - 1, 2 * texel + ivec2(x, y) - 1);
        bloom[index] = vec4(sum, 1.0);
        return;
    }
    // Linear interpolation: a texel lies a quarter from the nearer of the coarse ones.
    const ivec2 coarse = texel >> 1, toward = (texel & 1) * 2 - 1;
    sum = 0.5625 * level_at(level + 1, coarse) +
          0.1875 * (level_at(level + 1, coarse + ivec2(toward.x, 0)) +
                    level_at(level + 1, coarse + ivec2(0, toward.y))) +
          0.0625 * level_at(level + 1, coarse + toward);
    bloom[index] = vec4(mix(bloom[index].rgb, sum, kWider), 1.0);
}
