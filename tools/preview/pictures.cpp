#include "tools/preview/pictures.hpp"

#include <algorithm>
#include <cmath>

#include "tools/run/channel_files.hpp"
#include "tools/run/channel_views.hpp"
#include "tools/run/stages.hpp"
#include "tools/run/views.hpp"

namespace diorama::preview {
namespace {

constexpr int kSheetColumns = 4;
static_assert(kSheetColumns * kSheetColumns == kSheetSize);

Rgba8 opaque(Rgb8 c) { return {c.r, c.g, c.b, 255}; }

Image<Rgba8> opaque(const Image<Rgb8>& picture) {
    Image<Rgba8> pixels(picture.extent());
    std::ranges::transform(picture, pixels.begin(), [](Rgb8 c) { return opaque(c); });
    return pixels;
}

Image<Rgb8> color_categories(const Image<std::uint16_t>& map) {
    Image<Rgb8> view(map.extent());
    std::ranges::transform(map, view.begin(), [](std::uint16_t id) { return label_color(id); });
    return view;
}

constexpr Rgba8 kGrey{60, 60, 60, 255};  // where there is nothing to show

/// One of the pictures that `diorama sample` writes.
Image<Rgba8> channel_pixels(const Frame& frame, BaseView view) {
    const std::string name = std::string("view_") + named(view).word;
    for (const View& made : channel_views(frame))
        if (made.name == name) return opaque(made.picture);
    return Image<Rgba8>(frame.ids.extent(), kGrey);
}

}  // namespace

bool has_channel(const Frame& frame, BaseView view) {
    switch (view) {
        case BaseView::Depth:
            return !frame.depth.empty();
        case BaseView::Normals:
            return !frame.normals.empty();
        case BaseView::Distance:
            return !frame.surface.distance.empty();
        case BaseView::Nocs:
            return !frame.surface.nocs.empty();
        case BaseView::Part:
            return !frame.surface.part.empty();
        case BaseView::Material:
            return !frame.surface.material.empty();
        case BaseView::Albedo:
        case BaseView::Shading:
        case BaseView::Rest:
            return !frame.intrinsic.albedo.empty();
        case BaseView::Coverage:
            return !frame.coverage.ranks.empty();
        case BaseView::FlowForward:
            return frame.flow_forward.has_value();
        case BaseView::FlowBackward:
            return frame.flow_backward.has_value();
        default:
            return true;
    }
}

Image<Rgba8> view_pixels(const Labeled& labeled, const std::vector<std::string>& categories,
                         BaseView view) {
    const Frame& frame = labeled.frame;
    const auto or_grey = [&](const auto& channel, const auto& colored) {
        return channel.empty() ? Image<Rgba8>(frame.ids.extent(), kGrey) : opaque(colored());
    };
    switch (view) {
        case BaseView::Depth:
            return or_grey(frame.depth,
                           [&] { return color_depth(frame.depth, depth_range(frame.depth)); });
        case BaseView::Normals:
            return or_grey(frame.normals, [&] { return view_normals(frame.normals); });
        case BaseView::Instances:
            return opaque(color_ids(frame.ids));
        case BaseView::Semantic:
            return opaque(color_categories(semantic_map(frame, categories)));
        case BaseView::Distance:
            return or_grey(frame.surface.distance, [&] {
                const Image<float>& distance = frame.surface.distance;
                return color_depth(distance, depth_range(distance));
            });
        case BaseView::Picture:
        case BaseView::Sheet:
            break;
        default:
            return channel_pixels(frame, view);
    }
    return or_grey(frame.color, [&]() -> const Image<Rgb8>& { return frame.color; });
}

Image<Rgba8> mask_pixels(const Labeled& labeled) {
    std::vector<Rgba8> color_of(labeled.frame.objects.size() + 1, Rgba8{0, 0, 0, 0});
    for (const Annotation& a : labeled.annotations) {
        const Rgb8 c = label_color(a.instance_id);
        color_of[a.instance_id] = {c.r, c.g, c.b, 125};
    }
    Image<Rgba8> pixels(labeled.frame.ids.extent());
    std::ranges::transform(labeled.frame.ids, pixels.begin(),
                           [&](std::uint32_t id) { return color_of.at(id); });
    return pixels;
}

Pictures::Pictures(Painter& painter, Commands& commands)
    : commands_(&commands),
      picture_(painter.make_texture()),
      view_(painter.make_texture()),
      masks_(painter.make_texture()),
      sheet_(painter.make_texture()) {}

void Pictures::update(const Session& session, const ViewState& state) {
    update_sheet(session);
    const MadePicture* picture = session.picture();
    if (!picture) return;
    const bool fresh =
        session.sample_version() != sample_version_ || session.picture_index() != picture_index_;
    const auto& categories = session.sample()->config->run.categories;
    const Labeled& labeled = picture->labeled;
    const BaseView view = compared_view(state);
    if (fresh) picture_.upload(*commands_, view_pixels(labeled, categories, BaseView::Picture));
    if (fresh || shown_ != view) view_.upload(*commands_, view_pixels(labeled, categories, view));
    if (state.overlays.masks && (fresh || !with_masks_))
        masks_.upload(*commands_, mask_pixels(labeled));
    sample_version_ = session.sample_version();
    picture_index_ = session.picture_index();
    shown_ = view;
    with_masks_ = state.overlays.masks;
}

void Pictures::update_sheet(const Session& session) {
    if (session.thumbnails().empty() ||
        (session.sheet_version() == sheet_version_ && session.index() == sheet_index_))
        return;
    sheet_version_ = session.sheet_version();
    sheet_index_ = session.index();
    const Extent cell = session.thumbnails().begin()->second.extent();
    Image<Rgba8> grid({cell.width * kSheetColumns, cell.height * kSheetColumns}, {33, 37, 47, 255});
    for (const auto& [index, thumbnail] : session.thumbnails()) {
        if (index < session.index() || index >= session.index() + kSheetSize ||
            thumbnail.extent() != cell)
            continue;
        const auto slot = static_cast<int>(index % kSheetSize);
        const int left = slot % kSheetColumns * cell.width;
        const int top = slot / kSheetColumns * cell.height;
        for (int y = 0; y < cell.height; ++y)
            std::transform(thumbnail.row(y), thumbnail.row(y) + cell.width,
                           grid.row(top + y) + left, [](Rgb8 c) { return opaque(c); });
    }
    sheet_.upload(*commands_, grid);
}

}  // namespace diorama::preview
