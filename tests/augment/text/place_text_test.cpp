#include "augment/text/place_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "augment/text/homography.hpp"

namespace diorama {
namespace {

constexpr Extent kPicture{480, 360};

/// A wall, turned, of one color with a darker board on it.
Frame wall_frame(Rgb8 color = {190, 186, 170}) {
    Frame frame;
    frame.color = Image<Rgb8>(kPicture, color);
    for (int y = 200; y < 320; ++y) {
        for (int x = 40; x < 260; ++x) frame.color.at(x, y) = {60, 80, 70};
    }
    frame.camera = {.extent = kPicture, .intrinsics = {.fx = 400, .fy = 400, .cx = 240, .cy = 180}};
    return frame;
}

std::vector<TextRegion> wall_regions(const Frame& frame) {
    const glm::vec3 normal = glm::normalize(glm::vec3(0.4f, 0.1f, 1.0f));
    const PlaneRegion wall{.plane = {.normal = normal, .offset_m = 2.0f},
                           .mask = {0, 0, Image<std::uint8_t>(kPicture, 1)}};
    return find_text_regions(frame, {wall}, {});
}

TextMaterial material() {
    const std::filesystem::path folder = "/usr/share/fonts/truetype/dejavu";
    Choice<std::filesystem::path> fonts(folder / "DejaVuSans.ttf");
    fonts.values.push_back(folder / "DejaVuSerif-Bold.ttf");
    return {.fonts = fonts, .vocabularies = Choice<Vocabulary>(builtin_vocabulary())};
}

TEST(TextRegions, ABoardAndTheWallAroundItAreTwo) {
    const auto regions = wall_regions(wall_frame());
    ASSERT_EQ(regions.size(), 2u);
    EXPECT_NEAR(static_cast<double>(regions[1].area), 220 * 120, 1500);
}

TEST(TextRegions, LinesOnWallsAreLevelWhereverTheCameraLooks) {
    const Frame frame = wall_frame();
    const glm::vec3 up = glm::normalize(glm::vec3(0.3f, 0.8f, 0.4f));  // rolled and turned down
    const glm::vec3 level = glm::normalize(glm::cross(up, glm::vec3(0.3f, 0.1f, 0.9f)));
    const glm::vec3 normal = glm::cross(level, up);
    const PlaneRegion wall{.plane = {.normal = normal, .offset_m = 2.0f},
                           .mask = {0, 0, Image<std::uint8_t>(kPicture, 1)}};
    for (const TextRegion& region : find_text_regions(frame, {wall}, {}, up)) {
        EXPECT_NEAR(glm::dot(region.right, level), 1.0f, 1e-5f);
        const auto page =
            image_from_plane(wall.plane, frame.camera.intrinsics, {240, 180}, 0, region.right);
        ASSERT_TRUE(page);
        // Points along a line of text are equally high, those down the page lie lower.
        const auto height_of = [&](const glm::dvec2& on_page) {
            const glm::dvec2 p = map_point(*page, on_page);
            const auto ray = pixel_ray(frame.camera.intrinsics, p.x, p.y);
            const double depth = depth_at(wall.plane, frame.camera.intrinsics, p.x, p.y);
            return glm::dot(ray * depth, glm::dvec3(up));
        };
        EXPECT_NEAR(height_of({0.3, 0}), height_of({-0.3, 0}), 1e-6);
        EXPECT_NEAR(height_of({0, 0.3}), height_of({0, 0}) - 0.3, 1e-5);
    }
    const PlaneRegion floor{.plane = {.normal = up, .offset_m = 2.0f},
                            .mask = {0, 0, Image<std::uint8_t>(kPicture, 1)}};
    for (const TextRegion& region : find_text_regions(frame, {floor}, {}, up))
        EXPECT_EQ(region.right, glm::vec3(1, 0, 0));
}

TEST(TextRegions, LeavesAreNone) {
    Frame frame = wall_frame();
    Rng rng{1};
    for (Rgb8& c : frame.color) c.g = static_cast<std::uint8_t>(rng.integer(0, 255));
    EXPECT_TRUE(wall_regions(frame).empty());
}

TEST(PlaceTexts, WordsStayInTheirRegionsAndApart) {
    int words = 0;
    for (std::uint64_t sample = 0; sample < 12; ++sample) {
        Frame frame = wall_frame();
        const Image<Rgb8> plate = frame.color;
        const auto regions = wall_regions(frame);
        place_texts(frame, regions, material(), {}, "text", Rng{5}.stream(sample));
        std::set<std::string> names;
        for (std::size_t i = 0; i < frame.objects.size(); ++i, ++words) {
            const Object& object = frame.objects[i];
            names.insert(object.name);
            ASSERT_TRUE(object.text && object.amodal);
            EXPECT_EQ(object.category, "text");
            std::string spelled;
            for (const TextChar& c : object.text->chars) spelled += c.text;
            EXPECT_EQ(spelled, object.text->transcription);
            EXPECT_EQ(object.text->language, "en");
            EXPECT_GE(object.text->baseline.size(), 2u);
            // All pixels of a word are visible, and are in one region.
            std::set<std::size_t> owners;
            std::uint64_t visible = 0;
            for (int y = 0; y < kPicture.height; ++y) {
                for (int x = 0; x < kPicture.width; ++x) {
                    if (frame.ids.at(x, y) != i + 1) continue;
                    ++visible;
                    EXPECT_NE(frame.color.at(x, y), plate.at(x, y));
                    for (std::size_t r = 0; r < regions.size(); ++r) {
                        const Mask& mask = regions[r].mask;
                        if (x >= mask.x && y >= mask.y && x < mask.rect().right() &&
                            y < mask.rect().bottom() && mask.pixels.at(x - mask.x, y - mask.y))
                            owners.insert(r);
                    }
                }
            }
            EXPECT_EQ(visible, object.amodal->total_area);
            EXPECT_EQ(owners.size(), 1u);
        }
        EXPECT_EQ(names.size(), frame.objects.size());
    }
    EXPECT_GT(words, 30);
}

TEST(PlaceTexts, IsAFunctionOfItsRandomness) {
    Frame a = wall_frame(), b = wall_frame();
    const auto regions = wall_regions(a);
    place_texts(a, regions, material(), {}, "text", Rng{8});
    place_texts(b, regions, material(), {}, "text", Rng{8});
    EXPECT_EQ(a.color, b.color);
    EXPECT_EQ(a.ids, b.ids);
}

TEST(PlaceTexts, NamesWhatItCouldNotPlace) {
    Frame frame = wall_frame();
    place_texts(frame, {}, material(), {.count = 3}, "word", Rng{9});
    EXPECT_EQ(frame.rejects,
              std::vector<std::string>(3, "word: no surface is large and plain enough"));
    EXPECT_TRUE(frame.objects.empty());

    const auto regions = wall_regions(frame);
    TextMaterial chinese = material();
    chinese.vocabularies = Choice<Vocabulary>(Vocabulary{{U"\u4E2D\u6587"}});
    frame.rejects.clear();
    const Image<Rgb8> plate = frame.color;
    place_texts(frame, regions, chinese, {.count = 1, .patterns = 0.0}, "word", Rng{9});
    ASSERT_EQ(frame.rejects.size(), 1u);
    EXPECT_THAT(frame.rejects[0], ::testing::HasSubstr("no font has U+4E2D"));
    EXPECT_EQ(frame.color, plate);
}

TEST(PlaceTexts, NothingWithoutContrastStays) {
    // No color is 80 away from a grey of middle lightness, and letters of that contrast are asked
    // for.
    Frame frame = wall_frame({119, 119, 119});
    const auto regions = wall_regions(frame);
    const Image<Rgb8> plate = frame.color;
    place_texts(frame, {regions[0]}, material(), {.count = 2, .min_contrast = 80}, "text", Rng{4});
    EXPECT_THAT(frame.rejects, ::testing::Each("text: no color stands out from its surface"));
    EXPECT_EQ(frame.color, plate);
    EXPECT_TRUE(frame.objects.empty());
}

}  // namespace
}  // namespace diorama
