/// What a configuration says about geometric augmentations.
#pragma once

#include <optional>
#include <variant>

#include "engine/core/border.hpp"
#include "engine/core/distribution.hpp"

namespace diorama {

/// What shows beyond the picture.
struct OutsideConfig {
    Border border = Border::Fill;
    Distribution3 fill{0.0, 0.0, 0.0};  // levels, 0 to 255
};

struct FlipConfig {
    double horizontal = 0.5;  // probability
    double vertical = 0;
};

struct QuarterTurnConfig {
    Distribution turns = IntRange{0, 3};  // clockwise
};

/// About the middle of the picture: first scale and aspect, then shear, rotation and shift.
struct AffineConfig {
    Distribution scale = 1.0;
    Distribution aspect = 1.0;        // width grows by its root, height shrinks by it
    Distribution rotation_deg = 0.0;  // clockwise as it is seen
    Distribution shear_x_deg = 0.0;
    Distribution shear_y_deg = 0.0;
    Distribution shift_x = 0.0;  // shares of the picture's sides
    Distribution shift_y = 0.0;
    OutsideConfig outside;
};

/// Each corner moves inward and outward by up to `strength` of the picture's sides.
struct PerspectiveConfig {
    Distribution strength = 0.1;
    OutsideConfig outside;
};

/// A rectangle of given size anywhere.
struct RandomCrop {
    Distribution width = 256.0, height = 256.0;  // pixels, at most the picture's
};
/// A rectangle of a share of the area and an aspect, resized.
struct ResizedCrop {
    Distribution area = Uniform{0.3, 1.0};               // share of the picture
    Distribution aspect = LogUniform{3.0 / 4, 4.0 / 3};  // width over height
    int width = 0, height = 0;                           // pixels; 0: as before the crop
};
/// A fixed rectangle, in shares of the sides.
struct BoxCrop {
    Distribution left = 0.0, top = 0.0, right = 1.0, bottom = 1.0;
};
/// A rectangle around one of the labelled objects, which is drawn; the whole picture when none is
/// visible.
struct ObjectCrop {
    Distribution margin = Uniform{0.1, 0.5};  // on each side, in shares of the object's box
    int width = 0, height = 0;                // pixels; 0: as large as the rectangle
};
struct CropConfig {
    std::variant<RandomCrop, ResizedCrop, BoxCrop, ObjectCrop> kind;
};

/// To a size, or by the longest or the shortest side.
struct ResizeConfig {
    std::optional<Distribution> longest_px, shortest_px;
    int width = 0, height = 0;
};

/// Large-scale jitter: the picture that just fits into width x height is scaled, then cropped or
/// padded at a random place to that size.
struct ScaleJitterConfig {
    Distribution scale = Uniform{0.1, 2.0};
    int width = 0, height = 0;  // 0: as before
    Distribution3 fill{114.0, 114.0, 114.0};
};

/// Resized to fit with its aspect, and centered.
struct LetterboxConfig {
    int width = 640, height = 640;
    Distribution3 fill{114.0, 114.0, 114.0};
};

/// Pixels on each side, then as many on the right and bottom as make the sides multiples.
struct PadConfig {
    Distribution left = 0.0, top = 0.0, right = 0.0, bottom = 0.0;
    int multiple_of = 1;
    OutsideConfig outside;
};

/// Random displacements, smooth over `cell_px`.
struct ElasticConfig {
    Distribution strength_px = 8.0;  // standard deviation of each coordinate
    Distribution cell_px = 64.0;
    OutsideConfig outside;
};

/// The lines of a grid move.
struct GridDistortionConfig {
    int cells = 5;                // along each side
    Distribution strength = 0.3;  // largest change of a cell, in shares of it
    OutsideConfig outside;
};

/// A thin plate bent by a grid of points that move.
struct ThinPlateConfig {
    int points = 4;                // along each side
    Distribution strength = 0.05;  // standard deviation, in shares of the shorter side
    OutsideConfig outside;
};

/// Radial distortion: source radius = r (1 + k1 r^2 + k2 r^4), r = 1 at the corners of the
/// picture; k1 > 0 is a barrel.
struct LensConfig {
    Distribution k1 = 0.0;
    Distribution k2 = 0.0;
    OutsideConfig outside;
};

}  // namespace diorama
