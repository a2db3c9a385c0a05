/// The content of the window as a picture, without a window.
#pragma once

#include "engine/core/expected.hpp"
#include "engine/gpu/device.hpp"
#include "tools/preview/session.hpp"
#include "tools/preview/view_state.hpp"

namespace diorama::preview {

struct ScreenshotOptions {
    Extent size{1280, 720};  // of the window, before scaling
    float scale = 1;
};

/// Waits until everything that the view shows is made, and draws it.
/// @param session  its `on_news` need not do anything.
/// @return the picture, or why there is no sample to show.
Expected<Image<Rgba8>> take_screenshot(Session& session, const ViewState& state,
                                       const Device& device, const ScreenshotOptions& options);

}  // namespace diorama::preview
