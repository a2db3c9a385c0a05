#include "augment/cutout/segment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "augment/cutout/color_mixture.hpp"
#include "augment/cutout/min_cut.hpp"
#include "augment/cutout/parts.hpp"
#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

constexpr float kContrastWeight = 50.0f;  // GrabCut's gamma
constexpr float kCostScale = 1000.0f;     // costs are cut as integers
constexpr float kLargestCost = 200.0f;
constexpr float kLargestSlope = 2.0f;    // Lab units from pixel to pixel, of means over 3x3
constexpr float kFarthestLight = 16.0f;  // Lab units

enum class Side : std::uint8_t { Background, Object, Unknown };

/// Means over 3x3 pixels: noise a third as strong.
Image<glm::vec3> smoothed(const Image<glm::vec3>& lab) {
    Image<glm::vec3> result(lab.extent());
    for (int y = 0; y < lab.height(); ++y) {
        for (int x = 0; x < lab.width(); ++x) {
            const Rect around =
                intersection({x - 1, y - 1, 3, 3}, {0, 0, lab.width(), lab.height()});
            glm::vec3 sum{0};
            for (int v = around.y; v < around.bottom(); ++v)
                for (int u = around.x; u < around.right(); ++u) sum += lab.at(u, v);
            result.at(x, y) = sum / static_cast<float>(around.width * around.height);
        }
    }
    return result;
}

Image<float> distances(const Image<glm::vec3>& lab, const PlainBackground& background) {
    Image<float> distance(lab.extent());
    for (int y = 0; y < lab.height(); ++y)
        for (int x = 0; x < lab.width(); ++x)
            distance.at(x, y) = background.distance(lab.at(x, y), x, y);
    return distance;
}

template <class Predicate>
Image<std::uint8_t> where(const Image<float>& values, Predicate predicate) {
    Image<std::uint8_t> mask(values.extent());
    std::transform(values.begin(), values.end(), mask.begin(),
                   [&](float value) -> std::uint8_t { return predicate(value) ? 1 : 0; });
    return mask;
}

bool all_around(const Image<std::uint8_t>& mask, int x, int y) {
    const Rect around = intersection({x - 1, y - 1, 3, 3}, {0, 0, mask.width(), mask.height()});
    for (int v = around.y; v < around.bottom(); ++v)
        for (int u = around.x; u < around.right(); ++u)
            if (mask.at(u, v) == 0) return false;
    return true;
}

Image<Side> sure_sides(const Image<float>& distance, const SegmentOptions& options) {
    const Parts near = find_parts(
        where(distance, [&](float d) { return d < options.sure_background; }), Connection::Four);
    const Image<std::uint8_t> far =
        where(distance, [&](float d) { return d > options.sure_object; });
    Image<Side> sides(distance.extent(), Side::Unknown);
    for (int y = 0; y < sides.height(); ++y) {
        for (int x = 0; x < sides.width(); ++x) {
            const std::int32_t part = near.labels.at(x, y);
            if (part != 0 && near.at_edge[static_cast<std::size_t>(part - 1)])
                sides.at(x, y) = Side::Background;
            else if (far.at(x, y) != 0 && all_around(far, x, y))
                sides.at(x, y) = Side::Object;
        }
    }
    return sides;
}

/// Whether no pixel around differs by more than a slope of light does.
bool is_even(const Image<glm::vec3>& lab, int x, int y) {
    const Rect around = intersection({x - 1, y - 1, 3, 3}, {0, 0, lab.width(), lab.height()});
    for (int v = around.y; v < around.bottom(); ++v)
        for (int u = around.x; u < around.right(); ++u)
            if (glm::distance(lab.at(u, v), lab.at(x, y)) > kLargestSlope) return false;
    return true;
}

