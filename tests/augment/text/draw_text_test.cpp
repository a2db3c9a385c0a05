#include "augment/text/draw_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/core/rng.hpp"
#include "tests/augment/text/fonts.hpp"

namespace diorama {
namespace {

constexpr Intrinsics kCamera{.fx = 520, .fy = 520, .cx = 320, .cy = 240};
constexpr Rect kPicture{0, 0, 640, 480};

/// How far a point lies outside a convex quad with corners clockwise as seen; 0 or less inside.
float outside(const Quad& quad, const glm::vec2& p) {
    float most = -INFINITY;
    for (std::size_t i = 0; i < 4; ++i) {
        const glm::vec2 a = quad[i], edge = quad[(i + 1) % 4] - a;
        const glm::vec2 outward(edge.y, -edge.x);
        most = std::max(most, glm::dot(outward, p - a) / glm::length(edge));
    }
    return most;
}

struct Sample {
    TypesetBlock block;
    glm::dmat3 image_from_text{1.0};
};

/// Text of random content, size and style on a random plane, wholly in the picture.
std::optional<Sample> random_sample(const std::vector<const Font*>& fonts, Rng rng) {
    const std::u32string words[] = {U"open",
                                    U"Jazz",
                                    U"fjord",
                                    U"42%",
                                    U"(ij)",
                                    U"\u00C5ngstr\u00F6m",
                                    U"\u0436\u0443\u043A",
                                    U"\u0633\u0644\u0627\u0645"};
    std::u32string line;
    for (std::int64_t i = rng.integer(1, 3); i > 0; --i)
        line += words[rng.integer(0, std::ssize(words) - 1)] + (i > 1 ? U" " : U"");
    std::vector<std::u32string> lines{line};
    if (rng.chance(0.3)) lines.push_back(words[rng.integer(0, std::ssize(words) - 1)]);
    TypesetOptions options{.style = {.embolden = rng.chance(0.3) ? 0.03f : 0.0f,
                                     .slant = rng.chance(0.3) ? 0.2f : 0.0f}};
    if (rng.chance(0.3)) options.curvature = static_cast<float>(rng.uniform(-0.1, 0.1));
    const auto first = static_cast<std::size_t>(rng.integer(0, std::ssize(fonts) - 1));
    const auto block = typeset(lines, {fonts[first], fonts[0]}, options);
    if (!block) return std::nullopt;
    glm::vec3 normal{0, 0, 1};
    for (int axis = 0; axis < 2; ++axis) normal[axis] = static_cast<float>(rng.uniform(-1.2, 1.2));
    const Plane plane{.normal = glm::normalize(normal),
                      .offset_m = static_cast<float>(rng.uniform(0.5, 3))};
    const auto image_from_page =
        image_from_plane(plane, kCamera, {rng.uniform(120, 520), rng.uniform(90, 390)},
                         static_cast<float>(rng.uniform(-0.3, 0.3)));
    if (!image_from_page) return std::nullopt;
    const double size = rng.uniform(10, 70) / glm::length(jacobian(*image_from_page, {0, 0})[1]);
    const glm::vec2 middle = 0.5f * (block->bounds.min + block->bounds.max);
    Sample sample{*block, *image_from_page * plane_from_text(size, -size * glm::dvec2(middle))};
    if (!fits(sample.block, sample.image_from_text, kPicture)) return std::nullopt;
    return sample;
}

TEST(DrawText, LabelsHoldTheirPixelsAndNest) {
    const Font sans = test::dejavu("DejaVuSans"), serif = test::dejavu("DejaVuSerif-Bold"),
               mono = test::dejavu("DejaVuSansMono");
    const std::vector<const Font*> fonts{&sans, &serif, &mono};
    int drawn_count = 0;
    for (std::uint64_t i = 0; i < 150; ++i) {
        const auto sample = random_sample(fonts, Rng{11}.stream(i));
        if (!sample) continue;
        ++drawn_count;
        const DrawnText drawn = draw_text(sample->block, sample->image_from_text, kPicture);
        for (std::size_t w = 0; w < drawn.words.size(); ++w) {
            const DrawnWord& word = drawn.words[w];
            const TypesetWord& set = sample->block.words[w];
            for (std::size_t c = 0; c < word.chars.size(); ++c) {
                // The letter alone, as the one warp draws it.
                TypesetBlock alone;
                alone.words = {{.chars = {set.chars[c]}, .polygon = {}}};
                const Coverage ink = draw_text(alone, sample->image_from_text, kPicture).ink;
                const Rect r = ink.rect();
                for (int y = r.y; y < r.bottom(); ++y) {
                    for (int x = r.x; x < r.right(); ++x) {
                        if (ink.at(x, y) < 128) continue;
                        const glm::vec2 p(static_cast<float>(x) + 0.5f,
                                          static_cast<float>(y) + 0.5f);
                        ASSERT_LE(outside(word.chars[c], p), 0.5f) << i;
                        ASSERT_LE(outside(word.quad, p), 0.5f) << i;
                        ASSERT_GE(word.ink.at(x, y), 126) << i;
                    }
                }
                for (const glm::vec2& p : word.chars[c])
                    ASSERT_LE(outside(word.quad, p), 0.01f) << i;
            }
            for (const glm::vec2& p : word.quad) {
                ASSERT_LE(outside(drawn.lines[set.line], p), 0.01f) << i;
                ASSERT_TRUE(p.x >= 0 && p.y >= 0 && p.x <= 640 && p.y <= 480) << i;
            }
        }
    }
    EXPECT_GT(drawn_count, 60);
}

TEST(DrawText, FrontoParallelTextHasItsSize) {
    const Font font = test::dejavu("DejaVuSans");
    const auto block = typeset({U"HH"}, {&font}, {});
    ASSERT_TRUE(block);
    const Plane wall{.normal = {0, 0, 1}, .offset_m = 2.0f};
    const glm::dmat3 m =
        *image_from_plane(wall, kCamera, {200, 200}) * plane_from_text(0.2, {0, 0});
    const DrawnText drawn = draw_text(*block, m, kPicture);
    // 0.2 m at 2 m and 520 px are 52 px to the em.
    EXPECT_NEAR(drawn.words[0].quad[3].y, 200, 0.05f);
    EXPECT_NEAR(drawn.words[0].quad[0].y, 200 - 52 * 1493.0f / 2048.0f, 0.05f);
    EXPECT_EQ(drawn.ink.rect(), drawn.words[0].ink.rect());
}

}  // namespace
}  // namespace diorama
