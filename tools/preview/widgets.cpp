#include <fmt/format.h>

#include "tools/preview/panels.hpp"

namespace diorama::preview {

void caption(const Desk& desk, const char* text) {
    ImGui::Dummy({0, 0.15f * desk.em()});
    ImGui::PushFont(desk.fonts.bold);
    ImGui::TextDisabled("%s", text);
    ImGui::PopFont();
}

bool toggle_button(const char* label, bool on) {
    if (on) {
        ImGui::PushStyleColor(ImGuiCol_Button, palette::kAccent);
        ImGui::PushStyleColor(ImGuiCol_ButtonHovered, palette::kAccent);
        ImGui::PushStyleColor(ImGuiCol_ButtonActive, palette::kAccent);
        ImGui::PushStyleColor(ImGuiCol_Text, palette::kOnAccent);
    }
    const bool pressed = ImGui::Button(label);
    if (on) ImGui::PopStyleColor(4);
    return pressed;
}

void clipped_text(const std::string& text, float width) {
    if (ImGui::CalcTextSize(text.c_str()).x <= width) return ImGui::TextUnformatted(text.c_str());
    // The longest part that leaves room for the ellipsis; never half of a character.
    const float room = width - ImGui::CalcTextSize("\u2026").x;
    std::size_t length = 0;
    for (std::size_t i = 1; i <= text.size(); ++i) {
        if (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
        if (ImGui::CalcTextSize(text.c_str(), text.c_str() + i).x > room) break;
        length = i;
    }
    ImGui::TextUnformatted((text.substr(0, length) + "\u2026").c_str());
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text.c_str());
}

void copyable_line(const Desk& desk, const char* id, const std::string& text) {
    ImGui::PushID(id);
    const float button = ImGui::CalcTextSize("Copy").x + 2 * ImGui::GetStyle().FramePadding.x;
    const float width = ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x;
    const float start = ImGui::GetCursorPosX();
    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(desk.fonts.mono);
    clipped_text(text, width);
    ImGui::PopFont();
    ImGui::SameLine(start + width + ImGui::GetStyle().ItemSpacing.x);
    if (ImGui::Button("Copy")) {
        ImGui::SetClipboardText(text.c_str());
        desk.note = "copied";
    }
    ImGui::PopID();
}

}  // namespace diorama::preview
