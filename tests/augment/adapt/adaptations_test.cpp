#include "augment/adapt/adaptations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "augment/adapt/reference.hpp"
#include "tests/augment/frames.hpp"

namespace diorama {
namespace {

using namespace test;

/// Warm, of low contrast: nothing like the frame it is put on.
Image<Rgb8> target_picture() {
    Image<Rgb8> picture = smooth_picture({200, 100});
    for (Rgb8& p : picture)
        p = {static_cast<std::uint8_t>(130 + p.r / 3), static_cast<std::uint8_t>(90 + p.g / 4),
             static_cast<std::uint8_t>(40 + p.r / 6 + p.b / 8)};
    return picture;
}

Frame adapted(Frame frame, OperatorConfig config) {
    Resources resources;
    resources.references["target.png"] =
        std::make_shared<const Reference>(make_reference(target_picture()));
    const Surroundings surroundings{.resources = resources};
    auto result = augment(std::move(frame), {entry(std::move(config))}, Rng(1), surroundings);
    return *std::move(result);
}

Frame smooth_frame() {
    Frame frame = random_frame(Rng(2), {120, 90});
    frame.color = smooth_picture({120, 90});
    return frame;
}

const Choice<std::filesystem::path> kTarget{std::filesystem::path("target.png")};

TEST(Adapt, ZeroStrengthIsTheIdentity) {
    const Frame frame = smooth_frame();
    EXPECT_EQ(adapted(frame, HistogramMatchConfig{kTarget, 0.0}).color, frame.color);
    EXPECT_EQ(adapted(frame, ReinhardConfig{kTarget, 0.0}).color, frame.color);
    EXPECT_EQ(adapted(frame, ColorTransferConfig{kTarget, 0.0}).color, frame.color);
    EXPECT_EQ(adapted(frame, FourierAdaptConfig{kTarget, 0.05, 0.0}).color, frame.color);
    EXPECT_EQ(adapted(frame, PcaColorConfig{0.0}).color, frame.color);
}

TEST(Adapt, MomentsBecomeThoseOfTheReference) {
    const ColorMoments wanted = color_moments(target_picture());
    const std::vector<OperatorConfig> operators{
        HistogramMatchConfig{kTarget}, ReinhardConfig{kTarget}, ColorTransferConfig{kTarget}};
    for (const OperatorConfig& config : operators) {
        const Frame frame = adapted(smooth_frame(), config);
        const ColorMoments got = color_moments(frame.color);
        for (int c = 0; c < 3; ++c) EXPECT_NEAR(got.mean[c], wanted.mean[c], 2.5) << config.index();
        EXPECT_EQ(frame.ids, smooth_frame().ids);
    }
    const ColorMoments transferred =
        color_moments(adapted(smooth_frame(), ColorTransferConfig{kTarget}).color);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j)
            EXPECT_NEAR(transferred.covariance[i][j], wanted.covariance[i][j],
                        0.05f * wanted.covariance[0][0] + 3);
}

TEST(FourierAdapt, MovesTheMeanAndKeepsDetails) {
    const Frame frame = smooth_frame();
    const Frame moved = adapted(frame, FourierAdaptConfig{kTarget, 0.01});
    const ColorMoments wanted = color_moments(target_picture());
    const ColorMoments got = color_moments(moved.color);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(got.mean[c], wanted.mean[c], 12);
    // Details are frequencies above the band: differences of neighbors stay.
    double before = 0, after = 0;
    for (int y = 0; y < 90; ++y) {
        for (int x = 1; x < 120; ++x) {
            before += std::abs(frame.color.at(x, y).r - frame.color.at(x - 1, y).r);
            after += std::abs(moved.color.at(x, y).r - moved.color.at(x - 1, y).r);
        }
    }
    EXPECT_NEAR(after / before, 1, 0.2);
}

TEST(Eigen, OfAKnownMatrix) {
    // Eigenvalues 6, 3 and 1 by construction.
    const glm::vec3 a = glm::normalize(glm::vec3(1, 2, 2)), b = glm::normalize(glm::vec3(2, 1, -2));
    const glm::vec3 c = glm::cross(a, b);
    const glm::mat3 m =
        6.0f * glm::outerProduct(a, a) + 3.0f * glm::outerProduct(b, b) + glm::outerProduct(c, c);
    const Eigen3 e = eigen_decomposition(m);
    EXPECT_NEAR(e.values[0], 6, 1e-5);
    EXPECT_NEAR(e.values[1], 3, 1e-5);
    EXPECT_NEAR(e.values[2], 1, 1e-5);
    EXPECT_NEAR(std::abs(glm::dot(e.vectors[0], a)), 1, 1e-5);
    EXPECT_NEAR(std::abs(glm::dot(e.vectors[2], c)), 1, 1e-5);
}

}  // namespace
}  // namespace diorama
