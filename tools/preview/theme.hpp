/// How the preview looks: its colors, fonts and spacing.
#pragma once

#include <imgui.h>

#include "engine/core/image.hpp"

namespace diorama::preview {

/// The colors of the interface, sRGB.
namespace palette {
constexpr ImU32 kInk = IM_COL32(17, 19, 24, 255);     // behind the picture
constexpr ImU32 kPanel = IM_COL32(24, 27, 34, 255);   // bars and panels
constexpr ImU32 kCard = IM_COL32(33, 37, 47, 255);    // groups on a panel, fields
constexpr ImU32 kRaised = IM_COL32(46, 52, 65, 255);  // buttons
constexpr ImU32 kLine = IM_COL32(52, 58, 72, 255);    // borders
constexpr ImU32 kText = IM_COL32(232, 234, 240, 255);
constexpr ImU32 kDim = IM_COL32(150, 158, 175, 255);    // captions
constexpr ImU32 kAccent = IM_COL32(255, 178, 84, 255);  // what was chosen or changed
constexpr ImU32 kOnAccent = IM_COL32(30, 22, 10, 255);  // text on it
constexpr ImU32 kBar = IM_COL32(94, 196, 182, 255);     // of charts
constexpr ImU32 kError = IM_COL32(255, 107, 107, 255);
constexpr ImU32 kErrorBack = IM_COL32(58, 27, 33, 240);
}  // namespace palette

/// The same color with another opacity, 0 to 255.
constexpr ImU32 with_alpha(ImU32 color, unsigned alpha) {
    return (color & ~IM_COL32_A_MASK) | (alpha << IM_COL32_A_SHIFT);
}

constexpr ImU32 to_color(Rgb8 c, unsigned alpha = 255) { return IM_COL32(c.r, c.g, c.b, alpha); }

/// The fonts of the interface. Where no TrueType font is installed all are ImGui's built-in one.
struct Fonts {
    ImFont* regular = nullptr;
    ImFont* bold = nullptr;
    ImFont* title = nullptr;
    ImFont* mono = nullptr;
};

/// The current ImGui context with the fonts and style of the preview; ends it again. Nothing is
/// read from or written to the disk but the fonts.
class Theme {
 public:
    /// @param scale  of everything: 2 on a display with twice the usual pixels.
    explicit Theme(float scale);
    ~Theme();
    Theme(const Theme&) = delete;
    Theme& operator=(const Theme&) = delete;

    const Fonts& fonts() const { return fonts_; }
    float scale() const { return scale_; }

 private:
    Fonts fonts_;
    float scale_;
};

}  // namespace diorama::preview
