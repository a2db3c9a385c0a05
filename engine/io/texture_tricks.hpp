/// What pictures of old material formats say between the lines, and their conversion to textures.
#pragma once

#include "engine/core/image.hpp"
#include "engine/core/model.hpp"

namespace diorama {

/// Whether alpha carries information: not all the same value.
bool has_alpha(const Image<Rgba8>& pixels);

/// How a picture's alpha is meant: Opaque when it is (nearly) 255 everywhere, or 0 everywhere,
/// which is an unused channel; Mask when most of the other pixels are nearly 0 or 255; else Blend.
AlphaMode alpha_mode_of(const Image<Rgba8>& pixels);

/// The color (white when null) with the opacity picture as alpha, at the opacity's own alpha if it
/// has one, else its luminance; sampled at the nearest pixel when the sizes differ.
Image<Rgba8> with_opacity(const Image<Rgba8>* color, const Image<Rgba8>& opacity);

/// Whether a bump picture is a tangent space normal map: blue, not grey.
bool looks_like_normals(const Image<Rgba8>& pixels);

/// The normal map, +Y up, of a height picture that repeats: slopes by central differences.
/// @param scale  1: the way from black to white is as high as 4 pixels are wide.
Image<Rgba8> normals_from_bump(const Image<Rgba8>& height, float scale);

}  // namespace diorama
