#include "engine/report/thumbnail.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace diorama {
namespace {

/// Weighted sums of a row of source pixels into the columns of the thumbnail.
struct Sum {
    double r = 0, g = 0, b = 0, weight = 0;
};

std::uint8_t rounded(double value) { return static_cast<std::uint8_t>(std::lround(value)); }

int luma(const Rgba8& p) { return (299 * p.r + 587 * p.g + 114 * p.b) / 1000; }

/// Mean and standard deviation of what was added.
class Moments {
 public:
    void add(double value) {
        ++count_;
        sum_ += value;
        squares_ += value * value;
    }
    double mean() const { return count_ > 0 ? sum_ / count_ : 0; }
    double deviation() const {
        return count_ > 0 ? std::sqrt(std::max(0.0, squares_ / count_ - mean() * mean())) : 0;
    }

 private:
    double count_ = 0, sum_ = 0, squares_ = 0;
};

}  // namespace

Image<Rgb8> thumbnail(const Image<Rgba8>& picture, int width) {
    const double scale = std::max(1.0, static_cast<double>(picture.width()) / width);
    const Extent extent{std::max(1, static_cast<int>(std::lround(picture.width() / scale))),
                        std::max(1, static_cast<int>(std::lround(picture.height() / scale)))};
    const double step_x = static_cast<double>(picture.width()) / extent.width;
    const double step_y = static_cast<double>(picture.height()) / extent.height;
    Image<Rgb8> small(extent);
    for (int y = 0; y < extent.height; ++y) {
        std::vector<Sum> row(static_cast<std::size_t>(extent.width));
        const double top = y * step_y, bottom = (y + 1) * step_y;
        for (int v = static_cast<int>(top); v < picture.height() && v < bottom; ++v) {
            const double part_y = std::min(bottom, v + 1.0) - std::max(top, 1.0 * v);
            for (int x = 0; x < extent.width; ++x) {
                const double left = x * step_x, right = (x + 1) * step_x;
                Sum& sum = row[static_cast<std::size_t>(x)];
                for (int u = static_cast<int>(left); u < picture.width() && u < right; ++u) {
                    const double weight =
                        part_y * (std::min(right, u + 1.0) - std::max(left, 1.0 * u));
                    const Rgba8& p = picture.at(u, v);
                    sum.r += weight * p.r;
                    sum.g += weight * p.g;
                    sum.b += weight * p.b;
                    sum.weight += weight;
                }
            }
        }
        for (int x = 0; x < extent.width; ++x) {
            const Sum& sum = row[static_cast<std::size_t>(x)];
            small.at(x, y) = {rounded(sum.r / sum.weight), rounded(sum.g / sum.weight),
                              rounded(sum.b / sum.weight)};
        }
    }
    return small;
}

PictureQuality measure_quality(const Image<Rgba8>& picture) {
    Image<int> grey(picture.extent());
    std::ranges::transform(picture, grey.begin(), luma);
    Moments light, edges;
    for (const int value : grey) light.add(value);
    for (int y = 1; y + 1 < grey.height(); ++y)
        for (int x = 1; x + 1 < grey.width(); ++x)
            edges.add(grey.at(x - 1, y) + grey.at(x + 1, y) + grey.at(x, y - 1) +
                      grey.at(x, y + 1) - 4 * grey.at(x, y));
    return {light.mean(), light.deviation(), edges.deviation()};
}

}  // namespace diorama
