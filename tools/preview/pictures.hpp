/// The pictures of a sample on the device, as the views show them.
#pragma once

#include "engine/annotate/annotation.hpp"
#include "tools/preview/painter.hpp"
#include "tools/preview/session.hpp"
#include "tools/preview/view_state.hpp"

namespace diorama::preview {

/// Whether a frame holds what a view shows.
bool has_channel(const Frame& frame, BaseView view);

/// The pixels of a view of a picture; the sheet has none of its own.
Image<Rgba8> view_pixels(const Labeled& labeled, const std::vector<std::string>& categories,
                         BaseView view);

/// Every annotated instance in its color, half covering; clear elsewhere.
Image<Rgba8> mask_pixels(const Labeled& labeled);

/// The textures, renewed where the session or the view has changed.
class Pictures {
 public:
    Pictures(Painter& painter, Commands& commands);

    /// Uploads what is missing. Nothing may be in flight.
    void update(const Session& session, const ViewState& state);

    const Texture& picture() const { return picture_; }
    const Texture& view() const { return view_; }
    const Texture& masks() const { return masks_; }
    /// kSheetSize thumbnails in a square grid; that of sample i in cell i modulo kSheetSize.
    const Texture& sheet() const { return sheet_; }
    /// The bytes of the picture that is shown.
    Image<Rgba8> read_back() const { return picture_.read_back(*commands_); }

 private:
    void update_sheet(const Session& session);

    Commands* commands_;
    Texture picture_, view_, masks_, sheet_;
    std::uint64_t sample_version_ = 0, sheet_version_ = 0, sheet_index_ = 0;
    std::size_t picture_index_ = 0;
    BaseView shown_ = BaseView::Picture;
    bool with_masks_ = false;
};

}  // namespace diorama::preview
