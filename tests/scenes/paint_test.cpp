#include "scenes/paint.hpp"

#include <gtest/gtest.h>

#include "scenes/canvas.hpp"

namespace diorama::kit {
namespace {

TEST(LatticeHash, IsPinned) {
    // These values decide every texture of the kit.
    EXPECT_EQ(lattice_hash(0, 0, 0), 0u);
    EXPECT_EQ(lattice_hash(1, 0, 0), 0x46507DE6u);
    EXPECT_EQ(lattice_hash(0, 1, 0), 0xC9DB0FE4u);
    EXPECT_EQ(lattice_hash(17, 23, 5), 0x727CD7F4u);
}

TEST(LatticeHash, SpreadsEvenly) {
    std::array<int, 16> counts{};
    for (int y = 0; y < 128; ++y)
        for (int x = 0; x < 128; ++x) ++counts[lattice_hash(x, y, 7) >> 28];
    for (const int count : counts) EXPECT_NEAR(count, 1024, 160);  // five standard deviations
}

TEST(GradientNoise, IsZeroAtLatticePointsAndPeriodic) {
    // With an odd number of pixels in a cell, none lies on a lattice point but its neighbors do
    // so within half a pixel; the values there are small.
    const Field field = gradient_noise({128, 128}, {8, 8}, 3);
    for (int y = 0; y < 128; y += 16)
        for (int x = 0; x < 128; x += 16) EXPECT_LT(std::abs(field.at(x, y)), 0.12f);
    float strongest = 0.0f, wrap = 0.0f, step = 0.0f;
    for (int i = 0; i < 128; ++i) {
        for (int j = 0; j < 127; ++j) {
            strongest = std::max(strongest, std::abs(field.at(j, i)));
            step = std::max(step, std::abs(field.at(j + 1, i) - field.at(j, i)));
        }
        wrap = std::max(wrap, std::abs(field.at(0, i) - field.at(127, i)));
    }
    EXPECT_GT(strongest, 0.5f);
    EXPECT_LT(strongest, 1.75f);
    EXPECT_LE(wrap, step);
}

TEST(GradientNoise, DiffersInEveryCellAndWithTheSeed) {
    const Field a = gradient_noise({64, 64}, {4, 4}, 1), b = gradient_noise({64, 64}, {4, 4}, 2);
    EXPECT_NE(a.pixels(), b.pixels());
    EXPECT_NE(a.at(8, 8), a.at(24, 8));
}

TEST(CellNoise, MeasuresDistancesToARegularLattice) {
    const CellNoise noise = cell_noise({40, 40}, {4, 4}, 0.0f, 9);  // points at cell centers
    EXPECT_NEAR(noise.nearest.at(4, 4), std::sqrt(2.0f) * 0.05f, 1e-6f);
    EXPECT_NEAR(noise.nearest.at(0, 4), std::hypot(0.45f, 0.05f), 1e-6f);
    EXPECT_NEAR(noise.second.at(0, 4), std::hypot(0.55f, 0.05f), 1e-6f);  // across the border
    EXPECT_EQ(noise.id.at(1, 1), noise.id.at(8, 8));
    EXPECT_NE(noise.id.at(1, 1), noise.id.at(11, 1));
}

TEST(Sample, InterpolatesAndWraps) {
    Field field({2, 2});
    field.pixels() = {0.0f, 1.0f, 2.0f, 3.0f};
    EXPECT_EQ(sample(field, 1.0f, 1.0f), 3.0f);
    EXPECT_EQ(sample(field, 0.5f, 0.5f), 1.5f);
    EXPECT_EQ(sample(field, -1.0f, 0.0f), 1.0f);
    EXPECT_EQ(sample(field, 1.5f, 0.0f), 0.5f);
}

TEST(Ramp, HoldsItsEndsAndMixesBetween) {
    const ColorStop stops[]{{0.25f, 0x000000}, {0.75f, 0xFFFFFF}};
    const Ramp ramp(stops);
    EXPECT_EQ(ramp(0.0f), glm::vec3(0));
    EXPECT_EQ(ramp(-5.0f), glm::vec3(0));
    EXPECT_EQ(ramp(1.0f), glm::vec3(1));
    EXPECT_NEAR(ramp(0.5f).g, 0.5f, 0.005f);
}

TEST(NormalTexture, LeansAwayFromTheSlope) {
    // Height grows with x by one texel per texel: a slope of 45 degrees; flat along y.
    Field height({8, 8});
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) height.at(x, y) = static_cast<float>(x) / 8.0f;
    const auto texture = normal_texture("ramp", height, 1.0f);
    const Rgba8 n = texture->pixels.at(4, 4);
    EXPECT_NEAR(n.r, 127.5 - 127.5 * 0.7071, 1.0);
    EXPECT_NEAR(n.g, 127.5, 1.0);
    EXPECT_NEAR(n.b, 127.5 + 127.5 * 0.7071, 1.0);
    // Height grows downward: the normal leans up, which is +y.
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) height.at(x, y) = static_cast<float>(y) / 8.0f;
    EXPECT_GT(normal_texture("ramp", height, 1.0f)->pixels.at(4, 4).g, 200);
}

