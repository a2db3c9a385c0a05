#include "augment/planes/fit_planes.hpp"

#include <gtest/gtest.h>

#include "tests/augment/planes/plane_scenes.hpp"

namespace diorama {
namespace {

using test::depth_of;
using test::kCamera;
using test::kPicture;
using test::plane_at;

float degrees_between(const glm::vec3& a, const glm::vec3& b) {
    return degrees(2.0f * std::asin(std::min(1.0f, 0.5f * glm::distance(a, b))));
}

/// The found region nearest to a plane, or null.
const PlaneRegion* nearest(const std::vector<PlaneRegion>& found, const Plane& plane) {
    const PlaneRegion* best = nullptr;
    for (const PlaneRegion& region : found) {
        if (!best || degrees_between(region.plane.normal, plane.normal) <
                         degrees_between(best->plane.normal, plane.normal))
            best = &region;
    }
    return best;
}

PlaneOptions exact() {
    PlaneOptions options;
    options.noise = {.constant_m = 0.002f, .per_m = 0.0f};
    return options;
}

TEST(FitPlanes, FindsTheThreePlanesOfARoomExactly) {
    const auto room = test::room();
    const auto found = fit_planes(depth_of(room), kCamera, exact(), Rng{1});
    ASSERT_EQ(found.size(), 3u);
    std::size_t covered = 0;
    for (const Plane& plane : room) {
        const PlaneRegion* region = nearest(found, plane);
        EXPECT_LT(degrees_between(region->plane.normal, plane.normal), 0.02f);
        EXPECT_NEAR(region->plane.offset_m, plane.offset_m, 1e-3f);
        EXPECT_LT(region->rms_m, 1e-3f);
        covered += region->inliers;
    }
    EXPECT_GT(covered, kPicture.area() * 99 / 100);
}

TEST(FitPlanes, BearsTheNoiseAndHolesOfASensor) {
    const auto room = test::room();
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        auto depth = depth_of(room);
        test::spoil(depth, 0.003, 0.2, Rng{seed});
        const auto found = fit_planes(depth, kCamera, {}, Rng{seed});
        ASSERT_EQ(found.size(), 3u) << seed;
        for (const Plane& plane : room) {
            const PlaneRegion* region = nearest(found, plane);
            EXPECT_LT(degrees_between(region->plane.normal, plane.normal), 0.5f) << seed;
            EXPECT_NEAR(region->plane.offset_m, plane.offset_m, 0.01f) << seed;
        }
    }
}

TEST(FitPlanes, NormalsFaceTheCameraAndMasksAreDisjoint) {
    auto depth = depth_of(test::room());
    test::spoil(depth, 0.002, 0.1, Rng{9});
    const auto found = fit_planes(depth, kCamera, {}, Rng{9});
    Image<std::uint8_t> owners(kPicture, 0);
    for (const PlaneRegion& region : found) {
        EXPECT_GT(region.plane.offset_m, 0.0f);
        for (int y = 0; y < region.mask.pixels.height(); ++y) {
            for (int x = 0; x < region.mask.pixels.width(); ++x)
                owners.at(region.mask.x + x, region.mask.y + y) += region.mask.pixels.at(x, y);
        }
    }
    for (const std::uint8_t count : owners) ASSERT_LE(count, 1);
}

TEST(FitPlanes, OnePlaneBehindAPoleStaysOne) {
    auto depth = depth_of({plane_at({0, 0.2f, 1}, {0, 0, -2})});
    for (int y = 0; y < kPicture.height; ++y) {
        for (int x = 300; x < 340; ++x) depth.at(x, y) = 0.9f + 0.0004f * static_cast<float>(x % 7);
    }
    const auto found = fit_planes(depth, kCamera, exact(), Rng{2});
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].inliers, kPicture.area() - 40 * 480);
}

TEST(FitPlanes, ASphereAndAnEmptyPictureHaveNone) {
    EXPECT_TRUE(fit_planes(Image<float>(kPicture, 0.0f), kCamera, {}, Rng{3}).empty());
    Image<float> ball(kPicture, 0.0f);
    for (int y = 0; y < kPicture.height; ++y) {
        for (int x = 0; x < kPicture.width; ++x) {
            const glm::dvec3 r = pixel_ray(kCamera, x + 0.5, y + 0.5);
            // |t r - (0, 0, -1)| = 0.3
            const double a = glm::dot(r, r), root = 1.0 - a * (1.0 - 0.09);
            if (root > 0) ball.at(x, y) = static_cast<float>((1.0 - std::sqrt(root)) / a);
        }
    }
    // A cap 0.5 mm high is 0.2 % of the half that is seen.
    PlaneOptions options;
    options.noise = {.constant_m = 0.00025f, .per_m = 0.0f};
    EXPECT_TRUE(fit_planes(ball, kCamera, options, Rng{3}).empty());
}

TEST(FitPlanes, IsAFunctionOfItsArguments) {
    auto depth = depth_of(test::room());
    test::spoil(depth, 0.003, 0.2, Rng{5});
    const auto a = fit_planes(depth, kCamera, {}, Rng{5}),
               b = fit_planes(depth, kCamera, {}, Rng{5});
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].plane.normal, b[i].plane.normal);
        EXPECT_EQ(a[i].mask.pixels, b[i].mask.pixels);
    }
}

TEST(FitPlane, AcceptsByTheShareOfTheRegion) {
    // Two walls that meet at column 322: a region mostly on one is that one's, one half on each
    // is nobody's.
    const Plane left = plane_at({0.8f, 0, 1}, {0, 0, -2}),
                right = plane_at({-0.8f, 0, 1}, {0, 0, -2});
    Image<float> depth = depth_of({left});
    const Image<float> other = depth_of({right});
    for (int y = 0; y < kPicture.height; ++y) {
        for (int x = 322; x < kPicture.width; ++x) depth.at(x, y) = other.at(x, y);
    }
    const auto fit = [&](int x, int width) {
        const Mask region{x, 200, Image<std::uint8_t>({width, 60}, 1)};
        return fit_plane(depth, kCamera, region, exact(), Rng{6});
    };
    const auto most = fit(250, 100);
    ASSERT_TRUE(most);
    EXPECT_LT(degrees_between(most->plane.normal, left.normal), 0.05f);
    EXPECT_NEAR(static_cast<double>(most->inliers), 72 * 60, 60 * 2);
    EXPECT_FALSE(fit(272, 100));
    EXPECT_FALSE(fit(10, 1));  // 60 pixels are too few
}

}  // namespace
}  // namespace diorama
