/// Pointwise changes of color as data, and their fusion to one pass over the picture.
#pragma once

#include <array>
#include <memory>
#include <variant>
#include <vector>

#include "engine/core/image.hpp"
#include "engine/core/math.hpp"

namespace diorama {

/// One curve per channel: the level, 0 to 255, that each 8-bit level becomes. Levels between are
/// interpolated; outputs beyond [0, 255] are allowed until the last stage.
struct ColorCurves {
    std::array<std::array<float, 256>, 3> level;
};

/// target = matrix * source + offset, in levels; no clipping.
struct ColorMatrix {
    glm::mat3 matrix{1.0f};
    glm::vec3 offset{0.0f};
};

/// A table of colors over the RGB cube, trilinear between its points, mixed with the original.
struct ColorCube {
    struct Table {
        int size = 0;                   // points along an axis
        std::vector<glm::vec4> colors;  // in levels, w unused; red runs fastest
    };
    std::shared_ptr<const Table> table;
    float share = 1.0f;  // of the table's color in the result
};

using ColorStage = std::variant<ColorCurves, ColorMatrix, ColorCube>;

/// The same curve for all channels, from a function of the level in [0, 1].
template <class Curve>
ColorCurves equal_curves(Curve curve) {
    ColorCurves curves;
    for (int i = 0; i < 256; ++i) {
        const float level = 255.0f * curve(static_cast<float>(i) / 255.0f);
        for (auto& channel : curves.level) channel[static_cast<std::size_t>(i)] = level;
    }
    return curves;
}

/// Pointwise stages one after the other. Neighboring curves become one curve, neighboring matrices
/// one matrix; clipping and rounding happen once, at the end, so less is lost than stage by stage.
class ColorChain {
 public:
    void append(ColorStage stage);
    bool empty() const { return stages_.empty(); }
    std::size_t stage_count() const { return stages_.size(); }
    void clear() { stages_.clear(); }

    /// One pass over the picture.
    void apply(Image<Rgb8>& picture) const;
    Rgb8 apply(Rgb8 color) const;

 private:
    std::vector<ColorStage> stages_;
};

/// Perceived brightness of 8-bit sRGB values, weights of ITU-R BT.601.
constexpr glm::vec3 kLuma{0.299f, 0.587f, 0.114f};

}  // namespace diorama
