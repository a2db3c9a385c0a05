#include "engine/dataset/degrade.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/dataset/coco_reader.hpp"

namespace diorama {
namespace {

using nlohmann::json;

constexpr Extent kExtent{160, 120};

Image<std::uint8_t> blob(double cx, double cy, double radius) {
    Image<std::uint8_t> mask(kExtent);
    for (int y = 0; y < kExtent.height; ++y) {
        for (int x = 0; x < kExtent.width; ++x) {
            const double dx = x + 0.5 - cx, dy = y + 0.5 - cy;
            const double r = radius * (1 + 0.25 * std::sin(5 * std::atan2(dy, dx)));
            mask.at(x, y) = dx * dx + dy * dy < r * r;
        }
    }
    return mask;
}

double iou(const Image<std::uint8_t>& a, const Image<std::uint8_t>& b) {
    double both = 0, any = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        both += a.pixels()[i] & b.pixels()[i];
        any += a.pixels()[i] | b.pixels()[i];
    }
    return both / any;
}

/// IoU of a mask with what is left of it, the mean over some seeds.
double quality(const Image<std::uint8_t>& mask, const Degradation& how) {
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        CocoInstance instance{.id = 1, .category = "blob"};
        instance.polygons = degraded_outline(mask, how, Rng(seed));
        for (const auto& loop : instance.polygons) {
            EXPECT_GE(loop.size(), 6u);
            for (std::size_t i = 0; i < loop.size(); ++i) {
                EXPECT_GE(loop[i], 0);
                EXPECT_LE(loop[i], i % 2 == 0 ? kExtent.width : kExtent.height);
            }
        }
        sum += iou(*decode_instance(instance, kExtent, "x"), mask);
    }
    return sum / 12;
}