/// Light that the object throws on its ground, or takes from it, has no edge on its outer side. So
/// what is reached from the background over even slopes is background too, while its color is not
/// far from it.
void spread_background(Image<Side>& sides, const Image<glm::vec3>& lab,
                       const PlainBackground& background) {
    struct Pixel {
        int x, y;
    };
    std::vector<Pixel> front;
    for (int y = 0; y < sides.height(); ++y)
        for (int x = 0; x < sides.width(); ++x)
            if (sides.at(x, y) == Side::Background) front.push_back({x, y});
    while (!front.empty()) {
        const Pixel at = front.back();
        front.pop_back();
        constexpr std::array<Pixel, 4> kNeighbors{{{-1, 0}, {1, 0}, {0, -1}, {0, 1}}};
        for (const Pixel& step : kNeighbors) {
            const int x = at.x + step.x, y = at.y + step.y;
            if (x < 0 || y < 0 || x >= sides.width() || y >= sides.height() ||
                sides.at(x, y) == Side::Background || !is_even(lab, x, y) ||
                background.color_distance(lab.at(x, y), x, y) > kFarthestLight)
                continue;
            sides.at(x, y) = Side::Background;
            front.push_back({x, y});
        }
    }
}

struct Step {
    int dx, dy;
    float length;
};
/// Half of the eight neighbors; the other half are the same edges seen from their other ends.
constexpr std::array<Step, 4> kSteps{
    {{1, 0, 1.0f}, {-1, 1, 1.41421f}, {0, 1, 1.0f}, {1, 1, 1.41421f}}};

template <class Visit>
void for_each_edge(Extent extent, Visit visit) {
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            for (const Step& step : kSteps) {
                const int u = x + step.dx, v = y + step.dy;
                if (u >= 0 && u < extent.width && v < extent.height) visit(x, y, u, v, step.length);
            }
        }
    }
}

float squared(const glm::vec3& a, const glm::vec3& b) { return glm::dot(a - b, a - b); }

/// 1 / (2 mean squared difference of neighbors): what counts as a strong edge in this picture.
float edge_sharpness(const Image<glm::vec3>& lab) {
    double sum = 0, count = 0;
    for_each_edge(lab.extent(), [&](int x, int y, int u, int v, float) {
        sum += static_cast<double>(squared(lab.at(x, y), lab.at(u, v)));
        count += 1;
    });
    return sum > 0 ? static_cast<float>(count / (2 * sum)) : 1.0f;
}

std::int64_t as_capacity(float cost) {
    return static_cast<std::int64_t>(std::clamp(cost, 0.0f, kLargestCost) * kCostScale);
}

/// The undecided pixels, and the edges that start or end at one of them.
class UndecidedGraph {
 public:
    UndecidedGraph(const Image<glm::vec3>& lab, const Image<Side>& sides)
        : lab_(lab), sides_(sides), nodes_(lab.extent(), -1), sharpness_(edge_sharpness(lab)) {
        for (std::size_t i = 0; i < sides.pixels().size(); ++i)
            if (sides.pixels()[i] == Side::Unknown) nodes_.pixels()[i] = count_++;
    }
    std::int32_t count() const { return count_; }

    /// The cheapest division: whether each pixel is the object's.
    Image<std::uint8_t> divide(const ColorMixture& object, const ColorMixture& background) const {
        MinCut cut(count_);
        for (std::size_t i = 0; i < nodes_.pixels().size(); ++i) {
            const std::int32_t node = nodes_.pixels()[i];
            if (node < 0) continue;
            // Only the difference of both costs matters; both stay above 0.
            const float excess =
                std::clamp(background.cost(lab_.pixels()[i]) - object.cost(lab_.pixels()[i]),
                           -kLargestCost, kLargestCost);
            cut.add_terminals(node, as_capacity(excess), as_capacity(-excess));
        }
        for_each_edge(lab_.extent(), [&](int x, int y, int u, int v, float length) {
            const std::int32_t a = nodes_.at(x, y), b = nodes_.at(u, v);
            if (a < 0 && b < 0) return;
            const float difference = squared(lab_.at(x, y), lab_.at(u, v));
            const std::int64_t capacity =
                as_capacity(kContrastWeight / length * fast_exp(-sharpness_ * difference));
            if (a >= 0 && b >= 0) return cut.add_edge(a, b, capacity);
            const Side decided = a < 0 ? sides_.at(x, y) : sides_.at(u, v);
            const std::int32_t node = std::max(a, b);
            cut.add_terminals(node, decided == Side::Object ? capacity : 0,
                              decided == Side::Object ? 0 : capacity);
        });
        cut.solve();
        Image<std::uint8_t> mask(lab_.extent());
        for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
            const std::int32_t node = nodes_.pixels()[i];
            const bool inside =
                node < 0 ? sides_.pixels()[i] == Side::Object : cut.on_source_side(node);
            mask.pixels()[i] = inside ? 1 : 0;
        }
        return mask;
    }

 private:
    const Image<glm::vec3>& lab_;
    const Image<Side>& sides_;
    Image<std::int32_t> nodes_;
    std::int32_t count_ = 0;
    float sharpness_;
};

