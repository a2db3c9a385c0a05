#include "augment/color/colors.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama {
namespace {

/// Factors on red, green and blue that keep the brightness of grey.
glm::vec3 white_balance(float temperature, float tint) {
    const glm::vec3 gains(1.0f + 0.3f * temperature + 0.1f * tint, 1.0f - 0.2f * tint,
                          1.0f - 0.3f * temperature + 0.1f * tint);
    return gains / glm::dot(gains, kLuma);
}

glm::mat3 diagonal(const glm::vec3& d) {
    return {d.x, 0.0f, 0.0f, 0.0f, d.y, 0.0f, 0.0f, 0.0f, d.z};
}

/// Turns colors about the grey axis in a plane of equal luma: the I and Q axes of NTSC.
glm::mat3 hue_matrix(float degrees_turned) {
    const glm::mat3 yiq_from_rgb =
        glm::transpose(glm::mat3(0.299f, 0.587f, 0.114f, 0.595716f, -0.274453f, -0.321263f,
                                 0.211456f, -0.522591f, 0.311135f));
    const float angle = radians(degrees_turned), c = std::cos(angle), s = std::sin(angle);
    const glm::mat3 turn = glm::transpose(glm::mat3(1, 0, 0, 0, c, -s, 0, s, c));
    return glm::inverse(yiq_from_rgb) * turn * yiq_from_rgb;
}

}  // namespace

ColorMatrix saturation_matrix(float factor) {
    glm::mat3 grey;
    for (int column = 0; column < 3; ++column) grey[column] = glm::vec3(kLuma[column]);
    return {grey * (1.0f - factor) + glm::mat3(factor)};
}

void apply(const ColorConfig& config, Chain& chain, Draws& draw) {
    const float temperature = draw.number("temperature", config.temperature);
    const float tint = draw.number("tint", config.tint);
    if (temperature != 0.0f || tint != 0.0f)
        chain.recolor(ColorMatrix{diagonal(white_balance(temperature, tint))});
    const float brightness = draw.number("brightness", config.brightness);
    const float contrast = draw.number("contrast", config.contrast);
    if (brightness != 0.0f || contrast != 1.0f) {
        chain.recolor(ColorMatrix{glm::mat3(contrast),
                                  glm::vec3(127.5f * (1.0f - contrast) + 255.0f * brightness)});
    }
    if (const float saturation = draw.number("saturation", config.saturation); saturation != 1.0f)
        chain.recolor(saturation_matrix(saturation));
    if (const float hue = draw.number("hue_deg", config.hue_deg); hue != 0.0f)
        chain.recolor(ColorMatrix{hue_matrix(hue)});
    if (const float gamma = draw.number("gamma", config.gamma); gamma != 1.0f)
        chain.recolor(equal_curves([gamma](float x) { return std::pow(x, gamma); }));
}

