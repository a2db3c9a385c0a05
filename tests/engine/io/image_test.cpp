// Decoders against pictures written by other programs or by hand, encoders against the decoders.
#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/engine/io/test_files.hpp"

namespace diorama {
namespace {

using test::append_floats;
using test::append_le32;
using test::from_hex;
using test::from_text;
using ::testing::HasSubstr;

int difference(const Rgba8& a, const Rgba8& b) {
    return std::max(
        {std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b), std::abs(a.a - b.a)});
}

// 16 x 8, left half (250, 20, 30), right half (20, 40, 240); written by Pillow, quality 95, 4:4:4.
const char* const kJpeg =
    "ffd8ffe000104a46494600010100000100010000ffdb004300020101010101020101010202020202"
    "0403020202020504040304060506060605060606070908060709070606080b08090a0a0a0a0a0608"
    "0b0c0b0a0c090a0a0affdb004301020202020202050303050a0706070a0a0a0a0a0a0a0a0a0a0a0a"
    "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0affc0"
    "0011080008001003011100021101031101ffc40014000100000000000000000000000000000008ff"
    "c40014100100000000000000000000000000000000ffc40016010101010000000000000000000000"
    "00000a0809ffc40014110100000000000000000000000000000000ffda000c03010002110311003f"
    "0033a776e40f644839efffd9";

TEST(Jpeg, DecodesAnotherProgramsPicture) {
    const auto info = read_image_info(from_hex(kJpeg), "a.jpg");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->extent, (Extent{16, 8}));
    const auto pixels = decode_image(from_hex(kJpeg), "a.jpg");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 16; ++x) {
            const Rgba8 expected = x < 8 ? Rgba8{250, 20, 30, 255} : Rgba8{20, 40, 240, 255};
            EXPECT_LE(difference(pixels->at(x, y), expected), 2) << x << ", " << y;
        }
}

TEST(Jpeg, RoundTripIsCloseAndSubsamplesBelow90) {
    Image<Rgb8> picture({64, 48});
    for (int y = 0; y < 48; ++y)
        for (int x = 0; x < 64; ++x)
            picture.at(x, y) = {static_cast<std::uint8_t>(4 * x), static_cast<std::uint8_t>(5 * y),
                                100};
    for (const int quality : {95, 80}) {
        const Bytes bytes = encode_jpeg(picture, quality);
        const auto decoded = decode_image(bytes, "a.jpg");
        ASSERT_TRUE(decoded);
        int worst = 0;
        for (int y = 0; y < 48; ++y)
            for (int x = 0; x < 64; ++x) {
                const Rgb8 p = picture.at(x, y);
                worst = std::max(worst, difference(decoded->at(x, y), {p.r, p.g, p.b, 255}));
            }
        EXPECT_LE(worst, quality == 95 ? 6 : 24);
        // The frame header gives the first component's sampling factors as one byte.
        const std::array<std::uint8_t, 2> marker{0xFF, 0xC0};
        const auto frame = std::search(bytes.begin(), bytes.end(), marker.begin(), marker.end());
        ASSERT_NE(frame, bytes.end());
        EXPECT_EQ(*(frame + 11), quality == 95 ? 0x11 : 0x22);
        EXPECT_EQ(bytes, encode_jpeg(picture, quality));
    }
}

// A PNG with stored (uncompressed) deflate blocks, so that a reader sees its bytes.
std::uint32_t crc32_of(ByteView bytes) {
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    }
    return ~crc;
}

void append_be32(Bytes& out, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(v >> shift));
}

Bytes chunk(const char* type, const Bytes& content) {
    Bytes body = from_text(type), out;
    body.insert(body.end(), content.begin(), content.end());
    append_be32(out, static_cast<std::uint32_t>(content.size()));
    out.insert(out.end(), body.begin(), body.end());
    append_be32(out, crc32_of(body));
    return out;
}

