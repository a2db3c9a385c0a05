// `diorama cutout` as a process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/augment/cutout/photos.hpp"
#include "tests/tools/process.hpp"

namespace diorama::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CutoutCommand : public ::testing::Test {
 protected:
    TemporaryFolder folder_;

    std::string photo(const std::string& name, const Image<Rgb8>& pixels) const {
        std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
        const Bytes bytes = encode_png(pixels);
        return folder_.file(name, {bytes.begin(), bytes.end()});
    }
    std::string mug(const std::string& name) const {
        return photo(name, paint({120, 100}, disc(60, 50, 25), {}).photo);
    }
    /// All colors there are, so nothing is plain.
    std::string noise(const std::string& name) const {
        Image<Rgb8> pixels({64, 64});
        Rng rng{3};
        for (Rgb8& p : pixels)
            p = {static_cast<std::uint8_t>(rng.bits32()), static_cast<std::uint8_t>(rng.bits32()),
                 static_cast<std::uint8_t>(rng.bits32())};
        return photo(name, pixels);
    }
    bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
};

TEST_F(CutoutCommand, WritesCutoutMaskAndContactSheet) {
    const Outcome outcome = run({"cutout", mug("mugs/a.png"), "--out", folder_ / "out"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    for (const char* name : {"out/mugs/a.png", "out/masks/mugs/a.png", "out/contact_sheet_1.png"}) {
        EXPECT_TRUE(exists(name)) << name;
        EXPECT_THAT(outcome.out, HasSubstr(folder_ / name));
    }
    const auto cutout = load_image(folder_ / "out/mugs/a.png");
    ASSERT_TRUE(cutout);
    EXPECT_NEAR(cutout->width(), 66, 2);
    EXPECT_EQ(cutout->at(0, 0).a, 0);
    EXPECT_EQ(cutout->at(33, 33).a, 255);
}

TEST_F(CutoutCommand, StopsAtTheFirstBadPhotoOrGoesOn) {
    const std::string bad = noise("bad.png"), good = mug("mugs/a.png");
    const Outcome stopped = run({"cutout", bad, good, "--out", folder_ / "out"});
    EXPECT_EQ(stopped.code, 65);
    EXPECT_THAT(stopped.err, HasSubstr("bad.png: background is not plain"));
    EXPECT_FALSE(exists("out/mugs/a.png"));

    const Outcome went_on = run({"cutout", bad, good, "--out", folder_ / "out", "--keep-going"});
    EXPECT_EQ(went_on.code, 1);
    EXPECT_THAT(went_on.err, HasSubstr("1 of 2 photographs were not cut out"));
    EXPECT_TRUE(exists("out/mugs/a.png"));

    const Outcome none = run({"cutout", bad, "--out", folder_ / "out", "--keep-going"});
    EXPECT_EQ(none.code, 65);
    EXPECT_EQ(run({"cutout", folder_ / "no.png", "--out", folder_ / "out"}).code, 66);
}

TEST_F(CutoutCommand, NothingIsOverwrittenUnawares) {
    const Outcome outcome =
        run({"cutout", mug("x/mugs/a.png"), mug("y/mugs/a.png"), "--out", folder_ / "out"});
    EXPECT_EQ(outcome.code, 64);
    EXPECT_THAT(outcome.err, HasSubstr("would both become mugs/a.png"));
}

TEST_F(CutoutCommand, ACutoutIsNoPhotograph) {
    run({"cutout", mug("mugs/a.png"), "--out", folder_ / "out"});
    const Outcome again = run({"cutout", folder_ / "out/mugs/a.png", "--out", folder_ / "again"});
    EXPECT_EQ(again.code, 65);
    EXPECT_THAT(again.err, HasSubstr("is partly transparent"));
}

}  // namespace
}  // namespace diorama::test
