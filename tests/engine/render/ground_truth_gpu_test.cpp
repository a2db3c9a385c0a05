// The renderer's ids, depths and amodal masks against a CPU rasteriser and against rays.
#include <gtest/gtest.h>

#include "engine/render/renderer.hpp"
#include "tests/engine/render/device_fixture.hpp"
#include "tests/oracle/frame_check.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{320, 240};
constexpr Rect kCanvas{-2 * 320, -2 * 240, 5 * 320, 5 * 240};

class GroundTruth : public RenderTest {
 protected:
    static Frame render(const Scene& scene, bool color = false) {
        Renderer renderer(device());
        return renderer.render(scene, {.color = color});
    }
};

Scene scene_number(std::uint64_t index) {
    return oracle::random_scene(Rng{31}.stream(index), kExtent);
}

TEST_F(GroundTruth, RandomScenesAgreeWithBothOracles) {
    Renderer renderer(device());
    std::size_t masks = 0, covered = 0;
    for (std::uint64_t index = 0; index < 12; ++index) {
        const Scene scene = scene_number(index);
        const Frame frame = renderer.render(scene, {.color = false});
        const oracle::FrameCheck check = oracle::check_frame(scene, frame, kCanvas);
        EXPECT_EQ(check.raster.ids.size(), 0u) << "scene " << index << '\n' << check.to_string();
        EXPECT_LE(check.raster.tied_pixels, kExtent.area() / 10000) << "scene " << index;
        EXPECT_EQ(check.mask_differences(), 0u) << "scene " << index << '\n' << check.to_string();
        EXPECT_EQ(check.unexplained(), 0u) << "scene " << index << '\n' << check.to_string();
        // Both reckon with exact triangles. Where two cross, their Z may choose differently.
        EXPECT_LT(check.raster.depth_quantile(0.999), 1e-6f) << "scene " << index;
        EXPECT_LE(check.raster.depth_quantile(1), 1e-4f) << "scene " << index;
        EXPECT_LT(check.rays.depth_quantile(0.99), 5e-5f) << "scene " << index;
        for (const auto& mask : check.masks) EXPECT_TRUE(mask.totals) << check.to_string();
        masks += check.masks.size();
        covered += check.raster.depth_errors.size();
    }
    EXPECT_GT(masks, 50u);
    EXPECT_GT(covered, 12 * kExtent.area() / 4);
}

TEST_F(GroundTruth, HoldsAKilometerFromTheOrigin) {
    for (std::uint64_t index = 0; index < 4; ++index) {
        Scene scene = scene_number(index);
        const glm::vec4 away(1000, -50, 700, 0);
        scene.camera.world_from_camera[3] += away;
        for (Instance& instance : scene.instances) instance.object.world_from_object[3] += away;
        const oracle::FrameCheck check = oracle::check_frame(scene, render(scene), kCanvas);
        EXPECT_EQ(check.raster.ids.size(), 0u) << "scene " << index << '\n' << check.to_string();
        EXPECT_EQ(check.unexplained(), 0u) << "scene " << index << '\n' << check.to_string();
    }
}

TEST_F(GroundTruth, DepthOfSliversIsExact) {
    // Needles of 1/3 to 1/50 pixel, tilted in depth: a plane through rounded window coordinates
    // would be off by far more than its own rounding.
    Scene scene;
    scene.camera = {.extent = kExtent, .intrinsics = intrinsics_from_fov(kExtent, 0.9)};
    for (int i = 0; i < 40; ++i) {
        const float width = 0.004f / static_cast<float>(i + 3);
        glm::mat4 pose = glm::mat4_cast(glm::angleAxis(0.04f * static_cast<float>(i + 1),
                                                       glm::normalize(glm::vec3(0.3f, 1, 2))));
        pose[3] = glm::vec4(0, 0.03f * static_cast<float>(i) - 0.6f, -2, 1);
        scene.instances.push_back(
            oracle::make_instance("needle", oracle::needle_model(3 * width), pose));
    }
    const Frame frame = render(scene);
    const oracle::FrameCheck check =
        oracle::check_frame(scene, frame, {0, 0, kExtent.width, kExtent.height});
    EXPECT_EQ(check.raster.ids.size(), 0u) << check.to_string();
    EXPECT_GT(check.raster.depth_errors.size(), 100u);
    EXPECT_LT(check.raster.depth_quantile(1), 2e-7f);
}

TEST_F(GroundTruth, IsTheSameWithAndWithoutColor) {
    const Scene scene = scene_number(3);
    const Frame plain = render(scene), colored = render(scene, true);
    EXPECT_EQ(plain.ids, colored.ids);
    EXPECT_EQ(plain.depth, colored.depth);
    ASSERT_EQ(plain.objects.size(), colored.objects.size());
    for (std::size_t i = 0; i < plain.objects.size(); ++i) {
        ASSERT_EQ(plain.objects[i].amodal.has_value(), colored.objects[i].amodal.has_value());
        if (!plain.objects[i].amodal) continue;
        EXPECT_EQ(plain.objects[i].amodal->mask.pixels, colored.objects[i].amodal->mask.pixels);
        EXPECT_EQ(plain.objects[i].amodal->total_area, colored.objects[i].amodal->total_area);
    }
}

TEST_F(GroundTruth, AmodalMasksAreThoseOfTheInstanceAlone) {
    // The same through the renderer itself: with everything else gone, visible is amodal.
    const Scene scene = scene_number(5);
    const Frame all = render(scene);
    for (std::size_t i = 0; i < scene.instances.size(); ++i) {
        if (!all.objects[i].amodal) continue;
        Scene alone = scene;
        alone.instances = {scene.instances[i]};
        const Frame frame = render(alone);
        const Mask& mask = all.objects[i].amodal->mask;
        std::size_t differing = 0;
        for (int y = 0; y < kExtent.height; ++y)
            for (int x = 0; x < kExtent.width; ++x) {
                const Rect pixel = intersection(mask.rect(), {x, y, 1, 1});
                const bool amodal = !pixel.empty() && mask.pixels.at(x - mask.x, y - mask.y) != 0;
                differing += amodal != (frame.ids.at(x, y) != 0);
            }
        EXPECT_EQ(differing, 0u) << scene.instances[i].object.name;
    }
}

TEST_F(GroundTruth, OnlyLabelledInstancesHaveMasks) {
    const Scene scene = scene_number(2);
    const Frame frame = render(scene);
    ASSERT_EQ(frame.objects.size(), scene.instances.size());
    for (const Object& object : frame.objects)
        EXPECT_EQ(object.amodal.has_value(), object.labelled()) << object.name;
}

}  // namespace
}  // namespace diorama
