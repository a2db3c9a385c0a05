#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "tools/preview/panels.hpp"
#include "tools/run/views.hpp"

namespace diorama::preview {
namespace {

struct Area {
    ImVec2 min, max;
    float width() const { return max.x - min.x; }
    float height() const { return max.y - min.y; }
};

ImTextureID texture_id(const Texture& texture, float texel_size) {
    return texel_size >= 3 ? texture.sharp() : texture.smooth();
}

/// Where the picture lies on screen, by zoom and center.
Area place_picture(const ViewState& state, const Area& area, Extent extent, float margin) {
    const auto width = static_cast<float>(extent.width), height = static_cast<float>(extent.height);
    const float fit =
        std::min((area.width() - 2 * margin) / width, (area.height() - 2 * margin) / height);
    // One picture pixel to one screen pixel is sharper than a few percent more.
    const float size = (fit > 1 && fit < 1.08f ? 1 : fit) * state.zoom;
    const ImVec2 middle{0.5f * (area.min.x + area.max.x), 0.5f * (area.min.y + area.max.y)};
    const ImVec2 min{std::round(middle.x - state.center_x * width * size),
                     std::round(middle.y - state.center_y * height * size)};
    return {min, {min.x + width * size, min.y + height * size}};
}

void zoom_view(ViewState& state, float factor, const Area& picture, ImVec2 mouse) {
    const float before = state.zoom;
    state.zoom = std::clamp(state.zoom * factor, 1.0f, 64.0f);
    // What is under the mouse stays there.
    const float u = (mouse.x - picture.min.x) / picture.width();
    const float v = (mouse.y - picture.min.y) / picture.height();
    const float change = 1 - before / state.zoom;
    state.center_x = std::clamp(state.center_x + (u - state.center_x) * change, 0.0f, 1.0f);
    state.center_y = std::clamp(state.center_y + (v - state.center_y) * change, 0.0f, 1.0f);
    if (state.zoom == 1) state.center_x = state.center_y = 0.5f;
}

/// The picture to the left of the divider, the view to the right.
void draw_split(Desk& desk, const Area& picture, float texel) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float at = desk.state.split_at;
    const float x = picture.min.x + picture.width() * at;
    list.AddImage(texture_id(desk.pictures.picture(), texel), picture.min, {x, picture.max.y},
                  {0, 0}, {at, 1});
    list.AddImage(texture_id(desk.pictures.view(), texel), {x, picture.min.y}, picture.max, {at, 0},
                  {1, 1});
    list.AddLine({x, picture.min.y}, {x, picture.max.y}, palette::kText, 0.15f * desk.em());
    const ImVec2 knob{x, 0.5f * (picture.min.y + picture.max.y)};
    list.AddCircleFilled(knob, 0.9f * desk.em(), palette::kText);
    const char* arrows = "\u2194";
    const ImVec2 size = ImGui::CalcTextSize(arrows);
    list.AddText({knob.x - 0.5f * size.x, knob.y - 0.5f * size.y}, palette::kInk, arrows);
}

std::string pixel_text(const Session& session, int x, int y) {
    const Frame& frame = session.picture()->labeled.frame;
    const std::uint32_t id = frame.ids.at(x, y);
    std::string text = fmt::format("{}, {}", x, y);
    if (!frame.depth.empty()) {
        const float depth = frame.depth.at(x, y);
        text += std::isfinite(depth) ? fmt::format("   {:.3f} m", depth) : "   nothing hit";
    }
    if (id == kBackgroundId) return text + "   background";
    const Object& object = frame.objects[id - 1];
    text += "   " + object.name;
    if (!object.labelled()) text += object.distractor ? " (distractor)" : " (scene)";
    const SurfaceChannels& surface = frame.surface;
    if (!surface.material.empty() && surface.material.at(x, y) > 0)
        text += "   " + surface.material_names[surface.material.at(x, y) - 1];
    return text;
}

/// Camera and magnifier under the mouse.
class Handling {
 public:
    Handling(Desk& desk, const Area& picture)
        : desk_(desk), hand_(desk.state.hand), picture_(picture) {}

