#include "augment/planes/plane_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace diorama {
namespace {

using Labels = Image<std::uint8_t>;  // 0: none, else 1 + index of a plane

constexpr std::uint8_t kHole = 255;  // not measured

/// What one pixel asks of a plane.
struct PlaneTest {
    InverseDepth v;
    double offset_m;
    glm::vec3 normal;

    explicit PlaneTest(const Plane& plane)
        : v(inverse_depth_of(plane)),
          offset_m(static_cast<double>(plane.offset_m)),
          normal(plane.normal) {}
    /// Distance in meters of the measurement (ray x, y, depth).
    double distance(double x, double y, double depth) const {
        return std::abs((v.x * x + v.y * y + v.z) * depth - 1.0) * offset_m;
    }
};

/// The nearest plane of each pixel, and the next one that would do.
struct Assignment {
    Labels nearest, next;
};

/// @param min_cosine  between a plane and the surface around the pixel; -1: distance alone.
Assignment assign(const Image<float>& depth, const Intrinsics& k, const DepthGrid& grid,
                  const std::vector<PlaneTest>& tests, float min_cosine,
                  const PlaneOptions& options) {
    Assignment labels{Labels(depth.extent(), 0), Labels(depth.extent(), 0)};
    for (int y = 0; y < depth.height(); ++y) {
        for (int x = 0; x < depth.width(); ++x) {
            const float d = depth.at(x, y);
            if (!is_measured(d, options)) {
                labels.nearest.at(x, y) = kHole;
                continue;
            }
            const glm::dvec3 ray = pixel_ray(k, x + 0.5, y + 0.5);
            const std::int32_t sample = grid.index.at(x / grid.stride, y / grid.stride);
            const glm::vec3 normal =
                sample < 0 ? glm::vec3(0.0f) : grid.points[static_cast<std::size_t>(sample)].normal;
            const auto limit = static_cast<double>(options.noise.tolerance_m(d));
            double nearest = limit, next = limit;
            for (std::size_t i = 0; i < tests.size(); ++i) {
                const double distance = tests[i].distance(ray.x, ray.y, static_cast<double>(d));
                if (distance > next) continue;
                if (normal != glm::vec3(0.0f) && glm::dot(normal, tests[i].normal) < min_cosine)
                    continue;
                const auto label = static_cast<std::uint8_t>(i + 1);
                if (distance < nearest) {
                    next = nearest;
                    labels.next.at(x, y) = labels.nearest.at(x, y);
                    nearest = distance;
                    labels.nearest.at(x, y) = label;
                } else {
                    next = distance;
                    labels.next.at(x, y) = label;
                }
            }
        }
    }
    return labels;
}

/// Grows the planes by up to `steps` pixels into those without a plane that lie on them: near
/// creases and edges the surface around a pixel is none of its own.
void grow(Labels& labels, const Labels& by_distance, const Labels& by_distance_next, int steps) {
    const int width = labels.width(), height = labels.height();
    for (int step = 0; step < steps; ++step) {
        const Labels before = labels;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                if (before.at(x, y) != 0) continue;
                const auto offer = [&](int nx, int ny) {
                    if (nx < 0 || ny < 0 || nx >= width || ny >= height) return;
                    const std::uint8_t label = before.at(nx, ny);
                    if (label != 0 && label != kHole &&
                        (label == by_distance.at(x, y) || label == by_distance_next.at(x, y)))
                        labels.at(x, y) = label;
                };
                offer(x - 1, y);
                offer(x + 1, y);
                offer(x, y - 1);
                offer(x, y + 1);
            }
        }
    }
}

/// Visits the 4-connected parts of equal labels: visit(label, pixels, rim) with the pixels of the
/// part and the labels just outside it, one entry for each pair of neighbors.
template <class Visit>
void each_part(const Labels& labels, const Visit& visit) {
    const int width = labels.width(), height = labels.height();
    Image<std::uint8_t> seen(labels.extent(), 0);
    std::vector<int> part;  // y * width + x
    std::vector<std::uint8_t> rim;
    for (int start = 0; start < width * height; ++start) {
        if (seen.pixels()[static_cast<std::size_t>(start)]) continue;
        const std::uint8_t label = labels.pixels()[static_cast<std::size_t>(start)];
        part.assign(1, start);
        rim.clear();
        seen.pixels()[static_cast<std::size_t>(start)] = 1;
        for (std::size_t next = 0; next < part.size(); ++next) {
            const int x = part[next] % width, y = part[next] / width;
            const auto meet = [&](int nx, int ny) {
                if (nx < 0 || ny < 0 || nx >= width || ny >= height) return;
                if (labels.at(nx, ny) != label) return rim.push_back(labels.at(nx, ny));
                if (seen.at(nx, ny)) return;
                seen.at(nx, ny) = 1;
                part.push_back(ny * width + nx);
            };
            meet(x - 1, y);
            meet(x + 1, y);
            meet(x, y - 1);
            meet(x, y + 1);
        }
        visit(label, part, rim);
    }
}

/// The label among those of planes that fills at least `share` of a rim; 0 without one.
std::uint8_t prevailing(const std::vector<std::uint8_t>& rim, double share) {
    std::array<std::size_t, 256> votes{};
    for (const std::uint8_t r : rim) ++votes[r];
    const auto most = std::max_element(votes.begin() + 1, votes.end() - 1);
    if (*most == 0 || static_cast<double>(*most) < share * static_cast<double>(rim.size()))
        return 0;
    return static_cast<std::uint8_t>(most - votes.begin());
}