void apply(const ChannelShuffleConfig&, Chain& chain, Draws& draw) {
    constexpr std::array<std::array<int, 3>, 6> kOrders{
        {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};
    const auto& order = kOrders[draw.index("order", kOrders.size())];
    ColorMatrix matrix{glm::mat3(0.0f)};
    for (int row = 0; row < 3; ++row) matrix.matrix[order[static_cast<std::size_t>(row)]][row] = 1;
    chain.recolor(matrix);
}

void apply(const ChannelDropConfig& config, Chain& chain, Draws& draw) {
    const int count = draw.whole("count", config.count);
    const float level = draw.number("level", config.level);
    std::array<int, 3> order{0, 1, 2};
    Rng rng = draw.stream("channels");
    ColorMatrix matrix;
    for (int i = 0; i < count; ++i) {
        std::swap(order[static_cast<std::size_t>(i)],
                  order[static_cast<std::size_t>(rng.integer(i, 2))]);
        const int channel = order[static_cast<std::size_t>(i)];
        draw.note("channel" + std::to_string(i), channel);
        matrix.matrix[channel][channel] = 0.0f;
        matrix.offset[channel] = level;
    }
    if (count > 0) chain.recolor(matrix);
}

void apply(const PosterizeConfig& config, Chain& chain, Draws& draw) {
    const int bits = draw.whole("bits", config.bits);
    if (bits >= 8) return;
    // Whole levels go in; a level between two gets its own step too, not a mean.
    const auto steps = static_cast<float>((1 << bits) - 1);
    chain.recolor(equal_curves(
        [steps](float x) { return std::min(std::floor(x * (steps + 1.0f)), steps) / steps; }));
}

void apply(const SolarizeConfig& config, Chain& chain, Draws& draw) {
    const float threshold = draw.number("threshold", config.threshold);
    if (threshold >= 1.0f) return;
    chain.recolor(equal_curves([=](float x) { return x >= threshold ? 1.0f - x : x; }));
}

void apply(const InvertConfig& config, Chain& chain, Draws& draw) {
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    chain.recolor(ColorMatrix{glm::mat3(1.0f - 2.0f * strength), glm::vec3(255.0f * strength)});
}

ColorCurves tone_curves(float shadows, float midtones, float highlights) {
    // A monotone piecewise cubic through (0, 0), the three moved points and (1, 1).
    // Method: "Monotone Piecewise Cubic Interpolation", Fritsch & Carlson, SIAM J. Numer. Anal.
    // 1980; harmonic means as slopes.
    constexpr int kKnots = 5;
    std::array<float, kKnots> y{0.0f, 0.25f + shadows, 0.5f + midtones, 0.75f + highlights, 1.0f};
    for (std::size_t i = 1; i < kKnots; ++i) y[i] = std::clamp(y[i], y[i - 1], 1.0f);
    std::array<float, kKnots> slope{};
    const auto secant = [&](std::size_t i) { return 4.0f * (y[i + 1] - y[i]); };
    for (std::size_t i = 0; i < kKnots; ++i) {
        const float before = i > 0 ? secant(i - 1) : secant(0);
        const float after = i + 1 < kKnots ? secant(i) : secant(kKnots - 2);
        slope[i] = before * after > 0 ? 2.0f * before * after / (before + after) : 0.0f;
    }
    return equal_curves([&](float x) {
        const auto i = std::min(static_cast<std::size_t>(x * 4.0f), std::size_t{kKnots - 2});
        const float t = x * 4.0f - static_cast<float>(i), s = 1.0f - t;
        return s * s * (1.0f + 2.0f * t) * y[i] + t * t * (3.0f - 2.0f * t) * y[i + 1] +
               0.25f * t * s * (s * slope[i] - t * slope[i + 1]);
    });
}

void apply(const ToneCurveConfig& config, Chain& chain, Draws& draw) {
    const float shadows = draw.number("shadows", config.shadows);
    const float midtones = draw.number("midtones", config.midtones);
    const float highlights = draw.number("highlights", config.highlights);
    if (shadows == 0.0f && midtones == 0.0f && highlights == 0.0f) return;
    chain.recolor(tone_curves(shadows, midtones, highlights));
}

void apply(const LookConfig& config, Chain& chain, Draws& draw) {
    Rng rng = draw.stream("name");
    const std::string name = config.name.draw(rng);
    const auto at = std::ranges::find(look_names(), name);
    draw.note("look", static_cast<double>(at - look_names().begin()));
    const float strength = draw.number("strength", config.strength);
    if (strength == 0.0f) return;
    for (ColorStage& stage : look_stages(name, strength)) chain.recolor(std::move(stage));
}

void apply(const LutConfig& config, Chain& chain, Draws& draw, const Resources& resources) {
    Rng rng = draw.stream("file");
    const std::filesystem::path& file = config.file.draw(rng);
    const float strength = draw.number("strength", config.strength);
    if (strength > 0.0f) chain.recolor(ColorCube{resources.cubes.at(file), strength});
}

}  // namespace diorama
