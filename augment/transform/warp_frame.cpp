#include "augment/transform/warp_frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "augment/transform/backward_map.hpp"
#include "augment/transform/resample.hpp"
#include "engine/core/mirrored_name.hpp"
#include "engine/core/vectors.hpp"

namespace diorama {
namespace {

constexpr int kCanvasSides = 3;  // of an amodal mask, in sides of the picture

constexpr std::int32_t kNowhere = -1;

/// The source pixels under the positions of a row, as indices; kNowhere beyond the picture, which
/// rounding may reach at its far edges.
DIORAMA_WIDE void pixels_under(const float* x, const float* y, int count, Extent source,
                               std::int32_t* out) {
    const auto right = static_cast<float>(source.width);
    const auto bottom = static_cast<float>(source.height);
    for (int i = 0; i < count; ++i) {
        const int column = static_cast<int>(std::min(right, std::max(0.0f, x[i])));
        const int row = static_cast<int>(std::min(bottom, std::max(0.0f, y[i])));
        const bool inside = column < source.width && row < source.height;
        out[i] = inside ? row * source.width + column : kNowhere;
    }
}

/// For pixels [begin, end) of a row that is not copied; others are left as they are.
void find_pixels(const RowMap& map, Extent source, std::vector<std::int32_t>& out) {
    out.resize(map.x.size());
    pixels_under(map.x.data() + map.begin, map.y.data() + map.begin, map.end - map.begin, source,
                 out.data() + map.begin);
    if (map.uniform) return;
    for (int x = map.begin; x < map.end; ++x) {
        const auto i = static_cast<std::size_t>(x);
        if (map.origin[i] != Origin::Source) out[i] = kNowhere;
    }
}

DIORAMA_WIDE void gather(const std::uint32_t* pixels, const std::int32_t* from, int count,
                         std::uint32_t beyond, std::uint32_t* out) {
    for (int i = 0; i < count; ++i) {
        const std::uint32_t pixel = pixels[std::max(from[i], 0)];
        out[i] = from[i] < 0 ? beyond : pixel;
    }
}

/// One row of an image moved by nearest pixels; what has no source is left as it is.
/// @param from  of find_pixels(), where the row is not copied.
template <class T>
void nearest_row(const Image<T>& source, const RowMap& map, const std::vector<std::int32_t>& from,
                 T* out) {
    if (map.copied) return copy_pixels(source, map, out);
    if constexpr (std::is_same_v<T, std::uint32_t>) {
        if (map.begin < map.end)
            gather(source.data(), from.data() + map.begin, map.end - map.begin, out[map.begin],
                   out + map.begin);
        return;
    }
    for (int x = map.begin; x < map.end; ++x) {
        const std::int32_t pixel = from[static_cast<std::size_t>(x)];
        if (pixel >= 0) out[x] = source.data()[pixel];
    }
}

/// An image of the target's size, or none for none.
template <class T>
Image<T> blank(const Image<T>& source, const Warp& warp, T beyond) {
    return source.empty() ? Image<T>() : Image<T>(warp.target(), beyond);
}

std::optional<glm::dmat2> linear_part(const Warp& warp) {
    const auto matrix = warp.matrix();  // source from target
    if (!matrix || (*matrix)[0][2] != 0 || (*matrix)[1][2] != 0) return std::nullopt;
    const glm::dmat2 source_from_target(*matrix);
    if (glm::determinant(source_from_target) == 0) return std::nullopt;
    return glm::inverse(source_from_target);
}

/// The rotation or reflection next to a matrix: its orthogonal polar factor.
glm::dmat2 orthogonal(const glm::dmat2& m) {
    const double sign = glm::determinant(m) < 0 ? -1.0 : 1.0;
    // For 2x2 the polar factor is m + sign * adjugate(m)^T, scaled to unit columns.
    const glm::dmat2 sum(m[0][0] + sign * m[1][1], m[0][1] - sign * m[1][0],
                         m[1][0] - sign * m[0][1], m[1][1] + sign * m[0][0]);
    return sum / std::sqrt(sum[0][0] * sum[0][0] + sum[0][1] * sum[0][1]);
}

/// Turns moved normals with the picture.
void turn_normals(Image<glm::vec3>& normals, const glm::dmat2& linear) {
    const glm::dmat2 q = orthogonal(linear);
    // Pixels have y down, the camera has y up.
    const glm::mat2 turn(static_cast<float>(q[0][0]), static_cast<float>(-q[0][1]),
                         static_cast<float>(-q[1][0]), static_cast<float>(q[1][1]));
    if (turn == glm::mat2(1.0f)) return;
    for (glm::vec3& n : normals) n = glm::vec3(turn * glm::vec2(n), n.z);
}

/// Calls `move(plane, moved plane, what is beyond)` for all that moves by nearest pixels.
template <class Move>
void for_each_plane(Frame& frame, Frame& moved, Move move) {
    constexpr float kNone = std::numeric_limits<float>::infinity();
    const glm::vec3 nothing(0.0f);
    move(frame.ids, moved.ids, kBackgroundId);
    move(frame.depth, moved.depth, kNone);
    move(frame.normals, moved.normals, nothing);
    move(frame.surface.distance, moved.surface.distance, kNone);
    move(frame.surface.nocs, moved.surface.nocs, nothing);
    move(frame.surface.point, moved.surface.point, nothing);
    move(frame.surface.part, moved.surface.part, 0u);
    move(frame.surface.material, moved.surface.material, 0u);
    move(frame.intrinsic.albedo, moved.intrinsic.albedo, nothing);
    move(frame.intrinsic.shading, moved.intrinsic.shading, nothing);
    move(frame.intrinsic.rest, moved.intrinsic.rest, nothing);
    for (auto flow : {&Frame::flow_forward, &Frame::flow_backward}) {
        if (!(frame.*flow)) continue;
        if (!(moved.*flow)) (moved.*flow).emplace();
        move((frame.*flow)->motion, (moved.*flow)->motion, glm::vec2(0.0f));
        move((frame.*flow)->faults, (moved.*flow)->faults, std::uint8_t{kFlowNoSurface});
    }
}

/// Turns and scales motion with the picture, and says anew what leaves it. The other picture of a
/// sequence moves by the same map, since both are drawn for one sample.
void turn_flow(Flow& flow, const glm::dmat2& linear) {
    const glm::mat2 turn(linear);
    const Extent extent = flow.motion.extent();
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            glm::vec2& motion = flow.motion.at(x, y);
            std::uint8_t& faults = flow.faults.at(x, y);
            motion = turn * motion;
            if (faults & kFlowNoSurface) continue;
            const glm::vec2 to =
                glm::vec2(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f) + motion;
            const bool inside = to.x >= 0 && to.y >= 0 && to.x < static_cast<float>(extent.width) &&
                                to.y < static_cast<float>(extent.height);
            if (!inside) faults = static_cast<std::uint8_t>(faults | kFlowLeavesPicture);
        }
    }
}

