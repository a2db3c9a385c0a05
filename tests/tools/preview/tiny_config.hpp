/// A small scene for tests of the preview, quick to draw.
#pragma once

#include <string>

#include "tests/tools/process.hpp"

namespace diorama::test {

constexpr const char* kTinyConfig = R"(# A cube and a ball.
version: 1
seed: 3
count: 40
quality: preview
image: {width: 96, height: 72, format: png}
categories: [cube, sphere]
scene:
  environment: {hdri: sky.hdr}
  lights: [{sun: {}}]
  surfaces: [{name: table, mesh: plane, size_m: [1, 1], material: plastic}]
  objects:
    - {category: cube, mesh: cube, count: {int: [2, 3]}, place: {on: table}}
    - {category: sphere, mesh: sphere, count: {int: [0, 3]}, place: {on: table}}
  camera:
    orbit: {around: table, distance_m: {uniform: [0.8, 1.4]}}
    fov_y_deg: 40  # of a long lens
)";

/// A panorama of 16 x 8 pixels, bright above and dark below: read faster than others are painted.
inline std::string tiny_panorama() {
    std::string text = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 8 +X 16\n";
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 16; ++x) text += {'\x60', '\x70', char(120 - 8 * y), '\x81'};
    return text;
}

/// Writes the scene into a folder.
/// @return the path of its configuration.
inline std::string write_tiny_config(const TemporaryFolder& folder) {
    folder.file("sky.hdr", tiny_panorama());
    return folder.file("tiny.yaml", kTinyConfig);
}

}  // namespace diorama::test
