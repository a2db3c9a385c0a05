// Pictures that lie about their size, and a few thousand broken ones.
#include <gmock/gmock.h>

#include <chrono>

#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama {
namespace {

using test::from_hex;
using test::from_text;
using test::mutant;
using ::testing::HasSubstr;

// The header alone of a grey 16000 x 16000 PNG, with the right checksum, and no data.
TEST(HostileImages, HugeHeaderIsRefusedFast) {
    const Bytes png =
        from_hex("89504e470d0a1a0a0000000d4948445200003e8000003e80080000000064158002");
    const auto start = std::chrono::steady_clock::now();
    const auto pixels = decode_image(png, "bomb.png");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    ASSERT_FALSE(pixels);
    EXPECT_EQ(pixels.errors().front().fault, Fault::Data);
    EXPECT_THAT(pixels.errors().front().to_string(), HasSubstr("bomb.png: claims 16000 x 16000"));
    EXPECT_LT(took.count(), 0.1);
}

TEST(HostileImages, SmallFilesCannotClaimLargeOutputs) {
    const ImageLimits limits{.max_pixels = 100 * 100};
    const Image<Rgb8> large({101, 100});
    for (const Bytes& bytes : {encode_png(large), encode_jpeg(large, 90)}) {
        const auto pixels = decode_image(bytes, "a", limits);
        ASSERT_FALSE(pixels);
        EXPECT_THAT(pixels.errors().front().message, HasSubstr("101 x 100"));
    }
    const auto exr = decode_radiance(encode_exr(Image<float>({101, 100})), "a", limits);
    ASSERT_FALSE(exr);
    EXPECT_THAT(exr.errors().front().message, HasSubstr("101 x 100"));
    const auto hdr = decode_radiance(
        from_text("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n"), "a");
    ASSERT_FALSE(hdr);
    EXPECT_THAT(hdr.errors().front().message, HasSubstr("60000 x 60000"));
    const auto file = decode_image(encode_png(large), "a", {.max_file_bytes = 50});
    EXPECT_FALSE(file);
}

Image<Rgba8> seed_picture() {
    Image<Rgba8> picture({24, 18});
    for (int y = 0; y < 18; ++y)
        for (int x = 0; x < 24; ++x)
            picture.at(x, y) = {static_cast<std::uint8_t>(10 * x), static_cast<std::uint8_t>(y * y),
                                static_cast<std::uint8_t>(x * y), 200};
    return picture;
}

struct Seed {
    const char* name;
    Bytes bytes;
};

std::vector<Seed> seeds() {
    const Image<Rgba8> rgba = seed_picture();
    Image<Rgb8> rgb(rgba.extent());
    Image<std::uint16_t> ids(rgba.extent());
    Image<std::uint8_t> indices(rgba.extent());
    Image<glm::vec3> radiance(rgba.extent());
    Bytes bmp = from_text("BM");
    for (const std::uint32_t v : {0u, 0u, 54u, 40u, 24u, 18u, 0x180001u, 0u, 0u, 0u, 0u, 0u, 0u})
        test::append_le32(bmp, v);
    Bytes tga{0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 18, 0, 24, 0};
    Bytes hdr = from_text("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 18 +X 24\n");
    for (int y = 0; y < 18; ++y) {
        hdr.insert(hdr.end(), {2, 2, 0, 24});
        for (int channel = 0; channel < 4; ++channel) {
            hdr.insert(hdr.end(),
                       {static_cast<std::uint8_t>(128 + 20),
                        static_cast<std::uint8_t>(channel == 3 ? 130 : 7 * y), 4, 9, 8, 7, 130});
        }
    }
    for (std::size_t i = 0; i < rgba.pixels().size(); ++i) {
        const Rgba8 p = rgba.pixels()[i];
        rgb.pixels()[i] = {p.r, p.g, p.b};
        ids.pixels()[i] = static_cast<std::uint16_t>(i * 37);
        indices.pixels()[i] = static_cast<std::uint8_t>(i % 7);
        radiance.pixels()[i] = glm::vec3(p.r, p.g, p.b);
        bmp.insert(bmp.end(), {p.b, p.g, p.r});
        if (i % 4 == 0) tga.insert(tga.end(), {0x83, p.b, p.g, p.r});
    }
    const std::vector<Rgb8> palette(7, Rgb8{1, 2, 3});
    return {{"jpeg 4:4:4", encode_jpeg(rgb, 95)},
            {"jpeg 4:2:0", encode_jpeg(rgb, 60)},
            {"png rgba", encode_png(rgba)},
            {"png grey 16", encode_png(ids)},
            {"png palette", encode_palette_png(indices, palette)},
            {"exr color", encode_exr(radiance)},
            {"hdr", hdr},
            {"bmp", bmp},
            {"tga", tga}};
}

// What a decoder makes of a mutant is up to it; that it comes back, within the limits, is not.
TEST(HostileImages, MutantsNeverCrash) {
    const ImageLimits limits{.max_pixels = 1u << 20};
    for (const Seed& seed : seeds()) {
        ASSERT_TRUE(decode_radiance(seed.bytes, seed.name, limits)) << seed.name;
        const Rng rng = Rng{20}.stream(seed.name);
        int refused = 0;
        for (std::uint64_t i = 0; i < 400; ++i) {
            const Bytes bytes = mutant(seed.bytes, rng.stream(i));
            const auto pixels = decode_radiance(bytes, seed.name, limits);
            if (pixels) {
                EXPECT_LE(pixels->extent().area(), limits.max_pixels);
            } else {
                EXPECT_FALSE(pixels.errors().front().message.empty());
                ++refused;
            }
            (void)decode_png_grey16(bytes, seed.name, limits);
        }
        EXPECT_GT(refused, 20) << seed.name;
    }
}

TEST(HostileImages, EveryTruncationIsRefused) {
    for (const Seed& seed : seeds()) {
        if (std::string(seed.name) == "bmp") continue;  // its last bytes may be padding
        // Checksums and the end chunk of a PNG come after the last pixel.
        const std::size_t tail = std::string(seed.name).starts_with("png") ? 20 : 2;
        for (std::size_t size = 0; size + tail < seed.bytes.size(); size += 7) {
            const ByteView cut = ByteView(seed.bytes).first(size);
            EXPECT_FALSE(decode_radiance(cut, seed.name)) << seed.name << " cut to " << size;
        }
    }
}

}  // namespace
}  // namespace diorama
