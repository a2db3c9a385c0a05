/// The parts of the window, each drawn anew for every frame of the interface.
#pragma once

#include <string>

#include "tools/preview/pictures.hpp"
#include "tools/preview/session.hpp"
#include "tools/preview/theme.hpp"
#include "tools/preview/view_state.hpp"

namespace diorama::preview {

/// What all parts share. Lengths are in em, so that everything grows with the font.
struct Desk {
    Session& session;
    ViewState& state;
    const Pictures& pictures;
    const Fonts& fonts;
    std::string& note;  // what was done last, for the status line

    float em() const { return fonts.regular->FontSize; }
};

/// The picture with its overlays, or the sheet; takes the mouse. Fills the current window.
void draw_canvas(Desk& desk);
/// What lies over the picture: masks, outlines, boxes and names, from `min` to `max` on screen.
void draw_overlays(const Desk& desk, ImVec2 min, ImVec2 max);
/// What the colors of the view mean, at the bottom right of the area; where the sample lacks what
/// the view shows, that.
void draw_legend(const Desk& desk, ImVec2 min, ImVec2 max);
/// The contact sheet, from `min` to `max` on screen.
void draw_sheet(Desk& desk, ImVec2 min, ImVec2 max);

/// Steering, the objects of the sample and the selected one.
void draw_sample_panel(Desk& desk);
/// The configuration as a tree of fields.
void draw_values_panel(Desk& desk);
/// Histograms of the labels.
void draw_statistics_panel(Desk& desk);
/// The keys and mouse buttons, over everything; any click closes it.
void draw_help(Desk& desk);

/// Writes the overrides into the file and says so.
void save_overrides(Desk& desk);

// Small parts of panels.

/// A grey line of small capitals above a group.
void caption(const Desk& desk, const char* text);
/// A button that stays pressed while `on`.
bool toggle_button(const char* label, bool on);
/// One line of text in the mono font with a button that copies it.
void copyable_line(const Desk& desk, const char* id, const std::string& text);
/// Text that ends with an ellipsis where it would be wider than `width`.
void clipped_text(const std::string& text, float width);

}  // namespace diorama::preview
