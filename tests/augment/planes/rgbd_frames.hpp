/// Real RGB-D frames from a folder that the environment variable DIORAMA_SHARED_DATA names, and
/// pictures of what was found in them.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/core/camera.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama::test {

inline const char* const kFrameNames[] = {
    "arc_bin_empty",        "arc_bin_objects", "icl_livingroom_00060", "icl_livingroom_00205",
    "icl_livingroom_noisy", "tum_desk",        "tunnel_wall"};

struct RgbdFrame {
    Image<Rgb8> color;
    Image<float> depth;
    Intrinsics intrinsics;
};

inline RgbdFrame load_frame(const std::string& name) {
    const auto folder = std::filesystem::path(std::getenv("DIORAMA_SHARED_DATA")) / "rgbd" / name;
    std::ifstream file(folder / "camera.json");
    const auto camera = nlohmann::json::parse(file);
    RgbdFrame frame;
    const auto color = *load_image(folder / camera["color"].get<std::string>());
    frame.color = Image<Rgb8>(color.extent());
    for (std::size_t i = 0; i < color.pixels().size(); ++i) {
        const Rgba8& c = color.pixels()[i];
        frame.color.pixels()[i] = {c.r, c.g, c.b};
    }
    const std::filesystem::path depth = folder / camera["depth"].get<std::string>();
    const auto raw = *decode_png_grey16(*read_file(depth), depth.string());
    frame.depth = Image<float>(raw.extent(), 0.0f);
    const auto units = camera["depth_units_per_metre"].get<float>();
    for (std::size_t i = 0; i < raw.pixels().size(); ++i)
        frame.depth.pixels()[i] = static_cast<float>(raw.pixels()[i]) / units;
    frame.intrinsics = {.fx = camera["fx"],
                        .fy = camera["fy"],
                        .cx = camera["cx"].get<double>() + 0.5,
                        .cy = camera["cy"].get<double>() + 0.5};
    return frame;
}

/// Writes pictures/<name>.png of the build folder.
inline void save_picture(const Image<Rgb8>& picture, const std::string& name) {
    const auto folder = std::filesystem::path(DIORAMA_BINARY_DIR) / "pictures";
    std::filesystem::create_directories(folder);
    const Bytes bytes = encode_png(picture);
    std::ofstream(folder / (name + ".png"), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// Skips its tests where there is no such folder.
class SharedFrames : public ::testing::Test {
 protected:
    void SetUp() override {
        if (!std::getenv("DIORAMA_SHARED_DATA")) GTEST_SKIP() << "DIORAMA_SHARED_DATA is not set";
    }
};

}  // namespace diorama::test
