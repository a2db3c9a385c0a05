#include "tools/run/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "engine/annotate/polygon.hpp"
#include "engine/annotate/regions.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

/// The pixels of an image for OpenCV's drawing functions; in RGB order.
cv::Mat canvas(Image<Rgb8>& image) {
    return {image.height(), image.width(), CV_8UC3, image.data()};
}

cv::Scalar scalar(Rgb8 color) { return {double(color.r), double(color.g), double(color.b)}; }

/// Text on a dark plate that starts at x, or has its middle there; moved into the picture where it
/// would leave it.
void write_text(Image<Rgb8>& image, const std::string& text, int x, int y, Rgb8 color,
                bool centered = false) {
    constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
    const double scale = std::clamp(image.width() / 1400.0, 0.32, 0.7);
    int baseline = 0;
    const cv::Size size = cv::getTextSize(text, kFont, scale, 1, &baseline);
    if (centered) x -= size.width / 2;
    x = std::clamp(x, 1, std::max(1, image.width() - size.width - 2));
    y = std::clamp(y, size.height + 2, std::max(size.height + 2, image.height() - baseline - 1));
    cv::Mat mat = canvas(image);
    cv::rectangle(mat,
                  cv::Rect(x - 1, y - size.height - 2, size.width + 2, size.height + baseline + 2),
                  cv::Scalar(20, 20, 20), cv::FILLED);
    cv::putText(mat, text, {x, y}, kFont, scale, scalar(color), 1, cv::LINE_AA);
}

/// Draws the closed loops of a mask; edges are integer coordinates between pixels.
void outline(Image<Rgb8>& image, const Rle& mask, Rgb8 color, int thickness) {
    cv::Mat mat = canvas(image);
    for (const Polygon& polygon : trace_polygons(mask, image.extent())) {
        std::vector<cv::Point> points;
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
            points.emplace_back(std::min(polygon[i], image.width() - 1),
                                std::min(polygon[i + 1], image.height() - 1));
        }
        cv::polylines(mat, points, true, scalar(color), thickness);
    }
}

Image<Rgb8> base_picture(const Labeled& labeled) {
    const Frame& frame = labeled.frame;
    return frame.color.empty() ? Image<Rgb8>(frame.ids.extent(), {60, 60, 60}) : frame.color;
}

}  // namespace

Rgb8 heat_color(double t) {
    constexpr std::array<std::array<double, 3>, 6> kStops{{{0, 0, 4},
                                                           {59, 15, 112},
                                                           {140, 41, 129},
                                                           {222, 73, 104},
                                                           {254, 159, 109},
                                                           {252, 253, 191}}};
    const double at = std::clamp(t, 0.0, 1.0) * (kStops.size() - 1);
    const auto i = std::min(static_cast<std::size_t>(at), kStops.size() - 2);
    const double f = at - static_cast<double>(i);
    const auto mix = [&](std::size_t c) {
        return static_cast<std::uint8_t>(
            std::lround(kStops[i][c] * (1 - f) + kStops[i + 1][c] * f));
    };
    return {mix(0), mix(1), mix(2)};
}

DepthRange depth_range(const Image<float>& depth) {
    float near = INFINITY, far = 0;
    for (const float d : depth) {
        if (!std::isfinite(d)) continue;
        near = std::min(near, d);
        far = std::max(far, d);
    }
    if (!std::isfinite(near)) near = 1;
    return {double{near}, double{near} + std::max(double{far} - double{near}, 1e-6)};
}

Image<Rgb8> color_depth(const Image<float>& depth, const DepthRange& range) {
    Image<Rgb8> view(depth.extent());
    std::ranges::transform(depth, view.begin(), [&](float d) {
        if (!std::isfinite(d)) return Rgb8{90, 90, 90};
        return heat_color(1 - (double{d} - range.near_m) / (range.far_m - range.near_m));
    });
    return view;
}

Image<Rgb8> view_depth(const Image<float>& depth) {
    const DepthRange range = depth_range(depth);
    const Image<Rgb8> colors = color_depth(depth, range);
    constexpr int kBar = 14, kLegend = 96;
    Image<Rgb8> view({depth.width() + kLegend, depth.height()}, {20, 20, 20});
    for (int y = 0; y < depth.height(); ++y) {
        std::copy_n(colors.row(y), depth.width(), view.row(y));
        const double t = (y + 0.5) / depth.height();
        for (int x = 0; x < kBar; ++x) view.at(depth.width() + 6 + x, y) = heat_color(1 - t);
    }
    const int labels = std::clamp(depth.height() / 40, 2, 9);
    for (int i = 0; i < labels; ++i) {
        const double t = static_cast<double>(i) / (labels - 1);
        write_text(view, fmt::format("{:.3g} m", range.near_m + t * (range.far_m - range.near_m)),
                   depth.width() + kBar + 12, static_cast<int>(t * depth.height()) + 4,
                   {235, 235, 235});
    }
    return view;
}

