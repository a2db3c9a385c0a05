// What is seen where there is nothing: the environment, or a plain backdrop.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared/bindings.glsl"
#include "shared/color.glsl"

layout(set = 0, binding = 4) uniform sampler2D environment_picture;

layout(location = 0) out uvec2 out_color;

const float kPi = 3.14159265359;

// B-spline filter from four bilinear taps: a panorama is magnified here, and must stay smooth.
vec3 sample_cubic(vec2 uv) {
    const vec2 size = vec2(textureSize(environment_picture, 0));
    const vec2 p = uv * size - 0.5, f = fract(p), base = floor(p);
    const vec2 w0 = (1.0 - f) * (1.0 - f) * (1.0 - f) / 6.0;
    const vec2 w1 = (4.0 - 6.0 * f * f + 3.0 * f * f * f) / 6.0;
    const vec2 w3 = f * f * f / 6.0, w2 = 1.0 - w0 - w1 - w3;
    const vec2 g0 = w0 + w1, g1 = w2 + w3;
    const vec2 a = (base - 0.5 + w1 / g0) / size, b = (base + 1.5 + w3 / g1) / size;
    return g0.y * (g0.x * textureLod(environment_picture, vec2(a.x, a.y), 0.0).rgb +
                   g1.x * textureLod(environment_picture, vec2(b.x, a.y), 0.0).rgb) +
           g1.y * (g0.x * textureLod(environment_picture, vec2(a.x, b.y), 0.0).rgb +
                   g1.x * textureLod(environment_picture, vec2(b.x, b.y), 0.0).rgb);
}

void main() {
    if (frame.backdrop.w == 0.0) {
        out_color = pack_color(frame.backdrop.rgb);
        return;
    }
    const vec2 pixel = gl_FragCoord.xy - 0.5 * pass.jitter * frame.extent.xy;
    const vec4 k = frame.intrinsics;
    vec3 d = mat3(frame.world_from_camera) *
             normalize(vec3((pixel.x - k.z) / k.x, (k.w - pixel.y) / k.y, -1.0));
    const vec2 r = frame.environment.xy;
    d = vec3(r.x * d.x - r.y * d.z, d.y, r.y * d.x + r.x * d.z);
    // Column 0 is at azimuth -180 degrees, the center along +X, azimuth grows toward +Z.
    const vec2 uv = vec2(atan(d.z, d.x) / (2.0 * kPi) + 0.5, acos(clamp(d.y, -1.0, 1.0)) / kPi);
    out_color = pack_color(sample_cubic(uv) * frame.environment.z);
}