Bytes stored_png(std::uint32_t width, std::uint32_t height, std::uint8_t bits, std::uint8_t color,
                 const Bytes& rows, const Bytes& before_data = {}) {
    Bytes header;
    append_be32(header, width);
    append_be32(header, height);
    header.insert(header.end(), {bits, color, 0, 0, 0});
    std::uint32_t a = 1, b = 0;  // Adler-32
    for (const std::uint8_t byte : rows) a = (a + byte) % 65521, b = (b + a) % 65521;
    const auto size = static_cast<std::uint16_t>(rows.size());
    const auto low = static_cast<std::uint8_t>(size), high = static_cast<std::uint8_t>(size >> 8);
    Bytes data{0x78,
               0x01,
               0x01,
               low,
               high,
               static_cast<std::uint8_t>(~low),
               static_cast<std::uint8_t>(~high)};
    data.insert(data.end(), rows.begin(), rows.end());
    append_be32(data, b << 16 | a);
    Bytes png{0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    for (const Bytes& part :
         {chunk("IHDR", header), before_data, chunk("IDAT", data), chunk("IEND", {})})
        png.insert(png.end(), part.begin(), part.end());
    return png;
}

TEST(Png, DecodesColorByHand) {
    const Bytes rows{0, 255, 0, 0,   0, 255, 0,   // filter 0: red, green
                     0, 0,   0, 255, 9, 8,   7};  // blue, nearly black
    const auto pixels = decode_image(stored_png(2, 2, 8, 2, rows), "a.png");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    EXPECT_EQ(
        pixels->pixels(),
        (std::vector<Rgba8>{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {9, 8, 7, 255}}));
}

TEST(Png, Reduces16BitAndUndoesFilters) {
    // Filter 1 (left) and 2 (up) on 16-bit grey: values 0x1234, 0x1234 + 0x0101, row below + 1.
    const Bytes rows{1, 0x12, 0x34, 0x01, 0x01, 2, 0x00, 0x01, 0x00, 0x01};
    const Bytes png = stored_png(2, 2, 16, 0, rows);
    const auto full = decode_png_grey16(png, "a.png");
    ASSERT_TRUE(full) << full.errors().front().to_string();
    EXPECT_EQ(full->pixels(), (std::vector<std::uint16_t>{0x1234, 0x1335, 0x1235, 0x1336}));
    const auto pixels = decode_image(png, "a.png");
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->at(0, 0), (Rgba8{0x12, 0x12, 0x12, 255}));
    EXPECT_EQ(pixels->at(1, 1), (Rgba8{0x13, 0x13, 0x13, 255}));
}

TEST(Png, DecodesPaletteWithTransparencyAndGreyWithAlpha) {
    // Both by Pillow: 2-bit indices 0 1 2 0 / 2 2 1 1 into red, green, blue (clear); grey + alpha.
    const auto palette = decode_image(
        from_hex("89504e470d0a1a0a0000000d494844520000000400000002020300000002c695f0000000"
                 "0c504c5445ff000000ff000000ff000000fbbe46e40000000374524e53ffff00d7ca0d41"
                 "0000000c49444154789c639060580a0000f100beb2272cba0000000049454e44ae426082"),
        "p.png");
    ASSERT_TRUE(palette) << palette.errors().front().to_string();
    const Rgba8 red{255, 0, 0, 255}, green{0, 255, 0, 255}, clear{0, 0, 255, 0};
    EXPECT_EQ(palette->pixels(),
              (std::vector<Rgba8>{red, green, clear, red, clear, clear, green, green}));
    const auto grey = decode_image(
        from_hex("89504e470d0a1a0a0000000d4948445200000002000000020804000000d8bfc5af000000"
                 "1249444154789c6364f89fd2c87082e13f3b0012f303b45a9e6fd70000000049454e44ae"
                 "426082"),
        "g.png");
    ASSERT_TRUE(grey);
    EXPECT_EQ(grey->pixels(),
              (std::vector<Rgba8>{
                  {0, 0, 0, 255}, {100, 100, 100, 128}, {200, 200, 200, 0}, {255, 255, 255, 7}}));
}

