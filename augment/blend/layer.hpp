/// One thing to be composed into a picture, and the ways to do it, as values.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "augment/blend/bleed.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// A warped cut-out, render or text line on its own canvas. Made once per layout and shared by all
/// blends of it.
///
/// The canvas reaches kLayerMargin pixels beyond the last pixel with alpha, so that soft outlines
/// have room for their ramp. All pictures of a layer have its extent.
struct Layer {
    std::uint32_t id = 0;           // what it writes into the id map; not kBackgroundId
    int x = 0, y = 0;               // the picture's pixel under the canvas' top left one
    Image<Rgb8> color;              // [height, width], sRGB, bled outward past the outline
    Image<std::uint8_t> alpha;      // [height, width], 255 = opaque
    Image<Rgb8> surroundings = {};  // [height, width] or empty: the source photograph, unmasked

    Rect rect() const { return {x, y, color.width(), color.height()}; }
};

constexpr int kLayerMargin = 6;  // pixels

/// Whether a pixel belongs to the layer's hard mask: at least half covered.
constexpr bool is_inside(std::uint8_t alpha) { return alpha >= 128; }

/// A layer from a cut-out with straight (not premultiplied) alpha: crops to the pixels with alpha,
/// adds the margin, and bleeds the color of sure pixels outward (bleed_color).
///
/// @param x, y          the picture's pixel under the cut-out's top left one.
/// @param surroundings  the photograph around the cut-out, of the same extent, or empty.
///                      Beyond its edge the margin repeats the nearest pixel.
/// @param bleed_reach   as bleed_color takes it; kLayerMargin is enough for all blends but
///                      Laplacian.
/// A cut-out without any alpha gives an empty layer, which composes to nothing.
Layer make_layer(std::uint32_t id, int x, int y, const Image<Rgba8>& cutout,
                 const Image<Rgb8>& surroundings = {}, int bleed_reach = kBleedEverywhere);

/// The pixels that the layer would own alone, on the unbounded canvas: its hard mask.
Amodal amodal_of(const Layer& layer);

/// The mask, as it is: alpha 0 or 1.
struct HardBlend {};

/// The layer's own antialiased alpha.
struct MatteBlend {};

/// The mask blurred by a 5x5 Gaussian of 2 pixels.
struct GaussianBlend {};

/// The mask's mean over 3x3 pixels.
struct BoxBlend {};

/// A linear ramp over the distance to the mask's outline; the half lies on the outline itself.
struct FeatherBlend {
    float radius = 2.0f;  // pixels to either side, at most kLayerMargin - 1
};

enum class MotionSide { Full, Left, Right };

/// Hard paste, then one line kernel over the whole picture.
/// Method: "Cut, Paste and Learn", ICCV 2017. Changed: kernels to one side are moved to their
/// centroid, so that the half-weight outline of a straight edge stays where the mask has it.
struct MotionBlend {
    int length = 5;  // pixels; odd, at most kMaxMotionLength
    MotionSide side = MotionSide::Full;
    int step = 0;  // of 4 * (length / 2) directions over half a turn, from +x counterclockwise
};

constexpr int kMaxMotionLength = 9;

/// A length of 3, 5, 7 or 9 pixels, a side and a direction, all uniform.
MotionBlend draw_motion(Rng rng);

/// What the gradient across the outline is taken from: the photograph that the object was cut from,
/// which keeps its contrast against its own surroundings, or nothing (a flat object then vanishes).
enum class PoissonRing { Source, Object };

/// Gradients of the layer inside the mask, the picture's values around it (paste_poisson).
/// Method: "Poisson Image Editing", SIGGRAPH 2003. Changed: solved on the true mask, not one
/// pixel outside it is written; the color of an object drifts by at most drift_limit.
struct PoissonBlend {
    bool mixed = false;  // per pixel and channel the larger gradient of layer and picture
    PoissonRing ring = PoissonRing::Source;  // a layer without surroundings is pasted as Gaussian
    float drift_limit = 40.0f;               // grey levels by which an object's mean may move
};

/// Whether a Poisson blend cannot have the ring it asks for, and is a Gaussian blend instead.
inline bool lacks_surroundings(const Layer& layer, const PoissonBlend& poisson) {
    return poisson.ring == PoissonRing::Source && layer.surroundings.empty();
}

/// Band by band, each with a ramp as wide as its details.
/// Method: "A Multiresolution Spline With Application to Image Mosaics", ACM TOG 1983.
struct LaplacianBlend {
    int levels = 5;     // at most; log2 of the mask's shorter side less 3 bounds it
    bool clip = false;  // leave pixels alone that are more than kLayerMargin from the mask
};

using Blend = std::variant<HardBlend, MatteBlend, GaussianBlend, BoxBlend, FeatherBlend,
                           MotionBlend, PoissonBlend, LaplacianBlend>;

/// "none", "matte", "gaussian", "box", "feather", "motion", "poisson", "poisson_mixed" or
/// "laplacian": the word of configurations and file names.
std::string_view blend_name(const Blend& blend);

}  // namespace diorama
