/// Graphic design by code: antialiased shapes and a stroke font, for labels and prints.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/core/model.hpp"

namespace diorama::kit {

/// A picture to draw on; coordinates in pixels from the top left, colors 0xRRGGBB in sRGB.
/// What leaves the picture is cut off.
class Canvas {
 public:
    Canvas(Extent extent, std::uint32_t background);

    void rectangle(glm::vec2 top_left, glm::vec2 bottom_right, std::uint32_t color,
                   float corner_radius = 0.0f);
    void disk(glm::vec2 center, float radius, std::uint32_t color);
    void ring(glm::vec2 center, float radius, float width, std::uint32_t color);
    void ellipse(glm::vec2 center, glm::vec2 radii, float angle, std::uint32_t color);
    /// A polyline with round joints and ends.
    void line(std::span<const glm::vec2> points, float width, std::uint32_t color);
    /// A convex polygon, either orientation.
    void polygon(std::span<const glm::vec2> points, std::uint32_t color);

    /// Capital letters, digits and . , - + & : ! / ' % in round strokes; others leave a gap.
    /// @param height  of a capital letter; `width` of the strokes, both in pixels.
    /// @param top_left  of the first letter.
    void text(std::string_view words, glm::vec2 top_left, float height, float width,
              std::uint32_t color, float spacing = 1.0f);
    /// The same with the middle of its top edge at `top_middle`.
    void centered_text(std::string_view words, glm::vec2 top_middle, float height, float width,
                       std::uint32_t color, float spacing = 1.0f);
    static float text_width(std::string_view words, float height, float width,
                            float spacing = 1.0f);

    Extent extent() const { return pixels_.extent(); }
    const Image<Rgba8>& pixels() const { return pixels_; }
    std::shared_ptr<const Texture> texture(std::string name) const;

 private:
    template <class Distance>
    void fill(glm::vec2 low, glm::vec2 high, std::uint32_t color, Distance distance);

    Image<Rgba8> pixels_;
};

}  // namespace diorama::kit