template <class Pixel, class Make>
Image<Pixel> drawn(Extent extent, Make make) {
    Rng rng = Rng{7}.stream("pixels");
    Image<Pixel> picture(extent);
    for (Pixel& pixel : picture) pixel = make(rng);
    return picture;
}

std::uint8_t byte(Rng& rng) { return static_cast<std::uint8_t>(rng.integer(0, 255)); }

TEST(Png, RoundTripsAreExact) {
    for (const Extent extent : {Extent{1, 1}, Extent{7, 5}, Extent{300, 200}}) {
        const auto rgb = drawn<Rgb8>(extent, [](Rng& r) {
            return Rgb8{byte(r), byte(r), byte(r)};
        });
        const auto rgb_back = decode_image(encode_png(rgb), "a");
        ASSERT_TRUE(rgb_back) << rgb_back.errors().front().to_string();
        for (int i = 0; i < 100; ++i) {
            const int x = i * 31 % extent.width, y = i * 17 % extent.height;
            const Rgb8 p = rgb.at(x, y);
            ASSERT_EQ(rgb_back->at(x, y), (Rgba8{p.r, p.g, p.b, 255}));
        }
        const auto rgba = drawn<Rgba8>(extent, [](Rng& r) {
            return Rgba8{byte(r), byte(r), byte(r), byte(r)};
        });
        const auto rgba_back = decode_image(encode_png(rgba), "a");
        ASSERT_TRUE(rgba_back);
        EXPECT_EQ(*rgba_back, rgba);

        const auto ids = drawn<std::uint16_t>(
            extent, [](Rng& r) { return static_cast<std::uint16_t>(r.integer(0, 65535)); });
        const auto ids_back = decode_png_grey16(encode_png(ids), "a");
        ASSERT_TRUE(ids_back);
        EXPECT_EQ(*ids_back, ids);

        const auto grey = drawn<std::uint8_t>(extent, byte);
        const auto grey_back = decode_png_grey16(encode_png(grey), "a");
        ASSERT_TRUE(grey_back);
        const std::vector<Rgb8> palette(256, Rgb8{1, 2, 3});
        const auto indices_back = decode_png_grey16(encode_palette_png(grey, palette), "a");
        ASSERT_TRUE(indices_back);
        for (std::size_t i = 0; i < grey.pixels().size(); ++i) {
            ASSERT_EQ(grey_back->pixels()[i], grey.pixels()[i]);
            ASSERT_EQ(indices_back->pixels()[i], grey.pixels()[i]);
        }
        EXPECT_EQ(encode_png(rgb), encode_png(rgb));
    }
}

TEST(Png, PaletteGivesItsColors) {
    Image<std::uint8_t> indices({3, 1});
    indices.pixels() = {0, 2, 1};
    const std::array<Rgb8, 3> palette{{{1, 2, 3}, {40, 50, 60}, {255, 0, 9}}};
    const auto pixels = decode_image(encode_palette_png(indices, palette), "a");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    EXPECT_EQ(pixels->pixels(),
              (std::vector<Rgba8>{{1, 2, 3, 255}, {255, 0, 9, 255}, {40, 50, 60, 255}}));
}

Bytes hdr(const std::string& size, std::initializer_list<int> data,
          const std::string& more_header = "") {
    Bytes bytes =
        from_text("#?RADIANCE\n" + more_header + "FORMAT=32-bit_rle_rgbe\n\n" + size + "\n");
    for (const int value : data) bytes.push_back(static_cast<std::uint8_t>(value));
    return bytes;
}

