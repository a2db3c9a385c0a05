// `diorama generate` with texts as paint on rendered surfaces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

/// A plain wall and a sun.
constexpr const char* kConfig = R"(
version: 1
seed: 3
count: 3
image: {width: 240, height: 180, format: png}
text:
  backgrounds:
    scene:
      environment: {studio: {}, intensity: 0.05}
      lights: [{sun: {elevation_deg: 30, azimuth_deg: 20, strength: 3}}]
      surfaces:
        - {name: wall, mesh: plane, size_m: [4, 4], rotation_deg: [90, 0, 0], material: plaster}
      camera: {orbit: {around: wall, distance_m: 1.6, elevation_deg: 5, azimuth_deg: 15}, fov_y_deg: 45}
  apply: surface
  fonts: /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
  count: 3
  height_px: {uniform: [16, 30]}
)";

TEST(SurfaceTexts, AreObjectsOfTheirScene) {
    const TemporaryFolder folder;
    const std::string out = folder / "out";
    const Outcome made =
        run({"generate", folder.file("c.yaml", kConfig), "--out", out, "--device", "cpu"});
    ASSERT_EQ(made.code, 0) << made.err;
    const auto files = tree(out);
    const auto coco = nlohmann::json::parse(files.at("annotations/instances_train.json"));
    ASSERT_GE(coco.at("annotations").size(), 3u);
    for (const auto& a : coco.at("annotations")) {
        EXPECT_FALSE(a.at("utf8_string").get<std::string>().empty());
        EXPECT_EQ(a.at("category_id"), 1);
        // The ink that was drawn lies in the quad of the word, which comes from the homography.
        double x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9;
        for (std::size_t i = 0; i < 8; i += 2) {
            x0 = std::min(x0, a.at("quad")[i].get<double>());
            x1 = std::max(x1, a.at("quad")[i].get<double>());
            y0 = std::min(y0, a.at("quad")[i + 1].get<double>());
            y1 = std::max(y1, a.at("quad")[i + 1].get<double>());
        }
        const auto& box = a.at("bbox");
        const double left = box[0].get<double>(), right = left + box[2].get<double>();
        const double top = box[1].get<double>(), bottom = top + box[3].get<double>();
        EXPECT_GE(left, x0 - 1);
        EXPECT_LE(right, x1 + 1);
        EXPECT_GE(top, y0 - 1);
        EXPECT_LE(bottom, y1 + 1);
        EXPECT_GE(right - left, 0.85 * (x1 - x0) - 2);
    }
    // Everything agrees, and the same samples again have the same bytes.
    const Outcome again =
        run({"verify", out, "--rerender", "2", "--config", folder / "c.yaml", "--device", "cpu"});
    EXPECT_EQ(again.code, 0) << again.out << again.err;
}

}  // namespace
}  // namespace diorama::test
