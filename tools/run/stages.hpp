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

/// The files of a picture, in memory: `images` (JPEG or PNG), channel_files(),
/// and then what the formats of the dataset add (encode_formats()).
///
/// @throws std::length_error for more than 65535 objects in one picture.
EncodedPicture encode_picture(const Labeled& labeled, const RunConfig& config);

/// The labels of all pictures of a sample.
/// @pre  at least one frame; all have the same index.
std::vector<Labeled> label_sample(std::vector<Frame> frames, const RunConfig& config);

/// The files of all pictures of a sample.
EncodedSample encode_sample(const std::vector<Labeled>& pictures, const RunConfig& config);

/// Both, the last steps of every sample.
EncodedSample label_and_encode(std::vector<Frame> frames, const RunConfig& config);

/// A color per index that differs well from its neighbors'; 0 is black.
Rgb8 label_color(std::uint32_t index);

}  // namespace diorama
