/// Geometric changes of a picture as data: a chain of steps in continuous pixel coordinates.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "engine/core/border.hpp"
#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// A smooth displacement: source = target + offset(target), offsets bilinear between the points of
/// a lattice. Beyond the lattice the offset of its nearest edge point holds.
struct Displacement {
    Image<glm::vec2> lattice;  // pixels; point (i, j) lies at (i, j) * spacing
    glm::vec2 spacing{8.0f};   // pixels between lattice points

    glm::dvec2 offset(double x, double y) const;
};

/// A lattice for a picture, with at most `spacing` pixels between points and the last one on the
/// right and bottom edge. `at(x, y)` gives the offset at a continuous pixel position.
template <class At>
Displacement make_displacement(Extent extent, int spacing, At at) {
    const auto cells = [&](int size) { return (size + spacing - 1) / spacing; };
    const Extent count{cells(extent.width) + 1, cells(extent.height) + 1};
    Displacement field;
    field.spacing = {static_cast<float>(extent.width) / static_cast<float>(count.width - 1),
                     static_cast<float>(extent.height) / static_cast<float>(count.height - 1)};
    field.lattice = Image<glm::vec2>(count);
    for (int j = 0; j < count.height; ++j)
        for (int i = 0; i < count.width; ++i)
            field.lattice.at(i, j) = at(static_cast<float>(i) * field.spacing.x,
                                        static_cast<float>(j) * field.spacing.y);
    return field;
}

/// One geometric operator with its parameters drawn.
struct WarpStep {
    Extent target;                                              // of the picture it makes
    std::variant<glm::dmat3, Displacement> source_from_target;  // homogeneous, or an offset
    Outside outside{};
};

/// Geometric steps one after the other, to be carried out with one sampling.
///
/// The picture is what the steps would show one after the other without the blur of resampling
/// each time: what an intermediate picture cut off stays cut off.
class Warp {
 public:
    explicit Warp(Extent source) : source_(source) {}

    void append(WarpStep step) { steps_.push_back(std::move(step)); }

    bool empty() const { return steps_.empty(); }
    const std::vector<WarpStep>& steps() const { return steps_; }
    std::vector<WarpStep>& steps() { return steps_; }
    Extent source() const { return source_; }
    Extent target() const { return steps_.empty() ? source_ : steps_.back().target; }
    /// The picture that step i samples.
    Extent source_of_step(std::size_t i) const { return i == 0 ? source_ : steps_[i - 1].target; }

    /// The product of all steps when each is a matrix: source_from_target, scaled so that its last
    /// element is 1 or -1 where that is not 0.
    std::optional<glm::dmat3> matrix() const;
    /// Where a point of the target is taken from; no border is looked at.
    glm::dvec2 source_of(glm::dvec2 target) const;
    /// Where a point of the source ends up: the map for keypoints and polygons. Displacements are
    /// inverted by fixed-point iteration to 1e-4 pixels. Nothing behind the horizon of a
    /// perspective, or where a displacement folds.
    std::optional<glm::dvec2> target_of(glm::dvec2 source) const;

 private:
    Extent source_;
    std::vector<WarpStep> steps_;
};

/// target = matrix * source for a point; infinite or negative where w <= 0 is for the caller.
inline glm::dvec3 mapped(const glm::dmat3& matrix, glm::dvec2 point) {
    return matrix * glm::dvec3(point, 1.0);
}

/// Row-major 3x3, as it is written on paper.
inline glm::dmat3 matrix3(double a, double b, double c, double d, double e, double f, double g = 0,
                          double h = 0, double i = 1) {
    return {a, d, g, b, e, h, c, f, i};
}

inline glm::dmat3 translation(double x, double y) { return matrix3(1, 0, x, 0, 1, y); }
inline glm::dmat3 scaling(double x, double y) { return matrix3(x, 0, 0, 0, y, 0); }

/// Whether each target pixel is exactly one source pixel: flips, quarter turns, whole shifts.
bool copies_pixels(const glm::dmat3& source_from_target);

/// The homography that takes four points to four others; nothing when either has three in a line.
std::optional<glm::dmat3> homography(const glm::dvec2 (&from)[4], const glm::dvec2 (&to)[4]);

}  // namespace diorama
