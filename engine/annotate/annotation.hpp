/// The labels of one frame, derived from its final id map (LABELS.md section 1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// COCO uncompressed RLE: run lengths in column-major order, background first.
using Rle = std::vector<std::uint32_t>;

/// One closed loop on pixel edges: x0, y0, x1, y1, ... in integer edge coordinates.
using Polygon = std::vector<int>;

/// Pixels of `inframe(i)` that show another instance.
struct Occluder {
    std::uint32_t id = 0;
    std::uint64_t pixels = 0;
};

struct AmodalLabel {
    Rle inframe;  // of the whole picture
    std::uint64_t inframe_area = 0;
    std::uint64_t total_area = 0;
    Rect total_box;  // may leave the picture
    bool exact = true;
};

/// One annotated instance of one picture.
struct Annotation {
    std::uint32_t instance_id = 0;  // in the frame's id map
    std::string name;
    std::string category;
    Rect box;                       // tight box of the visible pixels
    std::uint64_t area = 0;         // visible pixels
    std::vector<Polygon> polygons;  // one per outer loop, holes bridged; empty when RLE is asked
    Rle rle;                        // visible mask; filled when polygons are not
    bool crowd = false;
    std::optional<AmodalLabel> amodal;
    double visible_fraction = 1;      // visible / total
    double occlusion = 0;             // 1 - visible / inframe
    double truncation = 0;            // 1 - inframe / total
    std::vector<Occluder> occluders;  // most pixels first
};

/// An instance that has a category but no annotation, and why: "hidden", "3 of 16 pixels", ...
struct Dropped {
    std::string name;
    std::string category;
    std::string reason;
};

struct Labeled {
    Frame frame;
    std::vector<Annotation> annotations;  // by instance id
    std::vector<Dropped> dropped;
};

}  // namespace diorama
