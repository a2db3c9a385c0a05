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

TEST(LoadMaskPixels, ReadsBitmapsAndGreymaps) {
    const test::TemporaryFolder folder;
    // An L of three pixels in a corner of 9 x 2; in bitmaps 1 is black.
    const std::string rows{"\x01\x00\x03\x00", 4};
    folder.write("a.pbm", "P1\n# drawn by hand\n9 2\n000000010 000000110\n");
    folder.write("b.pbm", "P4 9 2\n" + rows);
    folder.write("c.pgm", "P2 9 2 15 15 15 15 15 15 15 15 0 15 15 15 15 15 15 15 0 0 15\n");
    folder.write("d.pgm", "P5 9 2 1\n" + std::string("\1\1\1\1\1\1\1\0\1\1\1\1\1\1\1\0\0\1", 18));
    for (const char* name : {"a.pbm", "b.pbm", "c.pgm", "d.pgm"}) {
        const auto pixels = load_mask_pixels(folder.path() / name, {});
        ASSERT_TRUE(pixels) << name;
        ASSERT_EQ(pixels->extent(), (Extent{9, 2})) << name;
        for (int y = 0; y < 2; ++y)
            for (int x = 0; x < 9; ++x)
                EXPECT_EQ(pixels->at(x, y).r, (x == 7 || (x == 6 && y == 1)) ? 0 : 255)
                    << name << ' ' << x << ' ' << y;
    }
}

TEST(LoadMaskPixels, SaysWhatIsBroken) {
    const test::TemporaryFolder folder;
    const auto finding = [&](const std::string& bytes) {
        folder.write("m.pbm", bytes);
        const auto pixels = load_mask_pixels(folder.path() / "m.pbm", {.max_pixels = 1000});
        return pixels ? std::string() : pixels.errors()[0].message;
    };
    EXPECT_EQ(finding("P4 9"), "its header has no size, expected a bitmap or greymap");
    EXPECT_EQ(finding("P4 9 2\nab"), "ends after 1 of 2 rows");
    EXPECT_EQ(finding("P5 2 2 65535\nabcdefgh"), "values up to 65535, expected at most 255");
    EXPECT_EQ(finding("P4 99999 99999\n"),
              "claims 99999 x 99999 pixels, at most 1000 in all are allowed");
    EXPECT_EQ(finding("P1 2 2 1 0 1 x"), "ends in row 2");
    EXPECT_EQ(finding("no picture"), "is no JPEG, PNG, BMP, TGA, HDR or EXR picture");
}

}  // namespace
}  // namespace diorama