/// Drops what has no meaning after a warp: directions where there is no rotation, and shares of
/// pixels.
void drop_unmovable(Frame& frame, bool linear) {
    frame.coverage = {};
    if (linear) return;
    frame.normals = {};
    frame.flow_forward = frame.flow_backward = std::nullopt;
}

/// Puts the moved planes in the place of those that they were made from.
void take_planes(Frame& frame, Frame& moved) {
    for_each_plane(frame, moved, [](auto& to, auto& from, const auto&) { to = std::move(from); });
}

/// All that is sampled by pixels, by one map.
void warp_pictures(Frame& frame, const Warp& warp, const BackwardMap& backward) {
    const auto linear = linear_part(warp);
    drop_unmovable(frame, linear.has_value());
    Frame moved;
    if (const auto turn = whole_turn(warp)) {
        if (!frame.color.empty()) moved.color = turned(frame.color, *turn);
        for_each_plane(frame, moved, [&](const auto& from, auto& to, const auto&) {
            if (!from.empty()) to = turned(from, *turn);
        });
    } else {
        std::optional<ColorSampler> sampler;
        if (!frame.color.empty()) sampler.emplace(frame.color, warp);
        moved.color = blank(frame.color, warp, Rgb8{});
        for_each_plane(frame, moved, [&](const auto& from, auto& to, const auto& beyond) {
            to = blank(from, warp, beyond);
        });
        RowMap map;
        std::vector<std::int32_t> pixels;
        for (int y = 0; y < warp.target().height; ++y) {
            backward.row(y, map);
            if (!map.copied) find_pixels(map, warp.source(), pixels);
            for_each_plane(frame, moved, [&](const auto& from, auto& to, const auto&) {
                if (!from.empty()) nearest_row(from, map, pixels, to.row(y));
            });
            if (sampler) sampler->row(map, y, moved.color.row(y));
        }
    }
    frame.color = std::move(moved.color);
    take_planes(frame, moved);
    if (!linear) return;
    turn_normals(frame.normals, *linear);
    if (frame.flow_forward) turn_flow(*frame.flow_forward, *linear);
    if (frame.flow_backward) turn_flow(*frame.flow_backward, *linear);
}

