// Every further channel against a known answer.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "engine/render/flow.hpp"
#include "engine/render/renderer.hpp"
#include "engine/scene/motion.hpp"
#include "tests/engine/render/device_fixture.hpp"
#include "tests/oracle/random_scene.hpp"

namespace diorama {
namespace {

constexpr Extent kExtent{160, 120};

class Channels : public RenderTest {
 protected:
    static Frame render(const Scene& scene, FrameRequest request) {
        Renderer renderer(device());
        return renderer.render(scene, request);
    }
};

constexpr FrameRequest kSurface{.color = false,
                                .distance = true,
                                .nocs = true,
                                .parts = true,
                                .materials = true,
                                .motion = true};

Scene scene_number(std::uint64_t index) {
    return oracle::random_scene(Rng{5}.stream(index), kExtent);
}

glm::mat4 at(float x, float y, float z) {
    glm::mat4 pose(1.0f);
    pose[3] = glm::vec4(x, y, z, 1);
    return pose;
}

// Cards a meter wide before a camera at the origin.
Scene cards(const std::vector<glm::mat4>& poses) {
    Scene scene;
    scene.camera = {.extent = kExtent, .intrinsics = {.fx = 100, .fy = 100, .cx = 80, .cy = 60}};
    for (std::size_t i = 0; i < poses.size(); ++i)
        scene.instances.push_back(
            oracle::make_instance("card#" + std::to_string(i + 1), oracle::card_model(), poses[i]));
    return scene;
}

TEST_F(Channels, DistanceOfAPlaneIsThatOfItsFormula) {
    glm::mat4 pose =
        at(0.1f, -0.05f, -0.9f) * glm::mat4_cast(glm::angleAxis(0.5f, glm::vec3(0, 1, 0)));
    const Scene scene = cards({pose});
    const Frame frame = render(scene, kSurface);
    const glm::dvec3 normal(pose[2]), point(pose[3]);
    int seen = 0;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const float distance = frame.surface.distance.at(x, y);
            if (frame.ids.at(x, y) == kBackgroundId) {
                EXPECT_TRUE(std::isinf(distance));
                continue;
            }
            const glm::dvec3 ray =
                glm::normalize(glm::dvec3((x + 0.5 - 80) / 100, (60 - y - 0.5) / 100, -1));
            const double expected = glm::dot(normal, point) / glm::dot(normal, ray);
            EXPECT_NEAR(distance / expected, 1, 1e-6) << x << ' ' << y;
            ++seen;
        }
    EXPECT_GT(seen, 5000);
}

TEST_F(Channels, NocsLeadBackToThePixel) {
    std::size_t seen = 0;
    for (std::uint64_t index = 0; index < 6; ++index) {
        const Scene scene = scene_number(index);
        const Frame frame = render(scene, kSurface);
        for (int y = 0; y < kExtent.height; ++y)
            for (int x = 0; x < kExtent.width; ++x) {
                const std::uint32_t id = frame.ids.at(x, y);
                const glm::vec3 nocs = frame.surface.nocs.at(x, y);
                if (id == kBackgroundId) {
                    EXPECT_EQ(nocs, glm::vec3(0.0f));
                    continue;
                }
                const Object& object = frame.objects[id - 1];
                const glm::vec3 p = object.box.min + nocs * object.box.size();
                const glm::vec3 pixel =
                    project(scene.camera, glm::vec3(object.world_from_object * glm::vec4(p, 1)));
                EXPECT_NEAR(pixel.x, x + 0.5, 0.02) << index;
                EXPECT_NEAR(pixel.y, y + 0.5, 0.02) << index;
                EXPECT_NEAR(pixel.z / frame.depth.at(x, y), 1, 1e-4) << index;
                ++seen;
            }
    }
    EXPECT_GT(seen, 20000u);
}

TEST_F(Channels, PartsAreThoseOfTheInstanceThatIsSeen) {
    const Scene scene = scene_number(1);
    const Frame frame = render(scene, kSurface);
    std::set<std::uint32_t> parts;
    for (std::size_t i = 0; i < kExtent.area(); ++i) {
        const std::uint32_t id = frame.ids.data()[i], part = frame.surface.part.data()[i];
        const std::uint32_t material = frame.surface.material.data()[i];
        ASSERT_EQ(id == kBackgroundId, part == 0);
        ASSERT_EQ(id == kBackgroundId, material == 0);
        if (id == kBackgroundId) continue;
        ASSERT_LE(part, frame.surface.part_names.size());
        EXPECT_EQ(frame.surface.part_names[part - 1].instance_id, id);
        EXPECT_EQ(frame.surface.part_names[part - 1].material, material);
        parts.insert(part);
    }
    EXPECT_GT(parts.size(), 3u);
}

// Two cards that fill the left and the right half, under light that falls straight on them.
Scene lit_cards(const glm::vec3& left, const glm::vec3& right) {
    Scene scene = cards({at(-0.5f, 0, -1), at(0.5f, 0, -1)});
    scene.lights = {{.kind = LightKind::Sun, .direction = {0, 0, 1}, .color = glm::vec3(2.0f)}};
    scene.environment.radiance = std::make_shared<const Image<glm::vec3>>(Extent{8, 4});
    scene.environment.visible = false;
    scene.instances[0].materials = {{.base_color = glm::vec4(left, 1), .roughness = 1}};
    scene.instances[1].materials = {{.base_color = glm::vec4(right, 1), .roughness = 1}};
    return scene;
}

TEST_F(Channels, IntrinsicImagesOfAMattCardAreItsColorAndItsLight) {
    const glm::vec3 red(0.7f, 0.2f, 0.1f);
    const Frame frame = render(lit_cards(red, glm::vec3(0.0f)), {.color = true, .intrinsic = true});
    const auto& [albedo, shading, rest] = frame.intrinsic;
    for (int y = 30; y < 90; y += 7)
        for (int x = 10; x < 70; x += 7) {
            for (int c = 0; c < 3; ++c) {
                EXPECT_NEAR(albedo.at(x, y)[c], red[c], 1e-3);
                // An irradiance of 2 over pi, less the two percent that the surface mirrors: the
                // same for both colors.
                EXPECT_NEAR(shading.at(x, y)[c], 0.98 * 2 / 3.14159265, 0.01);
                EXPECT_NEAR(shading.at(x, y)[c], shading.at(159 - x, y)[c], 1e-3);
                // What the black card sends back at the mirrored place is its highlight alone.
                EXPECT_EQ(albedo.at(159 - x, y)[c], 0.0f);
                EXPECT_NEAR(rest.at(x, y)[c], rest.at(159 - x, y)[c], 2e-3);
                EXPECT_GT(rest.at(x, y)[c], 0.0f);
            }
        }
}

TEST_F(Channels, IntrinsicImagesLeaveThePictureAsItIs) {
    const Scene scene = lit_cards({0.7f, 0.2f, 0.1f}, {0.1f, 0.5f, 0.3f});
    const Frame plain = render(scene, {.color = true});
    const Frame with = render(scene, {.color = true, .intrinsic = true, .coverage = true});
    EXPECT_TRUE(std::ranges::equal(plain.color.pixels(), with.color.pixels()));
    EXPECT_TRUE(std::ranges::equal(plain.ids.pixels(), with.ids.pixels()));
}

TEST_F(Channels, CoverageIsThatOf64Samples) {
    Renderer renderer(device());
    for (std::uint64_t index = 0; index < 3; ++index) {
        const Scene scene = scene_number(index);
        const Frame frame = renderer.render(scene, {.color = false, .coverage = true});
        std::vector<std::map<std::uint32_t, double>> reference(kExtent.area());
        for (int sample = 0; sample < 64; ++sample) {
            Scene shifted = scene;
            shifted.camera.intrinsics.cx -= (sample % 8 + 0.5) / 8 - 0.5;
            shifted.camera.intrinsics.cy -= (sample / 8 + 0.5) / 8 - 0.5;
            const Frame ids = renderer.render(shifted, {.color = false, .depth = false});
            for (std::size_t i = 0; i < kExtent.area(); ++i)
                reference[i][ids.ids.data()[i]] += 1.0 / 64;
        }
        double worst = 0, sum_of_errors = 0;
        int edges = 0;
        for (std::size_t i = 0; i < kExtent.area(); ++i) {
            double sum = 0;
            for (const Image<CoverageEntry>& rank : frame.coverage.ranks) {
                const CoverageEntry& entry = rank.data()[i];
                sum += entry.share;
                if (entry.share == 0) continue;
                const double error = std::abs(entry.share - reference[i][entry.id]);
                worst = std::max(worst, error);
                if (reference[i].size() == 1) continue;
                sum_of_errors += error;
                ++edges;
            }
            EXPECT_NEAR(sum, 1, 1e-6);
        }
        EXPECT_GT(edges, 500) << index;
        EXPECT_LT(sum_of_errors / edges, 0.045) << index;
        EXPECT_LT(worst, 0.3) << index;
    }
}

TEST_F(Channels, FlowOfMovedCardsIsThatOfTheirFormula) {
    Scene scene = cards({at(0, 0, -1), at(-1.2f, 0, -2)});
    scene.instances[0].velocity = {0.1f, 0.05f, 0};  // the near one moves, the far one waits
    Renderer renderer(device());
    const FrameRequest request{.color = false, .motion = true};
    const Frame now = renderer.render(scene, request);
    const Frame then = renderer.render(scene_at(scene, 1.0), request);
    const Flow flow = flow_between(now, then);
    int moved = 0, hidden = 0, still = 0;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            const glm::vec2 motion = flow.motion.at(x, y);
            const std::uint8_t faults = flow.faults.at(x, y);
            switch (now.ids.at(x, y)) {
                case 0:
                    EXPECT_EQ(faults, kFlowNoSurface);
                    break;
                case 1:
                    EXPECT_NEAR(motion.x, 10, 1e-3);
                    EXPECT_NEAR(motion.y, -5, 1e-3);
                    EXPECT_EQ(faults, y < 5 ? kFlowLeavesPicture : 0) << x << ' ' << y;
                    ++moved;
                    break;
                default:
                    EXPECT_NEAR(glm::length(motion), 0, 1e-3);
                    // Hidden where the near card has come to lie.
                    EXPECT_EQ(faults, then.ids.at(x, y) == 1 ? kFlowHidden : 0) << x << ' ' << y;
                    ++(faults ? hidden : still);
            }
        }
    EXPECT_GT(moved, 5000);
    EXPECT_GT(still, 500);
    EXPECT_EQ(hidden, 0);  // it moved away from the far one
    const Flow back = flow_between(then, now);
    int covered = 0;
    for (std::size_t i = 0; i < kExtent.area(); ++i)
        covered += then.ids.data()[i] == 2 && back.faults.data()[i] == kFlowHidden;
    EXPECT_NEAR(covered, 10 * 50, 60);  // the strip that was laid open, 50 pixels high
}

