/// Plates from photographs whose depth was measured.
#pragma once

#include <filesystem>

#include "augment/paste/plate.hpp"
#include "engine/core/expected.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {

/// Reads a photograph, its depth and its camera, scales all to cover the picture and cuts them to
/// it around their middle. Colors are resampled, depth is that of the nearest pixel; what was not
/// measured is +inf. The surfaces are not looked for.
/// @return NoInput or Data with the file that is broken, or of another size than its photograph.
Expected<Plate> read_measured_plate(const std::filesystem::path& photo,
                                    const std::filesystem::path& depth,
                                    const std::filesystem::path& camera, Extent extent,
                                    const ImageLimits& limits);

}  // namespace diorama