TEST(DegradedOutline, NothingAskedChangesNothing) {
    EXPECT_EQ(quality(blob(70, 60, 35), {}), 1.0);
    EXPECT_EQ(quality(blob(0, 0, 50), {.block_px = 1, .points = 10'000}), 1.0);
}

TEST(DegradedOutline, QualityFallsWithTheLevel) {
    const auto mask = blob(80, 60, 40);
    const auto falls = [&](const std::vector<Degradation>& levels) {
        double before = 1.0;
        for (const Degradation& how : levels) {
            const double now = quality(mask, how);
            EXPECT_LT(now, before);
            before = now;
        }
        return before;
    };
    EXPECT_LT(falls({{.points = 40}, {.points = 20}, {.points = 10}, {.points = 5}, {.points = 3}}),
              0.75);
    EXPECT_LT(falls({{.block_px = 2},
                     {.block_px = 4},
                     {.block_px = 8},
                     {.block_px = 16},
                     {.block_px = 32}}),
              0.9);
    EXPECT_LT(falls({{.jitter_px = 1}, {.jitter_px = 2}, {.jitter_px = 4}, {.jitter_px = 8}}), 0.8);
    EXPECT_LT(falls({{.grow_px = 1}, {.grow_px = 2}, {.grow_px = 4}}), 0.85);
    EXPECT_LT(falls({{.grow_px = -1}, {.grow_px = -2}, {.grow_px = -4}}), 0.85);
}

TEST(DegradedOutline, HasAtMostSoManyPoints) {
    for (const int points : {3, 7, 20}) {
        for (const double jitter : {0.0, 3.0}) {
            const auto loops =
                degraded_outline(blob(80, 60, 40), {.jitter_px = jitter, .points = points}, Rng(1));
            ASSERT_EQ(loops.size(), 1u);
            EXPECT_LE(loops[0].size() / 2, static_cast<std::size_t>(points));
        }
    }
}

TEST(DegradedOutline, JitterHasItsDeviation) {
    // The area of a disc whose radius moves by N(0, s): its spread over seeds tells s.
    Image<std::uint8_t> disc(kExtent);
    for (int y = 0; y < kExtent.height; ++y)
        for (int x = 0; x < kExtent.width; ++x)
            disc.at(x, y) = std::hypot(x + 0.5 - 80, y + 0.5 - 60) < 40 ? 1 : 0;
    double squares = 0, count = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto loops =
            degraded_outline(disc, {.jitter_px = 2, .jitter_length_px = 20}, Rng(seed));
        for (std::size_t i = 0; i + 1 < loops[0].size(); i += 2) {
            const double by = std::hypot(loops[0][i] - 80, loops[0][i + 1] - 60) - 40;
            squares += by * by;
            ++count;
        }
    }
    EXPECT_NEAR(std::sqrt(squares / count), 2, 0.4);
}

TEST(DegradedOutline, NothingDisappears) {
    Image<std::uint8_t> dot(kExtent);
    dot.at(50, 50) = 1;
    EXPECT_EQ(quality(dot, {.block_px = 32}), 1.0);
    EXPECT_EQ(quality(dot, {.grow_px = -3}), 1.0);
}

/// Squares of 10 pixels, touching in pairs of one class, and one large square.
std::string dataset(int pairs) {
    json root{{"info", {{"description", "d"}}},
              {"categories", {{{"id", 4}, {"name", "a"}}, {{"id", 9}, {"name", "b"}}}},
              {"images", json::array()},
              {"annotations", json::array()}};
    int id = 0;
    const auto add = [&](int image, int category, int x, int y, int side) {
        root["annotations"].push_back(
            {{"id", ++id},
             {"image_id", image},
             {"category_id", category},
             {"iscrowd", 0},
             {"segmentation", {{x, y, x + side, y, x + side, y + side, x, y + side}}}});
    };
    for (int i = 0; i < pairs; ++i) {
        root["images"].push_back(
            {{"id", 10 * i + 3}, {"file_name", "x.jpg"}, {"width", 160}, {"height", 120}});
        add(10 * i + 3, 4, 20, 20, 10);
        add(10 * i + 3, 4, 30, 20, 10);
        add(10 * i + 3, 9, 40, 20, 10);
        add(10 * i + 3, 9, 60, 40, 60);
    }
    return root.dump();
}

struct Result {
    json labels;
    DegradeReport report;
};

Result degrade(const Degradation& how, int pairs = 100) {
    Result result;
    const auto text = degrade_annotations(dataset(pairs), "x.json", how, result.report);
    EXPECT_TRUE(text);
    result.labels = json::parse(*text);
    EXPECT_TRUE(read_coco_instances(*text, "y.json"));
    return result;
}

TEST(DegradeAnnotations, LevelZeroIsTheIdentity) {
    const Result result = degrade({}, 2);
    const json perfect = json::parse(dataset(2));
    EXPECT_EQ(result.labels["images"], perfect["images"]);
    EXPECT_EQ(result.labels["categories"], perfect["categories"]);
    ASSERT_EQ(result.labels["annotations"].size(), 8u);
    for (std::size_t i = 0; i < 8; ++i) {
        const json& label = result.labels["annotations"][i];
        EXPECT_EQ(label["source_ids"], json::array({perfect["annotations"][i]["id"]}));
        EXPECT_EQ(label["category_id"], perfect["annotations"][i]["category_id"]);
        EXPECT_EQ(label["source_iou"], 1.0);
        EXPECT_EQ(label["annotation_time_s"], 7 + 4 * 1.5);
    }
    EXPECT_EQ(result.labels["annotations"][3]["bbox"], json::array({60, 40, 60, 60}));
    EXPECT_EQ(result.labels["annotations"][3]["area"], 3600);
    EXPECT_EQ(result.report.mean_iou, 1);
}

TEST(DegradeAnnotations, EachPartHasItsShare) {
    const Result missed = degrade({.missed = 0.3, .missed_below = 1000});
    EXPECT_NEAR(static_cast<double>(missed.report.missed), 90, 25);  // of 300 small ones
    const Result merged = degrade({.merged = 0.5});
    EXPECT_NEAR(static_cast<double>(merged.report.merged), 50, 15);  // a with a, never a with b
    for (const json& label : merged.labels["annotations"]) {
        if (label["source_ids"].size() == 1) continue;
        EXPECT_EQ(label["bbox"], json::array({20, 20, 20, 10}));
        EXPECT_EQ(label["source_iou"], 1.0);
    }
    const Result swapped = degrade({.swapped = 0.25});
    EXPECT_NEAR(static_cast<double>(swapped.report.swapped), 100, 30);
    const Result loose = degrade({.loose_box = 0.1});
    double squares = 0;
    for (std::size_t i = 3; i < loose.labels["annotations"].size(); i += 4) {
        const json& label = loose.labels["annotations"][i];
        EXPECT_EQ(label["area"], 3600);  // masks stay
        squares += std::pow(label["bbox"][0].get<double>() - 60, 2);
    }
    EXPECT_NEAR(std::sqrt(squares / 100), 6, 1.5);
}

TEST(DegradeAnnotations, DependsOnTheSeedAndIdsAlone) {
    const Degradation how{.seed = 5, .jitter_px = 2, .missed = 0.2, .swapped = 0.2};
    const json few = degrade(how, 3).labels, many = degrade(how, 6).labels;
    // The first pictures do not change with those after them.
    for (std::size_t i = 0; i < few["annotations"].size(); ++i)
        EXPECT_EQ(few["annotations"][i], many["annotations"][i]);
    EXPECT_NE(few["annotations"], degrade({.seed = 6, .jitter_px = 2}, 3).labels["annotations"]);
}

TEST(DegradeAnnotations, FewerPointsTakeLessTime) {
    const Result all = degrade({.jitter_px = 1}), few = degrade({.jitter_px = 1, .points = 4});
    EXPECT_LT(few.report.hours, all.report.hours);
    EXPECT_LT(few.report.mean_iou, 1);
}

}  // namespace
}  // namespace diorama