/// Mixtures from the pixels whose side `inside` tells.
template <class Inside>
ColorMixture mixture_of(const Image<glm::vec3>& lab, Inside inside) {
    std::vector<glm::vec3> colors;
    for (std::size_t i = 0; i < lab.pixels().size(); ++i)
        if (inside(i)) colors.push_back(lab.pixels()[i]);
    return fit_mixture(colors);
}

/// Drops parts that are small beside the largest.
void keep_large_parts(Image<std::uint8_t>& mask, float least_part) {
    const Parts parts = find_parts(mask, Connection::Eight);
    if (parts.area.empty()) return;
    const auto largest =
        static_cast<float>(*std::max_element(parts.area.begin(), parts.area.end()));
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
        const std::int32_t part = parts.labels.pixels()[i];
        if (part == 0) continue;
        const auto area = static_cast<float>(parts.area[static_cast<std::size_t>(part - 1)]);
        if (area < least_part * largest) mask.pixels()[i] = 0;
    }
}

/// Fills what is enclosed, unless most of it looks like background.
void fill_holes(Image<std::uint8_t>& mask, const Image<float>& distance,
                const SegmentOptions& options) {
    Image<std::uint8_t> outside(mask.extent());
    std::transform(mask.begin(), mask.end(), outside.begin(),
                   [](std::uint8_t in) -> std::uint8_t { return in != 0 ? 0 : 1; });
    const Parts holes = find_parts(outside, Connection::Four);
    std::vector<std::int64_t> plain(holes.area.size());
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
        const std::int32_t hole = holes.labels.pixels()[i];
        if (hole != 0 && distance.pixels()[i] < options.sure_background)
            ++plain[static_cast<std::size_t>(hole - 1)];
    }
    for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
        const std::int32_t label = holes.labels.pixels()[i];
        if (label == 0) continue;
        const auto hole = static_cast<std::size_t>(label - 1);
        if (!holes.at_edge[hole] && 2 * plain[hole] < holes.area[hole]) mask.pixels()[i] = 1;
    }
}

}  // namespace

Image<std::uint8_t> segment_object(const Image<glm::vec3>& lab, const PlainBackground& background,
                                   const SegmentOptions& options) {
    const Image<glm::vec3> smooth = smoothed(lab);
    const Image<float> distance = distances(smooth, background);
    Image<Side> sides = sure_sides(distance, options);
    spread_background(sides, smooth, background);
    if (std::count(sides.begin(), sides.end(), Side::Object) == 0)
        return Image<std::uint8_t>(lab.extent());

    const UndecidedGraph graph(lab, sides);
    const auto surely = [&](Side side) {
        return mixture_of(lab, [&](std::size_t i) { return sides.pixels()[i] == side; });
    };
    ColorMixture object = surely(Side::Object), other = surely(Side::Background);
    Image<std::uint8_t> mask = graph.divide(object, other);
    for (int round = 1; round < options.rounds; ++round) {
        object = mixture_of(lab, [&](std::size_t i) { return mask.pixels()[i] != 0; });
        other = mixture_of(lab, [&](std::size_t i) { return mask.pixels()[i] == 0; });
        Image<std::uint8_t> next = graph.divide(object, other);
        if (next == mask) break;
        mask = std::move(next);
    }
    keep_large_parts(mask, options.least_part);
    fill_holes(mask, distance, options);
    return mask;
}

}  // namespace diorama
