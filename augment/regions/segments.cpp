#include "augment/regions/segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <queue>
#include <utility>

#include "augment/regions/disjoint_sets.hpp"
#include "engine/core/float_math.hpp"
#include "engine/core/math.hpp"

namespace diorama {
namespace {

constexpr double kMinDeviation = 20.0;          // of a picture, 8-bit levels: noise is no texture
constexpr int kSteps = 16;                      // per grey level
constexpr std::size_t kWeights = 442 * kSteps;  // the largest distance of two colors is below 442

struct Edge {
    std::int32_t a, b;
    std::uint16_t weight;
};

/// Visits the four neighbor pairs of each pixel: right, down, and the two diagonals below.
template <class Visit>
void each_pair(Extent extent, const Visit& visit) {
    constexpr std::array<std::array<int, 2>, 4> kSteps4{{{1, 0}, {0, 1}, {1, 1}, {-1, 1}}};
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            for (const auto& [dx, dy] : kSteps4) {
                if (x + dx < 0 || x + dx >= extent.width || y + dy >= extent.height) continue;
                visit(y * extent.width + x, (y + dy) * extent.width + x + dx);
            }
        }
    }
}

bool divided(const Image<std::uint32_t>& barrier, std::int32_t a, std::int32_t b) {
    return !barrier.empty() && barrier.pixels()[static_cast<std::size_t>(a)] !=
                                   barrier.pixels()[static_cast<std::size_t>(b)];
}

float color_distance(const Image<glm::vec3>& smooth, std::int32_t a, std::int32_t b) {
    return glm::distance(smooth.pixels()[static_cast<std::size_t>(a)],
                         smooth.pixels()[static_cast<std::size_t>(b)]);
}

/// Edges by increasing weight; those of equal weight in the order of their pixels.
std::vector<Edge> sorted_edges(const Image<glm::vec3>& smooth,
                               const Image<std::uint32_t>& barrier) {
    std::vector<Edge> edges;
    edges.reserve(4 * smooth.extent().area());
    std::vector<std::uint32_t> starts(kWeights + 1, 0);
    each_pair(smooth.extent(), [&](std::int32_t a, std::int32_t b) {
        if (divided(barrier, a, b)) return;
        const float scaled = color_distance(smooth, a, b) * static_cast<float>(kSteps);
        const auto weight = static_cast<std::uint16_t>(scaled + 0.5f);
        edges.push_back({a, b, weight});
        ++starts[weight + 1u];
    });
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    std::vector<Edge> sorted(edges.size());
    for (const Edge& edge : edges) sorted[starts[edge.weight]++] = edge;
    return sorted;
}

Segments numbered(DisjointSets& sets, Extent extent) {
    Segments segments{.labels = Image<std::int32_t>(extent, -1)};
    std::vector<std::int32_t> number(extent.area(), -1);
    for (std::size_t p = 0; p < extent.area(); ++p) {
        std::int32_t& own = number[static_cast<std::size_t>(sets.find(static_cast<int>(p)))];
        if (own < 0) own = segments.count++;
        segments.labels.pixels()[p] = own;
    }
    return segments;
}

}  // namespace

Image<glm::vec3> smoothed(const Image<Rgb8>& color, float sigma) {
    const int width = color.width(), height = color.height();
    const int radius = std::max(1, static_cast<int>(std::ceil(4.0f * sigma)));
    std::vector<float> kernel;
    for (int i = -radius; i <= radius; ++i) {
        const float t = static_cast<float>(i) / std::max(sigma, 1e-3f);
        kernel.push_back(fast_exp(-0.5f * t * t));
    }
    const float sum = std::accumulate(kernel.begin(), kernel.end(), 0.0f);
    for (float& weight : kernel) weight /= sum;

    // Values of a row in a line, the border repeated on both sides.
    const auto count = static_cast<std::size_t>(3 * width);
    std::vector<float> line(count + 6 * static_cast<std::size_t>(radius));
    std::vector<float> rows(count * static_cast<std::size_t>(height), 0.0f);
    for (int y = 0; y < height; ++y) {
        float* at = line.data();
        for (int x = -radius; x < width + radius; ++x) {
            const Rgb8& c = color.at(std::clamp(x, 0, width - 1), y);
            *at++ = c.r;
            *at++ = c.g;
            *at++ = c.b;
        }
        float* to = rows.data() + count * static_cast<std::size_t>(y);
        for (std::size_t i = 0; i < kernel.size(); ++i) {
            const float* from = line.data() + 3 * i;
            for (std::size_t k = 0; k < count; ++k) to[k] += kernel[i] * from[k];
        }
    }
    Image<glm::vec3> result(color.extent(), glm::vec3(0.0f));
    for (int y = 0; y < height; ++y) {
        std::fill_n(line.begin(), count, 0.0f);
        for (int i = -radius; i <= radius; ++i) {
            const float* from =
                rows.data() + count * static_cast<std::size_t>(std::clamp(y + i, 0, height - 1));
            const float weight = kernel[static_cast<std::size_t>(i + radius)];
            for (std::size_t k = 0; k < count; ++k) line[k] += weight * from[k];
        }
        for (int x = 0; x < width; ++x) {
            const float* from = line.data() + 3 * static_cast<std::size_t>(x);
            result.at(x, y) = {from[0], from[1], from[2]};
        }
    }
    return result;
}

