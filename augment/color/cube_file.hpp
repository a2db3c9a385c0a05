/// Color-grading tables in Adobe's .cube format.
#pragma once

#include <string>
#include <string_view>

#include "augment/color/color_stage.hpp"
#include "engine/core/expected.hpp"

namespace diorama {

/// Reads a three-dimensional table: LUT_3D_SIZE 2 to 129 and as many lines of three numbers, red
/// running fastest; DOMAIN_MIN 0 0 0 and DOMAIN_MAX 1 1 1 only; TITLE and comments are skipped.
/// @return Data with the line of what is wrong.
/// Format: "Cube LUT Specification 1.0", Adobe, 2013.
Expected<ColorCube::Table> parse_cube(std::string_view text, const std::string& file);

}  // namespace diorama
