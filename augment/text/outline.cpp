#include "augment/text/outline.hpp"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "engine/core/float_math.hpp"

namespace diorama {
namespace {

constexpr std::size_t kMaxPoints = 32000;  // of an FT_Outline: a 16-bit count

/// A rasterizer needs a library, but no state of it: one for each call keeps threads apart.
class Rasterizer {
 public:
    Rasterizer() {
        if (FT_Init_FreeType(&library_) != 0) throw std::runtime_error("FreeType does not start");
    }
    Rasterizer(const Rasterizer&) = delete;
    Rasterizer& operator=(const Rasterizer&) = delete;
    ~Rasterizer() { FT_Done_FreeType(library_); }

    /// Coverage of one outline on a canvas whose top-left pixel is `area`'s.
    Image<std::uint8_t> draw(const Outline& outline, const Rect& area) {
        Image<std::uint8_t> alpha({area.width, area.height}, 0);
        points_.clear();
        ends_.clear();
        for (const glm::vec2& p : outline.points) {
            const auto fixed = [](float value) {
                return static_cast<FT_Pos>(std::floor(value * 64.0f + 0.5f));
            };
            // FreeType's y runs up.
            points_.push_back({fixed(p.x - static_cast<float>(area.x)),
                               fixed(static_cast<float>(area.bottom()) - p.y)});
        }
        for (const std::size_t end : outline.ends) ends_.push_back(static_cast<short>(end - 1));
        tags_.assign(points_.size(), FT_CURVE_TAG_ON);
        FT_Outline ft{};
        ft.n_contours = static_cast<short>(ends_.size());
        ft.n_points = static_cast<short>(points_.size());
        ft.points = points_.data();
        ft.tags = tags_.data();
        ft.contours = ends_.data();
        FT_Bitmap bitmap{};
        bitmap.rows = static_cast<unsigned>(area.height);
        bitmap.width = static_cast<unsigned>(area.width);
        bitmap.pitch = area.width;
        bitmap.buffer = alpha.data();
        bitmap.num_grays = 256;
        bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
        if (FT_Outline_Get_Bitmap(library_, &ft, &bitmap) != 0)
            throw std::runtime_error("FreeType cannot fill an outline");
        return alpha;
    }

 private:
    FT_Library library_ = nullptr;
    std::vector<FT_Vector> points_;
    std::vector<short> ends_;
    std::vector<char> tags_;
};

/// The pixels that a box touches.
Rect pixels_of(const Box2& box, const Rect& clip) {
    if (box.empty()) return {};
    const auto bound = [](float v) { return std::clamp(v, -1e6f, 1e6f); };
    const int x0 = fast_floor(bound(box.min.x)), y0 = fast_floor(bound(box.min.y));
    const int x1 = fast_floor(bound(box.max.x)) + 1, y1 = fast_floor(bound(box.max.y)) + 1;
    return intersection({x0, y0, x1 - x0, y1 - y0}, clip);
}

}  // namespace

void Outline::append(const Outline& other) {
    const std::size_t offset = points.size();
    points.insert(points.end(), other.points.begin(), other.points.end());
    for (const std::size_t end : other.ends) ends.push_back(end + offset);
}

Box2 bounds_of(const Outline& outline) {
    Box2 box;
    for (const glm::vec2& p : outline.points) box.add(p);
    return box;
}

Coverage rasterize(const std::vector<Outline>& outlines, const Rect& clip) {
    Box2 all;
    for (const Outline& outline : outlines) all.add(bounds_of(outline));
    const Rect area = pixels_of(all, clip);
    if (area.empty()) return {};
    Coverage coverage{area.x, area.y, Image<std::uint8_t>({area.width, area.height}, 0)};
    Rasterizer rasterizer;
    for (const Outline& outline : outlines) {
        const Rect part = pixels_of(bounds_of(outline), clip);
        if (part.empty()) continue;
        if (outline.points.size() > kMaxPoints)
            throw std::runtime_error("an outline has more points than FreeType takes");
        const Image<std::uint8_t> alpha = rasterizer.draw(outline, part);
        for (int y = 0; y < part.height; ++y) {
            std::uint8_t* to = coverage.alpha.row(part.y - area.y + y) + (part.x - area.x);
            const std::uint8_t* from = alpha.row(y);
            for (int x = 0; x < part.width; ++x)
                to[x] = static_cast<std::uint8_t>(std::min(255, to[x] + from[x]));
        }
    }
    return coverage;
}

}  // namespace diorama
