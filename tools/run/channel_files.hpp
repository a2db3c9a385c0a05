/// The channels of a frame as files in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/frame.hpp"
#include "engine/dataset/writer.hpp"

namespace diorama {

/// Whether a run writes a channel.
bool asks_for(const RunConfig& config, Channel channel);

/// The id map by category: 0 background, else the category's position in `categories`, from 1.
/// Distractors and parts of the scene are background.
Image<std::uint16_t> semantic_map(const Frame& frame, const std::vector<std::string>& categories);

/// The files of every channel that is asked for and that the frame has, one folder for each:
///
///     depth     EXR, channel Z, meters along the view axis, +inf where nothing is
///     distance  EXR, channel Y, meters along the ray to the camera's center, +inf as well
///     normals   EXR, camera space
///     instance  PNG, 16 bit: ids as in the records
///     semantic  PNG, a palette with category ids (16 bit from 256 categories on)
///     part      PNG, 16 bit, 0 where nothing is; a JSON beside it names object, part and material
///     material  PNG, 16 bit, 0 where nothing is; a JSON beside it names them
///     nocs      EXR, R G B along x y z of the object's box, 0..1; 0 where nothing is
///     albedo, shading, rest
///               EXR: albedo * shading + rest is the linear color before exposure
///     coverage  EXR: id0, share0, id1, ...: the instances of a pixel, largest share first, 0 is
///               the background; shares sum to 1
///     flow_forward, flow_backward
///               EXR: dx, dy in pixels to the same surface point in the next (previous) picture of
///               the sequence, and faults, bits: 1 no surface, 2 leaves the picture, 4 hidden then
///
/// @throws std::length_error for more than 65535 ids in one picture.
std::vector<EncodedFile> channel_files(const Frame& frame, const RunConfig& config);

}  // namespace diorama
