#include "engine/scene/panorama.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace diorama {
namespace {

std::vector<PanoramaLook> some_looks() {
    return {StudioLook{},
            StudioLook{.warmth = 10, .contrast = 4, .backdrop = 8, .layout = 7},
            StudioLook{.warmth = -10, .contrast = 0, .backdrop = 2, .layout = 3},
            SkyLook{},
            SkyLook{.sun_elevation = 0, .turbidity = 10, .clouds = 7},
            SkyLook{.sun_elevation = 18, .turbidity = 2, .ground = {0, 0, 0}, .clouds = 2},
            RoomLook{},
            RoomLook{.warmth = 10, .daylight = 0, .layout = 5},
            RoomLook{.warmth = -10, .daylight = 10, .layout = 9}};
}

TEST(Panorama, CenterLooksAlongPlusXAndColumnsGrowTowardPlusZ) {
    const Extent extent{512, 256};
    const auto near = [](const glm::vec3& a, const glm::vec3& b) {
        return glm::length(a - b) < 1e-6f;
    };
    EXPECT_TRUE(near(panorama_direction(extent, 256, 128), {1, 0, 0}));
    EXPECT_TRUE(near(panorama_direction(extent, 384, 128), {0, 0, 1}));
    EXPECT_TRUE(near(panorama_direction(extent, 128, 128), {0, 0, -1}));
    EXPECT_TRUE(near(panorama_direction(extent, 0, 128), {-1, 0, 0}));
    EXPECT_TRUE(near(panorama_direction(extent, 17, 0), {0, 1, 0}));
    EXPECT_TRUE(near(panorama_direction(extent, 400, 256), {0, -1, 0}));
}

TEST(Panorama, LooksAreFiniteEvenAndRepeatable) {
    for (const PanoramaLook& look : some_looks()) {
        SCOPED_TRACE(panorama_key(look));
        const Image<glm::vec3> image = paint_panorama(look);
        EXPECT_EQ(image.extent(), (Extent{512, 256}));
        for (const glm::vec3& c : image) {
            ASSERT_TRUE(c.r >= 0 && c.g >= 0 && c.b >= 0 && c.r < 200 && c.g < 200 && c.b < 200);
        }
        // No seam: the step across it is no larger than steps inside of rows are.
        float seam = 0, inside = 0;
        for (int y = 0; y < 256; ++y) {
            seam = std::max(seam, glm::length(image.at(511, y) - image.at(0, y)));
            for (int x = 0; x < 511; ++x) {
                inside = std::max(inside, glm::length(image.at(x + 1, y) - image.at(x, y)));
            }
        }
        EXPECT_LE(seam, inside);
        EXPECT_EQ(image, paint_panorama(look));
    }
}

TEST(Panorama, DifferentLooksHaveDifferentKeysAndPixels) {
    std::set<std::string> keys;
    std::set<std::vector<float>> rows;
    for (int layout = 0; layout < kRoomLayouts; ++layout) {
        const RoomLook look{.layout = layout};
        keys.insert(panorama_key(look));
        const auto image = paint_panorama(look);
        rows.insert({image.at(100, 140).r, image.at(300, 120).g, image.at(400, 200).b});
    }
    EXPECT_EQ(keys.size(), static_cast<std::size_t>(kRoomLayouts));
    EXPECT_EQ(rows.size(), static_cast<std::size_t>(kRoomLayouts));
    EXPECT_NE(panorama_key(SkyLook{.clouds = 1}), panorama_key(SkyLook{.clouds = 2}));
    EXPECT_NE(panorama_key(StudioLook{.warmth = 1, .contrast = 2}),
              panorama_key(StudioLook{.warmth = 2, .contrast = 1}));
}

TEST(Panorama, LightsAHorizontalPlaneAsPromised) {
    const auto mean = [](const PanoramaLook& look) {
        const glm::vec3 m = mean_radiance_from_above(paint_panorama(look));
        return (m.r + m.g + m.b) / 3;
    };
    for (int layout = 0; layout < kStudioLayouts; layout += 3) {
        EXPECT_NEAR(mean(StudioLook{.layout = layout}), 0.9f, 0.01f);
        EXPECT_NEAR(mean(RoomLook{.layout = layout}), 0.65f, 0.01f);
    }
    EXPECT_NEAR(mean(SkyLook{.clouds = 0}), 0.35f, 0.02f);
}

TEST(Panorama, MeanRadianceOfAConstantIsThatConstant) {
    const Image<glm::vec3> grey({64, 32}, glm::vec3(0.5f, 1.0f, 2.0f));
    EXPECT_NEAR(glm::length(mean_radiance_from_above(grey) - glm::vec3(0.5f, 1, 2)), 0.0f, 1e-5f);
}

TEST(Sky, IsBrightestAroundItsSunWithoutTheDisc) {
    const SkyLook look{.sun_elevation = 8, .turbidity = 3, .clouds = 0};
    const auto image = paint_panorama(look);
    // 40 degrees up is row (90 - 40) / 180 * 256 = 71, over the center column.
    const auto at = [&](int x) { return image.at(x, 71).g; };
    EXPECT_GT(at(256), 1.5f * at(128));
    EXPECT_GT(at(256), 1.5f * at(0));
    EXPECT_LT(at(256), 20.0f * at(0));  // the disc would be some 10^5 times brighter
    EXPECT_NEAR(at(240), at(271), 1e-3f);
}

TEST(Sky, IsBlueOverheadAndItsLowSunIsRed) {
    const auto image = paint_panorama(SkyLook{.clouds = 0});
    EXPECT_GT(image.at(0, 60).b, 1.5f * image.at(0, 60).r);
    const glm::vec3 noon = sky_sun_color(SkyLook{.sun_elevation = 14});
    const glm::vec3 evening = sky_sun_color(SkyLook{.sun_elevation = 1});
    EXPECT_GT(evening.r / evening.b, 2 * noon.r / noon.b);
    EXPECT_GT(noon.g, evening.g);
    EXPECT_NEAR(sky_sun_elevation(SkyLook{.sun_elevation = 9}), radians(45.0f), 1e-6f);
}

TEST(Room, DaylightComesFromTheWindow) {
    // The window is toward +Z, a quarter of the picture right of the center.
    const auto brightness = [](int daylight) {
        const auto image = paint_panorama(RoomLook{.daylight = daylight, .layout = 2});
        float window = 0, opposite = 0;
        for (int y = 96; y < 144; ++y) {
            for (int x = -40; x < 40; ++x) {
                window += image.at(384 + x, y).g;
                opposite += image.at(128 + x, y).g;
            }
        }
        return window / opposite;
    };
    EXPECT_GT(brightness(10), 2.0f);
    EXPECT_GT(brightness(10), brightness(0));
}

}  // namespace
}  // namespace diorama
