/// An object cut out of a picture, in the form in which it is posed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// Immutable once made: layouts of all threads share it.
struct Sprite {
    std::string category;
    std::string asset;                   // the file or mesh it comes from
    Rect box;                            // of its pixels with alpha, in the picture it comes from
    Extent picture;                      // of that picture
    std::optional<float> elevation_rad;  // of the view above the thing's level, where it is known

    /// Premultiplied color and alpha of the box, with a transparent border of one pixel; each
    /// further level is the one before at half the resolution, down to a single pixel.
    std::vector<Image<Rgba8>> levels;

    /// The same of the picture itself, grown by `reach` pixels to each side; beyond the picture's
    /// edge its pixels repeat. Empty where a cut-out has no surroundings.
    std::vector<Image<Rgba8>> surroundings;
    int reach = 0;

    Extent extent() const { return {box.width, box.height}; }
    std::uint64_t size_bytes() const;
};

/// Cuts the pixels with alpha out of a picture with straight alpha.
/// @return Data when there is none.
Expected<Sprite> make_sprite(const Image<Rgba8>& picture, std::string category, std::string asset);

/// Keeps the picture around a cut-out, for blends that need it.
/// @pre  the cut-out is from a picture of this extent.
void keep_surroundings(Sprite& cutout, const Image<Rgb8>& picture);

/// The same for a binary mask over a photograph or a render. Outermost pixels hold light from
/// behind the object, so those that lie up to `fringe` pixels within the outline take their color
/// from further inside.
/// @param mask          [height, width], not 0 inside; of the picture's extent.
/// @param shrink        pixels that are taken off its outline before, where that leaves any.
/// @param surroundings  whether they are kept.
Expected<Sprite> make_sprite(const Image<Rgb8>& picture, const Image<std::uint8_t>& mask,
                             int shrink, int fringe, bool surroundings, std::string category,
                             std::string asset);

}  // namespace diorama
