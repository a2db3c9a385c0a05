// Packing of linear color, the tone map and the transfer function of sRGB.

uvec2 pack_color(vec3 linear) {
    linear = min(linear, vec3(60000.0));
    return uvec2(packHalf2x16(linear.rg), packHalf2x16(vec2(linear.b, 0.0)));
}

vec3 unpack_color(uvec2 packed) {
    return vec3(unpackHalf2x16(packed.x), unpackHalf2x16(packed.y).x);
}

float luminance(vec3 c) { return dot(c, vec3(0.2126, 0.7152, 0.0722)); }

// A filmic sigmoid in the manner of ACES and AgX: scene-linear 0.18 stays 0.18, highlights roll off
// and lose saturation instead of turning into a primary. Each channel is a Hill curve x^n/(x^n+s)
// in a slightly narrower gamut, so that pure hues bleach toward white as film does.
vec3 tone_map(vec3 color) {
    const float n = 1.40;
    const float s = 0.413;  // curve(0.18) = 0.18
    const float inset = 0.10;
    vec3 c = mix(max(color, vec3(0.0)), vec3(luminance(max(color, vec3(0.0)))), inset);
    c = pow(c, vec3(n));
    c = c / (c + s) * 1.02;
    c = mix(vec3(luminance(c)), c, 1.0 / (1.0 - inset));
    return clamp(c, 0.0, 1.0);
}

vec3 encode_srgb(vec3 c) {
    return mix(1.055 * pow(max(c, vec3(0.0031308)), vec3(1.0 / 2.4)) - 0.055, c * 12.92,
               lessThanEqual(c, vec3(0.0031308)));
}
