#include "engine/config/augment_geometry.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

constexpr Range kTurn{-360, 360};

FlipConfig read_flip(Reader& r) {
    const FlipConfig d;
    return {.horizontal = r.number("horizontal", d.horizontal, kShare,
                                   "Probability of exchanging left and right."),
            .vertical = r.number("vertical", d.vertical, kShare,
                                 "Probability of exchanging top and bottom.")};
}

QuarterTurnConfig read_quarter_turn(Reader& r) {
    return {.turns =
                r.distribution("turns", QuarterTurnConfig{}.turns,
                               {.min = -3, .max = 3, .whole = true}, "Quarter turns, clockwise.")};
}

AffineConfig read_affine(Reader& r) {
    const AffineConfig d;
    return {.scale = r.distribution("scale", d.scale, {0.01, 100}, "Factor; 2 enlarges."),
            .aspect = r.distribution("aspect", d.aspect, {0.1, 10},
                                     "Width grows by its root, height shrinks by it."),
            .rotation_deg = r.distribution("rotation_deg", d.rotation_deg, kTurn,
                                           "Clockwise, about the middle."),
            .shear_x_deg =
                r.distribution("shear_x_deg", d.shear_x_deg, {-80, 80}, "Slant of vertical lines."),
            .shear_y_deg = r.distribution("shear_y_deg", d.shear_y_deg, {-80, 80},
                                          "Slant of horizontal lines."),
            .shift_x = r.distribution("shift_x", d.shift_x, kSignedShare,
                                      "To the right, in shares of the width."),
            .shift_y = r.distribution("shift_y", d.shift_y, kSignedShare,
                                      "Downward, in shares of the height."),
            .outside = read_outside(r)};
}

PerspectiveConfig read_perspective(Reader& r) {
    return {.strength = r.distribution("strength", PerspectiveConfig{}.strength, {0, 0.45},
                                       "How far corners move, in shares of the sides."),
            .outside = read_outside(r)};
}

RandomCrop read_random_crop(Reader& r) {
    const RandomCrop d;
    return {.width = r.distribution("width", d.width, kSides, "Pixels; at most the picture's."),
            .height = r.distribution("height", d.height, kSides, "Pixels; at most the picture's.")};
}

ResizedCrop read_resized_crop(Reader& r) {
    const ResizedCrop d;
    return {.area = r.distribution("area", d.area, {0.001, 1}, "Share of the picture."),
            .aspect = r.distribution("aspect", d.aspect, {0.05, 20}, "Width over height."),
            .width = read_side(r, "width", d.width, "Of the result; 0: as before."),
            .height = read_side(r, "height", d.height, "Of the result; 0: as before.")};
}

BoxCrop read_box_crop(Reader& r) {
    const BoxCrop d;
    return {.left = r.distribution("left", d.left, kShare, "In shares of the width."),
            .top = r.distribution("top", d.top, kShare, "In shares of the height."),
            .right = r.distribution("right", d.right, kShare, "In shares of the width."),
            .bottom = r.distribution("bottom", d.bottom, kShare, "In shares of the height.")};
}

ObjectCrop read_object_crop(Reader& r) {
    const ObjectCrop d;
    return {.margin = r.distribution("margin", d.margin, {0, 100},
                                     "On each side, in shares of the object's box."),
            .width = read_side(r, "width", d.width, "Of the result; 0: as cut."),
            .height = read_side(r, "height", d.height, "Of the result; 0: as cut.")};
}

CropConfig read_crop(Reader& r) {
    using Kind = decltype(CropConfig::kind);
    return {.kind = r.one_of<Kind>(
                {{"random",
                  [&] { return Kind(r.map("random", read_random_crop, "A size, anywhere.")); }},
                 {"resized",
                  [&] {
                      return Kind(r.map("resized", read_resized_crop,
                                        "A share of the area, resized to one size."));
                  }},
                 {"box", [&] { return Kind(r.map("box", read_box_crop, "A given rectangle.")); }},
                 {"around",
                  [&] {
                      return Kind(r.map("around", read_object_crop,
                                        "Around a labelled object that is drawn."));
                  }}},
                std::nullopt)};
}

