/// Frame -> Labeled: the one place where labels are derived, last, from the final id map.
#pragma once

#include "engine/annotate/annotation.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/frame.hpp"

namespace diorama {

/// Derives the annotations of a frame (definitions: LABELS.md section 1).
///
/// Every object with a category that is no distractor ends up in exactly one of two lists:
/// - `annotations`, by instance id, with exact box, area and mask of its visible pixels, and with
///   fractions, amodal mask and occluders where the frame carries its amodal mask;
/// - `dropped`, with the reason, when no pixel of it is visible or it is below
///   `config.min_visible` and `below` is drop. With `below: crowd` the latter is annotated as a
///   crowd with RLE instead.
///
/// Without an amodal mask an object counts as fully visible: fraction 1, occlusion and
/// truncation 0. `config.amodal` only decides whether amodal masks are kept as labels.
///
/// @pre  visible <= inframe <= total for every object with an amodal mask.
/// @throws std::out_of_range when the id map names an object that the frame does not have.
Labeled annotate(Frame frame, const LabelConfig& config);

}  // namespace diorama
