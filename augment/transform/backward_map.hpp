/// Where each pixel of a warped picture comes from, row by row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "augment/transform/warp.hpp"

namespace diorama {

/// What a pixel of the target shows.
enum class Origin : std::uint8_t {
    Source,  // the source picture at the position
    Folded,  // the same by a mirrored or smeared border: color only, never a label
    Fill,    // a fill color
};

/// One row of the target. Element i belongs to the i-th pixel asked for.
struct RowMap {
    std::vector<float> x, y;  // continuous source position
    std::vector<Origin> origin;
    std::vector<Rgb8> fill;  // where origin is Fill
    int begin = 0, end = 0;  // before and from here no pixel is Source
    bool uniform = false;    // every pixel in [begin, end) is Source

    /// Where the map takes pixels to pixels, x and y are not filled in [begin, end): its pixels are
    /// those from `first` on, each a step further.
    bool copied = false;
    int first_x = 0, first_y = 0, step_x = 0, step_y = 0;
};

/// Pixels [begin, end) of a row that is copied.
template <class T>
void copy_pixels(const Image<T>& source, const RowMap& map, T* out) {
    if (map.begin >= map.end) return;
    const T* from = &source.at(map.first_x, map.first_y);
    if (map.step_x == 1) {
        std::copy_n(from, map.end - map.begin, out + map.begin);
        return;
    }
    const std::ptrdiff_t step =
        map.step_x + static_cast<std::ptrdiff_t>(map.step_y) * source.width();
    for (int x = map.begin; x < map.end; ++x, from += step) out[x] = *from;
}

/// The inverse of a Warp, prepared for whole rows. Positions are those of pixel centers.
class BackwardMap {
 public:
    explicit BackwardMap(const Warp& warp);

    /// Pixels [x0, x1) of row y, with everything that borders decide.
    void row(int y, int x0, int x1, RowMap& out) const;
    /// The same positions without any border, for shapes that go on beyond the picture; x, y and
    /// the pixels may lie outside the target. Elements are NaN behind a horizon.
    void unbounded_row(int y, int x0, int x1, std::vector<float>& x,
                       std::vector<float>& y_out) const;

 private:
    void walk(int y, int x0, int first, int last, RowMap& out) const;
    void clip(double y, double& first, double& last) const;

    const Warp& warp_;
    bool linear_ = false;
    bool copies_ = false;                         // whole_ takes pixels to pixels
    glm::dmat3 whole_{1.0};                       // source from target, when linear
    std::vector<glm::dmat3> canvas_from_target_;  // of the picture that step i samples, when linear
};

}  // namespace diorama