ResizeConfig read_resize(Reader& r) {
    return r.one_of<ResizeConfig>(
        {{"longest_px",
          [&] {
              return ResizeConfig{.longest_px = r.distribution("longest_px", std::nullopt, kSides,
                                                               "Of the longer side.")};
          }},
         {"shortest_px",
          [&] {
              return ResizeConfig{.shortest_px = r.distribution("shortest_px", std::nullopt, kSides,
                                                                "Of the shorter side.")};
          }},
         {"to",
          [&] {
              return r.map(
                  "to",
                  [](Reader& size) {
                      return ResizeConfig{.width = read_side(size, "width", 640, "Pixels."),
                                          .height = read_side(size, "height", 480, "Pixels.")};
                  },
                  "To this size, whatever the aspect.");
          }}},
        std::nullopt);
}

ScaleJitterConfig read_scale_jitter(Reader& r) {
    const ScaleJitterConfig d;
    return {.scale = r.distribution("scale", d.scale, {0.01, 100},
                                    "Factor on the picture that fits into width x height."),
            .width = read_side(r, "width", d.width, "Of the result; 0: as before."),
            .height = read_side(r, "height", d.height, "Of the result; 0: as before."),
            .fill = read_fill(r, d.fill)};
}

LetterboxConfig read_letterbox(Reader& r) {
    const LetterboxConfig d;
    return {.width = read_side(r, "width", d.width, "Of the result."),
            .height = read_side(r, "height", d.height, "Of the result."),
            .fill = read_fill(r, d.fill)};
}

PadConfig read_pad(Reader& r) {
    const PadConfig d;
    constexpr Range kPixels{0, 8192};
    return {.left = r.distribution("left", d.left, kPixels, "Pixels."),
            .top = r.distribution("top", d.top, kPixels, "Pixels."),
            .right = r.distribution("right", d.right, kPixels, "Pixels."),
            .bottom = r.distribution("bottom", d.bottom, kPixels, "Pixels."),
            .multiple_of = static_cast<int>(
                r.natural("multiple_of", static_cast<std::uint64_t>(d.multiple_of), 1, 1024,
                          "The sides become multiples of it, by more on the right and bottom.")),
            .outside = read_outside(r)};
}

ElasticConfig read_elastic(Reader& r) {
    const ElasticConfig d;
    return {.strength_px = r.distribution("strength_px", d.strength_px, {0, 200},
                                          "Standard deviation of the displacement."),
            .cell_px =
                r.distribution("cell_px", d.cell_px, {8, 1000}, "Distance over which it changes."),
            .outside = read_outside(r)};
}

GridDistortionConfig read_grid_distortion(Reader& r) {
    const GridDistortionConfig d;
    return {.cells = static_cast<int>(
                r.natural("cells", static_cast<std::uint64_t>(d.cells), 1, 64, "Along each side.")),
            .strength = r.distribution("strength", d.strength, {0, 0.9},
                                       "Largest change of a cell, in shares of it."),
            .outside = read_outside(r)};
}

ThinPlateConfig read_thin_plate(Reader& r) {
    const ThinPlateConfig d;
    return {.points = static_cast<int>(r.natural("points", static_cast<std::uint64_t>(d.points), 2,
                                                 8, "Along each side.")),
            .strength = r.distribution("strength", d.strength, {0, 0.3},
                                       "Standard deviation, in shares of the shorter side."),
            .outside = read_outside(r)};
}

LensConfig read_lens(Reader& r) {
    const LensConfig d;
    return {.k1 = r.distribution("k1", d.k1, {-0.4, 1},
                                 "Radial distortion at the corners; above 0 is a barrel."),
            .k2 = r.distribution("k2", d.k2, {-0.2, 1}, "The same, of fourth order."),
            .outside = read_outside(r)};
}

}  // namespace

std::vector<OperatorReader> geometry_operators() {
    return {
        {"flip", read_flip, "Mirrors the picture."},
        {"rotate90", read_quarter_turn, "Quarter turns."},
        {"affine", read_affine, "Scale, aspect, rotation, shear and shift, about the middle."},
        {"perspective", read_perspective, "Moves the corners."},
        {"crop", read_crop, "Cuts a part out."},
        {"resize", read_resize, "Changes the size."},
        {"scale_jitter", read_scale_jitter, "Large-scale jitter: scales, then crops or pads."},
        {"letterbox", read_letterbox, "Fits into a size with bars."},
        {"pad", read_pad, "Adds pixels around the picture."},
        {"elastic", read_elastic, "Smooth random displacements."},
        {"grid_distortion", read_grid_distortion, "Moves the lines of a grid."},
        {"thin_plate", read_thin_plate, "Bends the picture like a thin plate."},
        {"lens", read_lens, "Radial lens distortion."},
    };
}

}  // namespace diorama::config
