#include "engine/render/view_volume.hpp"

#include <gtest/gtest.h>

#include "engine/render/alone.hpp"

namespace diorama {
namespace {

TEST(ViewVolume, IsThePowerOfTwoFromFivePicturesOn) {
    EXPECT_EQ(view_volume({640, 480}), (Extent{4096, 4096}));
    EXPECT_EQ(view_volume({1280, 720}), (Extent{8192, 4096}));
    EXPECT_EQ(view_volume({820, 819}), (Extent{8192, 4096}));  // 5 * 819 = 4095
    EXPECT_EQ(view_volume({1, 200}), (Extent{1024, 1024}));
    EXPECT_EQ(view_volume({3840, 2160}), (Extent{16384, 16384}));
}

TEST(ViewVolume, KeepsThePictureInItsMiddle) {
    const Camera camera{.extent = {640, 479},
                        .intrinsics = {.fx = 500, .fy = 490, .cx = 300, .cy = 200}};
    const Camera wide = widened(camera);
    const glm::vec3 point(0.2f, 0.1f, -2);
    EXPECT_EQ(project(wide, point), project(camera, point) + glm::vec3(1728, 1808.5f, 0));
}

TEST(ViewVolume, HoldsAllExactTiles) {
    const std::vector<Footprint> everywhere{{.rect = {}, .unbounded = true}};
    for (const Extent e :
         {Extent{1, 1}, {50, 51}, {640, 480}, {1280, 720}, {3840, 2160}, {5000, 5000}}) {
        const Extent volume = view_volume(e);
        for (const AloneTile& tile : plan_alone_tiles(e, everywhere)) {
            const int volumes = tile.step == 1 ? 1 : 8;  // the coarse tile has a larger one
            const int margin_x = (volumes * volume.width - e.width) / 2;
            const int margin_y = (volumes * volume.height - e.height) / 2;
            EXPECT_GE(tile.rect.x, -margin_x);
            EXPECT_GE(tile.rect.y, -margin_y);
            EXPECT_LE(tile.rect.right(), e.width + margin_x);
            EXPECT_LE(tile.rect.bottom(), e.height + margin_y);
        }
    }
}

}  // namespace
}  // namespace diorama
