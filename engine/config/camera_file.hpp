/// The camera of a depth picture, from a small YAML or JSON file beside it.
#pragma once

#include <filesystem>

#include "engine/core/camera.hpp"
#include "engine/core/expected.hpp"

namespace diorama {

struct DepthCamera {
    Intrinsics intrinsics;          // pixel centers at +0.5, as everywhere here
    double units_per_meter = 1000;  // of the values in the depth picture; 0 is no measurement
};

/// Reads `fx`, `fy`, `cx`, `cy` (pixels; the center of the first pixel is 0, as OpenCV counts) and
/// `depth_units_per_metre` or `depth_units_per_meter`; other keys are left alone, such files have
/// many.
/// @return  NoInput, or every key that is missing or no fitting number.
Expected<DepthCamera> read_camera_file(const std::filesystem::path& file);

}  // namespace diorama
