// Augmentation of an existing COCO dataset by the program: no Vulkan device is needed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/io/image_encode.hpp"
#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Extent kExtent{64, 48};

/// Three pictures with two rectangles each.
class AugmentRun : public ::testing::Test {
 protected:
    AugmentRun() {
        json dataset{{"categories", json::array({json{{"id", 1}, {"name", "box"}}})},
                     {"images", json::array()},
                     {"annotations", json::array()}};
        std::filesystem::create_directories(folder_ / "images");
        for (int i = 0; i < 3; ++i) {
            Image<Rgb8> picture(kExtent);
            for (int y = 0; y < kExtent.height; ++y)
                for (int x = 0; x < kExtent.width; ++x)
                    picture.at(x, y) = {static_cast<std::uint8_t>(4 * x),
                                        static_cast<std::uint8_t>(5 * y),
                                        static_cast<std::uint8_t>(80 * i)};
            const std::string name = "p" + std::to_string(i) + ".png";
            const auto png = encode_png(picture);
            std::ofstream(folder_ / ("images/" + name), std::ios::binary)
                .write(reinterpret_cast<const char*>(png.data()),
                       static_cast<std::streamsize>(png.size()));
            dataset["images"].push_back({{"id", i + 1},
                                         {"file_name", name},
                                         {"width", kExtent.width},
                                         {"height", kExtent.height}});
            for (int k = 0; k < 2; ++k) {
                const int x = 5 + 30 * k, y = 10 + 5 * i;
                dataset["annotations"].push_back(
                    {{"id", 10 * i + k + 1},
                     {"image_id", i + 1},
                     {"category_id", 1},
                     {"segmentation",
                      json::array({json::array({x, y, x + 20, y, x + 20, y + 15, x, y + 15})})}});
            }
        }
        folder_.file("a.json", dataset.dump());
    }

    std::string config(const std::string& augment) {
        return folder_.file("c.yaml",
                            "version: 1\ncount: 6\nseed: 3\ncategories: [box]\n"
                            "image: {format: png}\nchannels: [instance]\n"
                            "source: {coco: a.json, images: images}\naugment:\n" +
                                augment);
    }

    json read(const std::string& name) {
        std::ifstream file(folder_ / name);
        return json::parse(file);
    }

    TemporaryFolder folder_;
};

TEST_F(AugmentRun, WithoutAugmentationTheLabelsComeBack) {
    const std::string file = config("  []\n");
    const Outcome outcome = run({"generate", file, "--out", folder_ / "d", "--progress", "none"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json labels = read("d/annotations/instances_train.json");
    ASSERT_EQ(labels["annotations"].size(), 12u);
    EXPECT_EQ(labels["annotations"][0]["bbox"], json::array({5, 10, 20, 15}));
    EXPECT_EQ(labels["annotations"][0]["area"], 300);
    EXPECT_FALSE(labels["images"][0].contains("camera"));
}

constexpr const char* kList =
    "  - flip: {horizontal: 0.5}\n"
    "  - affine: {rotation_deg: {uniform: [-20, 20]}, scale: {uniform: [0.8, 1.2]}}\n"
    "  - mosaic: {}\n"
    "    p: 0.5\n"
    "  - color: {brightness: {uniform: [-0.1, 0.1]}}\n"
    "  - gaussian_noise: {}\n";

TEST_F(AugmentRun, SameBytesForThreadsAndShardsAndItVerifies) {
    const std::string file = config(kList);
    const auto generate = [&](const std::string& out, std::vector<std::string> more) {
        std::vector<std::string> words{"generate",    file,         "--out",
                                       folder_ / out, "--progress", "none"};
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.code, 0) << outcome.err;
    };
    generate("one", {"--threads", "1"});
    generate("many", {"--threads", "4"});
    EXPECT_THAT(differences(tree(folder_ / "one"), tree(folder_ / "many")), IsEmpty());
    generate("s0", {"--shard", "0/2"});
    generate("s1", {"--shard", "1/2"});
    ASSERT_EQ(run({"merge", folder_ / "merged", folder_ / "s1", folder_ / "s0"}).code, 0);
    EXPECT_THAT(differences(tree(folder_ / "one"), tree(folder_ / "merged")), IsEmpty());
    const Outcome verified = run({"verify", folder_ / "one"});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
    const Outcome again = run({"verify", folder_ / "one", "--rerender", "3", "--config", file});
    EXPECT_EQ(again.code, 0) << again.out << again.err;
}

TEST_F(AugmentRun, DrawnParametersAreInTheRecord) {
    const std::string file = config("  - gaussian_noise: {deviation: 0.25}\n    name: grain\n");
    ASSERT_EQ(run({"generate", file, "--out", folder_ / "d", "--progress", "none"}).code, 0);
    const json record = read("d/records/00000002.json");
    EXPECT_EQ(record["pictures"][0]["augmented"].dump(),
              R"([{"name":"grain","values":[["deviation",0.25]]}])");
}

TEST_F(AugmentRun, PartsOfAMixHaveTheirShareAndTheirOwnAugmentations) {
    const std::string part =
        "version: 1\ncategories: [box]\nsource: {coco: a.json, images: images}\n";
    folder_.file("real.yaml", part);
    folder_.file("changed.yaml", part + "augment:\n  - invert: {}\n");
    const std::string file =
        folder_.file("mix.yaml",
                     "version: 1\ncount: 16\nseed: 3\ncategories: [box]\nimage: {format: png}\n"
                     "mix: [{weight: 3, config: real.yaml}, {weight: 1, config: changed.yaml}]\n"
                     "augment:\n  - flip: {horizontal: 1}\n");
    ASSERT_EQ(run({"generate", file, "--out", folder_ / "m", "--progress", "none"}).code, 0);
    int inverted = 0;
    for (int i = 0; i < 16; ++i) {
        const std::string name = (i < 10 ? "0000000" : "000000") + std::to_string(i);
        const json steps = read("m/records/" + name + ".json")["pictures"][0]["augmented"];
        ASSERT_GE(steps.size(), 1u);
        EXPECT_EQ(steps.back()["name"], "flip");
        inverted += steps.size() == 2 && steps[0]["name"] == "invert" ? 1 : 0;
    }
    EXPECT_EQ(inverted, 4);
}

TEST_F(AugmentRun, SampleShowsTheSteps) {
    const std::string file = config("  - flip: {horizontal: 1}\n  - invert: {}\n");
    const Outcome outcome = run({"sample", file, "--index", "1", "--out", folder_ / "s"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("step_01_flip.png"));
    EXPECT_THAT(outcome.out, HasSubstr("step_02_invert.png"));
}

TEST_F(AugmentRun, AMissingPictureFailsBeforeAnyWork) {
    std::filesystem::remove(folder_ / "images/p1.png");
    const Outcome outcome =
        run({"generate", config("  []\n"), "--out", folder_ / "d", "--progress", "none"});
    EXPECT_EQ(outcome.code, 66);
    EXPECT_THAT(outcome.err, HasSubstr("p1.png"));
}

}  // namespace
}  // namespace diorama::test
