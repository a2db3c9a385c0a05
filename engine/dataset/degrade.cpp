#include "engine/dataset/degrade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <queue>
#include <utility>

#include "engine/annotate/polygon.hpp"
#include "engine/annotate/rle.hpp"
#include "engine/core/math.hpp"
#include "engine/dataset/coco_reader.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/mask_decoding.hpp"

namespace diorama {
namespace {

using Loop = std::vector<glm::dvec2>;

std::vector<Loop> exact_loops(const Bitmap& mask) {
    Image<std::uint32_t> ids(mask.extent());
    std::ranges::copy(mask, ids.begin());
    std::vector<Loop> loops;
    for (const Polygon& polygon : trace_polygons(encode_rle(ids, 1), mask.extent())) {
        Loop loop;
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2)
            loop.emplace_back(polygon[i], polygon[i + 1]);
        loops.push_back(std::move(loop));
    }
    return loops;
}

std::vector<double> flat(const Loop& loop) {
    std::vector<double> values;
    for (const glm::dvec2& p : loop) values.insert(values.end(), {p.x, p.y});
    return values;
}

/// Each block of side x side pixels becomes what most of it is.
Bitmap by_blocks(const Bitmap& mask, int side) {
    Bitmap out(mask.extent());
    for (int y = 0; y < mask.height(); y += side) {
        for (int x = 0; x < mask.width(); x += side) {
            const int right = std::min(x + side, mask.width());
            const int bottom = std::min(y + side, mask.height());
            int set = 0;
            for (int v = y; v < bottom; ++v)
                set += static_cast<int>(std::count(mask.row(v) + x, mask.row(v) + right, 1));
            if (2 * set <= (right - x) * (bottom - y)) continue;
            for (int v = y; v < bottom; ++v) std::fill(out.row(v) + x, out.row(v) + right, 1);
        }
    }
    return out;
}

/// Dilated by a disc, or eroded by it where the radius is negative; the picture's edge is no
/// border for erosion.
Bitmap grown(const Bitmap& mask, double radius) {
    const std::uint8_t spread = radius > 0 ? 1 : 0;  // the value that spreads
    const double r2 = radius * radius;
    const int reach = static_cast<int>(std::floor(std::abs(radius)));
    Bitmap out = mask;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            if (mask.at(x, y) != spread) continue;
            const auto differs = [&](int u, int v) {
                return u >= 0 && v >= 0 && u < mask.width() && v < mask.height() &&
                       mask.at(u, v) != spread;
            };
            if (!differs(x - 1, y) && !differs(x + 1, y) && !differs(x, y - 1) &&
                !differs(x, y + 1))
                continue;
            for (int dy = -reach; dy <= reach; ++dy) {
                for (int dx = -reach; dx <= reach; ++dx) {
                    const int u = x + dx, v = y + dy;
                    if (dx * dx + dy * dy <= r2 && u >= 0 && v >= 0 && u < mask.width() &&
                        v < mask.height())
                        out.at(u, v) = spread;
                }
            }
        }
    }
    return out;
}

/// Points about one pixel apart, without the stairs of pixels.
Loop smooth_points(const Loop& loop) {
    Loop dense;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        const glm::dvec2 a = loop[i], b = loop[(i + 1) % loop.size()];
        const int steps = std::max(1, static_cast<int>(std::lround(glm::length(b - a))));
        for (int k = 0; k < steps; ++k)
            dense.push_back(a + (b - a) * (static_cast<double>(k) / steps));
    }
    Loop smooth(dense.size());
    const std::size_t n = dense.size();
    for (std::size_t i = 0; i < n; ++i)
        smooth[i] = (dense[(i + n - 1) % n] + dense[i] + dense[(i + 1) % n]) / 3.0;
    return smooth;
}

