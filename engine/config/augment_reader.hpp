/// Reads the `augment:` list; shared by the files that read its operators.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/config/augment_config.hpp"
#include "engine/config/reader.hpp"

namespace diorama::config {

/// The list `augment` with unique names for all its entries.
std::vector<Augmentation> read_augmentations(Reader& r);

/// Checks that every channel of the run survives its augmentations.
void check_augmentations(const Reader& r, const RunConfig& run);

/// A key of the list and how its map is read.
struct OperatorReader {
    std::string key;
    std::function<OperatorConfig(Reader&)> read;
    std::string help;
};

// By group.
std::vector<OperatorReader> geometry_operators();
std::vector<OperatorReader> color_operators();
std::vector<OperatorReader> filter_operators();
std::vector<OperatorReader> weather_operators();
std::vector<OperatorReader> mix_operators();
std::vector<OperatorReader> adapt_operators();

constexpr Range kShare{0, 1};
constexpr Range kSignedShare{-1, 1};
constexpr Range kLevels{0, 255};
constexpr Range kSides{1, 16384};  // of a picture, in pixels

/// A side of a picture in pixels; 0 stands for what the help says.
int read_side(Reader& r, const char* key, int fallback, const char* help);
Distribution3 read_fill(Reader& r, const Distribution3& fallback);
OutsideConfig read_outside(Reader& r);

}  // namespace diorama::config
