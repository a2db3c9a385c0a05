// Real photographs, where a folder with them is given by the environment variable
// DIORAMA_SHARED_DATA: objects on plain boards with masks, and natural scenes.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "augment/cutout/cutout.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {
namespace {

namespace fs = std::filesystem;

Image<Rgb8> load_photo(const fs::path& file) {
    const auto image = load_image(file);
    if (!image) throw std::runtime_error(image.errors()[0].to_string());
    Image<Rgb8> photo(image->extent());
    std::transform(image->begin(), image->end(), photo.begin(), [](const Rgba8& p) {
        return Rgb8{p.r, p.g, p.b};
    });
    return photo;
}

/// All files below a folder whose names end so, sorted.
std::vector<fs::path> files_below(const fs::path& folder, const std::string& ending) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

double overlap(const Cutout& cutout, const Image<Rgb8>& mask) {
    double both = 0, any = 0;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            const int u = x - cutout.box.x, v = y - cutout.box.y;
            const bool found = u >= 0 && v >= 0 && u < cutout.box.width && v < cutout.box.height &&
                               cutout.mask.at(u, v) != 0;
            const bool truth = mask.at(x, y).r >= 128;
            both += found && truth ? 1 : 0;
            any += found || truth ? 1 : 0;
        }
    }
    return both / any;
}

class CutoutSharedData : public ::testing::Test {
 protected:
    void SetUp() override {
        const char* data = std::getenv("DIORAMA_SHARED_DATA");
        if (data == nullptr) GTEST_SKIP() << "DIORAMA_SHARED_DATA is not set";
        data_ = data;
    }
    fs::path data_;
};

TEST_F(CutoutSharedData, ObjectsOnPlainBoards) {
    std::vector<double> overlaps;
    std::size_t refused = 0;
    for (const fs::path& mask : files_below(data_ / "objects", "_mask.png")) {
        std::string photo = mask.string();
        photo.replace(photo.rfind("_mask.png"), std::string::npos, ".jpg");
        const auto cutout = cut_out(load_photo(photo), mask.stem().string());
        if (!cutout) {
            ++refused;
            std::printf("%s\n", cutout.errors()[0].to_string().c_str());
            continue;
        }
        overlaps.push_back(overlap(*cutout, load_photo(mask)));
        std::printf("%.3f %s\n", overlaps.back(), photo.c_str());
    }
    ASSERT_FALSE(overlaps.empty());
    std::sort(overlaps.begin(), overlaps.end());
    // The masks themselves are right to about 2 pixels.
    EXPECT_GE(overlaps[overlaps.size() / 2], 0.95);
    EXPECT_LE(refused, overlaps.size() / 4);
}

TEST_F(CutoutSharedData, NaturalScenesAreRefused) {
    std::size_t refused = 0;
    const std::vector<fs::path> scenes = files_below(data_ / "backgrounds", ".jpg");
    for (const fs::path& scene : scenes) {
        const auto cutout = cut_out(load_photo(scene), scene.filename().string());
        refused += cutout ? 0 : 1;
        std::printf("%s\n", cutout ? (scene.filename().string() + ": cut out").c_str()
                                   : cutout.errors()[0].to_string().c_str());
    }
    EXPECT_GE(refused * 10, scenes.size() * 8);  // some have a plain sky or wall all around
}

}  // namespace
}  // namespace diorama