    void run() {
        const ImGuiIO& io = ImGui::GetIO();
        const bool hovered = ImGui::IsItemHovered();
        if (hovered && io.MouseWheel != 0) turn_wheel(io);
        drag(io);
        if (ImGui::IsItemDeactivated() && !hand_.dragged) click(io.MousePos);
        if (ImGui::IsItemDeactivated()) finish();
        // A wheel has no end; the move ends when it has been still for a while.
        if (hand_.wheel_until_s > 0 && ImGui::GetTime() > hand_.wheel_until_s) finish();
        if (hovered) hint(io.MousePos);
    }

 private:
    bool moves_camera(const ImGuiIO& io) const { return desk_.session.has_camera() && !io.KeyCtrl; }

    void turn_wheel(const ImGuiIO& io) {
        if (!moves_camera(io))
            return zoom_view(desk_.state, std::pow(1.2f, io.MouseWheel), picture_, io.MousePos);
        desk_.session.begin_move();
        desk_.session.dolly(std::pow(0.9f, io.MouseWheel));
        hand_.wheel_until_s = ImGui::GetTime() + 0.35;
    }

    void drag(const ImGuiIO& io) {
        if (!ImGui::IsItemActive()) return;
        const bool left = ImGui::IsMouseDragging(ImGuiMouseButton_Left, 4);
        const bool right = ImGui::IsMouseDragging(ImGuiMouseButton_Right, 4) ||
                           ImGui::IsMouseDragging(ImGuiMouseButton_Middle, 4);
        if (!left && !right) return;
        if (!hand_.dragged) {
            hand_.dragged = true;
            const float x = picture_.min.x + picture_.width() * desk_.state.split_at;
            const ImVec2 from = io.MouseClickedPos[left ? 0 : 1];
            hand_.splits = left && desk_.state.split && std::abs(from.x - x) < desk_.em();
        }
        const ImVec2 by{io.MouseDelta.x / picture_.height(), io.MouseDelta.y / picture_.height()};
        if (hand_.splits) {
            desk_.state.split_at =
                std::clamp((io.MousePos.x - picture_.min.x) / picture_.width(), 0.0f, 1.0f);
        } else if (!moves_camera(io)) {
            desk_.state.center_x -= io.MouseDelta.x / picture_.width();
            desk_.state.center_y -= by.y;
        } else if (by.x != 0 || by.y != 0) {
            desk_.session.begin_move();
            if (left)
                desk_.session.orbit(-3 * by.x, 3 * by.y);
            else
                desk_.session.pan(-by.x, by.y);
        }
    }

    void click(ImVec2 mouse) {
        const auto pixel = pixel_at(mouse);
        if (!pixel) return desk_.session.select(kBackgroundId);
        const std::uint32_t id = desk_.session.picture()->labeled.frame.ids.at(pixel->x, pixel->y);
        desk_.session.select(id);
        if (id != kBackgroundId) desk_.state.panel = Panel::Sample;
    }

    void finish() {
        hand_.dragged = hand_.splits = false;
        hand_.wheel_until_s = 0;
        desk_.session.end_move();
    }

    void hint(ImVec2 mouse) const {
        if (const auto pixel = pixel_at(mouse))
            desk_.note = pixel_text(desk_.session, pixel->x, pixel->y);
    }

    struct Pixel {
        int x, y;
    };
    std::optional<Pixel> pixel_at(ImVec2 mouse) const {
        const Extent extent = desk_.session.picture()->labeled.frame.ids.extent();
        const float u = (mouse.x - picture_.min.x) / picture_.width();
        const float v = (mouse.y - picture_.min.y) / picture_.height();
        if (u < 0 || v < 0 || u >= 1 || v >= 1) return {};
        return Pixel{static_cast<int>(u * static_cast<float>(extent.width)),
                     static_cast<int>(v * static_cast<float>(extent.height))};
    }

