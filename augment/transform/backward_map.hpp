/// Where each pixel of a warped picture comes from, row by row.
#pragma once

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
};

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
    glm::dmat3 whole_{1.0};                       // source from target, when linear
    std::vector<glm::dmat3> canvas_from_target_;  // of the picture that step i samples, when linear
};

}  // namespace diorama
