// Ambient occlusion and the shadows of up to seven lights, eight bits each, in two words.

float unpack_visibility(uvec2 packed, uint index) {
    const uint word = index < 4u ? packed.x : packed.y;
    return float((word >> (8u * (index & 3u))) & 255u) * (1.0 / 255.0);
}

uvec2 pack_visibility(float values[8]) {
    return uvec2(packUnorm4x8(vec4(values[0], values[1], values[2], values[3])),
                 packUnorm4x8(vec4(values[4], values[5], values[6], values[7])));
}

// Between visibility.comp and visibility_blur.comp: for each pixel the first word and the depth
// (0: nothing there), and behind those of all pixels the second words, where lights need them.
bool many_lights() { return frame.light_count > 3u; }