/// Islands of a plane far from most of it lie in it by chance: small ones become unlabelled, those
/// that lie on the plane around them as well become its own.
void clean_islands(Labels& labels, const Labels& next, std::size_t max_island) {
    std::array<std::size_t, 256> totals{};
    for (const std::uint8_t label : labels) ++totals[label];
    const Labels before = labels;
    each_part(before, [&](std::uint8_t label, const std::vector<int>& part,
                          const std::vector<std::uint8_t>& rim) {
        if (label == 0 || label == kHole || 4 * part.size() > totals[label]) return;
        const std::uint8_t around = prevailing(rim, 0.4);
        const auto fits =
            static_cast<std::size_t>(std::count_if(part.begin(), part.end(), [&](int p) {
                return next.pixels()[static_cast<std::size_t>(p)] == around;
            }));
        std::uint8_t becomes = label;
        if (around != 0 && 10 * fits >= 8 * part.size())
            becomes = around;
        else if (part.size() <= max_island)
            becomes = 0;
        for (const int p : part) labels.pixels()[static_cast<std::size_t>(p)] = becomes;
    });
}

/// Small holes in one plane become its own.
void fill_holes(Labels& labels, std::size_t max_hole) {
    const Labels before = labels;
    each_part(before, [&](std::uint8_t label, const std::vector<int>& part,
                          const std::vector<std::uint8_t>& rim) {
        if (label != kHole || part.size() > max_hole) return;
        const std::uint8_t around = prevailing(rim, 0.8);
        if (around == 0) return;
        for (const int p : part) labels.pixels()[static_cast<std::size_t>(p)] = around;
    });
}

/// The tight region of the pixels for which `inside(x, y)`.
template <class Inside>
PlaneRegion region_of(const Image<float>& depth, const Intrinsics& k, const Rect& within,
                      const Plane& plane, const PlaneOptions& options, const Inside& inside) {
    int x0 = within.right(), y0 = within.bottom(), x1 = within.x, y1 = within.y;
    for (int y = within.y; y < within.bottom(); ++y) {
        for (int x = within.x; x < within.right(); ++x) {
            if (!inside(x, y)) continue;
            x0 = std::min(x0, x);
            x1 = std::max(x1, x + 1);
            y0 = std::min(y0, y);
            y1 = std::max(y1, y + 1);
        }
    }
    PlaneRegion region{.plane = plane};
    if (x0 >= x1) return region;
    region.mask = {x0, y0, Image<std::uint8_t>({x1 - x0, y1 - y0}, 0)};
    const PlaneTest test(plane);
    double squares = 0.0;
    for (int y = y0; y < y1; ++y) {
        for (int x = x0; x < x1; ++x) {
            if (!inside(x, y)) continue;
            region.mask.pixels.at(x - x0, y - y0) = 1;
            const float d = depth.at(x, y);
            if (!is_measured(d, options)) continue;
            const glm::dvec3 ray = pixel_ray(k, x + 0.5, y + 0.5);
            const double distance = test.distance(ray.x, ray.y, static_cast<double>(d));
            squares += distance * distance;
            ++region.inliers;
        }
    }
    if (region.inliers > 0)
        region.rms_m = static_cast<float>(std::sqrt(squares / static_cast<double>(region.inliers)));
    return region;
}

}  // namespace

std::vector<PlaneRegion> label_planes(const Image<float>& depth, const Intrinsics& intrinsics,
                                      const DepthGrid& grid, const std::vector<Plane>& planes,
                                      const PlaneOptions& options) {
    const std::vector<PlaneTest> tests(planes.begin(), planes.end());
    auto [labels, next] =
        assign(depth, intrinsics, grid, tests, std::cos(options.max_normal_error), options);
    const std::size_t area = depth.extent().area();
    clean_islands(labels, next, area / 2000);
    const Assignment near = assign(depth, intrinsics, grid, tests, -1.0f, options);
    grow(labels, near.nearest, near.next, grid.stride + normal_radius(depth.extent()));
    fill_holes(labels, static_cast<std::size_t>(static_cast<double>(options.max_hole_fraction) *
                                                static_cast<double>(area)));
    const auto measured = static_cast<double>(std::count_if(
        depth.begin(), depth.end(), [&](float d) { return is_measured(d, options); }));
    const Rect picture{0, 0, depth.width(), depth.height()};
    std::vector<PlaneRegion> regions;
    for (std::size_t i = 0; i < planes.size(); ++i) {
        PlaneRegion region = region_of(depth, intrinsics, picture, planes[i], options,
                                       [&](int x, int y) { return labels.at(x, y) == i + 1; });
        if (static_cast<double>(region.inliers) >=
            std::max(1.0, 0.5 * static_cast<double>(options.min_fraction) * measured))
            regions.push_back(std::move(region));
    }
    std::stable_sort(regions.begin(), regions.end(),
                     [](const auto& a, const auto& b) { return a.inliers > b.inliers; });
    return regions;
}

PlaneRegion label_region(const Image<float>& depth, const Intrinsics& intrinsics,
                         const Mask& region, const Plane& plane, const PlaneOptions& options) {
    const PlaneTest test(plane);
    const Rect within = intersection({0, 0, depth.width(), depth.height()}, region.rect());
    return region_of(depth, intrinsics, within, plane, options, [&](int x, int y) {
        const float d = depth.at(x, y);
        if (!region.pixels.at(x - region.x, y - region.y) || !is_measured(d, options)) return false;
        const glm::dvec3 ray = pixel_ray(intrinsics, x + 0.5, y + 0.5);
        return test.distance(ray.x, ray.y, static_cast<double>(d)) <=
               static_cast<double>(options.noise.tolerance_m(d));
    });
}

}  // namespace diorama
