/// The ways in which outlines mix with what is around them, as words of configurations.
#pragma once

#include <string>
#include <vector>

#include "engine/core/distribution.hpp"

namespace diorama {

enum class BlendMode {
    None,
    Matte,
    Gaussian,
    Box,
    Feather,
    Motion,
    Poisson,
    PoissonMixed,
    Laplacian
};

/// The word of a mode in configurations and file names.
std::string blend_word(BlendMode mode);

namespace config {

class Reader;

/// A mode, or a choice of which one is drawn for each picture.
/// @param known  the modes that may be named.
Choice<BlendMode> read_blend_modes(Reader& r, const char* key, BlendMode fallback,
                                   const std::vector<BlendMode>& known, const char* help);

}  // namespace config
}  // namespace diorama
