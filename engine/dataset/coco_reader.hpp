/// Instance annotations of existing COCO files, as frames need them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/image.hpp"

namespace diorama {

/// One instance: either polygons or run lengths.
struct SourceInstance {
    std::uint64_t id = 0;
    std::string category;
    bool crowd = false;
    std::vector<std::vector<double>> polygons;  // x0, y0, x1, y1, ... in edge coordinates
    std::vector<std::int64_t> counts;           // column-major runs, background first
};

struct SourcePicture {
    std::string file_name;
    Extent extent;
    std::vector<SourceInstance> instances;
};

/// Reads the lists `images`, `annotations` and `categories`; other keys are skipped.
/// @return its pictures in the order of `images`. Data with the first thing that is wrong; an
///         annotation of a picture or a category that is not listed is wrong too.
Expected<std::vector<SourcePicture>> read_coco_pictures(std::string_view text,
                                                        const std::string& file);

/// The id map and the objects of a picture.
///
/// A pixel belongs to a polygon when its center lies inside, by the even-odd rule; several polygons
/// of an instance are united. Instances that overlap are painted by decreasing area, so that the
/// smaller one is seen: as a rule it is what lies in front. Crowds are painted first and are not
/// labelled; neither are categories that are not in `categories`. Both are named in `rejects`.
/// There are no amodal masks, no camera (`known` is false), and no colors yet.
/// @return Data when run lengths do not fit the picture.
Expected<Frame> frame_of(const SourcePicture& picture, const std::vector<std::string>& categories);

}  // namespace diorama