TEST_F(Channels, FlowUnderAMovingCameraProjectsPointsOfTheWorld) {
    Scene scene = scene_number(2);
    scene.path = {.seconds = 1, .pivot = {0, 0, -3}, .azimuth = 0.05f, .elevation = 0.02f};
    const FrameRequest request{.color = false, .motion = true};
    Renderer renderer(device());
    const Frame now = renderer.render(scene, request);
    const Scene later = scene_at(scene, 1.0);
    const Frame then = renderer.render(later, request);
    const Flow flow = flow_between(now, then);
    std::size_t valid = 0;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            if (now.ids.at(x, y) == kBackgroundId) continue;
            const glm::vec3 world =
                unproject(scene.camera, x + 0.5, y + 0.5, double{now.depth.at(x, y)});
            const glm::vec3 there = project(later.camera, world);
            if (there.z < 0.1f) continue;
            EXPECT_NEAR(flow.motion.at(x, y).x, there.x - static_cast<float>(x) - 0.5f, 0.05);
            EXPECT_NEAR(flow.motion.at(x, y).y, there.y - static_cast<float>(y) - 0.5f, 0.05);
            valid += flow.faults.at(x, y) == 0;
        }
    EXPECT_GT(valid, 3000u);
}

// A color picture at a continuous position, bilinear.
glm::dvec3 color_at(const Image<Rgb8>& image, const glm::dvec2& at) {
    const glm::dvec2 p = at - 0.5;
    const int x = static_cast<int>(std::floor(p.x)), y = static_cast<int>(std::floor(p.y));
    const auto texel = [&](int i, int j) {
        const Rgb8 c =
            image.at(std::clamp(i, 0, image.width() - 1), std::clamp(j, 0, image.height() - 1));
        return glm::dvec3(c.r, c.g, c.b);
    };
    const double fx = p.x - x, fy = p.y - y;
    return (1 - fy) * ((1 - fx) * texel(x, y) + fx * texel(x + 1, y)) +
           fy * ((1 - fx) * texel(x, y + 1) + fx * texel(x + 1, y + 1));
}

