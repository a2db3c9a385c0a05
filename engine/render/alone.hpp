/// Amodal masks: what each labelled instance covers by itself, inside the picture and beyond.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

/// A rectangle of the unbounded canvas drawn in one pass: pixels are `step` canvas pixels apart.
struct AloneTile {
    Rect rect;         // canvas pixels; its size is a multiple of step
    int origin_x = 0;  // the canvas pixel at the target's (0, 0): a multiple of the picture's
    int origin_y = 0;  // size, so that a tile rasterizes exactly as the picture does
    int step = 1;
    std::vector<std::uint32_t> slots;  // of the labelled instances that may appear in it
};

/// The rectangle that an instance's projected bounds fill, rounded outward with a margin of one
/// pixel; `unbounded` when they reach behind the near plane.
struct Footprint {
    Rect rect;
    bool unbounded = false;
};
Footprint footprint_of(const Camera& camera, const Aabb& box, const glm::mat4& world_from_object);

/// What must be drawn: first the picture itself, then exact tiles up to kExactFrames pictures away
/// in each direction for the instances that leave it, then one coarse tile around all of that.
/// @param footprints of the labelled instances, by slot.
std::vector<AloneTile> plan_alone_tiles(Extent extent, const std::vector<Footprint>& footprints);

constexpr int kExactFrames = 2;    // fewer for pictures beyond a fifth of kLargestVolume
constexpr int kCoarseFrames = 12;  // how far, in pictures, the coarse tile reaches
constexpr int kCoarseStep = 32;

/// The size of the target that holds any tile.
Extent alone_target_extent(Extent picture);

/// Collects the masks tile by tile.
class AloneMasks {
 public:
    AloneMasks(Extent extent, std::vector<Footprint> footprints);

    /// Adds the bits of one tile: bit i of a word is slot 32 * word_index + i.
    /// @param words [rect.height / step, rect.width / step]
    void add(const AloneTile& tile, std::uint32_t word_index, const std::uint32_t* words);

    /// The finished masks, by slot, cropped to their tight boxes.
    std::vector<Amodal> finish();

 private:
    struct Canvas {
        Mask mask;  // over the exact part of the footprint
        std::uint64_t area = 0;
        std::uint64_t coarse = 0;  // estimated pixels outside it
        Rect coarse_box;
        int min_x = INT32_MAX, min_y = INT32_MAX, max_x = INT32_MIN, max_y = INT32_MIN;
        bool exact = true;
    };
    Extent extent_;
    std::vector<Canvas> canvases_;
};

}  // namespace diorama
