#include "augment/blend/harmonize.hpp"

#include <algorithm>
#include <cmath>

#include "augment/blend/float4.hpp"
#include "augment/blend/lab.hpp"

namespace diorama {
namespace {

constexpr int kRingSamples = 10000;
constexpr float kLargestTrend = 15.0f;  // L* at the ends of a mask

/// Visits (x, y) of the plate around the mask's box, not under the mask.
template <class Visit>
void for_each_around(const Image<Rgb8>& plate, const Layer& layer, Visit visit) {
    const Rect box = amodal_of(layer).total_box;
    const Rect ring =
        intersection({box.x - box.width, box.y - box.height, 3 * box.width, 3 * box.height},
                     {0, 0, plate.width(), plate.height()});
    const int step =
        std::max(1, static_cast<int>(std::sqrt(static_cast<float>(ring.width) *
                                               static_cast<float>(ring.height) / kRingSamples)));
    for (int y = ring.y; y < ring.bottom(); y += step) {
        for (int x = ring.x; x < ring.right(); x += step) {
            const bool on_canvas = !intersection(layer.rect(), {x, y, 1, 1}).empty();
            if (on_canvas && is_inside(layer.alpha.at(x - layer.x, y - layer.y))) continue;
            visit(x, y);
        }
    }
}

/// Replaces every color by change(color, x, y), with the place on the canvas.
template <class Change>
void recolor(Layer& layer, Change change) {
    for (Image<Rgb8>* image : {&layer.color, &layer.surroundings})
        for (int y = 0; y < image->height(); ++y)
            for (int x = 0; x < image->width(); ++x)
                image->at(x, y) = change(image->at(x, y), x, y);
}

using Histogram = std::array<double, 256>;

template <class Value>
Histogram histogram_of(const std::vector<Rgb8>& colors, Value value) {
    Histogram histogram{};
    for (const Rgb8& color : colors) histogram[value(color)] += 1.0;
    return histogram;
}

float lightness_bin(const Rgb8& color) { return lab_of(color).x * 2.55f; }

float looked_up(const std::array<float, 256>& table, float bin) {
    const float inside = std::clamp(bin, 0.0f, 255.0f);
    const auto cell = std::min(static_cast<std::size_t>(inside), std::size_t{254});
    const float f = inside - static_cast<float>(cell);
    return table[cell] + f * (table[cell + 1] - table[cell]);
}

/// One frequency of a picture, three channels at once.
struct Complex4 {
    Float4 real, imaginary;
};

/// cos and sin of 2 pi k / count for all k, so that phases are looked up by (frequency * x) %
/// count.
struct Circle {
    std::vector<float> cosine, sine;