bool is_inside(const Image<std::uint32_t>& ids, int x, int y) {
    for (int j = std::max(y - 1, 0); j <= std::min(y + 1, ids.height() - 1); ++j)
        for (int i = std::max(x - 1, 0); i <= std::min(x + 1, ids.width() - 1); ++i)
            if (ids.at(i, j) != ids.at(x, y)) return false;
    return true;
}

TEST_F(Channels, FlowWarpsTheNextPictureOntoThisOne) {
    Scene scene = lit_cards(glm::vec3(0.9f), glm::vec3(0.9f));
    Image<Rgba8> pixels({64, 64});
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 64; ++x) {
            const auto wave = [](double a) { return static_cast<std::uint8_t>(128 + 90 * a); };
            pixels.at(x, y) = {wave(std::sin(x * 0.7)), wave(std::sin(y * 0.5 + x * 0.2)),
                               wave(std::cos(y * 0.6)), 255};
        }
    const auto texture = std::make_shared<const Texture>(
        Texture{.name = "waves", .pixels = std::move(pixels), .srgb = true});
    for (Instance& instance : scene.instances)
        instance.materials[0].base_color_texture.texture = texture;
    scene.instances[1].velocity = {-0.02f, 0.03f, 0.05f};
    scene.path = {.seconds = 1, .pivot = {0, 0, -1}, .azimuth = 0.12f, .elevation = 0.05f};
    const FrameRequest request{.color = true, .motion = true};
    Renderer renderer(device());
    const Frame now = renderer.render(scene, request);
    const Frame then = renderer.render(scene_at(scene, 1.0), request);
    const Flow flow = flow_between(now, then);
    double error = 0, unmoved_error = 0;
    int count = 0;
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x) {
            if (flow.faults.at(x, y) != 0 || !is_inside(now.ids, x, y)) continue;
            const glm::dvec2 here(x + 0.5, y + 0.5);
            const glm::dvec2 there = here + glm::dvec2(flow.motion.at(x, y));
            if (!is_inside(then.ids, static_cast<int>(there.x), static_cast<int>(there.y)))
                continue;
            const glm::dvec3 seen = color_at(now.color, here);
            const auto mean = [](const glm::dvec3& v) { return (v.x + v.y + v.z) / 3 / 255; };
            error += mean(glm::abs(seen - color_at(then.color, there)));
            unmoved_error += mean(glm::abs(seen - color_at(then.color, here)));
            ++count;
        }
    ASSERT_GT(count, 8000);
    EXPECT_LT(error / count, 0.01);
    EXPECT_GT(unmoved_error / count, 0.05);  // without the flow they differ
}

