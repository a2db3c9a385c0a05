// Real RGB-D frames, where a folder with them is given by the environment variable
// DIORAMA_SHARED_DATA. Draws what was found over the pictures, into pictures/ of the build folder.
#include <algorithm>
#include <cmath>

#include "augment/planes/support_surfaces.hpp"
#include "tests/augment/planes/rgbd_frames.hpp"

namespace diorama {
namespace {

using test::RgbdFrame;
using test::SharedFrames;

/// Planes in colors over the picture, support surfaces hatched.
void draw(const RgbdFrame& frame, const std::vector<PlaneRegion>& planes,
          const SupportSurfaces& support, const std::string& name) {
    constexpr Rgb8 kColors[] = {{230, 60, 60},  {60, 160, 240}, {70, 200, 90},  {240, 200, 40},
                                {180, 90, 220}, {250, 140, 40}, {60, 210, 210}, {240, 120, 190}};
    Image<Rgb8> picture = frame.color;
    const auto mix = [](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>((a + b) / 2);
    };
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const Rgb8 c = kColors[i % std::size(kColors)];
        const bool carries =
            std::find(support.planes.begin(), support.planes.end(), i) != support.planes.end();
        const Mask& mask = planes[i].mask;
        for (int y = 0; y < mask.pixels.height(); ++y) {
            for (int x = 0; x < mask.pixels.width(); ++x) {
                if (!mask.pixels.at(x, y)) continue;
                if (carries && (x + y) % 12 < 4) continue;
                Rgb8& p = picture.at(mask.x + x, mask.y + y);
                p = {mix(p.r, c.r), mix(p.g, c.g), mix(p.b, c.b)};
            }
        }
    }
    test::save_picture(picture, "planes_" + name);
}

struct Found {
    std::vector<PlaneRegion> planes;
    SupportSurfaces support;
    double measured = 0;

    double share(std::size_t i) const { return static_cast<double>(planes[i].inliers) / measured; }
};

Found find(const std::string& name) {
    const RgbdFrame frame = test::load_frame(name);
    Found found{.planes = fit_planes(frame.depth, frame.intrinsics, {}, Rng{7}), .support = {}};
    SupportOptions options;
    options.up = estimate_up(found.planes, {0, 1, 0});
    found.support = support_surfaces(found.planes, frame.depth.extent(), options);
    for (const float d : frame.depth) found.measured += d > 0.0f;
    draw(frame, found.planes, found.support, name);
    for (std::size_t i = 0; i < found.planes.size(); ++i) {
        const PlaneRegion& p = found.planes[i];
        std::printf("%s %zu: %.1f %%, normal %.2f %.2f %.2f, offset %.2f m, rms %.4f m\n",
                    name.c_str(), i, 100 * found.share(i), static_cast<double>(p.plane.normal.x),
                    static_cast<double>(p.plane.normal.y), static_cast<double>(p.plane.normal.z),
                    static_cast<double>(p.plane.offset_m), static_cast<double>(p.rms_m));
    }
    std::printf("%s: up %.2f %.2f %.2f\n", name.c_str(), static_cast<double>(options.up.x),
                static_cast<double>(options.up.y), static_cast<double>(options.up.z));
    return found;
}

float degrees_between(const Plane& a, const Plane& b) {
    return degrees(std::acos(glm::dot(a.normal, b.normal)));
}

TEST_F(SharedFrames, RenderedRoomHasItsRightAngle) {
    const Found found = find("icl_livingroom_00060");
    ASSERT_GE(found.planes.size(), 2u);
    EXPECT_NEAR(found.share(0), 0.45, 0.05);
    EXPECT_NEAR(found.share(1), 0.23, 0.04);
    EXPECT_NEAR(degrees_between(found.planes[0].plane, found.planes[1].plane), 90.0f, 0.5f);
}

TEST_F(SharedFrames, TunnelHasItsWallAndItsPavement) {
    const Found found = find("tunnel_wall");
    ASSERT_GE(found.planes.size(), 2u);
    // A fit without normals takes a part of the ledge and of the vault for the wall: 38 %.
    EXPECT_NEAR(found.share(0), 0.33, 0.05);
    EXPECT_NEAR(found.share(1), 0.30, 0.05);
    EXPECT_NEAR(degrees_between(found.planes[0].plane, found.planes[1].plane), 82.0f, 3.0f);
}

TEST_F(SharedFrames, DeskHasFloorPartitionAndTop) {
    const Found found = find("tum_desk");
    ASSERT_GE(found.planes.size(), 3u);
    EXPECT_NEAR(found.share(0), 0.30, 0.05);  // 34 % with all that is level with the floor
    EXPECT_GE(found.support.planes.size(), 2u);
}

TEST_F(SharedFrames, OthersAreDrawn) {
    EXPECT_GE(find("icl_livingroom_00205").planes.size(), 1u);
    EXPECT_GE(find("icl_livingroom_noisy").planes.size(), 1u);
    EXPECT_GE(find("arc_bin_empty").share(0), 0.5);
    EXPECT_GE(find("arc_bin_objects").planes.size(), 1u);
}

}  // namespace
}  // namespace diorama
