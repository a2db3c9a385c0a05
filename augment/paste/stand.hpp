/// Things that stand in the space of a plate: where, how far, how large, how upright.
#pragma once

#include <optional>
#include <string>

#include "augment/blend/layer.hpp"
#include "augment/paste/plate.hpp"
#include "engine/config/paste_config.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// A point of the plate on which the middle of a thing's lower edge is put.
struct Spot {
    int x = 0, y = 0;                      // pixel that the lowest row of the mask lies on
    float depth_m = 0.0f;                  // along the view axis
    float pixels_per_m = 0.0f;             // of an upright length there
    float roll_rad = 0.0f;                 // of what is upright in the picture, counterclockwise
    float flatness = 0.3f;                 // height over width of a circle lying there
    float elevation_rad = 0.0f;            // of the view above the spot's level
    const PlaneRegion* surface = nullptr;  // that it lies on; null: on none
};

/// Draws a spot: uniform over the pixels of all surfaces, or, with `position: random`, over the
/// picture, with the median depth of 21x21 pixels around it.
/// @return nothing where the plate has no surface, or no depth around the pixel.
/// Method: "Synthesizing Training Data for Object Detection in Indoor Scenes", RSS 2017; ours: the
/// contact point is the middle of the lower edge, and depth on a surface is the plane's.
std::optional<Spot> draw_spot(const PlanesPlace& place, const Plate& plate, Rng rng);

/// Whether a lower edge of the width stands on the spot's surface with both ends; ends beyond the
/// picture do not count, and a spot on no surface carries anything.
bool carries(const Spot& spot, int width, Extent picture);

/// The height of a thing of the category, in meters.
float draw_height_m(const PlanesPlace& place, const std::string& category, Rng rng);

/// Whether what a plate shows at this depth lies before a thing that stands at `thing_m`.
inline bool lies_before(float plate_m, float thing_m) {
    // Sensors are off by as much, and nothing stands on a line.
    return plate_m < thing_m * 0.98f - 0.02f;
}

/// Takes alpha away where the plate is nearer than the layer.
void hide_behind(Layer& layer, const Image<float>& plate_depth, float depth_m);

}  // namespace diorama
