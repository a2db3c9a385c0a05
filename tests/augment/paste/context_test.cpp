#include "augment/paste/context.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "augment/paste/place.hpp"
#include "tests/augment/paste/shapes.hpp"

namespace diorama {
namespace {

constexpr Extent kPicture{160, 120};

Sprite sprite_of(Extent extent) {
    return *make_sprite(test::solid(extent, {200, 10, 10, 255}), "mug", "mug.png");
}

Plate empty_plate() {
    Plate plate;
    plate.frame.ids = Image<std::uint32_t>(kPicture, kBackgroundId);
    return plate;
}

PasteConfig configured(ContextPlace place) {
    PasteConfig config;
    config.scale = Uniform{0.15, 0.25};
    config.rotation_deg = 0.0;
    config.place = std::move(place);
    return config;
}

/// Chi-square of counts against expected ones.
double chi_square(const std::vector<double>& counts, const std::vector<double>& expected) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    return sum;
}

/// How many cut-outs have their middle in each quarter of the picture.
std::vector<double> quarters(const PasteConfig& config, const Plate& plate,
                             const PlaceStatistics* statistics) {
    const Sprite sprite = sprite_of({60, 60});
    std::vector<double> counts(4);
    for (std::uint64_t i = 0; i < 4000; ++i) {
        const Placer placer(config, sprite, plate, Rng{3}.stream(i), statistics);
        const auto candidate = placer.draw(0);
        if (!candidate) continue;
        const Rect& box = candidate->amodal.total_box;
        const int right = 2 * box.x + box.width >= kPicture.width ? 1 : 0;
        const int below = 2 * box.y + box.height >= kPicture.height ? 1 : 0;
        ++counts[static_cast<std::size_t>(2 * below + right)];
    }
    return counts;
}

TEST(Context, MiddlesFollowTheStatistics) {
    // Three times as many mugs lie at the lower right as at the upper left, far from the middle.
    PlaceStatistics statistics;
    const auto add = [&](const char* category, int x, int y, int times) {
        for (int i = 0; i < times; ++i)
            statistics.add(category, kPicture, {x - 12, y - 12, 24, 24});
    };
    add("mug", 150, 110, 3);
    add("mug", 10, 10, 1);
    add("chair", 10, 110, 50);
    ContextPlace place{.score = ContextPlace::Score::Statistics, .jitter = 0, .size = 1.0};
    const auto counts = quarters(configured(place), empty_plate(), &statistics);
    const double all = counts[0] + counts[3];
    EXPECT_EQ(counts[1] + counts[2], 0);  // of chairs
    ASSERT_GT(all, 3000);
    EXPECT_LT(chi_square({counts[0], counts[3]}, {all / 4, 3 * all / 4}), 15.0);  // p about 1e-4
}

TEST(Context, UniformScoresGoEverywhere) {
    ContextPlace place{.jitter = 0, .size = 1.0};
    const auto counts = quarters(configured(place), empty_plate(), nullptr);
    const double all = counts[0] + counts[1] + counts[2] + counts[3];
    EXPECT_GT(all, 3900);  // a few lie too far out
    EXPECT_LT(chi_square(counts, std::vector(4, all / 4)), 22.0);
}

TEST(Context, UnknownCategoriesGoWhereAllAre) {
    PlaceStatistics statistics;
    statistics.add("chair", kPicture, {140, 100, 20, 20});
    EXPECT_GT(statistics.density("mug", kPicture, {138, 98, 20, 20}), 0);
    EXPECT_EQ(statistics.density("mug", kPicture, {0, 0, 20, 20}), 0);
}

TEST(Context, OnSurfacesTheLowerEdgeLiesOnOne) {
    Plate plate = empty_plate();
    plate.surfaces = {{.mask = {80, 60, Image<std::uint8_t>({80, 60}, 1)}}};
    const ContextPlace place{.score = ContextPlace::Score::Surface, .size = 1.0};
    const PasteConfig config = configured(place);
    const Sprite sprite = sprite_of({40, 60});
    int placed = 0, standing = 0;
    for (std::uint64_t i = 0; i < 300; ++i) {
        const auto candidate = Placer(config, sprite, plate, Rng{5}.stream(i)).draw(0);
        if (!candidate) continue;
        ++placed;
        const Rect& box = candidate->amodal.total_box;
        EXPECT_GE(box.bottom() - 1, 60);
        standing += box.x + box.width / 2 >= 80 ? 1 : 0;
    }
    EXPECT_GT(placed, 250);
    EXPECT_GT(standing, placed * 8 / 10);
}

TEST(Context, BoundsOfTheMethodHold) {
    const Plate plate = empty_plate();
    ContextPlace place{.jitter = 0.2, .size = Uniform{0.5, 2}, .inside = 0.35};
    PasteConfig config = configured(place);
    config.scale = Uniform{0.1, 0.9};
    const Sprite sprite = sprite_of({30, 20});
    const ScoredBoxes scored = draw_boxes(config, place, sprite, plate, nullptr, Rng{7});
    ASSERT_EQ(scored.boxes.size(), 200u);
    int without = 0;
    for (std::size_t i = 0; i < scored.boxes.size(); ++i) {
        const Rect& box = scored.boxes[i];
        const double shape = static_cast<double>(box.width) / box.height / 1.5;
        const bool fits = shape <= 3 && shape >= 1 / 3.0 && box.width * box.height <= 2 * 600;
        EXPECT_EQ(scored.weights[i] > 0, fits);
        without += fits ? 0 : 1;
        EXPECT_GE(2 * box.x + box.width, -1);
        EXPECT_LE(2 * box.x + box.width, 2 * kPicture.width + 1);
    }
    EXPECT_GT(without, 20);
    const Placer placer(config, sprite, plate, Rng{7});
    int placed = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const auto candidate = placer.draw(i);
        if (!candidate) continue;
        ++placed;
        const Rect seen =
            intersection(candidate->amodal.total_box, {0, 0, kPicture.width, kPicture.height});
        EXPECT_GE(seen.width * seen.height,
                  0.35 * static_cast<double>(candidate->amodal.total_area) - 1e-6);
    }
    EXPECT_GT(placed, 1000);
    // A cut-out that none of the boxes may hold.
    const Sprite tiny = sprite_of({2, 2});
    EXPECT_EQ(Placer(config, tiny, plate, Rng{7}).hopeless(),
              "'mug.png' belongs into none of 200 boxes");
}

}  // namespace
}  // namespace diorama
