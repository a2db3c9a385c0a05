#include "augment/blend/contact_shadow.hpp"

#include <gtest/gtest.h>

#include "tests/augment/blend/layers.hpp"

namespace diorama {
namespace {

TEST(ContactShadow, IsDarkestUnderTheFootAndFadesOut) {
    const Image<Rgb8> plate({100, 80}, {200, 200, 200});
    const Layer layer =
        make_layer(1, 30, 10, test::cutout_of(Image<std::uint8_t>({40, 50}, 255), test::kRed));
    Image<Rgb8> picture = plate;
    cast_contact_shadow(picture, layer, {.opacity = 0.5f, .width = 1.5f, .flatness = 0.4f});
    EXPECT_LT(picture.at(50, 59).r, 110);
    EXPECT_LT(picture.at(50, 59).r, picture.at(70, 60).r);
    EXPECT_LT(picture.at(50, 62).r, picture.at(50, 65).r);
    // The ellipse is 60 wide around column 50 and 24 high around row 57.
    for (int y = 0; y < 80; ++y) {
        for (int x = 0; x < 100; ++x) {
            if (!intersection({20, 45, 60, 24}, {x, y, 1, 1}).empty()) continue;
            ASSERT_EQ(picture.at(x, y), plate.at(x, y)) << x << ", " << y;
        }
    }
}

TEST(ContactShadow, FallsUnderTheFootOnly) {
    // A T: the foot is 4 wide, the bar 40.
    Image<std::uint8_t> alpha({40, 40});
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 40; ++x) alpha.at(x, y) = y < 10 || (x >= 18 && x < 22) ? 255 : 0;
    Image<Rgb8> picture({60, 60}, {200, 200, 200});
    cast_contact_shadow(picture, make_layer(1, 10, 10, test::cutout_of(alpha, test::kRed)), {});
    EXPECT_LT(picture.at(30, 49).r, 200);
    EXPECT_EQ(picture.at(20, 49).r, 200);
}

TEST(ContactShadow, NoMaskNoShadow) {
    const Image<Rgb8> plate({20, 20}, test::kGrey);
    Image<Rgb8> picture = plate;
    cast_contact_shadow(picture, test::layer_of(1, 5, 5, "..."), {});
    cast_contact_shadow(picture, test::layer_of(1, 500, 5, "###"), {});
    EXPECT_EQ(picture, plate);
}

}  // namespace
}  // namespace diorama
