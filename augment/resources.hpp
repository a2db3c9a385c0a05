/// What operators need from files, loaded once for a run.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "augment/adapt/reference.hpp"
#include "augment/color/color_stage.hpp"
#include "engine/config/augment_config.hpp"
#include "engine/core/expected.hpp"

namespace diorama {

struct Resources {
    std::map<std::filesystem::path, std::shared_ptr<const ColorCube::Table>> cubes;
    std::map<std::filesystem::path, std::shared_ptr<const Reference>> references;
};

/// Every file that a list of augmentations can ask for, without repetition.
std::vector<std::filesystem::path> augmentation_files(const std::vector<Augmentation>& list);

/// Loads all of them. Fails with every file that is missing or broken.
Expected<Resources> load_resources(const std::vector<Augmentation>& list);

}  // namespace diorama
