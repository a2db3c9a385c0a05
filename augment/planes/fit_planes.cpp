#include "augment/planes/fit_planes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "augment/planes/depth_points.hpp"
#include "augment/planes/plane_labels.hpp"

namespace diorama {
namespace {

constexpr std::size_t kMinInliers = 90;  // of a region, pixels
constexpr std::size_t kRefitted = 10;    // best hypotheses of a round
constexpr int kRefits = 3;

/// A plane under test, with what `agrees` wants to know.
struct Hypothesis {
    InverseDepth v{0.0};
    Plane plane;
    std::size_t inliers = 0;

    explicit Hypothesis(const InverseDepth& coefficients)
        : v(coefficients), plane(plane_of(coefficients)) {}
    bool holds(const DepthPoint& p, float min_cosine) const {
        return agrees(p, v, static_cast<double>(plane.offset_m), plane.normal, min_cosine);
    }
};

/// The plane through three points; nothing when they are close to a line or see it from behind.
std::optional<InverseDepth> through(const DepthPoint& a, const DepthPoint& b, const DepthPoint& c) {
    const double x1 = b.x - a.x, y1 = b.y - a.y, x2 = c.x - a.x, y2 = c.y - a.y;
    const double determinant = x1 * y2 - x2 * y1;
    const double longest = std::max(x1 * x1 + y1 * y1, x2 * x2 + y2 * y2);
    if (std::abs(determinant) < 0.1 * longest || longest <= 0.0) return std::nullopt;
    const double d1 = b.inverse_depth - a.inverse_depth, d2 = c.inverse_depth - a.inverse_depth;
    const double vx = (d1 * y2 - d2 * y1) / determinant, vy = (d2 * x1 - d1 * x2) / determinant;
    const InverseDepth v(vx, vy, a.inverse_depth - vx * a.x - vy * a.y);
    if (!(glm::dot(v, v) > 1e-12)) return std::nullopt;
    return v;
}

class Search {
 public:
    Search(const DepthGrid& grid, const PlaneOptions& options)
        : grid_(grid),
          options_(options),
          min_cosine_(std::cos(options.max_normal_error)),
          free_(grid.points.size(), 1) {}

    /// The plane with the most free points, `min_inliers` at least.
    std::optional<Hypothesis> best(Rng rng, std::size_t min_inliers) const {
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < free_.size(); ++i) {
            if (free_[i]) left.push_back(i);
        }
        if (left.size() < std::max<std::size_t>(min_inliers, 3)) return std::nullopt;
        std::vector<std::size_t> scored;  // evenly spread over those left
        const auto count = std::min(left.size(), static_cast<std::size_t>(options_.max_scored));
        for (std::size_t i = 0; i < count; ++i) scored.push_back(left[i * left.size() / count]);

        std::vector<Hypothesis> ranked;
        for (int trial = 0; trial < options_.trials; ++trial) {
            if (auto h = draw(left, rng)) {
                for (const std::size_t i : scored) h->inliers += h->holds(at(i), min_cosine_);
                ranked.push_back(*h);
            }
        }
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto& a, const auto& b) { return a.inliers > b.inliers; });
        std::optional<Hypothesis> best;
        for (std::size_t i = 0; i < std::min(kRefitted, ranked.size()); ++i) {
            const auto refitted = refit(ranked[i], left);
            if (refitted && (!best || refitted->inliers > best->inliers)) best = refitted;
        }
        if (!best || best->inliers < min_inliers) return std::nullopt;
        return best;
    }

    /// Fits a plane to its own points until it settles; counts them.
    std::optional<Hypothesis> refit(Hypothesis h, const std::vector<std::size_t>& among) const {
        for (int i = 0; i < kRefits; ++i) {
            InverseDepthFit fit;
            for (const std::size_t p : among) {
                if (h.holds(at(p), min_cosine_)) add(fit, at(p));
            }
            const auto v = fit.solve();
            if (!v) return std::nullopt;
            h = Hypothesis(*v);
        }
        for (const std::size_t p : among) h.inliers += h.holds(at(p), min_cosine_);
        return h;
    }

    /// Takes the plane's points away where they hang together; gives how many, 0 when no part of
    /// them has `min_part` points.
    std::size_t claim(const Hypothesis& h, std::size_t min_part) {
        std::vector<std::uint8_t> on(free_.size());
        for (std::size_t i = 0; i < free_.size(); ++i)
            on[i] = free_[i] && h.holds(at(i), min_cosine_);
        std::size_t claimed = 0, largest = 0;
        std::vector<std::size_t> part;
        for (std::size_t start = 0; start < on.size(); ++start) {
            if (on[start] != 1) continue;
            grow(start, on, part);
            largest = std::max(largest, part.size());
            if (part.size() < std::max<std::size_t>(4, min_part / 8)) continue;
            for (const std::size_t i : part) free_[i] = 0;
            claimed += part.size();
        }
        return largest < min_part ? 0 : claimed;
    }

    float min_cosine() const { return min_cosine_; }

 private:
    const DepthPoint& at(std::size_t i) const { return grid_.points[i]; }

    static void add(InverseDepthFit& fit, const DepthPoint& p) {
        const double deviation = p.tolerance * p.inverse_depth;
        fit.add(p.x, p.y, p.inverse_depth, 1.0 / (deviation * deviation));
    }

    /// Three free points that are near each other, the reach drawn as well.
    std::optional<Hypothesis> draw(const std::vector<std::size_t>& left, Rng& rng) const {
        const auto pick = [&](std::size_t count) {
            return static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(count) - 1));
        };
        const DepthPoint& seed = at(left[pick(left.size())]);
        const int widest = std::max(grid_.extent.width, grid_.extent.height) / 4;
        const int reach = std::max(2, widest >> rng.integer(0, 4));
        std::array<const DepthPoint*, 3> corner{&seed, nullptr, nullptr};
        for (std::size_t c = 1; c < 3; ++c) {
            for (int attempt = 0; attempt < 8 && !corner[c]; ++attempt) {
                const int column = seed.column + static_cast<int>(rng.integer(-reach, reach));
                const int row = seed.row + static_cast<int>(rng.integer(-reach, reach));
                if (column < 0 || row < 0 || column >= grid_.extent.width ||
                    row >= grid_.extent.height)
                    continue;
                const std::int32_t i = grid_.index.at(column, row);
                if (i >= 0 && free_[static_cast<std::size_t>(i)])
                    corner[c] = &at(static_cast<std::size_t>(i));
            }
            if (!corner[c]) return std::nullopt;
        }
        const auto v = through(*corner[0], *corner[1], *corner[2]);
        if (!v) return std::nullopt;
        const Hypothesis h(*v);
        for (const DepthPoint* p : corner) {
            if (!h.holds(*p, min_cosine_)) return std::nullopt;
        }
        return h;
    }

    /// The 8-connected part of `on` around a point; marks it as visited (2).
    void grow(std::size_t start, std::vector<std::uint8_t>& on,
              std::vector<std::size_t>& part) const {
        part.assign(1, start);
        on[start] = 2;
        for (std::size_t next = 0; next < part.size(); ++next) {
            const DepthPoint& p = at(part[next]);
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    const int column = p.column + dx, row = p.row + dy;
                    if (column < 0 || row < 0 || column >= grid_.extent.width ||
                        row >= grid_.extent.height)
                        continue;
                    const std::int32_t i = grid_.index.at(column, row);
                    if (i < 0 || on[static_cast<std::size_t>(i)] != 1) continue;
                    on[static_cast<std::size_t>(i)] = 2;
                    part.push_back(static_cast<std::size_t>(i));
                }
            }
        }
    }

    const DepthGrid& grid_;
    const PlaneOptions& options_;
    float min_cosine_;
    std::vector<std::uint8_t> free_;
};