/// The box around where a rectangle of the source goes, from points on its outline and `slack`
/// pixels more; nothing where a part of it goes to infinity.
std::optional<Rect> target_box(const Rect& rect, const Warp& warp, int slack) {
    constexpr int kPerSide = 16;
    constexpr double kFarthest = 1e7;
    glm::dvec2 low{kFarthest}, high{-kFarthest};
    for (int k = 0; k < 4 * kPerSide; ++k) {
        const double t = static_cast<double>(k % kPerSide) / kPerSide;
        const double across[4][2] = {{t, 0}, {1, t}, {1 - t, 1}, {0, 1 - t}};
        const auto& at = across[k / kPerSide];
        const auto p = warp.target_of({rect.x + at[0] * rect.width, rect.y + at[1] * rect.height});
        if (!p || !(std::abs(p->x) < kFarthest && std::abs(p->y) < kFarthest)) return std::nullopt;
        low = glm::min(low, *p);
        high = glm::max(high, *p);
    }
    const int x = static_cast<int>(std::floor(low.x)) - slack;
    const int y = static_cast<int>(std::floor(low.y)) - slack;
    return Rect{x, y, static_cast<int>(std::ceil(high.x)) + slack - x,
                static_cast<int>(std::ceil(high.y)) + slack - y};
}

struct MaskCount {
    std::uint64_t pixels = 0;
    Rect box;
};

MaskCount count(const Mask& mask) {
    MaskCount result;
    int x0 = mask.pixels.width(), x1 = -1, y0 = mask.pixels.height(), y1 = -1;
    for (int y = 0; y < mask.pixels.height(); ++y) {
        const std::uint8_t* row = mask.pixels.row(y);
        for (int x = 0; x < mask.pixels.width(); ++x) {
            if (row[x] == 0) continue;
            ++result.pixels;
            x0 = std::min(x0, x);
            x1 = std::max(x1, x);
            y0 = std::min(y0, y);
            y1 = y;
        }
    }
    if (result.pixels > 0) result.box = {mask.x + x0, mask.y + y0, x1 - x0 + 1, y1 - y0 + 1};
    return result;
}

Rect united(const Rect& a, const Rect& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

Mask warp_mask(const Mask& mask, const BackwardMap& backward, const Rect& canvas) {
    Mask out{.x = canvas.x, .y = canvas.y};
    out.pixels = Image<std::uint8_t>({canvas.width, canvas.height});
    RowMap map;
    const std::vector<float>&xs = map.x, &ys = map.y;
    const auto left = static_cast<float>(mask.x), top = static_cast<float>(mask.y);
    const auto right = static_cast<float>(mask.x + mask.pixels.width());
    const auto bottom = static_cast<float>(mask.y + mask.pixels.height());
    const auto whole = [](float at) {
        const int cut = static_cast<int>(at);
        return cut - (static_cast<float>(cut) > at ? 1 : 0);
    };
    for (int y = 0; y < canvas.height; ++y) {
        backward.unbounded_row(canvas.y + y, canvas.x, canvas.right(), map);
        std::uint8_t* row = out.pixels.row(y);
        for (int x = 0; x < canvas.width; ++x) {
            const auto i = static_cast<std::size_t>(x);
            const bool inside = xs[i] >= left && xs[i] < right && ys[i] >= top && ys[i] < bottom;
            if (inside) row[x] = mask.pixels.at(whole(xs[i]) - mask.x, whole(ys[i]) - mask.y);
        }
    }
    return out;
}

/// Amodal masks keep visible <= in the picture <= total, since ids move by the same positions.
Amodal warp_amodal(const Amodal& amodal, const Warp& warp, const BackwardMap& backward) {
    const Extent picture = warp.target();
    const Rect limit{-picture.width, -picture.height, kCanvasSides * picture.width,
                     kCanvasSides * picture.height};
    const auto linear = linear_part(warp);
    const MaskCount before = count(amodal.mask);
    Amodal out;
    // Displaced outlines bulge between the points that are looked at.
    const auto matrix = warp.matrix();
    const auto whole = target_box(before.box, warp, matrix ? 1 : 8);
    const Rect canvas = whole ? intersection(*whole, limit) : limit;
    if (before.pixels > 0 && !canvas.empty()) out.mask = warp_mask(amodal.mask, backward, canvas);
    const MaskCount after = count(out.mask);
    out.total_area = after.pixels;
    out.total_box = after.box;
    out.exact = amodal.exact;
    const bool cut = !whole || canvas != *whole;
    if (before.pixels == amodal.total_area && !cut) return out;
    // What the masks do not show is known by its area and box alone.
    out.exact = amodal.exact && !cut && matrix && copies_pixels(*matrix);
    const auto all = target_box(amodal.total_box, warp, 0);
    const double growth = linear ? std::abs(glm::determinant(*linear)) : 1.0;
    const double area = growth * static_cast<double>(amodal.total_area);
    out.total_area = std::max(after.pixels, static_cast<std::uint64_t>(std::llround(area)));
    out.total_box = united(after.box, all ? *all : limit);
    return out;
}

/// Moves every point of a word; nothing when one of them lies behind the horizon.
std::optional<TextInfo> warp_text(TextInfo text, const Warp& warp) {
    bool good = true;
    change_points(text, [&](glm::vec2& point) {
        const auto target = warp.target_of(glm::dvec2(point));
        good = good && target;
        if (target) point = glm::vec2(*target);
    });
    return good ? std::optional(std::move(text)) : std::nullopt;
}

/// Moves points; one that goes behind the horizon is outside. In a mirrored picture the left hand
/// is a right one (LABELS.md section 6).
void warp_keypoints(std::vector<Keypoint>& points, const Warp& warp) {
    const auto linear = linear_part(warp);
    const bool mirrored = linear && glm::determinant(*linear) < 0;
    for (Keypoint& point : points) {
        if (mirrored) point.name = mirrored_name(point.name);
        if (point.visibility == 0) continue;
        const auto target = warp.target_of(glm::dvec2(point.pixel));
        point.pixel = target ? glm::vec2(*target) : glm::vec2(0.0f);
        if (!target) point.visibility = 0;
    }
}

}  // namespace