Segments segment_graph(const Image<glm::vec3>& smooth, const Image<std::uint32_t>& barrier,
                       const SegmentOptions& options) {
    const Extent extent = smooth.extent();
    const std::vector<Edge> edges = sorted_edges(smooth, barrier);
    DisjointSets sets(extent.area());
    // The largest weight inside a region, plus k over its size: what an edge may have to join it.
    std::vector<float> limit(extent.area(), options.k);
    for (const Edge& edge : edges) {
        const int a = sets.find(edge.a), b = sets.find(edge.b);
        if (a == b) continue;
        const float weight = static_cast<float>(edge.weight) / static_cast<float>(kSteps);
        if (weight >
            std::min(limit[static_cast<std::size_t>(a)], limit[static_cast<std::size_t>(b)]))
            continue;
        const int joined = sets.join(a, b);
        limit[static_cast<std::size_t>(joined)] =
            weight + options.k / static_cast<float>(sets.size(joined));
    }
    for (const Edge& edge : edges) {
        const int a = sets.find(edge.a), b = sets.find(edge.b);
        if (a != b && std::min(sets.size(a), sets.size(b)) < options.min_pixels) sets.join(a, b);
    }
    return numbered(sets, extent);
}

namespace {

/// Segments and their shared borders, while they merge.
class BorderGraph {
 public:
    struct Border {
        std::int32_t a = 0, b = 0;  // segments that stand for its sides
        double sum = 0.0, length = 0.0;
        bool gone = false;
        float strength() const { return static_cast<float>(sum / length); }
        std::int32_t beyond(std::int32_t side) const { return side == a ? b : a; }
    };

    BorderGraph(const Image<glm::vec3>& smooth, const Image<std::uint32_t>& barrier,
                const Segments& base)
        : of_(static_cast<std::size_t>(base.count)) {
        struct Pair {
            std::uint64_t sides;
            float distance;
        };
        std::vector<Pair> pairs;
        each_pair(smooth.extent(), [&](std::int32_t p, std::int32_t q) {
            const std::int32_t a = base.labels.pixels()[static_cast<std::size_t>(p)],
                               b = base.labels.pixels()[static_cast<std::size_t>(q)];
            if (a == b || divided(barrier, p, q)) return;
            const auto low = static_cast<std::uint64_t>(std::min(a, b)),
                       high = static_cast<std::uint64_t>(std::max(a, b));
            pairs.push_back({low << 32 | high, color_distance(smooth, p, q)});
        });
        std::stable_sort(pairs.begin(), pairs.end(),
                         [](const Pair& x, const Pair& y) { return x.sides < y.sides; });
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            if (i == 0 || pairs[i].sides != pairs[i - 1].sides) {
                const auto a = static_cast<std::int32_t>(pairs[i].sides >> 32),
                           b = static_cast<std::int32_t>(pairs[i].sides & 0xFFFFFFFFu);
                list(a).push_back(static_cast<std::int32_t>(borders.size()));
                list(b).push_back(static_cast<std::int32_t>(borders.size()));
                borders.push_back({.a = a, .b = b});
            }
            borders.back().sum += static_cast<double>(pairs[i].distance);
            borders.back().length += 1.0;
        }
    }

    /// Merges the sides of a border: that with fewer borders into the other.
    /// @param changed  called with each border of the two whose strength or sides changed.
    template <class Changed>
    SegmentTree::Merge merge(std::int32_t index, const Changed& changed) {
        std::int32_t into = at(index).a, from = at(index).b;
        if (list(into).size() < list(from).size()) std::swap(into, from);
        at(index).gone = true;
        for (const std::int32_t own : std::exchange(list(from), {})) {
            Border& border = at(own);
            if (border.gone) continue;
            const std::int32_t other = border.beyond(from);
            const std::int32_t shared = between(into, other);
            if (shared >= 0) {
                at(shared).sum += border.sum;
                at(shared).length += border.length;
                border.gone = true;
                changed(shared);
            } else {
                (border.a == from ? border.a : border.b) = into;
                list(into).push_back(own);
                changed(own);
            }
        }
        return {.into = into, .from = from};
    }

