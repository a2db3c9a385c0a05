#include "augment/cutout/contact_sheet.hpp"

#include <gtest/gtest.h>

#include "tests/augment/cutout/photos.hpp"

namespace diorama {
namespace {

TEST(ContactSheet, FourTilesOfEachCutout) {
    const auto painted = test::paint({160, 120}, test::disc(80, 60, 40), {.noise = 0});
    const auto cutout = cut_out(painted.photo, "disc");
    ASSERT_TRUE(cutout);
    const Image<Rgb8> row = contact_row(painted.photo, *cutout, 64);
    EXPECT_EQ(row.extent(), (Extent{4 + 4 * 68, 68}));
    // The middle of every tile is the object; the corners differ.
    for (int tile = 0; tile < 4; ++tile)
        EXPECT_EQ(row.at(4 + tile * 68 + 32, 36), (Rgb8{170, 40, 30}));
    const auto corner = [&](int tile) { return row.at(4 + tile * 68 + 1, 5); };
    EXPECT_EQ(corner(0), (Rgb8{200, 205, 210}));
    EXPECT_EQ(corner(2), (Rgb8{0, 0, 0}));
    EXPECT_EQ(corner(3), (Rgb8{255, 0, 255}));

    const Image<Rgb8> rows[] = {row, row, row};
    const Image<Rgb8> sheet = contact_sheet(rows);
    EXPECT_EQ(sheet.extent(), (Extent{row.width(), 3 * row.height()}));
    EXPECT_EQ(sheet.at(36, 36 + 2 * row.height()), row.at(36, 36));
    EXPECT_TRUE(contact_sheet({}).empty());
}

}  // namespace
}  // namespace diorama
