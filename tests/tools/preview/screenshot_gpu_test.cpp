// `diorama preview --screenshot` as a process.
#include <gmock/gmock.h>

#include <set>
#include <tuple>

#include "engine/io/image_decode.hpp"
#include "tests/tools/preview/tiny_config.hpp"

namespace diorama::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Screenshot : public ::testing::Test {
 protected:
    /// Takes one with the validation layer on; it has to stay silent.
    Image<Rgba8> shot(const std::vector<std::string>& more) {
        const std::string file = folder_ / "shot.png";
        std::vector<std::string> words{"preview", config_, "--screenshot", file, "--device", "cpu"};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessOptions options{.environment = {{"DISPLAY", std::nullopt}}};
        const Outcome outcome = run(words, options);
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("vulkan: ")));
        const auto picture = load_image(file);
        EXPECT_TRUE(picture);
        return picture ? *picture : Image<Rgba8>();
    }

    TemporaryFolder folder_;
    std::string config_ = write_tiny_config(folder_);
};

std::size_t color_count(const Image<Rgba8>& picture) {
    std::set<std::tuple<int, int, int>> colors;
    for (const Rgba8 c : picture) colors.emplace(c.r, c.g, c.b);
    return colors.size();
}

TEST_F(Screenshot, ShowsEveryView) {
    std::set<std::vector<std::uint8_t>> seen;
    for (const char* view : {"picture+boxes+names+occlusion", "depth+statistics", "normals+values",
                             "split+semantic+masks", "sheet", "instances+amodal"}) {
        const Image<Rgba8> picture = shot({"--view", view, "--index", "2"});
        EXPECT_EQ(picture.extent(), (Extent{1280, 720})) << view;
        EXPECT_GT(color_count(picture), 200u) << view;
        std::vector<std::uint8_t> bytes;
        for (const Rgba8 c : picture) bytes.insert(bytes.end(), {c.r, c.g, c.b});
        EXPECT_TRUE(seen.insert(std::move(bytes)).second) << view << " looks like another view";
    }
}

TEST_F(Screenshot, IsTwiceAsLargeOnADenseDisplay) {
    EXPECT_EQ(shot({"--size", "800x500", "--scale", "2"}).extent(), (Extent{1600, 1000}));
}

TEST_F(Screenshot, IsTheSameEveryTime) {
    const std::vector<std::string> words{"--view", "picture+boxes", "--size", "800x500"};
    const auto without_status = [](Image<Rgba8> picture) {
        // The line at the bottom says how long it took.
        for (int y = picture.height() - 30; y < picture.height(); ++y)
            std::fill_n(picture.row(y), picture.width(), Rgba8{});
        return picture;
    };
    EXPECT_EQ(without_status(shot(words)), without_status(shot(words)));
}

TEST_F(Screenshot, SaysWhatIsWrong) {
    const Outcome word = run({"preview", config_, "--view", "pictures"});
    EXPECT_EQ(word.code, 64);
    EXPECT_THAT(word.err, HasSubstr("'pictures' is none of"));
    const Outcome file = run(
        {"preview", folder_ / "none.yaml", "--screenshot", folder_ / "s.png", "--device", "cpu"});
    EXPECT_EQ(file.code, 66);
    const Outcome display =
        run({"preview", config_},
            {.environment = {{"DISPLAY", std::nullopt}, {"WAYLAND_DISPLAY", std::nullopt}}});
    EXPECT_EQ(display.code, 69);
    EXPECT_THAT(display.err, HasSubstr("--screenshot"));
    EXPECT_EQ(std::ranges::count(display.err, '\n'), 1);
}

}  // namespace
}  // namespace diorama::test