Image<Rgb8> view_normals(const Image<glm::vec3>& normals) {
    Image<Rgb8> view(normals.extent());
    std::ranges::transform(normals, view.begin(), [](const glm::vec3& n) {
        if (n == glm::vec3(0.0f)) return Rgb8{0, 0, 0};
        const auto byte = [](float v) {
            return static_cast<std::uint8_t>(
                std::lround(std::clamp(v * 0.5f + 0.5f, 0.0f, 1.0f) * 255));
        };
        return Rgb8{byte(n.x), byte(n.y), byte(n.z)};
    });
    return view;
}

Image<Rgb8> color_ids(const Image<std::uint32_t>& ids) {
    Image<Rgb8> view(ids.extent());
    std::ranges::transform(ids, view.begin(), label_color);
    return view;
}

Image<Rgb8> view_instances(const Frame& frame) {
    Image<Rgb8> view = color_ids(frame.ids);
    const std::vector<Region> regions = find_regions(frame.ids, frame.objects.size());
    for (std::size_t i = 0; i < regions.size(); ++i) {
        if (regions[i].area == 0) continue;
        // The middle of the longest column run lies on the instance, unlike the box's center.
        const Rle& rle = regions[i].rle;
        std::uint64_t position = 0, at = 0;
        std::uint32_t longest = 0;
        for (std::size_t k = 0; k < rle.size(); ++k) {
            if (k % 2 == 1 && rle[k] > longest) {
                longest = rle[k];
                at = position + rle[k] / 2;
            }
            position += rle[k];
        }
        const auto height = static_cast<std::uint64_t>(view.height());
        write_text(view, frame.objects[i].name, static_cast<int>(at / height),
                   static_cast<int>(at % height), {255, 255, 255}, true);
    }
    return view;
}

Image<Rgb8> view_amodal(const Labeled& labeled) {
    Image<Rgb8> view = base_picture(labeled);
    const auto regions = find_regions(labeled.frame.ids, labeled.frame.objects.size());
    for (const Annotation& a : labeled.annotations) {
        const Rgb8 color = label_color(a.instance_id);
        if (a.amodal) outline(view, a.amodal->inframe, {255, 255, 255}, 1);
        outline(view, regions[a.instance_id - 1].rle, color, 2);
    }
    return view;
}

Image<Rgb8> view_boxes(const Labeled& labeled) {
    Image<Rgb8> view = base_picture(labeled);
    for (const Annotation& a : labeled.annotations) {
        cv::Mat mat = canvas(view);
        cv::rectangle(mat, cv::Rect(a.box.x, a.box.y, a.box.width, a.box.height),
                      scalar(label_color(a.instance_id)), 2);
    }
    for (const Annotation& a : labeled.annotations) {
        cv::Mat mat = canvas(view);
        for (const Keypoint& point : labeled.frame.objects[a.instance_id - 1].keypoints) {
            if (point.visibility == 0) continue;
            const cv::Point at(static_cast<int>(point.pixel.x), static_cast<int>(point.pixel.y));
            const int inside = point.visibility == 2 ? static_cast<int>(cv::FILLED) : 1;
            cv::circle(mat, at, 4, cv::Scalar(255, 255, 255), inside, cv::LINE_AA);
            if (inside == cv::FILLED)
                cv::circle(mat, at, 3, scalar(label_color(a.instance_id)), inside, cv::LINE_AA);
        }
    }
    for (const Annotation& a : labeled.annotations) {
        write_text(view,
                   a.crowd ? a.category + " crowd"
                           : fmt::format("{} {:.0f}%", a.category, 100 * a.visible_fraction),
                   a.box.x, a.box.y - 3, label_color(a.instance_id));
    }
    return view;
}

std::vector<View> views_of(const Labeled& labeled) {
    const Frame& frame = labeled.frame;
    std::vector<View> views;
    if (!frame.depth.empty()) views.push_back({"view_depth", view_depth(frame.depth)});
    if (!frame.normals.empty()) views.push_back({"view_normals", view_normals(frame.normals)});
    views.push_back({"view_instances", view_instances(frame)});
    views.push_back({"view_amodal", view_amodal(labeled)});
    views.push_back({"view_boxes", view_boxes(labeled)});
    return views;
}

}  // namespace diorama
