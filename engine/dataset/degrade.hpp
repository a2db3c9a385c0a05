/// Label quality: from perfect labels, those that hurried or careless annotators would have drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// How labels become worse; the defaults leave them as they are. METHODS.md section 11.
struct Degradation {
    std::uint64_t seed = 0;
    int block_px = 0;              // masks by majority over blocks of this side; 0 or 1: none
    double grow_px = 0;            // all outlines further out; negative: further in
    double jitter_px = 0;          // deviation of outlines along their normal
    double jitter_length_px = 20;  // along the outline, over which it is the same
    int points = 0;                // of an outline at most; 0: all, else at least 3
    double missed = 0;             // probability that a small instance has no label
    double missed_below = 1024;    // pixels: what small is
    double merged = 0;             // probability that two touching ones of a class become one
    double swapped = 0;            // probability of the name of another category
    double loose_box = 0;          // deviation of each edge of a box, in shares of its side
    double base_s = 7;             // modelled time for one instance
    double vertex_s = 1.5;         // and for each point of its outline

    /// Whether the mask of an instance can change.
    bool changes_masks() const {
        return block_px > 1 || grow_px != 0 || jitter_px > 0 || points > 0;
    }
};

struct DegradeReport {
    std::size_t instance_count = 0;    // perfect ones, crowds apart
    std::size_t annotation_count = 0;  // written
    std::size_t missed = 0, merged = 0, swapped = 0;
    double mean_iou = 1;       // of the annotations written
    double hours = 0;          // modelled annotation time
    double perfect_hours = 0;  // of the exact outlines by the same model
};

/// The outline of a mask after the parts of a degradation that concern masks: closed loops x0, y0,
/// x1, y1, ... inside the picture; exact loops where none concerns it or nothing would be left.
std::vector<std::vector<double>> degraded_outline(const Image<std::uint8_t>& mask,
                                                  const Degradation& how, const Rng& rng);

/// The text of a second annotation file for the instances of a COCO file. Its pictures and
/// categories are those of the first; each annotation names the perfect ones that it stands for
/// (`source_ids`), its IoU with them (`source_iou`) and the modelled time (`annotation_time_s`).
/// Crowds are left out. Every draw depends on the seed and ids alone.
/// @param file  stands for the text in findings.
Expected<std::string> degrade_annotations(std::string_view text, const std::string& file,
                                          const Degradation& how, DegradeReport& report);

}  // namespace diorama