/// Moves an outline along its normal by smooth noise around it.
Loop jittered(const Loop& loop, double deviation, double length, Rng rng) {
    const Loop points = smooth_points(loop);
    const std::size_t n = points.size();
    const auto knots = std::max<std::size_t>(
        4, static_cast<std::size_t>(std::lround(static_cast<double>(n) / length)));
    std::vector<double> noise;
    for (std::size_t i = 0; i < knots; ++i) noise.push_back(rng.normal());
    Loop moved;
    for (std::size_t i = 0; i < n; ++i) {
        const double at =
            static_cast<double>(i) * static_cast<double>(knots) / static_cast<double>(n);
        const auto k = static_cast<std::size_t>(at);
        const double t = at - static_cast<double>(k), s = t * t * (3 - 2 * t);
        // Weights whose squares sum to 1 keep the deviation between knots.
        const double scale = 1 / std::sqrt(s * s + (1 - s) * (1 - s));
        const double by = scale * (noise[k % knots] * (1 - s) + noise[(k + 1) % knots] * s);
        const glm::dvec2 along = points[(i + 3) % n] - points[(i + n - 3 % n) % n];
        const double size = glm::length(along);
        const glm::dvec2 normal =
            size > 1e-9 ? glm::dvec2(along.y, -along.x) / size : glm::dvec2(0.0);
        moved.push_back(points[i] + normal * (deviation * by));
    }
    return moved;
}

/// Takes away the points that matter least, by the triangle with their neighbors, until `most` are
/// left and the next one would matter.
/// Method: "Line generalisation by repeated elimination of points", Visvalingam & Whyatt, 1993.
Loop simplified(const Loop& loop, std::size_t most, double area_px) {
    const std::size_t n = loop.size();
    most = std::max<std::size_t>(most, 3);
    std::vector<std::size_t> before(n), after(n), version(n, 0);
    for (std::size_t i = 0; i < n; ++i) before[i] = (i + n - 1) % n, after[i] = (i + 1) % n;
    const auto area = [&](std::size_t i) {
        const glm::dvec2 a = loop[before[i]] - loop[i], b = loop[after[i]] - loop[i];
        return 0.5 * std::abs(a.x * b.y - a.y * b.x);
    };
    struct Item {
        double area;
        std::size_t point, version;
        bool operator>(const Item& other) const {
            return std::pair(area, point) > std::pair(other.area, other.point);
        }
    };
    std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
    for (std::size_t i = 0; i < n; ++i) queue.push({area(i), i, 0});
    std::vector<bool> gone(n, false);
    std::size_t left = n;
    double least = 0;
    while (left > 3 && !queue.empty()) {
        const Item item = queue.top();
        queue.pop();
        if (gone[item.point] || item.version != version[item.point]) continue;
        if (left <= most && item.area > area_px) break;
        least = std::max(least, item.area);
        gone[item.point] = true;
        --left;
        const std::size_t a = before[item.point], b = after[item.point];
        after[a] = b;
        before[b] = a;
        // No point matters less than one that has gone.
        for (const std::size_t i : {a, b}) queue.push({std::max(area(i), least), i, ++version[i]});
    }
    Loop result;
    for (std::size_t i = 0; i < n; ++i)
        if (!gone[i]) result.push_back(loop[i]);
    return result;
}

Bitmap filled(const std::vector<std::vector<double>>& loops, Extent extent) {
    Bitmap mask(extent);
    for (const auto& loop : loops) fill_like_pycocotools(loop, mask);
    return mask;
}

double iou(const Bitmap& a, const Bitmap& b) {
    std::uint64_t both = 0, any = 0;
    for (std::size_t i = 0; i < a.pixels().size(); ++i) {
        both += a.pixels()[i] & b.pixels()[i];
        any += a.pixels()[i] | b.pixels()[i];
    }
    return any == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(any);
}

/// Whether two masks have neighboring or common pixels.
bool touch(const Bitmap& a, const Bitmap& b) {
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            if (a.at(x, y) == 0) continue;
            for (int v = std::max(y - 1, 0); v <= std::min(y + 1, a.height() - 1); ++v)
                for (int u = std::max(x - 1, 0); u <= std::min(x + 1, a.width() - 1); ++u)
                    if (b.at(u, v) != 0) return true;
        }
    }
    return false;
}

/// A label on its way: the union of the perfect ones behind it.
struct Label {
    std::vector<std::uint64_t> sources;
    std::string category;
    Bitmap mask;
};