// A mantissa m and an exponent byte e stand for m * 2^(e - 136).
TEST(Hdr, FlatPixels) {
    const auto pixels = decode_radiance(
        hdr("-Y 1 +X 3", {128, 64, 32, 129, 200, 100, 50, 136, 9, 9, 9, 0}), "a.hdr");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    EXPECT_EQ(pixels->at(0, 0), glm::vec3(1.0f, 0.5f, 0.25f));
    EXPECT_EQ(pixels->at(1, 0), glm::vec3(200, 100, 50));
    EXPECT_EQ(pixels->at(2, 0), glm::vec3(0));
}

TEST(Hdr, OldRepetitionsAndExposureAndUpsideDown) {
    // Rows from the bottom; "1 1 1 n" repeats the pixel before n times; values are divided by 4.
    const auto pixels = decode_radiance(
        hdr("+Y 2 +X 3", {8, 4, 0, 136, 1, 1, 1, 2, 80, 40, 0, 136, 1, 1, 1, 2}, "EXPOSURE=4\n"),
        "a.hdr");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    for (int x = 0; x < 3; ++x) {
        EXPECT_EQ(pixels->at(x, 1), glm::vec3(2, 1, 0));
        EXPECT_EQ(pixels->at(x, 0), glm::vec3(20, 10, 0));
    }
}

TEST(Hdr, NewRunsPerChannel) {
    // Width 8: red is a run of 8, green 4 + 4 literal, blue and the exponent runs.
    const auto pixels = decode_radiance(
        hdr("-Y 1 +X 8", {2, 2, 0, 8, 136, 10, 132, 20, 4, 1, 2, 3, 4, 136, 30, 136, 136}),
        "a.hdr");
    ASSERT_TRUE(pixels) << pixels.errors().front().to_string();
    for (int x = 0; x < 8; ++x)
        EXPECT_EQ(pixels->at(x, 0), glm::vec3(10, x < 4 ? 20 : x - 3, 30)) << x;
}

TEST(Hdr, RefusesBrokenRuns) {
    for (const auto& data :
         {hdr("-Y 1 +X 8", {2, 2, 0, 8, 140, 10, 132, 20}),  // a run longer than the row
          hdr("-Y 1 +X 8", {2, 2, 0, 9, 136, 10, 136, 20}),  // another width
          hdr("-Y 1 +X 3", {1, 1, 1, 3}),                    // repeats nothing
          hdr("-Y 9 +X 3", {1, 2, 3, 136})}) {
        const auto pixels = decode_radiance(data, "a.hdr");
        ASSERT_FALSE(pixels);
        EXPECT_EQ(pixels.errors().front().fault, Fault::Data);
        EXPECT_EQ(pixels.errors().front().file, "a.hdr");
    }
}

// An uncompressed OpenEXR of two rows of two pixels, one half channel "Y", written by hand.
Bytes exr_by_hand(std::array<std::uint16_t, 4> halves) {
    Bytes out;
    append_le32(out, 20000630);
    append_le32(out, 2);
    const auto attribute = [&](const char* name, const char* type, const Bytes& value) {
        for (const char* text : {name, type}) {
            const Bytes t = from_text(text);
            out.insert(out.end(), t.begin(), t.end());
            out.push_back(0);
        }
        append_le32(out, static_cast<std::uint32_t>(value.size()));
        out.insert(out.end(), value.begin(), value.end());
    };
    Bytes channels = from_text("Y");
    channels.push_back(0);
    append_le32(channels, 1);  // half
    append_le32(channels, 0);  // not perceptually linear, reserved
    append_le32(channels, 1);
    append_le32(channels, 1);
    channels.push_back(0);
    Bytes window;
    for (const std::uint32_t v : {0u, 0u, 1u, 1u}) append_le32(window, v);
    Bytes one, center;
    append_floats(one, {1.0f});
    append_floats(center, {0.0f, 0.0f});
    attribute("channels", "chlist", channels);
    attribute("compression", "compression", {0});
    attribute("dataWindow", "box2i", window);
    attribute("displayWindow", "box2i", window);
    attribute("lineOrder", "lineOrder", {0});
    attribute("pixelAspectRatio", "float", one);
    attribute("screenWindowCenter", "v2f", center);
    attribute("screenWindowWidth", "float", one);
    out.push_back(0);
    const std::uint32_t first = static_cast<std::uint32_t>(out.size()) + 16;
    for (const std::uint32_t offset : {first, first + 12}) {
        append_le32(out, offset);
        append_le32(out, 0);
    }
    for (std::uint32_t y = 0; y < 2; ++y) {
        append_le32(out, y);
        append_le32(out, 4);
        append_le32(out, halves[2 * y] | std::uint32_t{halves[2 * y + 1]} << 16);
    }
    return out;
}

