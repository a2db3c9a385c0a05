// Discards what a masked material leaves open, the same way in color, labels and shadows: the
// full-resolution texel decides, so that the mask does not depend on the distance.
void alpha_test(MaterialParams material, vec2 uv, float vertex_alpha) {
    if ((material.flags & kMaterialMask) == 0) return;
    const float alpha = textureLod(base_color_texture, slot_uv(material, 0, uv), 0.0).a *
                        material.base_color.a * vertex_alpha;
    if (alpha < material.alpha_cutoff) discard;
}
