#include "tools/preview/interface.hpp"

#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

#include "tools/preview/panels.hpp"

namespace diorama::preview {
namespace {

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav;

/// A window without a frame at a fixed place.
void begin_part(const char* name, ImVec2 at, ImVec2 size, ImVec2 padding) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
    ImGui::Begin(name, nullptr, kFixed);
    ImGui::PopStyleVar();
}

}  // namespace

Interface::Interface(Session& session, ViewState state, const Theme& theme, Painter& painter,
                     Commands& commands)
    : session_(session),
      state_(std::move(state)),
      fonts_(theme.fonts()),
      pictures_(painter, commands) {}

void Interface::update() {
    session_.want_sheet(state_.view == BaseView::Sheet);
    session_.want_channel(named(compared_view(state_)).channel);
    session_.want_statistics(state_.panel == Panel::Statistics);
    pictures_.update(session_, state_);
}

void Interface::draw() {
    Desk desk{session_, state_, pictures_, fonts_, note_};
    const float em = desk.em();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    const float top = 3.4f * em, bottom = 2 * em, bar = 2.9f * em;
    const float side = std::clamp(0.29f * screen.x, 22 * em, 30 * em);
    const float middle = screen.x - side;

    draw_top_bar();
    begin_part("overlays", {0, top}, {middle, bar}, {1 * em, 0.45f * em});
    draw_overlay_bar();
    ImGui::End();

    begin_part("canvas", {0, top + bar}, {middle, screen.y - top - bar - bottom}, {0, 0});
    draw_canvas(desk);
    ImGui::End();

    begin_part("side", {middle, top}, {side, screen.y - top - bottom}, {1.1f * em, 0.7f * em});
    struct Tab {
        Panel panel;
        const char* label;
    };
    for (const Tab& tab : {Tab{Panel::Sample, "Sample"}, Tab{Panel::Values, "Values"},
                           Tab{Panel::Statistics, "Statistics"}}) {
        if (toggle_button(tab.label, state_.panel == tab.panel)) state_.panel = tab.panel;
        ImGui::SameLine();
    }
    ImGui::NewLine();
    ImGui::Dummy({0, 0.2f * em});
    switch (state_.panel) {
        case Panel::Sample:
            draw_sample_panel(desk);
            break;
        case Panel::Values:
            draw_values_panel(desk);
            break;
        case Panel::Statistics:
            draw_statistics_panel(desk);
            break;
    }
    ImGui::End();
    draw_status_bar();
    if (state_.help) draw_help(desk);

    ImDrawList& list = *ImGui::GetForegroundDrawList();
    list.AddLine({0, top}, {screen.x, top}, palette::kLine);
    list.AddLine({0, screen.y - bottom}, {screen.x, screen.y - bottom}, palette::kLine);
    list.AddLine({middle, top}, {middle, screen.y - bottom}, palette::kLine);
}

void Interface::draw_top_bar() {
    const float em = fonts_.regular->FontSize;
    begin_part("top", {0, 0}, {ImGui::GetIO().DisplaySize.x, 3.4f * em}, {1 * em, 0.75f * em});
    // The mark: three planes, one behind the other.
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    for (int i = 0; i < 3; ++i) {
        const float shift = 0.38f * em * static_cast<float>(2 - i);
        list.AddRectFilled({at.x + shift, at.y + 0.72f * em - shift},
                           {at.x + shift + 1.1f * em, at.y + 1.62f * em - shift},
                           i == 2
                               ? palette::kAccent
                               : with_alpha(palette::kAccent, 70 + 60u * static_cast<unsigned>(i)),
                           0.2f * em);
    }
    ImGui::Dummy({2.3f * em, em});
    ImGui::SameLine();
    const std::string name = std::filesystem::path(session_.file()).filename().string();
    ImGui::PushFont(fonts_.bold);
    ImGui::PushStyleColor(ImGuiCol_Button, IM_COL32_BLACK_TRANS);
    if (ImGui::Button(
            (name + (session_.overrides().empty() ? "" : " *") + "  \u25BE###file").c_str()))
        ImGui::OpenPopup("files");
    ImGui::PopStyleColor();
    ImGui::PopFont();
    if (ImGui::BeginPopup("files")) {
        if (ImGui::Selectable("Read again   F5")) session_.reload();
        if (ImGui::Selectable("Save changes   Ctrl+S")) {
            Desk desk{session_, state_, pictures_, fonts_, note_};
            save_overrides(desk);
        }
        ImGui::Separator();
        ImGui::TextDisabled("Opened in this window; drop a .yaml here for another");
        const std::vector<std::string> recent = session_.recent();
        for (const std::string& file : recent)
            if (ImGui::Selectable(file.c_str(), file == session_.file())) session_.open(file);
        ImGui::EndPopup();
    }
    draw_view_buttons();
    ImGui::SameLine(ImGui::GetIO().DisplaySize.x - 6.2f * em);
    if (ImGui::Button("Help   H")) state_.help = true;
    ImGui::End();
}

