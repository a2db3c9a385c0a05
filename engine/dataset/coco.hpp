/// Records as COCO JSON (LABELS.md section 3), one element at a time. Private to dataset.
#pragma once

#include <cstdint>
#include <string>

#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"

namespace diorama {

/// The file up to the first image: info, licenses, categories and the open list of images.
std::string coco_head(const Plan& plan);

/// One element of `images`. The camera is exported in OpenCV's conventions: x right, y down, z
/// forward, and pixel centers at integers, so cx and cy are half a pixel less than inside.
/// @param picture_index  into record.pictures
std::string coco_image(const Record& record, std::size_t picture_index, std::uint64_t image_id);

/// One element of `annotations`.
/// @param category_id  from 1
std::string coco_annotation(const AnnotationRecord& annotation, const Camera& camera,
                            std::uint64_t id, std::uint64_t image_id, std::size_t category_id);

}  // namespace diorama
