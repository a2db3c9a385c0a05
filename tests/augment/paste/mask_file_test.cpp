#include "augment/paste/mask_file.hpp"

#include <gtest/gtest.h>

#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

/// A mask file with one value inside a box and another around it.
Image<Rgba8> file_with(Rgba8 inside, Rgba8 outside) {
    Image<Rgba8> file({12, 10}, outside);
    for (int y = 3; y < 8; ++y)
        for (int x = 2; x < 7; ++x) file.at(x, y) = inside;
    return file;
}

TEST(ReadMask, UnderstandsTheUsualConventions) {
    struct Case {
        const char* name;
        Rgba8 inside, outside;
        bool inverted;
    };
    const Case cases[] = {
        {"light on dark", {255, 255, 255, 255}, {0, 0, 0, 255}, false},
        {"dark on light", {0, 0, 0, 255}, {255, 255, 255, 255}, true},
        {"ones on zeros", {1, 1, 1, 255}, {0, 0, 0, 255}, false},
        {"a color of a palette", {128, 0, 0, 255}, {0, 0, 0, 255}, false},
        {"an alpha channel", {0, 0, 0, 255}, {0, 0, 0, 0}, false},
        {"an inverted alpha channel", {0, 0, 0, 0}, {9, 9, 9, 255}, true},
        {"noise of a JPEG", {250, 251, 249, 255}, {4, 3, 5, 255}, false},
    };
    for (const Case& c : cases) {
        const auto mask = read_mask(file_with(c.inside, c.outside), {12, 10}, "m.png");
        ASSERT_TRUE(mask) << c.name;
        EXPECT_EQ(mask->inverted, c.inverted) << c.name;
        for (int y = 0; y < 10; ++y)
            for (int x = 0; x < 12; ++x)
                EXPECT_EQ(mask->inside.at(x, y), x >= 2 && x < 7 && y >= 3 && y < 8 ? 1 : 0)
                    << c.name;
    }
}

TEST(ReadMask, SaysWhatIsWrong) {
    const auto size = read_mask(file_with({1, 1, 1, 255}, {}), {12, 11}, "m.png");
    ASSERT_FALSE(size);
    EXPECT_EQ(size.errors()[0].to_string(),
              "m.png: a mask of 12 x 10 pixels for a picture of 12 x 11");
    for (const Rgba8 value : {Rgba8{0, 0, 0, 255}, Rgba8{255, 255, 255, 255}}) {
        const auto flat = read_mask(file_with(value, value), {12, 10}, "m.png");
        ASSERT_FALSE(flat);
        EXPECT_EQ(flat.errors()[0].to_string(),
                  "m.png: a mask of one value throughout, expected an object and its background");
    }
}

}  // namespace
}  // namespace diorama
