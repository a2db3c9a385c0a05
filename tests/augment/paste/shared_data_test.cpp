// Things put on the surfaces of real RGB-D frames, where a folder with them is given by the
// environment variable DIORAMA_SHARED_DATA. Draws where they stand into pictures/ of the build
// folder.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "augment/paste/place.hpp"
#include "augment/paste/plate_files.hpp"
#include "tests/augment/paste/shapes.hpp"
#include "tests/augment/planes/rgbd_frames.hpp"

namespace diorama {
namespace {

class SharedPlates : public test::SharedFrames {};

void outline(Image<Rgb8>& picture, const Mask& mask) {
    const Rect part = intersection(mask.rect(), {0, 0, picture.width(), picture.height()});
    const auto set = [&](int x, int y) {
        const int u = x - mask.x, v = y - mask.y;
        return u >= 0 && v >= 0 && u < mask.pixels.width() && v < mask.pixels.height() &&
               mask.pixels.at(u, v) != 0;
    };
    for (int y = part.y; y < part.bottom(); ++y)
        for (int x = part.x; x < part.right(); ++x)
            if (set(x, y) && !(set(x - 1, y) && set(x + 1, y) && set(x, y - 1) && set(x, y + 1)))
                picture.at(x, y) = {255, 40, 200};
}

TEST_F(SharedPlates, ThingsAreAsLargeAsTheirDepthSays) {
    const std::filesystem::path frames =
        std::filesystem::path(std::getenv("DIORAMA_SHARED_DATA")) / "rgbd";
    constexpr double kHeight = 0.15;  // meters
    PasteConfig config;
    config.place = PlanesPlace{.height_m = kHeight, .jitter = 1.0};
    // Twice as high as wide. Its area gives its height, however it is turned.
    const auto sprite =
        make_sprite(test::solid({60, 120}, {200, 60, 40, 255}), "thing", "thing.png");
    ASSERT_TRUE(sprite);
    int frames_with_surfaces = 0;
    for (const char* name : test::kFrameNames) {
        const auto folder = frames / name;
        auto plate = read_measured_plate(folder / "color.png", folder / "depth.png",
                                         folder / "camera.json", {640, 480}, {});
        if (!plate)
            plate = read_measured_plate(folder / "color.jpg", folder / "depth.png",
                                        folder / "camera.json", {640, 480}, {});
        ASSERT_TRUE(plate) << plate.errors()[0].to_string();
        find_surfaces(*plate, Rng{7});
        const Placer placer(config, *sprite, *plate, Rng{3});
        Image<Rgb8> picture = plate->frame.color;
        int placed = 0, measured = 0, close = 0;
        double worst_plane = 0;
        for (std::uint64_t i = 0; i < 400 && placer.hopeless().empty(); ++i) {
            const auto candidate = placer.draw(i);
            if (!candidate) continue;
            if (++placed <= 12) outline(picture, candidate->amodal.mask);
            const double height =
                std::sqrt(2.0 * static_cast<double>(candidate->amodal.total_area));
            const double fy = plate->frame.camera.intrinsics.fy;
            const auto off = [&](double depth) {
                return std::abs(height / (kHeight * fy / depth) - 1);
            };
            worst_plane = std::max(worst_plane, off(static_cast<double>(candidate->depth_m)));
            // What the sensor says where the middle of its lower edge stands.
            const Rect box = candidate->amodal.total_box;
            const int x = box.x + box.width / 2, y = box.bottom() - 1;
            if (x < 0 || y < 0 || x >= 640 || y >= 480) continue;
            const float depth = plate->frame.depth.at(x, y);
            if (!std::isfinite(depth)) continue;
            ++measured;
            close += off(static_cast<double>(depth)) <= 0.1 ? 1 : 0;
        }
        std::printf(
            "%s: %zu surfaces, %d placed, off by %.1f %% at most by the plane's depth; "
            "%d of %d within 10 %% by the sensor's\n",
            name, plate->surfaces.size(), placed, 100 * worst_plane, close, measured);
        test::save_picture(picture, std::string("stand_") + name);
        frames_with_surfaces += placed > 0 ? 1 : 0;
        EXPECT_LE(worst_plane, 0.1) << name;
        EXPECT_GE(close, measured * 9 / 10) << name;
    }
    EXPECT_GE(frames_with_surfaces, 4);
}

}  // namespace
}  // namespace diorama