TEST(Exr, DecodesHalfFloatsByHand) {
    // 0x3C00 = 1, 0xC000 = -2, 0x7C00 = infinity, 0x3555 = 0.33325
    const Bytes bytes = exr_by_hand({0x3C00, 0xC000, 0x7C00, 0x3555});
    const auto exact = decode_exr_channel(bytes, "a.exr");
    ASSERT_TRUE(exact) << exact.errors().front().to_string();
    EXPECT_EQ(exact->at(0, 0), 1.0f);
    EXPECT_EQ(exact->at(1, 0), -2.0f);
    EXPECT_TRUE(std::isinf(exact->at(0, 1)));
    EXPECT_EQ(exact->at(1, 1), 0.333251953125f);
    const auto radiance = decode_radiance(bytes, "a.exr");
    ASSERT_TRUE(radiance);
    EXPECT_EQ(radiance->at(0, 0), glm::vec3(1));
    EXPECT_EQ(radiance->at(1, 0), glm::vec3(0));
    EXPECT_EQ(radiance->at(0, 1), glm::vec3(65504));
}

TEST(Exr, RoundTripsAreExact) {
    Image<float> depth({33, 21});
    for (int y = 0; y < 21; ++y)
        for (int x = 0; x < 33; ++x) depth.at(x, y) = 0.1f * static_cast<float>(x * y) - 3.0f;
    depth.at(4, 5) = std::numeric_limits<float>::infinity();
    const Bytes bytes = encode_exr(depth, "Z");
    const auto back = decode_exr_channel(bytes, "a.exr", "Z");
    ASSERT_TRUE(back) << back.errors().front().to_string();
    EXPECT_EQ(*back, depth);
    EXPECT_EQ(bytes, encode_exr(depth, "Z"));
    const auto wrong = decode_exr_channel(bytes, "a.exr", "R");
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.errors().front().message, HasSubstr("only Z"));

    Image<glm::vec3> color({5, 3});
    for (int i = 0; i < 15; ++i)
        color.pixels()[static_cast<std::size_t>(i)] =
            glm::vec3(i, 0.5f * static_cast<float>(i), 90);
    const auto color_back = decode_radiance(encode_exr(color), "a.exr");
    ASSERT_TRUE(color_back);
    EXPECT_EQ(*color_back, color);
}

TEST(Radiance, EightBitPicturesBecomeLinear) {
    Image<Rgb8> picture({3, 1});
    picture.pixels() = {{0, 255, 188}, {1, 2, 3}, {255, 255, 255}};
    const auto pixels = decode_radiance(encode_png(picture), "a.png");
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->at(0, 0).r, 0.0f);
    EXPECT_EQ(pixels->at(0, 0).g, 1.0f);
    EXPECT_NEAR(pixels->at(0, 0).b, 0.5029f, 1e-4f);
    EXPECT_NEAR(pixels->at(1, 0).r, 1.0f / 255.0f / 12.92f, 1e-8f);
}