TEST(Canvas, FillsWholePixelsExactlyAndHalvesOnes) {
    Canvas canvas({8, 4}, 0x000000);
    canvas.rectangle({1, 1}, {3.5f, 3}, 0xFF8000);
    EXPECT_EQ(canvas.pixels().at(0, 1), (Rgba8{0, 0, 0}));
    EXPECT_EQ(canvas.pixels().at(1, 1), (Rgba8{255, 128, 0}));
    EXPECT_EQ(canvas.pixels().at(2, 2), (Rgba8{255, 128, 0}));
    EXPECT_EQ(canvas.pixels().at(3, 1), (Rgba8{128, 64, 0}));
    EXPECT_EQ(canvas.pixels().at(4, 1), (Rgba8{0, 0, 0}));
    EXPECT_EQ(canvas.pixels().at(1, 3), (Rgba8{0, 0, 0}));
}

// The share of a canvas that a drawing covers.
template <class Draw>
double covered(Draw draw) {
    Canvas canvas({100, 100}, 0x000000);
    draw(canvas);
    double sum = 0.0;
    for (const Rgba8& pixel : canvas.pixels()) sum += pixel.r;
    return sum / 255.0;
}

TEST(Canvas, ShapesHaveTheirAreas) {
    const double pi = 3.14159265;
    EXPECT_NEAR(covered([](Canvas& c) { c.disk({50, 50}, 30, 0xFFFFFF); }), pi * 900, 4);
    EXPECT_NEAR(covered([](Canvas& c) { c.ring({50, 50}, 30, 4, 0xFFFFFF); }), 2 * pi * 30 * 4, 4);
    EXPECT_NEAR(covered([](Canvas& c) {
                    c.ellipse({50, 50}, {40, 10}, 0.5f, 0xFFFFFF);
                }),
                pi * 400, 15);
    EXPECT_NEAR(covered([](Canvas& c) {
                    const glm::vec2 points[]{{10, 10}, {90, 10}, {50, 90}};
                    c.polygon(points, 0xFFFFFF);
                }),
                3200, 4);
    EXPECT_NEAR(covered([](Canvas& c) {
                    const glm::vec2 points[]{{20, 50}, {80, 50}};
                    c.line(points, 10, 0xFFFFFF);
                }),
                600 + pi * 25, 4);
}

TEST(Canvas, CutsOffWhatLeavesThePicture) {
    EXPECT_NEAR(covered([](Canvas& c) { c.disk({0, 0}, 20, 0xFFFFFF); }), 3.14159265 * 100, 3);
    EXPECT_EQ(covered([](Canvas& c) { c.disk({-50, -50}, 20, 0xFFFFFF); }), 0.0);
}

TEST(Canvas, WritesLettersWhereTheyBelong) {
    // An L of 60 pixels: a stem and a foot, nothing at its top right.
    Canvas canvas({100, 100}, 0x000000);
    canvas.text("L", {20, 20}, 60, 6, 0xFFFFFF);
    EXPECT_EQ(canvas.pixels().at(20, 50).r, 255);
    EXPECT_EQ(canvas.pixels().at(45, 80).r, 255);
    EXPECT_EQ(canvas.pixels().at(50, 30).r, 0);
}

TEST(Canvas, EveryLetterLeavesInkAndTheyDiffer) {
    std::vector<std::vector<Rgba8>> seen;
    for (const char letter : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-+&:!/'%")) {
        Canvas canvas({60, 60}, 0x000000);
        canvas.text(std::string_view(&letter, 1), {15, 10}, 36, 4, 0xFFFFFF);
        double ink = 0.0;
        for (const Rgba8& pixel : canvas.pixels()) ink += pixel.r;
        EXPECT_GT(ink, 0.0) << letter;
        for (const auto& other : seen) EXPECT_NE(canvas.pixels().pixels(), other) << letter;
        seen.push_back(canvas.pixels().pixels());
    }
}

TEST(Canvas, CentersText) {
    Canvas canvas({200, 60}, 0x000000);
    canvas.centered_text("OHO", {100, 10}, 30, 4, 0xFFFFFF);
    for (int x = 0; x < 100; ++x)
        for (int y = 0; y < 60; ++y)
            EXPECT_NEAR(canvas.pixels().at(x, y).r, canvas.pixels().at(199 - x, y).r, 1);
}

}  // namespace
}  // namespace diorama::kit
