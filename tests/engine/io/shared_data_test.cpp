// Real meshes, where a folder with them is given by the environment variable DIORAMA_SHARED_DATA.
#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>

#include "engine/io/image_decode.hpp"
#include "engine/io/model_importer.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama {
namespace {

std::vector<std::string> split_csv(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else if (c != '\r')
            cells.back() += c;
    }
    return cells;
}

TEST(SharedData, EveryMeshLoadsAtItsRealSize) {
    const char* data = std::getenv("DIORAMA_SHARED_DATA");
    if (!data) GTEST_SKIP() << "DIORAMA_SHARED_DATA is not set";
    const std::filesystem::path meshes = std::filesystem::path(data) / "meshes";
    ImporterOptions options;
    options.limits.formats.insert(options.limits.formats.end(), {"fbx", "dae"});
    std::vector<std::string> notes;
    options.note = [&](const std::string& note) { notes.push_back(note); };
    ModelImporter importer(options);
    std::ifstream csv(meshes / "catalog.csv");
    std::string line;
    std::getline(csv, line);
    const std::vector<std::string> header = split_csv(line);
    const auto column = [&](const char* name) {
        const auto at = std::find(header.begin(), header.end(), name);
        EXPECT_NE(at, header.end()) << name;
        return static_cast<std::size_t>(at - header.begin());
    };
    const std::size_t file = column("file"), scale = column("metres_per_unit"),
                      height = column("real_height_m");
    int count = 0;
    while (std::getline(csv, line)) {
        const std::vector<std::string> cells = split_csv(line);
        const auto loaded = importer.load(meshes / cells[file], meshes);
        ASSERT_TRUE(loaded) << loaded.errors().front().to_string();
        ++count;
        if (cells[height].empty()) continue;
        const Aabb& bounds = (*loaded)->bounds;
        EXPECT_NEAR(bounds.size().y * std::stof(cells[scale]) / std::stof(cells[height]), 1.0f,
                    0.01f)
            << cells[file];
    }
    EXPECT_EQ(count, 25);
    EXPECT_THAT(notes, ::testing::Each(::testing::HasSubstr("sandbox lacks")));
}

TEST(SharedData, EveryPictureDecodes) {
    const char* data = std::getenv("DIORAMA_SHARED_DATA");
    if (!data) GTEST_SKIP() << "DIORAMA_SHARED_DATA is not set";
    int count = 0;
    for (const char* folder : {"backgrounds", "objects", "hdri", "rgbd"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(std::filesystem::path(data) / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".jpg" && extension != ".png" && extension != ".hdr" &&
                extension != ".exr")
                continue;
            const auto pixels = load_radiance(entry.path());
            ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
            ++count;
        }
    EXPECT_GT(count, 100);
}

}  // namespace
}  // namespace diorama