Rect loosened(const Rect& box, Extent extent, double deviation, Rng rng) {
    if (deviation <= 0) return box;
    const auto moved = [&](int edge, int side, int low, int high) {
        const double by = deviation * side * rng.normal();
        return std::clamp(static_cast<int>(std::lround(edge + by)), low, high);
    };
    const int x0 = moved(box.x, box.width, 0, extent.width - 1);
    const int y0 = moved(box.y, box.height, 0, extent.height - 1);
    const int x1 = moved(box.right(), box.width, x0 + 1, extent.width);
    const int y1 = moved(box.bottom(), box.height, y0 + 1, extent.height);
    return {x0, y0, x1 - x0, y1 - y0};
}

std::size_t vertex_count(const std::vector<std::vector<double>>& loops) {
    std::size_t count = 0;
    for (const auto& loop : loops) count += loop.size() / 2;
    return count;
}

/// Touching labels of one class, some of them made one.
void merge_some(std::vector<Label>& labels, double probability, const Rng& rng,
                std::size_t& merged) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        for (std::size_t k = i + 1; k < labels.size();) {
            Label &a = labels[i], &b = labels[k];
            const bool together =
                a.category == b.category &&
                rng.stream("merge").stream(a.sources[0]).stream(b.sources[0]).chance(probability) &&
                touch(a.mask, b.mask);
            if (!together) {
                ++k;
                continue;
            }
            for (std::size_t p = 0; p < a.mask.pixels().size(); ++p)
                a.mask.pixels()[p] |= b.mask.pixels()[p];
            a.sources.insert(a.sources.end(), b.sources.begin(), b.sources.end());
            labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(k));
            ++merged;
        }
    }
}

Json polygons_json(const std::vector<std::vector<double>>& loops) {
    Json list = Json::array();
    for (const auto& loop : loops) {
        Json values = Json::array();
        for (const double v : loop) {
            if (v == std::floor(v))
                values.push_back(static_cast<std::int64_t>(v));
            else
                values.push_back(v);
        }
        list.push_back(std::move(values));
    }
    return list;
}

}  // namespace

std::vector<std::vector<double>> degraded_outline(const Image<std::uint8_t>& mask,
                                                  const Degradation& how, const Rng& rng) {
    Bitmap shape = how.block_px > 1 ? by_blocks(mask, how.block_px) : mask;
    if (how.grow_px != 0) shape = grown(shape, how.grow_px);
    std::vector<std::vector<double>> result;
    std::uint64_t part = 0;
    for (Loop loop : exact_loops(shape)) {
        const Rng own = rng.stream("part").stream(part++);
        if (how.jitter_px > 0)
            loop = jittered(loop, how.jitter_px, std::max(how.jitter_length_px, 1.0), own);
        // Jittered outlines keep what a quarter of a pixel shows.
        const std::size_t most =
            how.points > 0 ? static_cast<std::size_t>(how.points) : loop.size();
        if (how.jitter_px > 0 || how.points > 0)
            loop = simplified(loop, most, how.jitter_px > 0 ? 0.25 : 0.0);
        for (glm::dvec2& p : loop) {
            p = glm::clamp(p, glm::dvec2(0.0), glm::dvec2(mask.width(), mask.height()));
            p = glm::round(p * 100.0) / 100.0;
        }
        result.push_back(flat(loop));
    }
    std::erase_if(result, [&](const std::vector<double>& loop) {
        return pixel_count(filled({loop}, mask.extent())) == 0;
    });
    if (!result.empty()) return result;
    for (const Loop& loop : exact_loops(mask)) result.push_back(flat(loop));
    return result;
}

