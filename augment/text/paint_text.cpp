#include "augment/text/paint_text.hpp"

#include <algorithm>
#include <cmath>

#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

/// A mean over squares of 2 * radius + 1 pixels, the border repeated.
Image<float> box_mean(const Image<float>& source, int radius) {
    const int width = source.width(), height = source.height();
    Image<float> rows(source.extent()), result(source.extent());
    const float share = 1.0f / static_cast<float>(2 * radius + 1);
    for (int y = 0; y < height; ++y) {
        const float* from = source.row(y);
        double sum = 0.0;
        const auto at = [&](int x) {
            return static_cast<double>(from[std::clamp(x, 0, width - 1)]);
        };
        for (int x = -radius; x <= radius; ++x) sum += at(x);
        for (int x = 0; x < width; ++x) {
            rows.at(x, y) = static_cast<float>(sum) * share;
            sum += at(x + radius + 1) - at(x - radius);
        }
    }
    std::vector<double> sums(static_cast<std::size_t>(width), 0.0);
    const auto add = [&](int y, double sign) {
        const float* from = rows.row(std::clamp(y, 0, height - 1));
        for (int x = 0; x < width; ++x)
            sums[static_cast<std::size_t>(x)] += sign * static_cast<double>(from[x]);
    };
    for (int y = -radius; y <= radius; ++y) add(y, 1.0);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x)
            result.at(x, y) = static_cast<float>(sums[static_cast<std::size_t>(x)]) * share;
        add(y + radius + 1, 1.0);
        add(y - radius, -1.0);
    }
    return result;
}

Image<float> alpha_in(const Coverage& coverage, const Rect& area) {
    Image<float> alpha({area.width, area.height}, 0.0f);
    const Rect common = intersection(coverage.rect(), area);
    for (int y = common.y; y < common.bottom(); ++y) {
        for (int x = common.x; x < common.right(); ++x)
            alpha.at(x - area.x, y - area.y) = static_cast<float>(coverage.at(x, y)) / 255.0f;
    }
    return alpha;
}

float luminance(const Rgb8& c) {
    return 0.2126f * linear_of_srgb(c.r) + 0.7152f * linear_of_srgb(c.g) +
           0.0722f * linear_of_srgb(c.b);
}

/// Light on the surface relative to its mean under the text, in [0.35, 2].
Image<float> relative_light(const Image<Rgb8>& picture, const Rect& area, const Image<float>& ink,
                            float strength, int radius) {
    Image<float> light({area.width, area.height});
    for (int y = 0; y < area.height; ++y) {
        for (int x = 0; x < area.width; ++x)
            light.at(x, y) = luminance(picture.at(area.x + x, area.y + y)) + 0.01f;
    }
    light = box_mean(light, radius);
    double sum = 0.0, weight = 1e-6;
    for (std::size_t i = 0; i < ink.pixels().size(); ++i) {
        sum += static_cast<double>(ink.pixels()[i] * light.pixels()[i]);
        weight += static_cast<double>(ink.pixels()[i]);
    }
    const auto mean = static_cast<float>(std::max(sum / weight, 1e-3));
    for (float& l : light) {
        // In sRGB values, which are about the square root of light.
        const float ratio = std::sqrt(std::clamp(l / mean, 0.1f, 4.0f));
        l = std::clamp(1.0f + strength * (ratio - 1.0f), 0.35f, 2.0f);
    }
    return light;
}

void mix(Rgb8& pixel, const Rgb8& color, float factor, float alpha) {
    const auto channel = [&](std::uint8_t under, std::uint8_t over) {
        const float lit = std::min(255.0f, static_cast<float>(over) * factor);
        const float mixed = static_cast<float>(under) + alpha * (lit - static_cast<float>(under));
        return static_cast<std::uint8_t>(mixed + 0.5f);
    };
    pixel = {channel(pixel.r, color.r), channel(pixel.g, color.g), channel(pixel.b, color.b)};
}

}  // namespace

void paint_text(Image<Rgb8>& picture, const DrawnText& text, const Coverage& shadow,
                const Paint& paint, float em_px) {
    const int blur = std::clamp(static_cast<int>(0.05f * em_px + 0.5f), 1, 8);
    const int reach = 2 * blur + 2;
    const auto united = [](const Rect& a, const Rect& b) {
        if (a.empty()) return b;
        if (b.empty()) return a;
        const int x0 = std::min(a.x, b.x), y0 = std::min(a.y, b.y);
        return Rect{x0, y0, std::max(a.right(), b.right()) - x0,
                    std::max(a.bottom(), b.bottom()) - y0};
    };
    Rect area = united(united(text.ink.rect(), text.border.rect()), shadow.rect());
    area = intersection(
        {area.x - reach, area.y - reach, area.width + 2 * reach, area.height + 2 * reach},
        {0, 0, picture.width(), picture.height()});
    if (area.empty()) return;
    const Image<float> ink = alpha_in(text.ink, area), border = alpha_in(text.border, area);
    Image<float> shade = alpha_in(shadow, area);
    if (!shadow.alpha.empty()) shade = box_mean(box_mean(shade, blur), blur);
    const Image<float> light = relative_light(picture, area, ink, paint.light,
                                              std::clamp(static_cast<int>(0.2f * em_px), 2, 12));
    const Image<float> relief = box_mean(ink, std::max(1, blur / 2));

    for (int y = 0; y < area.height; ++y) {
        for (int x = 0; x < area.width; ++x) {
            Rgb8& pixel = picture.at(area.x + x, area.y + y);
            const float l = light.at(x, y);
            if (shade.at(x, y) > 0.002f)
                mix(pixel, {8, 8, 10}, 1.0f, paint.shadow_opacity * shade.at(x, y));
            if (border.at(x, y) > 0.0f)
                mix(pixel, paint.border_color, l, paint.opacity * border.at(x, y));
            if (ink.at(x, y) <= 0.0f) continue;
            float raised = 1.0f;
            if (paint.relief > 0.0f && x > 0 && y > 0 && x + 1 < area.width &&
                y + 1 < area.height) {
                const float slope = relief.at(x + 1, y + 1) - relief.at(x - 1, y - 1);
                raised = 1.0f + paint.relief * slope;
            }
            mix(pixel, paint.color, l * raised, paint.opacity * ink.at(x, y));
        }
    }
}

}  // namespace diorama
