/// What of a sample is looked at, and how.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"
#include "engine/core/frame.hpp"
#include "tools/preview/value_tree.hpp"

namespace diorama::preview {

/// The picture in the middle of the window.
enum class BaseView {
    Picture,
    Depth,
    Normals,
    Instances,
    Semantic,
    Sheet,
    Distance,
    Nocs,
    Part,
    Material,
    Albedo,
    Shading,
    Rest,
    Coverage,
    FlowForward,
    FlowBackward,
};

/// The column to the right.
enum class Panel { Sample, Values, Statistics };

/// A view or overlay by the word that `--view` knows and the one on its button.
struct NamedView {
    BaseView view;
    const char* word;
    const char* label;
    /// What has to be made for it, where that is not always made.
    bool FrameRequest::*channel = nullptr;
};
/// The first kButtons have buttons and keys of their own, the others share a menu and a key.
inline constexpr std::array kViews{
    NamedView{BaseView::Picture, "picture", "Picture"},
    NamedView{BaseView::Depth, "depth", "Depth"},
    NamedView{BaseView::Normals, "normals", "Normals"},
    NamedView{BaseView::Instances, "instances", "Instances"},
    NamedView{BaseView::Semantic, "semantic", "Semantic"},
    NamedView{BaseView::Sheet, "sheet", "Sheet"},
    NamedView{BaseView::Distance, "distance", "Distance", &FrameRequest::distance},
    NamedView{BaseView::Nocs, "nocs", "Object coordinates", &FrameRequest::nocs},
    NamedView{BaseView::Part, "part", "Parts", &FrameRequest::parts},
    NamedView{BaseView::Material, "material", "Materials", &FrameRequest::materials},
    NamedView{BaseView::Albedo, "albedo", "Albedo", &FrameRequest::intrinsic},
    NamedView{BaseView::Shading, "shading", "Shading", &FrameRequest::intrinsic},
    NamedView{BaseView::Rest, "rest", "Rest", &FrameRequest::intrinsic},
    NamedView{BaseView::Coverage, "coverage", "Coverage", &FrameRequest::coverage},
    NamedView{BaseView::FlowForward, "flow_forward", "Flow forward", &FrameRequest::motion},
    NamedView{BaseView::FlowBackward, "flow_backward", "Flow backward", &FrameRequest::motion},
};
constexpr std::size_t kButtons = 6;

const NamedView& named(BaseView view);
/// The view after this one of those without a button, in a circle.
BaseView next_without_button(BaseView view);

struct Overlays {
    bool boxes = false, masks = false, amodal = false, names = false, occlusion = false;
    bool keypoints = false, text = false;
};
struct NamedOverlay {
    bool Overlays::*flag;
    const char* word;
    const char* label;
};
inline constexpr std::array kOverlays{
    NamedOverlay{&Overlays::boxes, "boxes", "Boxes"},
    NamedOverlay{&Overlays::masks, "masks", "Masks"},
    NamedOverlay{&Overlays::amodal, "amodal", "Amodal"},
    NamedOverlay{&Overlays::names, "names", "Names"},
    NamedOverlay{&Overlays::occlusion, "occlusion", "Occlusion"},
    NamedOverlay{&Overlays::keypoints, "keypoints", "Keypoints"},
    NamedOverlay{&Overlays::text, "text", "Text"},
};

/// What the mouse is doing with the picture.
struct MouseMove {
    bool dragged = false;      // more than a click
    bool splits = false;       // holds the divider
    double wheel_until_s = 0;  // when a move by wheel counts as over; 0: there is none
};

/// What the panel of values offers for one of them.
struct Field {
    ValueKind kind = ValueKind::Text;
    double low = 0, high = 1;        // of a slider
    bool whole = false;              // numbers without a fraction
    std::vector<std::string> names;  // of a menu
};

struct ViewState {
    BaseView view = BaseView::Picture;
    Overlays overlays;
    bool split = false;     // the picture to the left, the view to the right
    float split_at = 0.5f;  // share of the width
    Panel panel = Panel::Sample;
    float zoom = 1.0f;                       // 1: the whole picture fits
    float center_x = 0.5f, center_y = 0.5f;  // of what is seen, shares of the picture
    bool help = false;
    MouseMove hand;
    std::map<std::string, Field> fields;  // by place
    std::array<char, 64> filter{};        // of the keys, as typed
};

/// What a split shows to the right of the picture: the view, or the instances beside the picture
/// itself.
inline BaseView compared_view(const ViewState& state) {
    return state.split && state.view == BaseView::Picture ? BaseView::Instances : state.view;
}

/// Reads words joined by "+": views, overlays, "split" and the panels "values" and "statistics".
/// "depth", "picture+boxes+names", "split+instances+values".
/// @return Usage that lists the words.
Expected<ViewState> parse_view(std::string_view text);

}  // namespace diorama::preview
