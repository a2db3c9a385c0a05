// The window of the preview on a display in memory, with keys and mouse.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/tools/preview/screen.hpp"
#include "tests/tools/preview/tiny_config.hpp"
#include "tools/preview/session.hpp"

namespace diorama::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Rgb8 kAccent{255, 178, 84}, kErrorBack{58, 27, 33};

std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The share of pixels that differ by more than rounding.
double difference(const Image<Rgb8>& a, const Image<Rgb8>& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        const Rgb8 p = a.pixels()[i], q = b.pixels()[i];
        count += std::abs(p.r - q.r) > 4 || std::abs(p.g - q.g) > 4 || std::abs(p.b - q.b) > 4;
    }
    return static_cast<double>(count) / static_cast<double>(a.pixels().size());
}

bool is_near(Rgb8 a, Rgb8 b) {
    return std::abs(a.r - b.r) < 10 && std::abs(a.g - b.g) < 10 && std::abs(a.b - b.b) < 10;
}

std::size_t count_color(const Image<Rgb8>& picture, Rgb8 color, Rect where) {
    std::size_t count = 0;
    for (int y = where.y; y < where.bottom(); ++y)
        for (int x = where.x; x < where.right(); ++x) count += is_near(picture.at(x, y), color);
    return count;
}

// Where things are in a window of 1280x720: the picture's middle, and the parts around it.
constexpr Rect kCanvas{0, 90, 905, 595}, kPanel{915, 90, 360, 595};
constexpr int kMiddleX = 454, kMiddleY = 390, kPixel = 8;  // screen pixels to one of the picture

class Window : public ::testing::Test {
 protected:
    void SetUp() override {
        if (!Screen::available()) GTEST_SKIP() << "Xvfb or xdotool is not installed";
        screen_ = std::make_unique<Screen>();
        preview_ = std::make_unique<Process>(
            std::vector<std::string>{"preview", config_, "--device", "cpu"},
            ProcessOptions{.environment = {{"DISPLAY", screen_->name()}}});
        ASSERT_TRUE(settled("sample 0 - seed 3 - picture")) << screen_->title("diorama");
        screen_->focus("diorama");
    }

    /// Closes the window; it ends well and the validation layer has said nothing.
    void close() {
        screen_->key("ctrl+q");
        const Outcome outcome = preview_->wait();
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("vulkan: ")));
    }

    /// Whether the title comes to hold `wanted`, with nothing left to make.
    bool settled(const std::string& wanted) {
        const bool good = screen_->wait_for("diorama", wanted, "working");
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        return good;
    }

    /// Whether the screen comes to hold what is wanted: a key may take a frame, or a second on a
    /// busy machine.
    template <typename Predicate>
    bool shows(const Predicate& wanted) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        do {
            if (wanted(screen_->picture())) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        } while (std::chrono::steady_clock::now() < end);
        return false;
    }
    bool changes(const Image<Rgb8>& before, double share) {
        return shows([&](const Image<Rgb8>& now) { return difference(before, now) > share; });
    }

    /// A point on the screen over the first annotated object of a sample.
    std::pair<int, int> over_an_object(std::uint64_t index) {
        preview::Session session({.file = config_}, {.device = "cpu"}, index, {});
        do session.update();
        while (session.busy());
        session.update();
        const Frame& frame = session.picture()->labeled.frame;
        const std::uint32_t id = session.picture()->labeled.annotations.front().instance_id;
        for (int y = 1; y < frame.ids.height(); ++y)
            for (int x = 1; x < frame.ids.width(); ++x)
                if (frame.ids.at(x, y) == id && frame.ids.at(x - 1, y) == id &&
                    frame.ids.at(x, y - 1) == id)
                    return {kMiddleX + kPixel * x - kPixel * frame.ids.width() / 2,
                            kMiddleY + kPixel * y - kPixel * frame.ids.height() / 2};
        return {0, 0};
    }

    TemporaryFolder folder_;
    std::string config_ = write_tiny_config(folder_);
    std::unique_ptr<Screen> screen_;
    std::unique_ptr<Process> preview_;
};

