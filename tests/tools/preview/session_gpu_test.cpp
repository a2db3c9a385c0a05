// The preview without its window: what it shows, what it changes, what it writes.
#include "tools/preview/session.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <thread>

#include "engine/io/image_decode.hpp"
#include "tests/tools/preview/tiny_config.hpp"
#include "tools/preview/pictures.hpp"
#include "tools/preview/theme.hpp"
#include "tools/preview/view_state.hpp"

namespace diorama::preview {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string text_of(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

class SessionTest : public ::testing::Test {
 protected:
    Session open(std::uint64_t index = 0) {
        return Session({.file = config_}, {.device = "cpu"}, index, {});
    }

    /// Lets everything be made that is wanted.
    static void settle(Session& session) {
        do {
            session.update();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } while (session.busy());
        session.update();
    }

    static const Image<Rgb8>& color(const Session& session) {
        return session.picture()->labeled.frame.color;
    }

    /// Saves other text, and waits until it is noticed.
    void rewrite(Session& session, const std::string& text) {
        std::ofstream(config_) << text;
        for (int i = 0; i < 1000 && !session.busy(); ++i) {
            session.update();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        settle(session);
    }

    test::TemporaryFolder folder_;
    std::string config_ = test::write_tiny_config(folder_);
};

TEST_F(SessionTest, ShowsTheBytesThatGenerateWrites) {
    const auto made = test::run(
        {"generate", config_, "--out", folder_ / "data", "--samples", "3", "--device", "cpu"});
    ASSERT_EQ(made.code, 0) << made.err;
    const auto written = load_image(folder_ / "data/images/train/00000003.png");
    ASSERT_TRUE(written);

    Session session = open(3);
    settle(session);
    ASSERT_THAT(session.errors(), IsEmpty());
    ASSERT_TRUE(session.picture());

    // From the texture that the window shows.
    const Device device({.which = "cpu", .validation = true});
    Commands commands(device);
    const Theme theme(1);
    Painter painter(device, commands, VK_FORMAT_R8G8B8A8_UNORM);
    Pictures pictures(painter, commands);
    pictures.update(session, {});
    EXPECT_EQ(pictures.read_back(), *written);
    EXPECT_THAT(device.validation_messages(), IsEmpty());
}

TEST_F(SessionTest, StepsWithinTheDataset) {
    Session session = open();
    settle(session);
    const Image<Rgb8> first = color(session);
    session.step(-1);
    EXPECT_EQ(session.index(), 0u);
    session.step(1);
    settle(session);
    EXPECT_EQ(session.sample()->index, 1u);
    EXPECT_NE(color(session), first);
    session.go_to(1000);
    EXPECT_EQ(session.index(), 39u);
    session.go_to(0);
    settle(session);
    EXPECT_EQ(color(session), first);
}

TEST_F(SessionTest, RerollsTheSeed) {
    Session session = open();
    settle(session);
    const Image<Rgb8> first = color(session);
    session.reroll();
    settle(session);
    EXPECT_EQ(session.seed(), 4u);
    EXPECT_NE(color(session), first);
    EXPECT_THAT(session.reproducing_command(), HasSubstr("--set seed=4 --index 0"));
    session.reset_all();
    settle(session);
    EXPECT_EQ(color(session), first);
}

TEST_F(SessionTest, SavesAChangedValueAndNothingElse) {
    Session session = open();
    settle(session);
    const Image<Rgb8> first = color(session);
    session.set({.path = {"scene", "camera", "fov_y_deg"}, .value = "60"});
    settle(session);
    const Image<Rgb8> wide = color(session);
    EXPECT_NE(wide, first);
    EXPECT_EQ(text_of(config_), test::kTinyConfig);  // nothing is written unasked
    ASSERT_TRUE(session.save());
    std::string expected = test::kTinyConfig;
    const std::string old = "fov_y_deg: 40  #";
    expected.replace(expected.find(old), old.size(), "fov_y_deg: 60  #");
    EXPECT_EQ(text_of(config_), expected);
    EXPECT_THAT(session.overrides(), IsEmpty());
    settle(session);
    EXPECT_EQ(color(session), wide);
}

TEST_F(SessionTest, KeepsTheLastGoodSampleWhileTheFileIsBroken) {
    Session session = open();
    settle(session);
    const Image<Rgb8> first = color(session);
    rewrite(session, std::string(test::kTinyConfig) + "    fov_x_deg: 3\n");
    ASSERT_THAT(session.errors(), Not(IsEmpty()));
    EXPECT_EQ(session.errors().front().line, 18);
    EXPECT_EQ(color(session), first);
    rewrite(session, std::string(test::kTinyConfig) + "    exposure_stops: 1\n");
    EXPECT_THAT(session.errors(), IsEmpty());
    EXPECT_NE(color(session), first);
}

TEST_F(SessionTest, MovesTheCameraAndComesBack) {
    Session session = open();
    settle(session);
    const Image<Rgb8> first = color(session);
    ASSERT_TRUE(session.has_camera());
    session.begin_move();
    session.orbit(0.3f, 0.1f);
    settle(session);
    EXPECT_TRUE(session.sample()->draft);
    session.end_move();
    settle(session);
    EXPECT_FALSE(session.sample()->draft);
    EXPECT_EQ(color(session).extent(), first.extent());
    EXPECT_NE(color(session), first);
    EXPECT_THAT(session.camera_line(), testing::StartsWith("poses: [["));
    session.reset_camera();
    settle(session);
    EXPECT_EQ(color(session), first);
}

TEST_F(SessionTest, SavesTheCameraInThePlaceOfTheOrbit) {
    Session session = open();
    settle(session);
    session.begin_move();
    session.dolly(0.8f);
    session.end_move();
    settle(session);
    const Image<Rgb8> moved = color(session);
    const auto saved = session.save();
    ASSERT_TRUE(saved) << saved.errors().front().to_string();
    EXPECT_THAT(text_of(config_), AllOf(HasSubstr("  camera:\n    poses: [["),
                                        Not(HasSubstr("orbit")), HasSubstr("# of a long lens")));
    settle(session);
    EXPECT_THAT(session.errors(), IsEmpty());
    EXPECT_EQ(color(session), moved);
}

TEST_F(SessionTest, FillsTheSheetAndTheStatistics) {
    Session session = open(30);
    session.want_sheet(true);
    session.want_statistics(true);
    settle(session);
    EXPECT_EQ(session.thumbnails().size(), 10u);  // up to the last sample
    EXPECT_TRUE(session.thumbnails().contains(39));
    ASSERT_TRUE(session.statistics());
    EXPECT_EQ(session.statistics()->samples, 40u);
    EXPECT_GE(session.statistics()->categories.at("cube").annotations, 60u);
}

TEST_F(SessionTest, TakesWhatIsDropped) {
    Session session = open();
    settle(session);
    EXPECT_THAT(session.drop(folder_ / "sky.hdr"), HasSubstr("neither"));
    folder_.file("tri.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 1 3 4\n");
    EXPECT_THAT(session.drop(folder_ / "tri.obj"), HasSubstr("scene.objects[2]"));
    folder_.file("other.yaml", std::string(test::kTinyConfig) + "\n");
    session.drop(folder_ / "other.yaml");
    settle(session);
    EXPECT_THAT(session.overrides(), IsEmpty());
    EXPECT_THAT(session.errors(), IsEmpty());
    EXPECT_EQ(session.file(), folder_ / "other.yaml");
    EXPECT_THAT(session.recent(), testing::ElementsAre(folder_ / "other.yaml", config_));
}

TEST_F(SessionTest, MayShowADraftFirst) {
    std::string text = test::kTinyConfig;
    text.erase(text.find("quality: preview\n"), 17);
    folder_.file("tiny.yaml", text);
    // Taken on the maker's own thread, so that none is missed.
    std::atomic<Session*> open = nullptr;
    std::vector<Labeled> shown;
    std::vector<bool> drafts;
    std::uint64_t version = 0;
    const auto look = [&] {
        Session* session = open;
        if (!session || !session->update() || session->sample_version() == version) return;
        version = session->sample_version();
        shown.push_back(session->picture()->labeled);
        drafts.push_back(session->sample()->draft);
    };
    const auto wait = [](const Session& session) {
        do std::this_thread::sleep_for(std::chrono::milliseconds(1));
        while (session.busy());
    };
    Session session({.file = config_}, {.device = "cpu"}, 0, look, true);
    open = &session;
    wait(session);
    ASSERT_THAT(drafts, testing::ElementsAre(true, false));
    // Less smooth, but what is measured is exact.
    EXPECT_NE(shown[0].frame.color, shown[1].frame.color);
    EXPECT_EQ(shown[0].frame.ids, shown[1].frame.ids);
    EXPECT_EQ(shown[0].frame.depth, shown[1].frame.depth);
    ASSERT_EQ(shown[0].annotations.size(), shown[1].annotations.size());
    for (std::size_t i = 0; i < shown[0].annotations.size(); ++i)
        EXPECT_EQ(shown[0].annotations[i].visible_fraction,
                  shown[1].annotations[i].visible_fraction);
    // From here on there is something to show.
    session.step(1);
    wait(session);
    EXPECT_THAT(drafts, testing::ElementsAre(true, false, false));
}

TEST_F(SessionTest, MakesTheChannelThatAViewNeeds) {
    Session session = open();
    settle(session);
    const auto& categories = session.sample()->config->run.categories;
    const Image<Rgb8> before = color(session);
    for (const NamedView& view : std::span(kViews).subspan(kButtons)) {
        session.want_channel(view.channel);
        settle(session);
        const Labeled& labeled = session.picture()->labeled;
        const bool flow = view.channel == &FrameRequest::motion;  // of sequences
        EXPECT_EQ(has_channel(labeled.frame, view.view), !flow) << view.word;
        const Image<Rgba8> pixels = view_pixels(labeled, categories, view.view);
        EXPECT_EQ(pixels.extent(), before.extent()) << view.word;
        std::set<std::uint32_t> colors;
        for (const Rgba8 c : pixels) colors.insert(c.r << 16u | c.g << 8u | c.b);
        EXPECT_EQ(colors.size() == 1, flow) << view.word;
        EXPECT_EQ(labeled.frame.color, before) << view.word;
    }
    session.want_channel(nullptr);
    session.step(1);
    settle(session);
    EXPECT_FALSE(has_channel(session.picture()->labeled.frame, BaseView::Nocs));
    EXPECT_TRUE(has_channel(session.picture()->labeled.frame, BaseView::Material));
}

TEST_F(SessionTest, ColorsViews) {
    Session session = open();
    settle(session);
    const Labeled& labeled = session.picture()->labeled;
    const auto& categories = session.sample()->config->run.categories;
    const Image<Rgba8> picture = view_pixels(labeled, categories, BaseView::Picture);
    for (const BaseView view :
         {BaseView::Depth, BaseView::Normals, BaseView::Instances, BaseView::Semantic}) {
        const Image<Rgba8> pixels = view_pixels(labeled, categories, view);
        EXPECT_EQ(pixels.extent(), picture.extent());
        EXPECT_NE(pixels, picture);
    }
    const Image<Rgba8> masks = mask_pixels(labeled);
    for (int y = 0; y < masks.height(); ++y)
        for (int x = 0; x < masks.width(); ++x) {
            const std::uint32_t id = labeled.frame.ids.at(x, y);
            const bool annotated =
                std::ranges::find(labeled.annotations, id, &Annotation::instance_id) !=
                labeled.annotations.end();
            ASSERT_EQ(masks.at(x, y).a > 0, annotated) << x << ' ' << y;
        }
}

}  // namespace
}  // namespace diorama::preview