void Interface::draw_view_buttons() {
    const float em = fonts_.regular->FontSize;
    const std::span<const NamedView> buttons(kViews.data(), kButtons);
    const bool other = named(state_.view).channel != nullptr;
    const std::string more = std::string(other ? named(state_.view).label : "More") + "  \u25BE";
    float width = ImGui::CalcTextSize(more.c_str()).x + 2 * ImGui::GetStyle().FramePadding.x;
    for (const NamedView& view : buttons)
        width +=
            ImGui::CalcTextSize(view.label).x + 2 * ImGui::GetStyle().FramePadding.x + 0.25f * em;
    ImGui::SameLine();
    ImGui::SetCursorPosX(
        std::max(ImGui::GetCursorPosX(), 0.5f * (ImGui::GetIO().DisplaySize.x - width)));
    for (const NamedView& view : buttons) {
        if (toggle_button(view.label, state_.view == view.view)) state_.view = view.view;
        ImGui::SameLine(0, 0.25f * em);
    }
    if (toggle_button((more + "###more").c_str(), other)) ImGui::OpenPopup("more views");
    if (ImGui::BeginPopup("more views")) {
        for (const NamedView& view : std::span(kViews).subspan(kButtons))
            if (ImGui::Selectable(view.label, state_.view == view.view)) state_.view = view.view;
        ImGui::EndPopup();
    }
}

void Interface::draw_overlay_bar() {
    const float em = fonts_.regular->FontSize;
    if (toggle_button("Split", state_.split)) state_.split = !state_.split;
    ImGui::SameLine(0, em);
    for (const NamedOverlay& overlay : kOverlays) {
        bool& on = state_.overlays.*overlay.flag;
        if (toggle_button(overlay.label, on)) on = !on;
        ImGui::SameLine(0, 0.3f * em);
    }
    if (state_.zoom > 1) {
        ImGui::SameLine(0, em);
        if (ImGui::Button(fmt::format("{:.1f}\u00D7   fit", state_.zoom).c_str())) {
            state_.zoom = 1;
            state_.center_x = state_.center_y = 0.5f;
        }
    }
    if (session_.camera_moved()) {
        ImGui::SameLine(0, em);
        if (ImGui::Button("\u21BA camera")) session_.reset_camera();
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("Back to the drawn camera (Home)");
    }
}

void Interface::draw_status_bar() {
    const float em = fonts_.regular->FontSize;
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    begin_part("status", {0, screen.y - 2 * em}, {screen.x, 2 * em}, {1 * em, 0.45f * em});
    ImGui::TextDisabled("%s", note_.c_str());
    std::string right;
    if (const MadeSample* sample = session_.sample()) {
        const Extent extent = sample->pictures.front().labeled.frame.ids.extent();
        right = fmt::format("{} \u00D7 {}   {:.0f} ms   ", extent.width, extent.height,
                            1000 * sample->seconds);
    }
    right += session_.device();
    ImGui::SameLine(screen.x - ImGui::CalcTextSize(right.c_str()).x - em);
    ImGui::TextDisabled("%s", right.c_str());
    ImGui::End();
}

void Interface::obey_control(int key) {
    Desk desk{session_, state_, pictures_, fonts_, note_};
    if (key == GLFW_KEY_S) save_overrides(desk);
    if (key == GLFW_KEY_Z) session_.reset_all();
    if (key == GLFW_KEY_Q) closed_ = true;
}

void Interface::press(int key, bool control) {
    if (control) return obey_control(key);
    for (std::size_t i = 0; i < kButtons; ++i)
        if (key == GLFW_KEY_1 + static_cast<int>(i)) state_.view = kViews[i].view;
    constexpr std::array kOverlayKeys{GLFW_KEY_B, GLFW_KEY_M, GLFW_KEY_A, GLFW_KEY_N,
                                      GLFW_KEY_O, GLFW_KEY_K, GLFW_KEY_T};
    static_assert(kOverlayKeys.size() == kOverlays.size());
    for (std::size_t i = 0; i < kOverlays.size(); ++i) {
        bool& on = state_.overlays.*kOverlays[i].flag;
        if (key == kOverlayKeys[i]) on = !on;
    }
    switch (key) {
        case GLFW_KEY_ESCAPE:
            state_.help = false;
            return session_.select(kBackgroundId);
        case GLFW_KEY_H:
        case GLFW_KEY_F1:
            state_.help = !state_.help;
            return;
        case GLFW_KEY_RIGHT:
            return session_.step(1);
        case GLFW_KEY_LEFT:
            return session_.step(-1);
        case GLFW_KEY_PAGE_DOWN:
            return session_.step(kSheetSize);
        case GLFW_KEY_PAGE_UP:
            return session_.step(-static_cast<std::int64_t>(kSheetSize));
        case GLFW_KEY_R:
            return session_.reroll();
        case GLFW_KEY_HOME:
            return session_.reset_camera();
        case GLFW_KEY_F5:
            return session_.reload();
        case GLFW_KEY_S:
            state_.split = !state_.split;
            return;
        case GLFW_KEY_V:
            state_.view = next_without_button(state_.view);
            return;
        case GLFW_KEY_TAB:
            state_.panel = static_cast<Panel>((static_cast<int>(state_.panel) + 1) % 3);
            return;
        case GLFW_KEY_0:
            state_.zoom = 1;
            state_.center_x = state_.center_y = 0.5f;
            return;
        default:
            return;
    }
}

}  // namespace diorama::preview