Image<std::uint32_t> warp_ids(const Image<std::uint32_t>& ids, const Warp& warp) {
    Image<std::uint32_t> out = blank(ids, warp, kBackgroundId);
    const BackwardMap backward(warp);
    RowMap map;
    std::vector<std::int32_t> from;
    for (int y = 0; y < out.height(); ++y) {
        backward.row(y, map);
        if (!map.copied) find_pixels(map, warp.source(), from);
        nearest_row(ids, map, from, out.row(y));
    }
    return out;
}

Camera warp_camera(const Camera& camera, const Warp& warp) {
    Camera out = camera;
    out.extent = warp.target();
    const auto linear = linear_part(warp);
    if (!linear) {
        out.known = false;
        return out;
    }
    // M K = U R: U is the new calibration and R a rotation about the view axis.
    const glm::dmat3 target_from_source = glm::inverse(*warp.matrix());
    const Intrinsics& k = camera.intrinsics;
    const glm::dmat2 a = *linear * glm::dmat2(k.fx, 0, 0, k.fy);
    const double bottom = std::sqrt(a[0][1] * a[0][1] + a[1][1] * a[1][1]);
    if (!(bottom > 0)) {
        out.known = false;
        return out;
    }
    const double s = a[0][1] / bottom, c = a[1][1] / bottom;  // last row of R
    const double skew = a[0][0] * s + a[1][0] * c;
    out.intrinsics.fx = a[0][0] * c - a[1][0] * s;
    out.intrinsics.fy = bottom;
    const glm::dvec3 center = target_from_source * glm::dvec3(k.cx, k.cy, 1.0);
    out.intrinsics.cx = center.x;
    out.intrinsics.cy = center.y;
    if (std::abs(skew) > 1e-6 * bottom) out.known = false;
    // R turns image axes (y down); seen with y up the angle changes its sign.
    glm::mat4 camera_from_new(1.0f);
    camera_from_new[0] = {static_cast<float>(c), static_cast<float>(s), 0, 0};
    camera_from_new[1] = {static_cast<float>(-s), static_cast<float>(c), 0, 0};
    if (s != 0 || c != 1) out.world_from_camera = camera.world_from_camera * camera_from_new;
    return out;
}

Frame warp_frame(Frame frame, const Warp& warp) {
    if (warp.empty()) return frame;
    const BackwardMap backward(warp);
    warp_pictures(frame, warp, backward);
    frame.camera = warp_camera(frame.camera, warp);
    for (Object& object : frame.objects) {
        if (object.amodal) object.amodal = warp_amodal(*object.amodal, warp, backward);
        if (object.text) object.text = warp_text(*std::move(object.text), warp);
        warp_keypoints(object.keypoints, warp);
    }
    return frame;
}

}  // namespace diorama
