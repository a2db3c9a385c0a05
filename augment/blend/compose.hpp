/// Layers over a plate: the picture for each blend, and the id map that all of them share.
#pragma once

#include <span>

#include "augment/blend/layer.hpp"

namespace diorama {

/// Pastes layers over a plate, the first one lowest.
///
/// The weight of layer i is w_i = a_i * product over the layers j above it of (1 - a_j), with a =
/// soft_alpha. Pixels where every alpha is 0 keep the plate's bytes, except under motion, which
/// blurs the whole picture, and Laplacian, which reaches 2^(levels + 1) pixels beyond a mask's box
/// unless it is clipped. A Poisson layer is solved against the plate and the layers below it.
///
/// @param blends  one for each layer, or a single one for all. Motion is applied once, after the
///                last layer, with the kernel of the first motion blend in the list.
/// Layers may lie partly or wholly outside the picture. Never fails.
Image<Rgb8> compose(const Image<Rgb8>& plate, std::span<const Layer> layers,
                    std::span<const Blend> blends);
Image<Rgb8> compose(const Image<Rgb8>& plate, std::span<const Layer> layers, const Blend& blend);

/// Writes the layers into the plate's id map: a pixel is that layer's whose weight is at least a
/// half, of two halves the upper one's. A pixel of the plate keeps its id where the weight left to
/// the plate is more than a half, and is nobody's where no weight is that large.
///
/// @param ids    [height, width], the plate's ids; all 0 for a photograph.
/// @param blends  whose alphas decide: one for each layer, or a single one for all. HardBlend gives
///                the labels that all blends of a layout share; under motion the weights are
///                filtered with the picture's kernel.
void label_layers(Image<std::uint32_t>& ids, std::span<const Layer> layers,
                  std::span<const Blend> blends);
void label_layers(Image<std::uint32_t>& ids, std::span<const Layer> layers,
                  const Blend& blend = HardBlend{});

/// The pixels that a layer would own alone under these labels, on the unbounded canvas. It holds
/// every pixel that label_layers gives to the layer in a picture of this extent.
/// @param motion  the picture's, whatever the layer's own blend is; null for none.
Amodal amodal_of(const Layer& layer, const Blend& blend, const MotionBlend* motion, Extent picture);

}  // namespace diorama
