/// Every augmentation at three strengths, for people to look at.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/config/augment_config.hpp"

namespace diorama {

struct Strengths {
    std::string name;
    std::array<OperatorConfig, 3> configs;  // mild, middle, strong
};

/// @param references  a picture of another domain, for the operators that need one.
/// @param cube        a color table; the operator is left out when it is empty.
std::vector<Strengths> all_strengths(const std::filesystem::path& references,
                                     const std::filesystem::path& cube);

}  // namespace diorama
