#include "augment/regions/segments.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <queue>

#include "augment/regions/disjoint_sets.hpp"
#include "engine/core/float_math.hpp"
#include "engine/core/math.hpp"

namespace diorama {
namespace {

/// A Gaussian of 4 sigma to either side, the border repeated.
Image<glm::vec3> blurred(const Image<Rgb8>& color, float sigma) {
    const int width = color.width(), height = color.height();
    const int radius = std::max(1, static_cast<int>(std::ceil(4.0f * sigma)));
    std::vector<float> kernel;
    for (int i = -radius; i <= radius; ++i) {
        const float t = static_cast<float>(i) / std::max(sigma, 1e-3f);
        kernel.push_back(fast_exp(-0.5f * t * t));
    }
    const float sum = std::accumulate(kernel.begin(), kernel.end(), 0.0f);
    for (float& weight : kernel) weight /= sum;

    Image<glm::vec3> rows(color.extent(), glm::vec3(0.0f)), result(color.extent(), glm::vec3(0.0f));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int i = -radius; i <= radius; ++i) {
                const Rgb8& c = color.at(std::clamp(x + i, 0, width - 1), y);
                rows.at(x, y) +=
                    kernel[static_cast<std::size_t>(i + radius)] * glm::vec3(c.r, c.g, c.b);
            }
        }
    }
    for (int y = 0; y < height; ++y) {
        for (int i = -radius; i <= radius; ++i) {
            const glm::vec3* from = rows.row(std::clamp(y + i, 0, height - 1));
            glm::vec3* to = result.row(y);
            const float weight = kernel[static_cast<std::size_t>(i + radius)];
            for (int x = 0; x < width; ++x) to[x] += weight * from[x];
        }
    }
    return result;
}

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

Segments segment_graph(const Image<Rgb8>& color, const Image<std::uint32_t>& barrier,
                       const SegmentOptions& options) {
    const std::vector<Edge> edges = sorted_edges(blurred(color, options.sigma), barrier);
    DisjointSets sets(color.extent().area());
    // The largest weight inside a region, plus k over its size: what an edge may have to join it.
    std::vector<float> limit(color.extent().area(), options.k);
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
    return numbered(sets, color.extent());
}

SegmentTree build_segment_tree(const Image<Rgb8>& color, const Image<std::uint32_t>& barrier,
                               Segments base, const SegmentOptions& options) {
    struct Border {
        double sum = 0.0, length = 0.0;
        float strength() const { return static_cast<float>(sum / length); }
    };
    struct Candidate {
        float strength;
        std::int32_t a, b;
        bool operator<(const Candidate& other) const {  // for a heap with the weakest on top
            return strength != other.strength ? strength > other.strength
                   : a != other.a             ? a > other.a
                                              : b > other.b;
        }
    };
    const Image<glm::vec3> smooth = blurred(color, options.sigma);
    std::vector<std::map<std::int32_t, Border>> borders(static_cast<std::size_t>(base.count));
    const auto border = [&](std::int32_t a, std::int32_t b) -> Border& {
        return borders[static_cast<std::size_t>(a)][b];
    };
    each_pair(color.extent(), [&](std::int32_t p, std::int32_t q) {
        const std::int32_t a = base.labels.pixels()[static_cast<std::size_t>(p)],
                           b = base.labels.pixels()[static_cast<std::size_t>(q)];
        if (a == b || divided(barrier, p, q)) return;
        const auto distance = static_cast<double>(color_distance(smooth, p, q));
        for (Border* side : {&border(a, b), &border(b, a)}) {
            side->sum += distance;
            side->length += 1.0;
        }
    });
    std::priority_queue<Candidate> queue;
    for (std::int32_t a = 0; a < base.count; ++a) {
        for (const auto& [b, shared] : borders[static_cast<std::size_t>(a)])
            if (a < b) queue.push({shared.strength(), a, b});
    }
    SegmentTree tree;
    std::vector<bool> gone(static_cast<std::size_t>(base.count), false);
    float height = 0.0f;
    while (!queue.empty()) {
        const Candidate next = queue.top();
        queue.pop();
        if (gone[static_cast<std::size_t>(next.a)] || gone[static_cast<std::size_t>(next.b)])
            continue;
        if (border(next.a, next.b).strength() != next.strength) continue;  // changed since
        height = std::max(height, next.strength);
        tree.merges.push_back({next.a, next.b, height});
        gone[static_cast<std::size_t>(next.b)] = true;
        borders[static_cast<std::size_t>(next.a)].erase(next.b);
        for (const auto& [other, shared] : borders[static_cast<std::size_t>(next.b)]) {
            if (other == next.a) continue;
            borders[static_cast<std::size_t>(other)].erase(next.b);
            for (Border* side : {&border(next.a, other), &border(other, next.a)}) {
                side->sum += shared.sum;
                side->length += shared.length;
            }
            queue.push({border(next.a, other).strength(), std::min(next.a, other),
                        std::max(next.a, other)});
        }
        borders[static_cast<std::size_t>(next.b)].clear();
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
    const Image<glm::vec3> smooth = blurred(color, 1.0f);
    Image<float> luma(color.extent());
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < luma.pixels().size(); ++i) {
        const float v = glm::dot(smooth.pixels()[i], glm::vec3(0.299f, 0.587f, 0.114f));
        luma.pixels()[i] = v;
        sum += static_cast<double>(v);
        squares += static_cast<double>(v * v);
    }
    const auto count = static_cast<double>(luma.pixels().size());
    const auto deviation =
        static_cast<float>(std::sqrt(std::max(1.0, squares / count - sum * sum / count / count)));
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
