/// The label set of Cityscapes: ids, training ids and which labels have instances.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace diorama {

struct CityscapesLabel {
    std::string_view name;
    std::uint8_t id = 0;
    std::uint8_t train_id = 255;  // 0..18; 255: left out of training and evaluation
    bool instances = false;       // ids of instances are 1000 * id + number
};

/// Position = id. Source: "The Cityscapes Dataset for Semantic Urban Scene Understanding", CVPR
/// 2016, and the label definitions published with it.
inline constexpr std::array<CityscapesLabel, 34> kCityscapesLabels{{
    {"unlabeled", 0},
    {"ego vehicle", 1},
    {"rectification border", 2},
    {"out of roi", 3},
    {"static", 4},
    {"dynamic", 5},
    {"ground", 6},
    {"road", 7, 0},
    {"sidewalk", 8, 1},
    {"parking", 9},
    {"rail track", 10},
    {"building", 11, 2},
    {"wall", 12, 3},
    {"fence", 13, 4},
    {"guard rail", 14},
    {"bridge", 15},
    {"tunnel", 16},
    {"pole", 17, 5},
    {"polegroup", 18},
    {"traffic light", 19, 6},
    {"traffic sign", 20, 7},
    {"vegetation", 21, 8},
    {"terrain", 22, 9},
    {"sky", 23, 10},
    {"person", 24, 11, true},
    {"rider", 25, 12, true},
    {"car", 26, 13, true},
    {"truck", 27, 14, true},
    {"bus", 28, 15, true},
    {"caravan", 29, 255, true},
    {"trailer", 30, 255, true},
    {"train", 31, 16, true},
    {"motorcycle", 32, 17, true},
    {"bicycle", 33, 18, true},
}};

}  // namespace diorama
