/// Pictures as plain values: Extent, Rect, Image<T>, and the pixel types.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace diorama {

/// Width and height in pixels.
struct Extent {
    int width = 0;
    int height = 0;

    std::size_t area() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    }
    bool operator==(const Extent&) const = default;
};

/// Half-open pixel rectangle: columns [x, x + width), rows [y, y + height). May leave the picture.
struct Rect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    bool empty() const { return width <= 0 || height <= 0; }
    int right() const { return x + width; }
    int bottom() const { return y + height; }
    bool operator==(const Rect&) const = default;
};

/// The common part of two rectangles; empty (all zero) when they do not meet.
inline Rect intersection(const Rect& a, const Rect& b) {
    const int x0 = std::max(a.x, b.x), x1 = std::min(a.right(), b.right());
    const int y0 = std::max(a.y, b.y), y1 = std::min(a.bottom(), b.bottom());
    if (x1 <= x0 || y1 <= y0) return {};
    return {x0, y0, x1 - x0, y1 - y0};
}

struct Rgb8 {
    std::uint8_t r = 0, g = 0, b = 0;
    bool operator==(const Rgb8&) const = default;
};

struct Rgba8 {
    std::uint8_t r = 0, g = 0, b = 0, a = 255;
    bool operator==(const Rgba8&) const = default;
};

/// A dense [height, width] array, rows from the top, no padding. The center of pixel (x, y) is
/// (x + 0.5, y + 0.5).
template <class T>
class Image {
 public:
    Image() = default;
    explicit Image(Extent extent, T fill = {}) : extent_(extent), pixels_(extent.area(), fill) {}

    Extent extent() const { return extent_; }
    int width() const { return extent_.width; }
    int height() const { return extent_.height; }
    bool empty() const { return pixels_.empty(); }

    T* data() { return pixels_.data(); }
    const T* data() const { return pixels_.data(); }
    T* row(int y) { return data() + offset(0, y); }
    const T* row(int y) const { return data() + offset(0, y); }
    T& at(int x, int y) { return pixels_[offset(x, y)]; }
    const T& at(int x, int y) const { return pixels_[offset(x, y)]; }

    std::vector<T>& pixels() { return pixels_; }
    const std::vector<T>& pixels() const { return pixels_; }
    auto begin() { return pixels_.begin(); }
    auto end() { return pixels_.end(); }
    auto begin() const { return pixels_.begin(); }
    auto end() const { return pixels_.end(); }
    std::size_t size_bytes() const { return pixels_.size() * sizeof(T); }

    bool operator==(const Image&) const = default;

 private:
    std::size_t offset(int x, int y) const {
        assert(x >= 0 && y >= 0 && x < extent_.width && y < extent_.height);
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(extent_.width) +
               static_cast<std::size_t>(x);
    }

    Extent extent_;
    std::vector<T> pixels_;
};

/// A binary mask on an unbounded canvas: `pixels` holds 0 or 1 and its top-left pixel is the
/// picture's pixel (x, y), which may lie outside the picture.
struct Mask {
    int x = 0;
    int y = 0;
    Image<std::uint8_t> pixels;

    Rect rect() const { return {x, y, pixels.width(), pixels.height()}; }
};

}  // namespace diorama
