#include "engine/config/augment_mix.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

Covered read_covered(Reader& r) {
    return r.name<Covered>("ids", Covered::Remove,
                           {.now = {{"remove", Covered::Remove}, {"keep", Covered::Keep}}},
                           "Of what is under a patch: removed, as behind an occluder, or kept.");
}

DropoutConfig read_dropout(Reader& r) {
    const DropoutConfig d;
    return {.count = r.distribution("count", d.count, {.min = 0, .max = 1000, .whole = true},
                                    "How many patches."),
            .width = r.distribution("width", d.width, kShare, "In shares of the picture's."),
            .height = r.distribution("height", d.height, kShare, "In shares of the picture's."),
            .noise = r.boolean("noise", d.noise, "Noise instead of a color."),
            .fill = read_fill(r, d.fill),
            .ids = read_covered(r)};
}

EraseObjectsConfig read_erase_objects(Reader& r) {
    const EraseObjectsConfig d;
    return {.probability = r.number("probability", d.probability, kShare, "For each object."),
            .width = r.distribution("width", d.width, kShare, "In shares of the object's box."),
            .height = r.distribution("height", d.height, kShare, "In shares of the object's box."),
            .ids = read_covered(r)};
}

MosaicConfig read_mosaic(Reader& r) {
    const MosaicConfig d;
    constexpr Range kCenter{0.1, 0.9};
    return {.center_x = r.distribution("center_x", d.center_x, kCenter,
                                       "Where the parts meet, in shares of the width."),
            .center_y = r.distribution("center_y", d.center_y, kCenter,
                                       "Where the parts meet, in shares of the height."),
            .scale = r.distribution("scale", d.scale, {0.05, 20},
                                    "Of each picture; enlarged until it covers its part.")};
}

MixupConfig read_mixup(Reader& r) {
    return {.share = r.distribution("share", MixupConfig{}.share, kShare,
                                    "Of the first picture in the mixture.")};
}

/// Blends that leave the rest of the picture alone.
Choice<BlendMode> read_outline(Reader& r, BlendMode fallback) {
    return read_blend_modes(
        r, "blend", fallback,
        {BlendMode::None, BlendMode::Gaussian, BlendMode::Box, BlendMode::Feather,
         BlendMode::Poisson, BlendMode::PoissonMixed, BlendMode::Laplacian},
        "How outlines mix with the picture; labels are the same for all.");
}

CopyPasteConfig read_copy_paste(Reader& r) {
    const CopyPasteConfig d;
    return {.probability = r.number("probability", d.probability, kShare, "For each object."),
            .scale = r.distribution("scale", d.scale, {0.01, 100},
                                    "Factor on the other picture that fits into this one."),
            .flip = r.number("flip", d.flip, kShare, "Probability of a mirror image."),
            .blend = read_outline(r, BlendMode::Gaussian)};
}

PasteBoxesConfig read_paste_boxes(Reader& r) {
    const PasteBoxesConfig d;
    return {
        .count = r.distribution("count", d.count, {.min = 0, .max = 1000, .whole = true},
                                "How many boxes."),
        .scale = r.distribution("scale", d.scale, {0.01, 100},
                                "Factor on a box; less where it would not fit."),
        .flip = r.number("flip", d.flip, kShare, "Probability of a mirror image."),
        .max_cover = r.number("max_cover", d.max_cover, kShare,
                              "Share of any box there that one may cover, and of one that "
                              "other objects may fill."),
        .attempts = static_cast<int>(r.natural("attempts", static_cast<std::uint64_t>(d.attempts),
                                               1, 10000, "Places tried for each box.")),
        .blend = read_outline(r, BlendMode::Feather)};
}

MoveObjectsConfig read_move_objects(Reader& r) {
    const MoveObjectsConfig d;
    constexpr Range kShift{-10, 10};
    return {.probability = r.number("probability", d.probability, kShare,
                                    "For each object that is seen whole."),
            .shift_x = r.distribution("shift_x", d.shift_x, kShift,
                                      "In shares of the width of the object's box."),
            .shift_y = r.distribution("shift_y", d.shift_y, kShift,
                                      "In shares of the height of the object's box."),
            .scale = r.distribution("scale", d.scale, {0.01, 100}, "Factor on the object."),
            .rotation_deg =
                r.distribution("rotation_deg", d.rotation_deg, {-360, 360}, "Counterclockwise."),
            .blend = read_outline(r, BlendMode::Gaussian)};
}

}  // namespace

std::vector<OperatorReader> mix_operators() {
    return {
        {"dropout", read_dropout, "Covers rectangles."},
        {"erase_objects", read_erase_objects, "Covers parts of labelled objects."},
        {"mosaic", read_mosaic, "Puts four pictures together."},
        {"mixup", read_mixup, "Blends with another picture."},
        {"copy_paste", read_copy_paste, "Pastes objects of another picture at their own places."},
        {"paste_boxes", read_paste_boxes, "Pastes boxes of objects of another picture."},
        {"move_objects", read_move_objects, "Moves objects a little and fills their holes."},
    };
}

}  // namespace diorama::config
