#include "augment/blend/laplacian.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "augment/blend/compose.hpp"
#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

Layer square(int x, int y, int side, Rgb8 color) {
    return make_layer(1, x, y, test::cutout_of(Image<std::uint8_t>({side, side}, 255), color));
}

TEST(Laplacian, ASmallMaskIsPastedHard) {
    const Image<Rgb8> plate({40, 40}, test::kGrey);
    const Layer layer = square(10, 10, 15, test::kRed);
    Image<Rgb8> picture = plate;
    paste_laplacian(picture, layer, {});
    EXPECT_EQ(picture, compose(plate, std::span(&layer, 1), HardBlend{}));
}

TEST(Laplacian, ReachesAsFarAsItSays) {
    Rng rng{51};
    const Image<Rgb8> plate = test::random_picture(rng, {160, 120});
    for (int levels = 1; levels <= 3; ++levels) {
        const Layer layer = square(60, 30, 64, test::kRed);
        Image<Rgb8> picture = plate;
        paste_laplacian(picture, layer, {.levels = levels});
        const int reach = 2 << levels;
        const Rect touched{60 - reach, 30 - reach, 64 + 2 * reach, 64 + 2 * reach};
        int changed_outside_mask = 0;
        for (int y = 0; y < 120; ++y) {
            for (int x = 0; x < 160; ++x) {
                const bool near = !intersection(touched, {x, y, 1, 1}).empty();
                const bool in_mask = !intersection({60, 30, 64, 64}, {x, y, 1, 1}).empty();
                const bool changed = picture.at(x, y) != plate.at(x, y);
                ASSERT_TRUE(near || !changed) << x << ", " << y;
                changed_outside_mask += changed && !in_mask ? 1 : 0;
            }
        }
        EXPECT_GT(changed_outside_mask, 100);
        EXPECT_EQ(picture.at(92, 62), test::kRed);  // the middle is the object's
    }
}

TEST(Laplacian, ClippedToTheMasksNeighborhood) {
    Rng rng{52};
    const Image<Rgb8> plate = test::random_picture(rng, {120, 120});
    const Layer layer = square(30, 30, 64, test::kBlue);
    Image<Rgb8> picture = plate;
    paste_laplacian(picture, layer, {.levels = 4, .clip = true});
    const Rect near{30 - kLayerMargin, 30 - kLayerMargin, 64 + 2 * kLayerMargin,
                    64 + 2 * kLayerMargin};
    for (int y = 0; y < 120; ++y) {
        for (int x = 0; x < 120; ++x) {
            if (!intersection(near, {x, y, 1, 1}).empty()) continue;
            ASSERT_EQ(picture.at(x, y), plate.at(x, y));
        }
    }
}

TEST(Laplacian, EqualColorsChangeNothing) {
    const Image<Rgb8> plate({100, 100}, test::kBlue);
    Image<Rgb8> picture = plate;
    paste_laplacian(picture, square(-20, 40, 80, test::kBlue), {});
    EXPECT_EQ(picture, plate);
}

TEST(Laplacian, ASeamBecomesARamp) {
    const Image<Rgb8> plate({128, 128}, {60, 60, 60});
    Image<Rgb8> picture = plate;
    paste_laplacian(picture, square(0, 0, 64, {180, 180, 180}), {});
    int largest_step = 0;
    for (int x = 1; x < 128; ++x)
        largest_step =
            std::max(largest_step, std::abs(picture.at(x, 30).r - picture.at(x - 1, 30).r));
    EXPECT_LE(largest_step, 60);  // a hard paste has 120
    EXPECT_GE(picture.at(10, 30).r, 170);
}

}  // namespace
}  // namespace diorama
