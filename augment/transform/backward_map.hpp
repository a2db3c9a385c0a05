/// Where each pixel of a warped picture comes from, row by row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "augment/transform/copies.hpp"
#include "augment/transform/warp.hpp"

namespace diorama {

/// What a pixel of the target shows.
enum class Origin : std::uint8_t {
    Source,  // the source picture at the position
    Folded,  // the same by a mirrored or smeared border: color only, never a label
    Fill,    // a fill color
};

/// One row of the target. Element i belongs to its i-th pixel.
struct RowMap {
    std::vector<float> x, y;  // continuous source position
    std::vector<Origin> origin;
    std::vector<Rgb8> fill;      // where origin is Fill
    int begin = 0, end = 0;      // before and from here no pixel is Source
    bool uniform = false;        // every pixel in [begin, end) is Source
    std::optional<Rgb8> around;  // all before and from here has this fill; not in origin and fill
    bool aligned = false;        // x is that of every row, and y the same for the whole row

    /// Where the map takes pixels to pixels, x and y are not filled in [begin, end): its pixels are
    /// those from `first` on, each a step further.
    bool copied = false;
    int first_x = 0, first_y = 0, step_x = 0, step_y = 0;

    std::vector<double> wide_x, wide_y;  // room for the making of a row
    std::vector<float> narrow_x, narrow_y;
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
    if (map.step_x == -1) return copy_reversed(from, map.end - map.begin, out + map.begin);
    const std::ptrdiff_t step =
        map.step_x + static_cast<std::ptrdiff_t>(map.step_y) * source.width();
    for (int x = map.begin; x < map.end; ++x, from += step) out[x] = *from;
}

/// The inverse of a Warp, prepared for whole rows. Positions are those of pixel centers.
class BackwardMap {
 public:
    /// @param warp  outlives the map.
    explicit BackwardMap(const Warp& warp);

    /// Row y of the target, with everything that borders decide.
    void row(int y, RowMap& out) const;
    /// Pixels [x0, x1) of row y without any border, for shapes that go on beyond the picture; x, y
    /// and the pixels may lie outside the target. Elements are not finite behind a horizon.
    void unbounded_row(int y, int x0, int x1, RowMap& out) const;

 private:
    void positions(int y, int x0, int count, RowMap& out) const;
    static void start(int y, int x0, int count, RowMap& out);
    void step_back(std::size_t k, int y, int x0, RowMap& out) const;
    void walk(int y, int first, int last, RowMap& out) const;
    void clip(double y, double& first, double& last) const;

    const Warp& warp_;
    bool linear_ = false;
    bool affine_ = false;                         // linear, without a horizon
    bool copies_ = false;                         // whole_ takes pixels to pixels
    const Displacement* only_ = nullptr;          // the one step there is
    std::optional<Rgb8> fill_;                    // linear, and the same beyond all borders
    std::vector<float> columns_;                  // x of all rows, when they share it
    glm::dmat3 whole_{1.0};                       // source from target, when linear
    std::vector<glm::dmat3> canvas_from_target_;  // of the picture that step i samples, when linear
};

}  // namespace diorama