Expected<std::string> degrade_annotations(std::string_view text, const std::string& file,
                                          const Degradation& how, DegradeReport& report) {
    const auto pictures = read_coco_instances(text, file);
    if (!pictures) return pictures.errors();
    const Json root = *parse_json(text);  // read_coco_instances() has read it
    std::map<std::string, std::uint64_t> category_ids;
    std::vector<std::string> names;
    for (const Json& category : root["categories"]) {
        names.push_back(category["name"].get<std::string>());
        category_ids[names.back()] = category["id"].get<std::uint64_t>();
    }
    report = {};
    double iou_sum = 0, seconds_sum = 0, perfect_seconds = 0;
    Json annotations = Json::array();
    std::uint64_t next_id = 1;
    for (const CocoPicture& picture : *pictures) {
        const Rng of_picture = Rng{how.seed}.stream("degrade").stream(picture.id);
        std::vector<Label> labels;
        for (const CocoInstance& instance : picture.instances) {
            if (instance.crowd) continue;
            auto mask = decode_instance(instance, picture.extent, file);
            if (!mask) return mask.errors();
            const auto area = pixel_count(*mask);
            if (area == 0) continue;
            ++report.instance_count;
            for (const Loop& loop : exact_loops(*mask))
                perfect_seconds += how.vertex_s * static_cast<double>(loop.size());
            perfect_seconds += how.base_s;
            const Rng own = of_picture.stream(instance.id);
            if (static_cast<double>(area) < how.missed_below &&
                own.stream("missed").chance(how.missed)) {
                ++report.missed;
                continue;
            }
            labels.push_back({{instance.id}, instance.category, *std::move(mask)});
        }
        if (how.merged > 0) merge_some(labels, how.merged, of_picture, report.merged);
        for (Label& label : labels) {
            const Rng own = of_picture.stream(label.sources[0]);
            if (names.size() > 1 && own.stream("swapped").chance(how.swapped)) {
                const auto at = std::ranges::find(names, label.category) - names.begin();
                const auto by =
                    own.stream("category").integer(1, static_cast<std::int64_t>(names.size()) - 1);
                label.category = names[static_cast<std::size_t>((at + by) % std::ssize(names))];
                ++report.swapped;
            }
            const auto loops = degraded_outline(label.mask, how, own);
            const Bitmap mask = filled(loops, picture.extent);
            const double overlap = iou(mask, label.mask);
            const Rect box =
                loosened(tight_box(mask), picture.extent, how.loose_box, own.stream("box"));
            const double seconds =
                how.base_s + how.vertex_s * static_cast<double>(vertex_count(loops));
            iou_sum += overlap;
            seconds_sum += seconds;
            annotations.push_back({{"id", next_id++},
                                   {"image_id", picture.id},
                                   {"category_id", category_ids[label.category]},
                                   {"bbox", Json::array({box.x, box.y, box.width, box.height})},
                                   {"area", pixel_count(mask)},
                                   {"iscrowd", 0},
                                   {"segmentation", polygons_json(loops)},
                                   {"source_ids", label.sources},
                                   {"source_iou", std::round(overlap * 1e6) / 1e6},
                                   {"annotation_time_s", std::round(seconds * 100) / 100}});
        }
    }
    report.annotation_count = annotations.size();
    if (!annotations.empty()) report.mean_iou = iou_sum / static_cast<double>(annotations.size());
    report.hours = seconds_sum / 3600;
    report.perfect_hours = perfect_seconds / 3600;
    Json info = root.contains("info") && root["info"].is_object() ? root["info"] : Json::object();
    info["degradation"] = {
        {"seed", how.seed},
        {"block_px", how.block_px},
        {"grow_px", how.grow_px},
        {"jitter_px", how.jitter_px},
        {"jitter_length_px", how.jitter_length_px},
        {"points", how.points},
        {"missed", how.missed},
        {"missed_below", how.missed_below},
        {"merged", how.merged},
        {"swapped", how.swapped},
        {"loose_box", how.loose_box},
        {"base_s", how.base_s},
        {"vertex_s", how.vertex_s},
        {"instances", report.instance_count},
        {"instances_missed", report.missed},
        {"instances_merged", report.merged},
        {"labels_swapped", report.swapped},
        {"mean_iou", std::round(report.mean_iou * 1e6) / 1e6},
        {"annotation_time_h", std::round(report.hours * 1e6) / 1e6},
        {"exact_annotation_time_h", std::round(report.perfect_hours * 1e6) / 1e6}};
    Json out = Json::object();
    out["info"] = std::move(info);
    if (root.contains("licenses")) out["licenses"] = root["licenses"];
    out["images"] = root["images"];
    out["categories"] = root["categories"];
    out["annotations"] = std::move(annotations);
    return json_text(out) + "\n";
}

}  // namespace diorama
