/// The window of the preview and its loop.
#pragma once

#include "tools/preview/session.hpp"
#include "tools/preview/view_state.hpp"
#include "tools/run/options.hpp"

namespace diorama::preview {

/// A connection to the display, while it lives.
class Display {
 public:
    Display();
    ~Display();
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    /// Why there is none; empty when there is one.
    const std::string& error() const { return error_; }

 private:
    std::string error_;
};

/// Wakes the loop of run_window() from any thread.
void wake_window();

/// Shows the session until the window is closed. Between inputs and news it sleeps.
/// @param session  its `on_news` calls wake_window().
/// @throws GpuUnavailable when no device can show pictures on this display.
void run_window(Session& session, const ViewState& state, const DeviceRequest& device);

}  // namespace diorama::preview
