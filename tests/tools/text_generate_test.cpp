// `diorama generate` with texts on photographs, as a process; no Vulkan device is needed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/io/image_encode.hpp"
#include "tests/augment/depth/onnx_file.hpp"
#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kConfig = R"(
version: 1
seed: 5
count: 6
image: {width: 240, height: 180, format: png}
text:
  backgrounds: {images: '*.png', wall: {}}
  fonts: /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
  words: words.txt
  count: 3
  height_px: {uniform: [14, 30]}
)";

/// A plain wall with a lighter board.
std::string photograph(std::uint8_t level) {
    Image<Rgb8> picture({240, 180}, {level, level, 90});
    for (int y = 40; y < 110; ++y) {
        for (int x = 30; x < 200; ++x) picture.at(x, y) = {230, 225, 200};
    }
    const Bytes bytes = encode_png(picture);
    return {bytes.begin(), bytes.end()};
}

TEST(GenerateText, MakesTheSameLabelledWordsOnAnyThreadsAndShards) {
    const TemporaryFolder folder;
    folder.file("a.png", photograph(60));
    folder.file("b.png", photograph(120));
    folder.file("words.txt", "caf\xC3\xA9 open daily from nine to five\n");
    const std::string config = folder.file("c.yaml", kConfig);
    const auto generate = [&](const std::string& out, std::vector<std::string> more) {
        std::vector<std::string> line{"generate", config, "--out", folder / out};
        line.insert(line.end(), more.begin(), more.end());
        const Outcome outcome = run(line);
        EXPECT_EQ(outcome.code, 0) << outcome.err;
    };
    generate("one", {"--threads", "1"});
    const auto files = tree(folder / "one");
    generate("three", {"--threads", "3"});
    EXPECT_THAT(differences(tree(folder / "three"), files), IsEmpty());
    generate("s0", {"--shard", "0/2"});
    generate("s1", {"--shard", "1/2"});
    ASSERT_EQ(run({"merge", folder / "merged", folder / "s0", folder / "s1"}).code, 0);
    EXPECT_THAT(differences(tree(folder / "merged"), files), IsEmpty());

    const auto coco = nlohmann::json::parse(files.at("annotations/instances_train.json"));
    EXPECT_THAT(coco.at("images"), SizeIs(6));
    EXPECT_GE(coco.at("annotations").size(), 12u);
    for (const auto& a : coco.at("annotations")) {
        EXPECT_FALSE(a.at("utf8_string").get<std::string>().empty());
        EXPECT_THAT(a.at("quad"), SizeIs(8));
        for (const auto& v : a.at("quad")) {
            EXPECT_GE(v.get<double>(), 0);
            EXPECT_LE(v.get<double>(), 240);
        }
    }
    const Outcome verified = run({"verify", folder / "one"});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

/// The largest resident memory of one run of `diorama`, in MB.
double peak_mb(const std::vector<std::string>& arguments) {
    std::string program = DIORAMA_BINARY_DIR "/bin/diorama";
    std::vector<char*> words{program.data()};
    std::vector<std::string> copies = arguments;
    for (std::string& word : copies) words.push_back(word.data());
    words.push_back(nullptr);
    pid_t child = 0;
    int status = -1;
    rusage usage{};
    EXPECT_EQ(::posix_spawn(&child, program.c_str(), nullptr, nullptr, words.data(), environ), 0);
    EXPECT_EQ(::wait4(child, &status, 0, &usage), child);
    EXPECT_EQ(status, 0);
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

TEST(GenerateText, FiveHundredFontsTakeNoMoreMemoryThanOne) {
    const TemporaryFolder folder;
    folder.file("a.png", photograph(60));
    folder.file("words.txt", "open daily from nine to five\n");
    std::string text = kConfig;
    const std::string one = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    text.replace(text.find("count: 6"), 8, "count: 60");
    const std::string with_one = folder.file("one.yaml", text);
    text.replace(text.find(one), one.size(), "'fonts/*.ttf'");
    const std::string with_many = folder.file("many.yaml", text);
    std::filesystem::create_directory(folder / "fonts");
    // Links: memory counts what is mapped, and how often.
    for (int i = 0; i < 500; ++i)
        std::filesystem::create_symlink(
            one, std::filesystem::path(folder / "fonts") / (std::to_string(i) + ".ttf"));
    const auto run_of = [&](const std::string& config, const char* out) {
        return peak_mb(
            {"generate", config, "--out", folder / out, "--threads", "2", "--progress", "none"});
    };
    const double few = run_of(with_one, "one"), many = run_of(with_many, "many");
    EXPECT_LT(many, few + 10) << few << " MB with one font";
}

TEST(GenerateText, TakesDepthFromANetwork) {
    const TemporaryFolder folder;
    folder.file("a.png", photograph(60));
    folder.file("words.txt", "# language: en\nopen daily from nine to five\n");
    // Everything about 2 m away, farther where it is lighter: a board before a wall.
    folder.file("depth.onnx", linear_network(64, 48, {0.05f, 0.0f, 0.0f}, 2.0f));
    std::string text = kConfig;
    const std::string wall = "wall: {}";
    text.replace(text.find(wall), wall.size(),
                 "model: {onnx: depth.onnx, size: {width: 64, height: 48}}");
    text += "  crops: true\noutput: {formats: [coco-text, icdar, synthtext]}\n";
    const std::string config = folder.file("c.yaml", text);
    const Outcome outcome = run({"generate", config, "--out", folder / "one"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const auto files = tree(folder / "one");
    const auto words = nlohmann::json::parse(files.at("annotations/text_train.json"));
    EXPECT_GE(words.at("anns").size(), 12u);
    for (const auto& [id, word] : words.at("anns").items())
        EXPECT_EQ(word.at("language"), "english");
    EXPECT_THAT(files.at("crops/labels_train.txt"), ::testing::HasSubstr("train/00000000_1.png\t"));
    EXPECT_NE(files.at("plan.json").find("depth.onnx"), std::string::npos);
    const Outcome verified = run({"verify", folder / "one"});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;

    folder.file("depth.onnx", "no network");
    const Outcome broken = run({"check", config});
    EXPECT_EQ(broken.code, 65) << broken.err;
    EXPECT_THAT(broken.err, ::testing::HasSubstr("depth.onnx: is no network that can be read"));
}

TEST(GenerateText, SaysWhichFontOrWordsCannotBeUsed) {
    const TemporaryFolder folder;
    folder.file("a.png", photograph(60));
    folder.file("words.txt", "caf\xE9\n");
    folder.file("broken.ttf", "no font");
    std::string text = kConfig;
    const std::string font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    text.replace(text.find(font), font.size(), "broken.ttf");
    const Outcome outcome = run({"check", folder.file("c.yaml", text)});
    EXPECT_EQ(outcome.code, 65) << outcome.err;
    EXPECT_THAT(outcome.err, ::testing::HasSubstr("broken.ttf: is not a font that can be read"));
    EXPECT_THAT(outcome.err, ::testing::HasSubstr("words.txt:1:1: byte 3 is no UTF-8"));
}

}  // namespace
}  // namespace diorama::test