    std::vector<Border> borders;

 private:
    std::vector<std::int32_t>& list(std::int32_t segment) {
        return of_[static_cast<std::size_t>(segment)];
    }
    Border& at(std::int32_t index) { return borders[static_cast<std::size_t>(index)]; }

    /// The border of two segments; -1 without one. Looks through the shorter list.
    std::int32_t between(std::int32_t x, std::int32_t y) {
        if (list(x).size() > list(y).size()) std::swap(x, y);
        std::vector<std::int32_t>& borders_of_x = list(x);
        std::erase_if(borders_of_x, [&](std::int32_t i) { return at(i).gone; });
        for (const std::int32_t i : borders_of_x)
            if (at(i).beyond(x) == y) return i;
        return -1;
    }

    std::vector<std::vector<std::int32_t>> of_;  // indices of the borders of each segment
};

}  // namespace

SegmentTree build_segment_tree(const Image<glm::vec3>& smooth, const Image<std::uint32_t>& barrier,
                               Segments base) {
    struct Candidate {
        float strength;
        std::int32_t border;
        bool operator<(const Candidate& other) const {  // for a heap with the weakest on top
            return strength != other.strength ? strength > other.strength : border > other.border;
        }
    };
    BorderGraph graph(smooth, barrier, base);
    std::priority_queue<Candidate> queue;
    const auto push = [&](std::int32_t border) {
        queue.push({graph.borders[static_cast<std::size_t>(border)].strength(), border});
    };
    for (std::int32_t i = 0; i < std::ssize(graph.borders); ++i) push(i);
    SegmentTree tree;
    float height = 0.0f;
    while (!queue.empty()) {
        const Candidate next = queue.top();
        queue.pop();
        const auto& border = graph.borders[static_cast<std::size_t>(next.border)];
        if (border.gone || border.strength() != next.strength) continue;  // changed since
        height = std::max(height, next.strength);
        tree.merges.push_back(graph.merge(next.border, push));
        tree.merges.back().height = height;
    }
    tree.base = std::move(base);
    return tree;
}

Segments SegmentTree::cut(float height) const {
    DisjointSets sets(static_cast<std::size_t>(base.count));
    for (const Merge& merge : merges)
        if (merge.height < height) sets.join(merge.into, merge.from);
    Segments result{.labels = base.labels};
    std::vector<std::int32_t> number(static_cast<std::size_t>(base.count), -1);
    for (std::int32_t& label : result.labels) {
        std::int32_t& own = number[static_cast<std::size_t>(sets.find(label))];
        if (own < 0) own = result.count++;
        label = own;
    }
    return result;
}

Texture::Texture(const Image<Rgb8>& color) : laplacian_(color.extent(), 0.0f) {
    const Image<glm::vec3> smooth = smoothed(color, 1.0f);
    Image<float> luma(color.extent());
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < luma.pixels().size(); ++i) {
        const float v = glm::dot(smooth.pixels()[i], glm::vec3(0.299f, 0.587f, 0.114f));
        luma.pixels()[i] = v;
        sum += static_cast<double>(v);
        squares += static_cast<double>(v * v);
    }
    const auto count = static_cast<double>(luma.pixels().size());
    const auto deviation = static_cast<float>(std::sqrt(
        std::max(kMinDeviation * kMinDeviation, squares / count - sum * sum / count / count)));
    for (int y = 1; y + 1 < luma.height(); ++y) {
        for (int x = 1; x + 1 < luma.width(); ++x) {
            const float l = luma.at(x - 1, y) + luma.at(x + 1, y) + luma.at(x, y - 1) +
                            luma.at(x, y + 1) - 4.0f * luma.at(x, y);
            laplacian_.at(x, y) = std::min(std::abs(l), 64.0f) / deviation;
        }
    }
}

std::vector<float> Texture::scores(const Segments& segments) const {
    std::vector<double> sums(static_cast<std::size_t>(segments.count), 0.0);
    std::vector<double> counts(sums.size(), 0.0);
    for (std::size_t i = 0; i < laplacian_.pixels().size(); ++i) {
        const auto label = static_cast<std::size_t>(segments.labels.pixels()[i]);
        sums[label] += static_cast<double>(laplacian_.pixels()[i]);
        counts[label] += 1.0;
    }
    std::vector<float> scores;
    for (std::size_t i = 0; i < sums.size(); ++i)
        scores.push_back(static_cast<float>(sums[i] / std::max(counts[i], 1.0)));
    return scores;
}

}  // namespace diorama
