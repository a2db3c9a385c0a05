#include "engine/render/alone.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/render/view_volume.hpp"

namespace diorama {
namespace {

// How far the exact tiles reach to each side, in pictures: no farther than the view volume.
Extent exact_frames(Extent e) {
    const Extent volume = view_volume(e);
    return {std::min(kExactFrames, (volume.width / e.width - 1) / 2),
            std::min(kExactFrames, (volume.height / e.height - 1) / 2)};
}

Rect exact_canvas(Extent e) {
    const Extent frames = exact_frames(e);
    return {-frames.width * e.width, -frames.height * e.height, (2 * frames.width + 1) * e.width,
            (2 * frames.height + 1) * e.height};
}

Rect united(const Rect& a, const Rect& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

bool leaves(const Footprint& footprint, const Rect& area) {
    return footprint.unbounded || intersection(footprint.rect, area) != footprint.rect;
}

int rounded_up(int size) { return (size + kCoarseStep - 1) / kCoarseStep * kCoarseStep; }

}  // namespace

Extent alone_target_extent(Extent picture) {
    constexpr int kFrames = 2 * kCoarseFrames + 1;
    return {std::max(picture.width, kFrames * rounded_up(picture.width) / kCoarseStep),
            std::max(picture.height, kFrames * rounded_up(picture.height) / kCoarseStep)};
}

Footprint footprint_of(const Camera& camera, const Aabb& box, const glm::mat4& world_from_object) {
    const glm::dmat4 camera_from_object =
        glm::inverse(glm::dmat4(camera.world_from_camera)) * glm::dmat4(world_from_object);
    const Intrinsics& k = camera.intrinsics;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    int in_front = 0;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec3 p(camera_from_object * glm::dvec4((corner & 1) ? box.max.x : box.min.x,
                                                           (corner & 2) ? box.max.y : box.min.y,
                                                           (corner & 4) ? box.max.z : box.min.z,
                                                           1));
        const double depth = -p.z;
        if (depth < camera.near_m) continue;
        ++in_front;
        const double x = k.cx + k.fx * p.x / depth, y = k.cy - k.fy * p.y / depth;
        x0 = std::min(x0, x), x1 = std::max(x1, x);
        y0 = std::min(y0, y), y1 = std::max(y1, y);
    }
    if (in_front == 0) return {};
    constexpr double kFar = 1e8;
    if (in_front < 8 || x0 < -kFar || y0 < -kFar || x1 > kFar || y1 > kFar)
        return {.rect = {}, .unbounded = true};
    const int left = static_cast<int>(std::floor(x0)) - 1;
    const int top = static_cast<int>(std::floor(y0)) - 1;
    return {.rect = {left, top, static_cast<int>(std::ceil(x1)) + 1 - left,
                     static_cast<int>(std::ceil(y1)) + 1 - top}};
}

std::vector<AloneTile> plan_alone_tiles(Extent extent, const std::vector<Footprint>& footprints) {
    const Rect picture{0, 0, extent.width, extent.height};
    std::vector<AloneTile> tiles;
    const auto add = [&](const Rect& area, int step, auto&& wanted) {
        AloneTile tile{.origin_x = area.x, .origin_y = area.y, .step = step};
        for (std::uint32_t slot = 0; slot < footprints.size(); ++slot) {
            const Footprint& footprint = footprints[slot];
            const Rect part = footprint.unbounded ? area : intersection(footprint.rect, area);
            if (part.empty() || !wanted(footprint)) continue;
            tile.slots.push_back(slot);
            tile.rect = united(tile.rect, part);
        }
        if (tile.slots.empty()) return;
        if (step > 1) tile.rect = area;
        tiles.push_back(std::move(tile));
    };
    add(picture, 1, [](const Footprint&) { return true; });
    const Extent frames = exact_frames(extent);
    for (int j = -frames.height; j <= frames.height; ++j)
        for (int i = -frames.width; i <= frames.width; ++i)
            if (i != 0 || j != 0)
                add({i * extent.width, j * extent.height, extent.width, extent.height}, 1,
                    [&](const Footprint& f) { return leaves(f, picture); });
    const int width = rounded_up(extent.width), height = rounded_up(extent.height);
    const Rect exact = exact_canvas(extent);
    add({-kCoarseFrames * width, -kCoarseFrames * height, (2 * kCoarseFrames + 1) * width,
         (2 * kCoarseFrames + 1) * height},
        kCoarseStep, [&](const Footprint& f) { return leaves(f, exact); });
    return tiles;
}

AloneMasks::AloneMasks(Extent extent, std::vector<Footprint> footprints) : extent_(extent) {
    for (const Footprint& footprint : footprints) {
        const Rect exact = exact_canvas(extent);
        const Rect area = footprint.unbounded ? exact : intersection(footprint.rect, exact);
        Canvas& canvas = canvases_.emplace_back();
        canvas.mask = {area.x, area.y, Image<std::uint8_t>(Extent{area.width, area.height})};
    }
}

void AloneMasks::add(const AloneTile& tile, std::uint32_t word_index, const std::uint32_t* words) {
    const int columns = tile.rect.width / tile.step, rows = tile.rect.height / tile.step;
    const Rect exact = exact_canvas(extent_);
    for (int row = 0; row < rows; ++row) {
        const std::uint32_t* line = words + static_cast<std::ptrdiff_t>(row) * columns;
        const int y = tile.rect.y + row * tile.step;
        for (int column = 0; column < columns; ++column) {
            const int x = tile.rect.x + column * tile.step;
            for (std::uint32_t bits = line[column]; bits != 0; bits &= bits - 1) {
                const auto slot =
                    32 * word_index + static_cast<std::uint32_t>(std::countr_zero(bits));
                Canvas& canvas = canvases_[slot];
                if (tile.step == 1) {
                    // A pixel outside the footprint would be a rounding at its margin.
                    if (intersection(canvas.mask.rect(), {x, y, 1, 1}).empty()) continue;
                    canvas.mask.pixels.at(x - canvas.mask.x, y - canvas.mask.y) = 1;
                    ++canvas.area;
                    canvas.min_x = std::min(canvas.min_x, x);
                    canvas.max_x = std::max(canvas.max_x, x);
                    canvas.min_y = std::min(canvas.min_y, y);
                    canvas.max_y = std::max(canvas.max_y, y);
                    continue;
                }
                const int half = tile.step / 2;
                if (x + half >= exact.x && x + half < exact.right() && y + half >= exact.y &&
                    y + half < exact.bottom())
                    continue;  // already counted pixel by pixel
                canvas.coarse += static_cast<std::uint64_t>(tile.step * tile.step);
                canvas.coarse_box = united(canvas.coarse_box, {x, y, tile.step, tile.step});
                canvas.exact = false;
            }
        }
    }
}

std::vector<Amodal> AloneMasks::finish() {
    std::vector<Amodal> result;
    for (const Canvas& canvas : canvases_) {
        Amodal& amodal = result.emplace_back();
        amodal.exact = canvas.exact;
        amodal.total_area = canvas.area + canvas.coarse;
        if (canvas.area > 0) {
            const Rect box{canvas.min_x, canvas.min_y, canvas.max_x - canvas.min_x + 1,
                           canvas.max_y - canvas.min_y + 1};
            amodal.mask = {box.x, box.y, Image<std::uint8_t>(Extent{box.width, box.height})};
            for (int y = 0; y < box.height; ++y) {
                const std::uint8_t* from =
                    canvas.mask.pixels.row(box.y + y - canvas.mask.y) + (box.x - canvas.mask.x);
                std::copy(from, from + box.width, amodal.mask.pixels.row(y));
            }
            amodal.total_box = box;
        }
        amodal.total_box = united(amodal.total_box, canvas.coarse_box);
    }
    return result;
}

}  // namespace diorama
