/// BOP, for 6D poses: bop/<subset>/<scene>/{rgb,depth,mask,mask_visib} and scene_*.json.
///
/// Scene and picture numbers are the sample's index / 1000 and % 1000. obj_id is the category id,
/// so a category should have one model. Poses take the model to OpenCV's camera axes: cam_R_m2c is
/// a rotation, cam_t_m2c in mm; `scale` beside them holds what the model was scaled by along its
/// axes. Boxes are [x, y, w, h]; bbox_obj and px_count_all are those of the object alone and may
/// leave the picture. depth, where that channel is written, is in mm, rounded, 0 where nothing is
/// or from 65.535 m on. Private to dataset.
#pragma once

#include <memory>
#include <vector>

#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/formats/format_check.hpp"

namespace diorama {

/// Masks of the annotations (alone inside the picture, and visible), depth, a link to the picture.
std::vector<EncodedFile> encode_bop(const FormatPicture& picture);

/// scene_gt.json, scene_gt_info.json and scene_camera.json of each scene.
std::unique_ptr<FormatWriter> open_bop(const FormatContext& context);

/// Visible boxes, masks and object ids are exactly those of the records.
void check_bop(FormatCheck& check);

}  // namespace diorama