Bytes bmp(std::uint32_t width, std::int32_t height, std::uint8_t bits, const Bytes& palette,
          const Bytes& rows) {
    Bytes out = from_text("BM");
    append_le32(out, 0);
    append_le32(out, 0);
    append_le32(out, static_cast<std::uint32_t>(54 + palette.size()));
    append_le32(out, 40);
    append_le32(out, width);
    append_le32(out, static_cast<std::uint32_t>(height));
    append_le32(out, 1u | std::uint32_t{bits} << 16);
    for (int i = 0; i < 4; ++i) append_le32(out, 0);
    append_le32(out, static_cast<std::uint32_t>(palette.size() / 4));
    append_le32(out, 0);
    out.insert(out.end(), palette.begin(), palette.end());
    out.insert(out.end(), rows.begin(), rows.end());
    return out;
}

TEST(Bmp, BottomUpRowsAndPalettes) {
    // Rows end on 4 bytes; blue comes first; the first row is the lowest.
    const auto color = decode_image(bmp(1, 2, 24, {}, {255, 0, 0, 0, 0, 0, 255, 0}), "a.bmp");
    ASSERT_TRUE(color) << color.errors().front().to_string();
    EXPECT_EQ(color->at(0, 0), (Rgba8{255, 0, 0, 255}));
    EXPECT_EQ(color->at(0, 1), (Rgba8{0, 0, 255, 255}));
    // Four-bit indices, top-down: 1 0 1.
    const auto indexed =
        decode_image(bmp(3, -1, 4, {0, 0, 0, 0, 30, 20, 10, 0}, {0x10, 0x10, 0, 0}), "a.bmp");
    ASSERT_TRUE(indexed) << indexed.errors().front().to_string();
    EXPECT_EQ(indexed->pixels(),
              (std::vector<Rgba8>{{10, 20, 30, 255}, {0, 0, 0, 255}, {10, 20, 30, 255}}));
    EXPECT_FALSE(decode_image(bmp(3, 1000, 24, {}, {1, 2, 3}), "a.bmp"));
}

Bytes tga(std::uint8_t type, std::uint8_t bits, std::uint8_t descriptor, const Bytes& data) {
    Bytes out{0, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, bits, descriptor};
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

TEST(Tga, PlainAndRunLength) {
    const auto plain = decode_image(
        tga(2, 32, 0x28, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}), "a.tga");
    ASSERT_TRUE(plain) << plain.errors().front().to_string();
    EXPECT_EQ(plain->pixels(),
              (std::vector<Rgba8>{{3, 2, 1, 4}, {7, 6, 5, 8}, {11, 10, 9, 12}, {15, 14, 13, 16}}));
    // From the bottom: a run of three, then one pixel.
    const auto runs = decode_image(tga(10, 24, 0, {0x82, 1, 2, 3, 0x00, 7, 8, 9}), "a.tga");
    ASSERT_TRUE(runs) << runs.errors().front().to_string();
    const Rgba8 a{3, 2, 1, 255}, b{9, 8, 7, 255};
    EXPECT_EQ(runs->pixels(), (std::vector<Rgba8>{a, b, a, a}));
    EXPECT_FALSE(decode_image(tga(10, 24, 0, {0x82, 1, 2}), "a.tga"));
}

TEST(Sniff, ContentDecidesNotTheName) {
    EXPECT_EQ(sniff_image(from_hex(kJpeg)), ImageType::Jpeg);
    const auto pixels = decode_image(from_hex(kJpeg), "called.png");
    EXPECT_TRUE(pixels);
    const auto text = decode_image(from_text("hello, I am a picture"), "text.png");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.errors().front().to_string(),
              "text.png: is no JPEG, PNG, BMP, TGA, HDR or EXR picture");
    EXPECT_FALSE(decode_image({}, "empty.png"));
    EXPECT_FALSE(decode_image(hdr("-Y 1 +X 1", {1, 2, 3, 136}), "a.hdr"));
}

}  // namespace
}  // namespace diorama
