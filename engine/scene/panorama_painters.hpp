/// The painters behind paint_panorama, one per kind of look, before scaling.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/scene/panorama.hpp"

namespace diorama {

constexpr Extent kPanoramaExtent{512, 256};

Image<glm::vec3> paint_studio(const StudioLook& look);
Image<glm::vec3> paint_sky(const SkyLook& look);
Image<glm::vec3> paint_room(const RoomLook& look);

/// What is smooth is painted at half size and doubled.
constexpr Extent kHalfExtent{kPanoramaExtent.width / 2, kPanoramaExtent.height / 2};

/// The directions of all texel centers of a panorama, from a table of columns and one of rows.
class PanoramaDirections {
 public:
    explicit PanoramaDirections(Extent extent);
    glm::vec3 operator()(int x, int y) const {
        const glm::vec2& around = columns_[static_cast<std::size_t>(x)];
        const glm::vec2& rise = rows_[static_cast<std::size_t>(y)];
        return {rise.x * around.x, rise.y, rise.x * around.y};
    }

 private:
    std::vector<glm::vec2> columns_, rows_;  // cosine and sine of azimuth; sine, cosine of polar
};

/// A color factor from blue (-1) over white (0) to orange (+1); luminance 1.
glm::vec3 warmth_color(float warmth);

/// Softens a panorama by a binomial blur of 2 * `passes` + 1 texels, around the seam as well.
void soften(Image<glm::vec3>& panorama, int passes);

/// Twice the size by bilinear interpolation, around the seam as well. Of the lower half, only what
/// is above row `end` is read: that row's upper neighbor stands for all that is below.
template <class T>
Image<T> doubled(const Image<T>& half, int end) {
    const int width = half.width();
    Image<T> result(Extent{2 * width, 2 * half.height()});
    std::vector<T> line(static_cast<std::size_t>(width) + 2);
    for (int y = 0; y < result.height(); ++y) {
        // A texel's center is a quarter of a texel off the one it is in.
        const int in = std::min(y / 2, end - 1);
        const int beside = std::clamp(y % 2 == 0 ? in - 1 : in + 1, 0, end - 1);
        const T *a = half.row(in), *b = half.row(beside);
        for (int x = 0; x < width; ++x) {
            line[static_cast<std::size_t>(x) + 1] = 0.75f * a[x] + 0.25f * b[x];
        }
        line.front() = line[static_cast<std::size_t>(width)];
        line.back() = line[1];
        T* out = result.row(y);
        for (int x = 0; x < width; ++x) {
            const T* at = line.data() + x + 1;
            out[2 * x] = 0.75f * at[0] + 0.25f * at[-1];
            out[2 * x + 1] = 0.75f * at[0] + 0.25f * at[1];
        }
    }
    return result;
}

/// Multiplies a panorama so that a horizontal plane receives `target` on average of the channels.
void scale_to(Image<glm::vec3>& panorama, float target);

/// Luminance of a linear Rec. 709 color.
inline float luminance(const glm::vec3& c) { return 0.2126f * c.r + 0.7152f * c.g + 0.0722f * c.b; }

/// Cubic step from 0 at `low` to 1 at `high`; `low` > `high` gives the falling step.
inline float ramp(float low, float high, float x) {
    const float t = glm::clamp((x - low) / (high - low), 0.0f, 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

}  // namespace diorama