TEST_F(Channels, KeypointsAreSeenCoveredOrOutside) {
    Scene scene = cards({at(0, 0, -2), at(0.6f, 0, -1), at(-1.2f, 0, -4)});
    const auto add = [&](const char* name, const glm::vec3& p) {
        scene.instances[0].object.keypoints.push_back({.name = name, .position = p});
    };
    add("seen", {-0.3f, 0.2f, 0});
    add("covered", {0.3f, 0, 0});
    add("outside", {-5, 0, 0});
    add("behind the camera", {0, 0, 4});
    add("behind itself", {-0.3f, 0, -0.5f});
    add("beside it, over the far card", {-0.6f, 0, 0});
    const Frame frame = render(scene, {.color = false, .depth = false});
    const std::vector<Keypoint>& points = frame.objects[0].keypoints;
    ASSERT_EQ(points.size(), 6u);
    EXPECT_EQ(points[0].visibility, 2);
    EXPECT_NEAR(points[0].pixel.x, 80 - 15, 1e-3);
    EXPECT_NEAR(points[0].pixel.y, 60 - 10, 1e-3);
    EXPECT_EQ(points[1].visibility, 1);
    EXPECT_NEAR(points[1].pixel.x, 95, 1e-3);
    EXPECT_EQ(points[2].visibility, 0);
    EXPECT_EQ(points[2].pixel, glm::vec2(0.0f));
    EXPECT_EQ(points[3].visibility, 0);
    EXPECT_EQ(points[4].visibility, 1);
    EXPECT_EQ(frame.ids.at(50, 60), 3u);
    EXPECT_EQ(points[5].visibility, 1);  // nothing hides it, but it is on no pixel of its object
}

}  // namespace
}  // namespace diorama
