/// The whole content of the window.
#pragma once

#include <string>

#include "tools/preview/painter.hpp"
#include "tools/preview/pictures.hpp"
#include "tools/preview/session.hpp"
#include "tools/preview/theme.hpp"
#include "tools/preview/view_state.hpp"

namespace diorama::preview {

/// Lays out bars and panels around the picture and obeys the keyboard. Where the pixels go is not
/// its business: it is the same in a window and in a screenshot.
class Interface {
 public:
    Interface(Session& session, ViewState state, const Theme& theme, Painter& painter,
              Commands& commands);

    /// Brings what has been made onto the device. Nothing may be in flight.
    void update();
    /// One frame of widgets, between ImGui::NewFrame() and ImGui::Render().
    void draw();
    /// A key went down or repeats; it is a GLFW key code. Not for keys that go into a text field.
    void press(int key, bool control);
    /// A file was dropped on the window.
    void drop(const std::string& file) { note_ = session_.drop(file); }

    /// Whether the user wants to leave.
    bool closed() const { return closed_; }
    const ViewState& state() const { return state_; }
    const Pictures& pictures() const { return pictures_; }

 private:
    void draw_top_bar();
    void draw_view_buttons();
    void draw_overlay_bar();
    void draw_status_bar();
    void obey_control(int key);

    Session& session_;
    ViewState state_;
    const Fonts& fonts_;
    Pictures pictures_;
    std::string note_;
    bool closed_ = false;
};

}  // namespace diorama::preview