/// Joins planes of which the smaller has 90 % of its points on the larger one as well.
void join_coplanar(std::vector<Hypothesis>& planes, const DepthGrid& grid, const Search& search) {
    std::vector<std::size_t> all(grid.points.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    const auto common = [&](const Hypothesis& a, const Hypothesis& b) {
        std::size_t count = 0;
        for (const DepthPoint& p : grid.points)
            count += a.holds(p, search.min_cosine()) && b.holds(p, search.min_cosine());
        return count;
    };
    for (int pass = 0; pass < 3; ++pass) {
        for (std::size_t i = 0; i < planes.size(); ++i) {
            for (std::size_t j = planes.size(); --j > i;) {
                if (glm::dot(planes[i].plane.normal, planes[j].plane.normal) < 0.95f) continue;
                const std::size_t smaller = std::min(planes[i].inliers, planes[j].inliers);
                if (10 * common(planes[i], planes[j]) < 9 * smaller) continue;
                if (planes[j].inliers > planes[i].inliers) std::swap(planes[i], planes[j]);
                planes.erase(planes.begin() + static_cast<std::ptrdiff_t>(j));
            }
        }
    }
}

}  // namespace

std::vector<PlaneRegion> fit_planes(const Image<float>& depth, const Intrinsics& intrinsics,
                                    const PlaneOptions& options, Rng rng) {
    const DepthGrid grid = sample_depth(depth, intrinsics, nullptr, options);
    const auto min_inliers = std::max<std::size_t>(
        12, static_cast<std::size_t>(static_cast<double>(options.min_fraction) *
                                     static_cast<double>(grid.points.size())));
    Search search(grid, options);
    std::vector<Hypothesis> found;
    for (int round = 0; round < options.max_planes + 4; ++round) {
        if (found.size() >= static_cast<std::size_t>(options.max_planes)) break;
        const auto best = search.best(rng.stream(static_cast<std::uint64_t>(round)), min_inliers);
        if (!best) break;
        const std::size_t claimed = search.claim(*best, min_inliers / 2);
        if (claimed >= min_inliers) found.push_back(*best);
    }
    join_coplanar(found, grid, search);
    std::vector<Plane> planes;
    for (const Hypothesis& h : found) planes.push_back(h.plane);
    return label_planes(depth, intrinsics, grid, planes, options);
}

std::optional<PlaneRegion> fit_plane(const Image<float>& depth, const Intrinsics& intrinsics,
                                     const Mask& region, const PlaneOptions& options, Rng rng,
                                     float min_inliers) {
    PlaneOptions bounded = options;
    bounded.max_points = std::min(options.max_points, 5000);
    const DepthGrid grid = sample_depth(depth, intrinsics, &region, bounded);
    const Search search(grid, bounded);
    const auto needed = static_cast<std::size_t>(static_cast<double>(min_inliers) *
                                                 static_cast<double>(grid.points.size()));
    const auto best = search.best(rng, std::max<std::size_t>(3, needed));
    if (!best) return std::nullopt;
    PlaneRegion result = label_region(depth, intrinsics, region, best->plane, bounded);
    if (result.inliers < kMinInliers) return std::nullopt;
    return result;
}

}  // namespace diorama
