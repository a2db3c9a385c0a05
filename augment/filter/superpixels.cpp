#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "augment/filter/filters.hpp"
#include "augment/transform/area.hpp"

namespace diorama {
namespace {

constexpr int kRounds = 3;
constexpr int kWorkPixels = 100'000;   // larger pictures are divided at half their resolution
constexpr float kCompactness = 20.0f;  // levels of color that count like one cell of distance

struct Center {
    glm::vec3 color{0.0f};
    glm::vec2 at{0.0f};
};

/// Regions of about equal size and even color: the index of its region for each pixel.
/// Method: "SLIC Superpixels Compared to State-of-the-art Superpixel Methods", Achanta et al.,
/// PAMI 2012; in RGB, each pixel choosing among the nine cells around it, three rounds.
struct Regions {
    int columns = 1, rows = 1;
    Image<std::uint16_t> label;
    std::vector<Center> centers;
};

void assign(const Image<Rgb8>& picture, Regions& regions, float spacing) {
    const float weight = kCompactness / spacing, weight2 = weight * weight;
    const int width = picture.width(), height = picture.height();
    std::vector<const Center*> near;
    // One row of a cell, by channel.
    const auto widest = static_cast<std::size_t>(width / regions.columns + 1);
    std::vector<float> r(widest), g(widest), b(widest), best(widest);
    std::vector<std::int32_t> name(widest);
    // All pixels of a cell choose among the same nine centers.
    for (int row = 0; row < regions.rows; ++row) {
        for (int column = 0; column < regions.columns; ++column) {
            std::vector<std::uint16_t> names;
            near.clear();
            for (int j = std::max(row - 1, 0); j <= std::min(row + 1, regions.rows - 1); ++j) {
                for (int i = std::max(column - 1, 0);
                     i <= std::min(column + 1, regions.columns - 1); ++i) {
                    names.push_back(static_cast<std::uint16_t>(j * regions.columns + i));
                    near.push_back(&regions.centers[names.back()]);
                }
            }
            const int x0 = column * width / regions.columns;
            const int count = (column + 1) * width / regions.columns - x0;
            const int y1 = (row + 1) * height / regions.rows;
            for (int y = row * height / regions.rows; y < y1; ++y) {
                const Rgb8* pixels = picture.row(y) + x0;
                for (int i = 0; i < count; ++i) {
                    r[i] = pixels[i].r;
                    g[i] = pixels[i].g;
                    b[i] = pixels[i].b;
                    best[i] = std::numeric_limits<float>::max();
                    name[i] = 0;
                }
                for (std::size_t k = 0; k < near.size(); ++k) {
                    const Center& center = *near[k];
                    const float dy = static_cast<float>(y) - center.at.y;
                    const float start = static_cast<float>(x0) - center.at.x;
                    const std::int32_t own = names[k];
                    for (int i = 0; i < count; ++i) {
                        const float dr = r[i] - center.color.r, dg = g[i] - center.color.g;
                        const float db = b[i] - center.color.b;
                        const float dx = start + static_cast<float>(i);
                        const float d = dr * dr + dg * dg + db * db + weight2 * (dx * dx + dy * dy);
                        name[i] = d < best[i] ? own : name[i];
                        best[i] = std::min(d, best[i]);
                    }
                }
                std::uint16_t* label = regions.label.row(y) + x0;
                for (int i = 0; i < count; ++i) label[i] = static_cast<std::uint16_t>(name[i]);
            }
        }
    }
}

/// Moves each center to the mean of its pixels.
void update(const Image<Rgb8>& picture, Regions& regions) {
    std::vector<Center> sums(regions.centers.size());
    std::vector<float> counts(regions.centers.size(), 0.0f);
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const std::uint16_t k = regions.label.at(x, y);
            const Rgb8& p = picture.at(x, y);
            sums[k].color += glm::vec3(p.r, p.g, p.b);
            sums[k].at += glm::vec2(x, y);
            counts[k] += 1.0f;
        }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        if (counts[k] > 0) regions.centers[k] = {sums[k].color / counts[k], sums[k].at / counts[k]};
    }
}

Regions find_regions(const Image<Rgb8>& picture, double count) {
    Regions regions;
    const double spacing = std::sqrt(static_cast<double>(picture.extent().area()) / count);
    const auto cells = [&](int size) {
        return std::clamp(static_cast<int>(std::lround(size / spacing)), 1, std::min(size, 255));
    };
    regions.columns = cells(picture.width());
    regions.rows = cells(picture.height());
    regions.label = Image<std::uint16_t>(picture.extent());
    regions.centers.resize(static_cast<std::size_t>(regions.columns * regions.rows));
    for (int y = 0; y < picture.height(); ++y) {
        const int row = y * regions.rows / picture.height();
        for (int x = 0; x < picture.width(); ++x)
            regions.label.at(x, y) = static_cast<std::uint16_t>(
                row * regions.columns + x * regions.columns / picture.width());
    }
    update(picture, regions);
    for (int round = 0; round < kRounds; ++round) {
        assign(picture, regions, static_cast<float>(spacing));
        update(picture, regions);
    }
    return regions;
}

}  // namespace

void apply(const SuperpixelsConfig& config, Chain& chain, Draws& draw) {
    const double count = draw("count", config.count), share = draw("share", config.share);
    if (share <= 0) return;
    Image<Rgb8>& picture = chain.color();
    const Extent extent = picture.extent();
    const int step = extent.area() > kWorkPixels ? 2 : 1;
    const Extent work{std::max(extent.width / step, 1), std::max(extent.height / step, 1)};
    const Regions regions =
        step == 1
            ? find_regions(picture, count)
            : find_regions(area_reduced(picture, {0, 0, extent.width, extent.height}, work), count);
    std::vector<bool> replaced;
    Rng rng = draw.stream("regions");
    for (std::size_t k = 0; k < regions.centers.size(); ++k) replaced.push_back(rng.chance(share));
    for (int y = 0; y < extent.height; ++y) {
        const std::uint16_t* label = regions.label.row(std::min(y / step, work.height - 1));
        Rgb8* row = picture.row(y);
        for (int x = 0; x < extent.width; ++x) {
            const std::uint16_t k = label[std::min(x / step, work.width - 1)];
            if (!replaced[k]) continue;
            const glm::vec3 color = regions.centers[k].color + 0.5f;
            row[x] = {static_cast<std::uint8_t>(color.r), static_cast<std::uint8_t>(color.g),
                      static_cast<std::uint8_t>(color.b)};
        }
    }
}

}  // namespace diorama
