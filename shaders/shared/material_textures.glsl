// Set 1, the textures of one material; absent ones are a white (or flat) texel.
layout(set = 1, binding = 0) uniform sampler2D base_color_texture;
layout(set = 1, binding = 1) uniform sampler2D normal_texture;
layout(set = 1, binding = 2) uniform sampler2D metallic_roughness_texture;
layout(set = 1, binding = 3) uniform sampler2D occlusion_texture;
layout(set = 1, binding = 4) uniform sampler2D emissive_texture;

vec2 slot_uv(MaterialParams material, int slot, vec2 uv) {
    const vec4 m = material.uv_linear[slot];
    return m.xy * uv.x + m.zw * uv.y + material.uv_offset[slot].xy;
}