    Desk& desk_;
    MouseMove& hand_;
    const Area& picture_;
};

void draw_errors(const Desk& desk, const Area& area) {
    const Diagnostics& errors = desk.session.errors();
    if (errors.empty()) return;
    constexpr std::size_t kShown = 5;
    const float em = desk.em();
    const float width = area.width() - 2 * em;
    const float wrap = width - 3 * em;
    std::string text;
    for (std::size_t i = 0; i < std::min(errors.size(), kShown); ++i)
        text += (i > 0 ? "\n" : "") + errors[i].to_text();
    if (errors.size() > kShown) text += fmt::format("\nand {} more", errors.size() - kShown);
    ImGui::PushFont(desk.fonts.mono);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str(), nullptr, false, wrap);
    const float line = ImGui::GetFontSize();
    ImGui::PopFont();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 min{area.min.x + em, area.min.y + em};
    const ImVec2 max{min.x + width, min.y + size.y + 3.6f * em};
    list.AddRectFilled(min, max, palette::kErrorBack, 0.5f * em);
    list.AddRectFilled(min, {min.x + 0.3f * em, max.y}, palette::kError, 0.15f * em);
    const ImVec2 at{min.x + 1.3f * em, min.y + 0.8f * em};
    const char* title =
        desk.session.sample() ? "This is wrong; the picture is the last good one" : "This is wrong";
    list.AddText(desk.fonts.bold, desk.em(), at, palette::kError, title);
    list.AddText(desk.fonts.mono, line, {at.x, at.y + 1.7f * em}, palette::kText, text.c_str(),
                 nullptr, wrap);
}

/// A turning arc and what is being made, at the top right.
void draw_activity(const Desk& desk, const Area& area) {
    const Session& session = desk.session;
    const bool behind = !session.sample() || session.sample()->index != session.index() ||
                        session.sample()->draft || session.busy();
    if (!behind || !session.errors().empty()) return;
    const MadeSample* sample = session.sample();
    const std::string text = !sample         ? "making the first picture"
                             : sample->draft ? "draft"
                             : sample->index != session.index()
                                 ? fmt::format("sample {}", session.index())
                                 : "working";
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float em = desk.em();
    const float width = ImGui::CalcTextSize(text.c_str()).x + 3.4f * em;
    const ImVec2 max{area.max.x - em, area.min.y + 2.9f * em};
    const ImVec2 min{max.x - width, area.min.y + em};
    list.AddRectFilled(min, max, with_alpha(palette::kPanel, 225), 0.95f * em);
    const ImVec2 center{min.x + 1.1f * em, 0.5f * (min.y + max.y)};
    const auto angle = static_cast<float>(std::fmod(ImGui::GetTime() * 5, 6.2831853));
    list.PathArcTo(center, 0.5f * em, angle, angle + 4.2f, 20);
    list.PathStroke(palette::kAccent, 0, 0.16f * em);
    list.AddText({min.x + 2.1f * em, min.y + 0.45f * em}, palette::kText, text.c_str());
}

}  // namespace

void draw_canvas(Desk& desk) {
    const ImVec2 min = ImGui::GetCursorScreenPos();
    const ImVec2 size = ImGui::GetContentRegionAvail();
    const Area area{min, {min.x + size.x, min.y + size.y}};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(area.min, area.max, palette::kInk);
    list.PushClipRect(area.min, area.max, true);
    if (desk.state.view == BaseView::Sheet) {
        draw_sheet(desk, area.min, area.max);
    } else if (desk.session.picture() && !desk.pictures.picture().empty()) {
        const Extent extent = desk.session.picture()->labeled.frame.ids.extent();
        const Area picture = place_picture(desk.state, area, extent, desk.em());
        const float texel = picture.width() / static_cast<float>(extent.width);
        list.AddRectFilled({picture.min.x - 1, picture.min.y - 1},
                           {picture.max.x + 1, picture.max.y + 1}, palette::kLine);
        if (desk.state.split) {
            draw_split(desk, picture, texel);
        } else {
            list.AddImage(texture_id(desk.pictures.view(), texel), picture.min, picture.max);
        }
        draw_overlays(desk, picture.min, picture.max);
        draw_legend(desk, area.min, area.max);
        ImGui::InvisibleButton("picture", size,
                               ImGuiButtonFlags_MouseButtonLeft |
                                   ImGuiButtonFlags_MouseButtonRight |
                                   ImGuiButtonFlags_MouseButtonMiddle);
        Handling(desk, picture).run();
    }
    draw_errors(desk, area);
    draw_activity(desk, area);
    list.PopClipRect();
}

}  // namespace diorama::preview
