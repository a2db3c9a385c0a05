/// Boxes of a picture, and how likely they hold a thing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "augment/paste/plate.hpp"
#include "augment/paste/sprite.hpp"
#include "engine/config/paste_config.hpp"
#include "engine/core/rng.hpp"
#include "engine/dataset/coco_reader.hpp"

namespace diorama {

/// Where annotated pictures have the things of each category: counts over a grid of middles and
/// over sizes, in parts of the picture.
class PlaceStatistics {
 public:
    void add(const std::string& category, Extent picture, const Rect& box);

    /// How often the category is there, as large; boxes near by count a little. 0 where it never
    /// is; of a category that was never seen: that of all together.
    double density(const std::string& category, Extent picture, const Rect& box) const;

    std::size_t size_bytes() const;

 private:
    using Counts = std::vector<double>;  // [kSizes, kCells, kCells]

    std::map<std::string, Counts> of_category_;
    Counts all_;
};

/// Counts the boxes of all instances that are no crowds.
/// @return Data when an instance's mask is broken.
Expected<PlaceStatistics> count_places(const std::vector<CocoPicture>& pictures,
                                       const std::string& file);

struct ScoredBoxes {
    std::vector<Rect> boxes;      // their middles lie in the picture
    std::vector<double> weights;  // of each, not negative; all 0 where the cut-out fits into none
};

/// Candidates for a cut-out: middles uniform over the picture, the longer side as `scale` says,
/// width over height from a third to three. A box weighs nothing where its shape is more than three
/// times the cut-out's or where it would enlarge the cut-out to more than twice its area; else what
/// the configuration scores.
/// @param statistics  not null where they are scored.
ScoredBoxes draw_boxes(const PasteConfig& config, const ContextPlace& place, const Sprite& sprite,
                       const Plate& plate, const PlaceStatistics* statistics, const Rng& rng);

}  // namespace diorama