    explicit Circle(int count) {
        for (int k = 0; k < count; ++k) {
            const float angle = 2.0f * kPi * static_cast<float>(k) / static_cast<float>(count);
            cosine.push_back(std::cos(angle));
            sine.push_back(std::sin(angle));
        }
    }
    std::size_t phase(int frequency, int x) const {
        const int count = static_cast<int>(cosine.size());
        return static_cast<std::size_t>(((frequency * x) % count + count) % count);
    }
};

/// The coefficients of frequencies -reach to reach, [2 reach + 1, 2 reach + 1].
Image<Complex4> low_frequencies(const Image<Float4>& picture, int reach) {
    const int side = 2 * reach + 1;
    const Circle across(picture.width()), down(picture.height());
    Image<Complex4> rows({side, picture.height()}), result({side, side});
    for (int y = 0; y < picture.height(); ++y) {
        for (int u = 0; u < side; ++u) {
            Complex4& sum = rows.at(u, y);
            for (int x = 0; x < picture.width(); ++x) {
                const std::size_t k = across.phase(u - reach, x);
                sum.real += across.cosine[k] * picture.at(x, y);
                sum.imaginary -= across.sine[k] * picture.at(x, y);
            }
        }
    }
    for (int v = 0; v < side; ++v) {
        for (int y = 0; y < picture.height(); ++y) {
            const std::size_t k = down.phase(v - reach, y);
            const float c = down.cosine[k], s = down.sine[k];
            for (int u = 0; u < side; ++u) {
                const Complex4& row = rows.at(u, y);
                result.at(u, v).real += c * row.real + s * row.imaginary;
                result.at(u, v).imaginary += c * row.imaginary - s * row.real;
            }
        }
    }
    return result;
}

/// The real part of the inverse transform of those frequencies alone.
Image<Float4> from_low_frequencies(const Image<Complex4>& frequencies, Extent extent) {
    const int side = frequencies.width(), reach = side / 2;
    const Circle across(extent.width), down(extent.height);
    const float scale = 1.0f / static_cast<float>(extent.area());
    Image<Float4> picture(extent);
    std::vector<Complex4> row(static_cast<std::size_t>(side));
    for (int y = 0; y < extent.height; ++y) {
        std::fill(row.begin(), row.end(), Complex4{});
        for (int v = 0; v < side; ++v) {
            const std::size_t k = down.phase(v - reach, y);
            const float c = down.cosine[k], s = down.sine[k];
            for (int u = 0; u < side; ++u) {
                const Complex4& f = frequencies.at(u, v);
                Complex4& sum = row[static_cast<std::size_t>(u)];
                sum.real += c * f.real - s * f.imaginary;
                sum.imaginary += c * f.imaginary + s * f.real;
            }
        }
        for (int x = 0; x < extent.width; ++x) {
            for (int u = 0; u < side; ++u) {
                const std::size_t k = across.phase(u - reach, x);
                const Complex4& f = row[static_cast<std::size_t>(u)];
                picture.at(x, y) +=
                    scale * (across.cosine[k] * f.real - across.sine[k] * f.imaginary);
            }
        }
    }
    return picture;
}

/// What to add to `source` so that it has the amplitude of `target`, by lanes.
Complex4 amplitude_change(const Complex4& source, const Complex4& target) {
    Complex4 change;
    for (int lane = 0; lane < 3; ++lane) {
        const float re = source.real[lane], im = source.imaginary[lane];
        const float own = std::sqrt(re * re + im * im);
        const float wanted = std::sqrt(target.real[lane] * target.real[lane] +
                                       target.imaginary[lane] * target.imaginary[lane]);
        if (own == 0.0f) continue;  // no phase to keep
        change.real.lanes[lane] = re * (wanted / own - 1.0f);
        change.imaginary.lanes[lane] = im * (wanted / own - 1.0f);
    }
    return change;
}

}  // namespace

ColorStatistics statistics_of(const std::vector<Rgb8>& colors) {
    glm::dvec3 sum{0}, squares{0};
    for (const Rgb8& color : colors) {
        const glm::dvec3 lab{lab_of(color)};
        sum += lab;
        squares += lab * lab;
    }
    const double count = std::max(1.0, static_cast<double>(colors.size()));
    const glm::dvec3 mean = sum / count;
    const glm::dvec3 variance = glm::max(squares / count - mean * mean, glm::dvec3(0));
    return {glm::vec3(mean), glm::vec3(glm::sqrt(variance))};
}

std::vector<Rgb8> mask_colors(const Layer& layer) {
    std::vector<Rgb8> colors;
    for (std::size_t i = 0; i < layer.alpha.pixels().size(); ++i)
        if (is_inside(layer.alpha.pixels()[i])) colors.push_back(layer.color.pixels()[i]);
    return colors;
}

std::vector<Rgb8> ring_colors(const Image<Rgb8>& plate, const Layer& layer) {
    std::vector<Rgb8> colors;
    for_each_around(plate, layer, [&](int x, int y) { colors.push_back(plate.at(x, y)); });
    return colors;
}

void match_statistics(Layer& layer, const Image<Rgb8>& plate, float strength) {
    const std::vector<Rgb8> own = mask_colors(layer), ring = ring_colors(plate, layer);
    if (own.empty() || ring.empty() || strength == 0.0f) return;
    const ColorStatistics source = statistics_of(own), target = statistics_of(ring);
    glm::vec3 gain{1};
    for (int i = 0; i < 3; ++i)
        if (source.deviation[i] > 0)
            gain[i] = std::clamp(target.deviation[i] / source.deviation[i], 0.5f, 2.0f);
    recolor(layer, [&](const Rgb8& color, int, int) {
        const glm::vec3 lab = lab_of(color);
        const glm::vec3 matched = (lab - source.mean) * gain + target.mean;
        return rgb_of_lab(lab + strength * (matched - lab));
    });
}

std::array<float, 256> matching_table(const std::array<double, 256>& source,
                                      const std::array<double, 256>& target) {
    double source_total = 0, target_total = 0;
    for (std::size_t i = 0; i < 256; ++i) {
        source_total += source[i];
        target_total += target[i];
    }
    std::array<float, 256> table{};
    if (source_total == 0 || target_total == 0) {
        for (std::size_t i = 0; i < 256; ++i) table[i] = static_cast<float>(i);
        return table;
    }
    // Shares are compared as products, so that equal histograms give exactly equal shares.
    std::size_t y = 0;
    double source_sum = 0, below = 0, up_to = target[0];
    for (std::size_t x = 0; x < 256; ++x) {
        source_sum += source[x];
        const double wanted = source_sum / source_total * target_total;
        while (y < 255 && up_to < wanted - 1e-9 * target_total) {
            below = up_to;
            up_to += target[++y];
        }
        const double share =
            up_to > below ? std::min((wanted - below) / (up_to - below), 1.0) : 1.0;
        table[x] = static_cast<float>(std::max(static_cast<double>(y) - 1.0 + share, 0.0));
    }
    return table;
}

void match_histogram(Layer& layer, const Image<Rgb8>& plate, HistogramChannels channels) {
    const std::vector<Rgb8> own = mask_colors(layer), ring = ring_colors(plate, layer);
    if (own.empty() || ring.empty()) return;
    const auto table_of = [&](auto value) {
        return matching_table(histogram_of(own, value), histogram_of(ring, value));
    };
    if (channels == HistogramChannels::Lightness) {
        const auto table = table_of([](const Rgb8& c) {
            return static_cast<std::size_t>(std::clamp(lightness_bin(c) + 0.5f, 0.0f, 255.0f));
        });
        recolor(layer, [&](const Rgb8& color, int, int) {
            glm::vec3 lab = lab_of(color);
            lab.x = looked_up(table, lab.x * 2.55f) / 2.55f;
            return rgb_of_lab(lab);
        });
        return;
    }
    const auto red = table_of([](const Rgb8& c) { return c.r; });
    const auto green = table_of([](const Rgb8& c) { return c.g; });
    const auto blue = table_of([](const Rgb8& c) { return c.b; });
    recolor(layer, [&](const Rgb8& c, int, int) {
        const auto byte = [](float value) { return static_cast<std::uint8_t>(value + 0.5f); };
        return Rgb8{byte(red[c.r]), byte(green[c.g]), byte(blue[c.b])};
    });
}

void adapt_spectrum(Layer& layer, const Image<Rgb8>& plate, float beta) {
    const Extent extent = layer.color.extent();
    const int reach =
        static_cast<int>(beta * static_cast<float>(std::min(extent.width, extent.height)));
    const std::vector<Rgb8> own = mask_colors(layer);
    if (own.empty() || reach < 1 || plate.empty()) return;
    Float4 sum;
    for (const Rgb8& color : own) sum += Float4(color);
    const Float4 mean = 1.0f / static_cast<float>(own.size()) * sum;

    Image<Float4> source(extent), target(extent);
    for (int y = 0; y < extent.height; ++y) {
        const int row = std::clamp(layer.y + y, 0, plate.height() - 1);
        for (int x = 0; x < extent.width; ++x) {
            const bool inside = is_inside(layer.alpha.at(x, y));
            source.at(x, y) = inside ? Float4(layer.color.at(x, y)) : mean;
            target.at(x, y) = Float4(plate.at(std::clamp(layer.x + x, 0, plate.width() - 1), row));
        }
    }
    Image<Complex4> change = low_frequencies(source, reach);
    const Image<Complex4> wanted = low_frequencies(target, reach);
    for (std::size_t i = 0; i < change.pixels().size(); ++i)
        change.pixels()[i] = amplitude_change(change.pixels()[i], wanted.pixels()[i]);
    const Image<Float4> added = from_low_frequencies(change, extent);
    recolor(layer, [&](const Rgb8& color, int x, int y) {
        return to_rgb8(Float4(color) + added.at(x, y));
    });
}

void match_illumination(Layer& layer, const Image<Rgb8>& plate, float strength) {
    const Rect box = amodal_of(layer).total_box;
    if (box.empty() || strength == 0.0f) return;
    const double center_x = box.x + 0.5 * box.width, center_y = box.y + 0.5 * box.height;
    // Least squares of lightness = a + b u + c v, with u and v in half sizes of the box.
    double n = 0, u1 = 0, v1 = 0, uu = 0, uv = 0, vv = 0, l1 = 0, ul = 0, vl = 0;
    for_each_around(plate, layer, [&](int x, int y) {
        const double u = (x + 0.5 - center_x) / (0.5 * box.width);
        const double v = (y + 0.5 - center_y) / (0.5 * box.height);
        const double l = static_cast<double>(lab_of(plate.at(x, y)).x);
        n += 1, u1 += u, v1 += v, uu += u * u, uv += u * v, vv += v * v;
        l1 += l, ul += u * l, vl += v * l;
    });
    if (n < 3) return;
    const double suu = uu - u1 * u1 / n, suv = uv - u1 * v1 / n, svv = vv - v1 * v1 / n;
    const double sul = ul - u1 * l1 / n, svl = vl - v1 * l1 / n;
    const double determinant = suu * svv - suv * suv;
    if (determinant <= 1e-9 * suu * svv) return;  // a ring in one line shows no trend
    const auto limited = [&](double slope) {
        return strength * std::clamp(static_cast<float>(slope), -kLargestTrend, kLargestTrend);
    };
    const float across = limited((sul * svv - svl * suv) / determinant);
    const float down = limited((svl * suu - sul * suv) / determinant);
    recolor(layer, [&](const Rgb8& color, int x, int y) {
        const float u = (static_cast<float>(layer.x + x - box.x) + 0.5f) /
                            (0.5f * static_cast<float>(box.width)) -
                        1.0f;
        const float v = (static_cast<float>(layer.y + y - box.y) + 0.5f) /
                            (0.5f * static_cast<float>(box.height)) -
                        1.0f;
        glm::vec3 lab = lab_of(color);
        lab.x = std::clamp(lab.x + across * u + down * v, 0.0f, 100.0f);
        return rgb_of_lab(lab);
    });
}

void scale_colors(Layer& layer, const ColorFactors& factors) {
    const std::vector<Rgb8> colors = mask_colors(layer);
    if (colors.empty()) return;
    Float4 mean;
    for (const Rgb8& color : colors) mean += Float4(color);
    mean = 1.0f / static_cast<float>(colors.size()) * mean;
    recolor(layer, [&](const Rgb8& color, int, int) {
        const Float4 stretched = mean + factors.contrast * (Float4(color) - mean);
        const Float4 grey(0.299f * stretched[0] + 0.587f * stretched[1] + 0.114f * stretched[2]);
        return to_rgb8(factors.brightness * (grey + factors.saturation * (stretched - grey)));
    });
}

}  // namespace diorama
