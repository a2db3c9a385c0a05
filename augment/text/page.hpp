/// A surface seen straight on: where on it a block of text has room.
#pragma once

#include <optional>

#include "augment/text/homography.hpp"
#include "engine/core/image.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// Cells of equal size on a plane, each free or not.
class Page {
 public:
    /// @param image_from_plane  meters on the plane to pixels.
    /// @param free              1 on the pixels that may be covered; the picture's pixel under its
    ///                          top left one is (x, y).
    /// @param cell_m            side of a cell; at most 640 cells in either direction are kept,
    /// those
    ///                          nearest to the origin of the plane.
    Page(const glm::dmat3& image_from_plane, const Mask& free, double cell_m);

    /// In cells.
    Extent extent() const { return extent_; }
    double cell_m() const { return cell_m_; }
    /// How many columns, and rows, have a free cell: at half of the lines that have any.
    Extent median_free() const;

    /// The top left corner, meters on the plane, of a rectangle of free cells: one of all such
    /// places, uniformly; nothing where there is none.
    std::optional<glm::dvec2> find(const glm::dvec2& size_m, Rng& rng) const;

 private:
    int taken_in(int x, int y, int width, int height) const;

    double cell_m_;
    glm::dvec2 origin_m_{0.0};  // of cell (0, 0)
    Extent extent_;
    Image<std::uint8_t> free_;
    Image<std::int32_t> taken_;  // summed area: cells that are not free above and left of a corner
};

}  // namespace diorama
