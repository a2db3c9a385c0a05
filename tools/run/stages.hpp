/// The stages of one sample, from its index to the bytes of its files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/writer.hpp"
#include "engine/scene/assets.hpp"
#include "tools/run/options.hpp"

namespace diorama {

/// The plan of a run: its configuration, this program's version and the hash of every asset file.
/// Assets are named relative to the folder of the configuration, as both were before they were
/// mapped, so that a plan is the same wherever they lie together.
Expected<Plan> make_run_plan(const LoadedConfig& config, const ConfigOptions& options,
                             Assets& assets);

/// What a generator has to make for the labels and channels that a configuration asks for.
FrameRequest frame_request(const RunConfig& config);

/// The id map by category: 0 background, else the category's position in `categories`, from 1.
/// Distractors and parts of the scene are background.
Image<std::uint16_t> semantic_map(const Frame& frame, const std::vector<std::string>& categories);

/// The files of a picture, in memory: itself, then every channel asked for.
///
///     images    JPEG or PNG
///     depth     EXR, channel Z, meters along the view axis, +inf where nothing is
///     normals   EXR, camera space
///     instance  PNG, 16 bit: ids as in the records
///     semantic  PNG, a palette with category ids (16 bit from 256 categories on)
///
/// and then what the formats of the dataset add (encode_formats()).
///
/// @throws std::length_error for more than 65535 objects in one picture.
EncodedPicture encode_picture(const Labeled& labeled, const RunConfig& config);

/// The last step of every sample: derives the labels of its pictures and encodes both.
/// @pre  at least one frame; all have the same index.
EncodedSample label_and_encode(std::vector<Frame> frames, const RunConfig& config);

/// A color per index that differs well from its neighbors'; 0 is black.
Rgb8 label_color(std::uint32_t index);

}  // namespace diorama
