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

}  // namespace

std::vector<OperatorReader> mix_operators() {
    return {
        {"dropout", read_dropout, "Covers rectangles."},
        {"erase_objects", read_erase_objects, "Covers parts of labelled objects."},
        {"mosaic", read_mosaic, "Puts four pictures together."},
        {"mixup", read_mixup, "Blends with another picture."},
    };
}

}  // namespace diorama::config