TEST_F(Window, StepsRerollsAndSwitchesEveryView) {
    Image<Rgb8> before = screen_->picture();
    screen_->key("Right");
    EXPECT_TRUE(settled("sample 1 - seed 3"));
    EXPECT_TRUE(changes(before, 0.02));
    screen_->key("Left");
    EXPECT_TRUE(settled("sample 0 - seed 3"));
    EXPECT_TRUE(shows([&](const Image<Rgb8>& now) { return difference(before, now) < 0.01; }));
    screen_->key("r");
    EXPECT_TRUE(settled("sample 0 - seed 4"));
    screen_->key("ctrl+z");
    EXPECT_TRUE(settled("sample 0 - seed 3"));

    const char* views[] = {"depth", "normals", "instances", "semantic", "sheet", "picture"};
    for (int i = 0; i < 6; ++i) {
        before = screen_->picture();
        screen_->key(std::to_string((i + 1) % 6 + 1));
        EXPECT_TRUE(settled(std::string("- ") + views[i])) << views[i];
        EXPECT_TRUE(changes(before, 0.02)) << views[i];
    }
    for (const char* overlay : {"b", "m", "a", "n", "s"}) {
        before = screen_->picture();
        screen_->key(overlay);
        EXPECT_TRUE(settled("picture"));
        EXPECT_TRUE(changes(before, 0.001)) << overlay;
    }
    screen_->key("h");
    EXPECT_TRUE(settled("picture"));
    EXPECT_TRUE(changes(before, 0.2));
    close();
}

TEST_F(Window, OrbitsSelectsEditsSavesAndReloads) {
    const Image<Rgb8> before = screen_->picture();
    screen_->drag(kMiddleX, kMiddleY, kMiddleX + 80, kMiddleY - 30);
    EXPECT_TRUE(settled("tiny.yaml*"));
    EXPECT_TRUE(changes(before, 0.02));
    screen_->key("Home");
    EXPECT_TRUE(screen_->wait_for("diorama", "tiny.yaml - sample 0", "working"));

    // The outline of what was clicked has the color of what is chosen.
    const auto [x, y] = over_an_object(0);
    const std::size_t plain = count_color(screen_->picture(), kAccent, kCanvas);
    screen_->click(x, y);
    EXPECT_TRUE(settled("sample 0"));
    EXPECT_TRUE(shows(
        [&](const Image<Rgb8>& now) { return count_color(now, kAccent, kCanvas) > plain + 100; }));

    // In the panel of values the only slider for "fov" is found by the color of its grip.
    screen_->key("Tab");
    ASSERT_TRUE(settled("sample 0"));
    screen_->click(1000, 215);
    screen_->type("fov");
    ASSERT_TRUE(settled("sample 0"));
    const Image<Rgb8> values = screen_->picture();
    int grip_x = 0, grip_y = 0;
    for (int row = 275; row < kPanel.bottom() && grip_x == 0; ++row)
        for (int column = kPanel.x; column < kPanel.right() && grip_x == 0; ++column)
            if (is_near(values.at(column, row), kAccent) &&
                is_near(values.at(column + 5, row + 5), kAccent)) {
                grip_x = column + 5;
                grip_y = row + 5;
            }
    ASSERT_GT(grip_x, 0);
    screen_->drag(grip_x, grip_y, grip_x + 30, grip_y);
    EXPECT_TRUE(settled("tiny.yaml*"));
    EXPECT_EQ(text_of(config_), kTinyConfig);
    screen_->key("ctrl+s");
    EXPECT_TRUE(settled("tiny.yaml - sample 0"));
    const std::string saved = text_of(config_);
    EXPECT_NE(saved, kTinyConfig);
    EXPECT_THAT(saved, Not(HasSubstr("fov_y_deg: 40")));
    EXPECT_THAT(saved, HasSubstr("  # of a long lens"));

    std::ofstream(config_) << saved << "    fov_x_deg: 1\n";
    EXPECT_TRUE(screen_->wait_for("diorama", "- error"));
    EXPECT_TRUE(settled("- error"));
    EXPECT_TRUE(
        shows([](const Image<Rgb8>& now) { return count_color(now, kErrorBack, kCanvas) > 5000; }));
    std::ofstream(config_) << saved;
    EXPECT_TRUE(screen_->wait_for("diorama", "sample 0", "error"));
    EXPECT_TRUE(settled("sample 0"));
    EXPECT_TRUE(
        shows([](const Image<Rgb8>& now) { return count_color(now, kErrorBack, kCanvas) == 0; }));
    close();
}

}  // namespace
}  // namespace diorama::test
