/// Pictures of a COCO dataset as frames.
#pragma once

#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "engine/dataset/coco_reader.hpp"

namespace diorama {

/// The id map and the objects of a picture.
///
/// Instances that overlap are painted by decreasing area, so that the smaller one is seen: as a
/// rule it is what lies in front. Crowds are painted first and are not labelled; neither are
/// categories that are not in `categories`. Crowds are named in `rejects`. There are no amodal
/// masks, no camera (`known` is false), and no colors yet.
/// @param file  where the picture is from, for findings.
/// @return Data when a mask does not fit the picture.
Expected<Frame> frame_of(const CocoPicture& picture, const std::vector<std::string>& categories,
                         const std::string& file);

}  // namespace diorama
