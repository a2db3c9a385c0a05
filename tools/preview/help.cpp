#include <array>

#include "tools/preview/panels.hpp"

namespace diorama::preview {
namespace {

struct Line {
    const char* keys;
    const char* what;
};

constexpr std::array kSample{
    Line{"\u2190  \u2192", "sample before and after"},
    Line{"PgUp  PgDn", "sixteen at once"},
    Line{"R", "re-roll: the next seed"},
    Line{"F5", "read the file and its meshes again"},
    Line{"Ctrl+S", "save changed values into the file"},
    Line{"Ctrl+Z", "drop all changed values"},
    Line{"Tab", "next panel"},
    Line{"Esc", "select nothing"},
    Line{"Ctrl+Q", "close the window"},
};
constexpr std::array kLook{
    Line{"1 to 6", "picture, depth, normals, instances, semantic, sheet"},
    Line{"V", "parts, materials, intrinsic images and the other channels, in turn"},
    Line{"S", "split: the picture beside the view"},
    Line{"B  M  A", "boxes, masks, amodal outlines"},
    Line{"N  O", "names, hidden shares"},
    Line{"K  T", "keypoints, text"},
    Line{"0", "the whole picture"},
};
constexpr std::array kMouse{
    Line{"click", "what is it?"},
    Line{"drag", "orbit the camera"},
    Line{"right drag", "move the camera"},
    Line{"wheel", "nearer and farther"},
    Line{"Home", "back to the drawn camera"},
    Line{"Ctrl+wheel", "magnify the picture"},
    Line{"Ctrl+drag", "move the magnified picture"},
    Line{"Ctrl+click", "on a slider: type a number"},
};

template <std::size_t N>
void draw_lines(const Desk& desk, const char* title, const std::array<Line, N>& lines) {
    caption(desk, title);
    if (!ImGui::BeginTable(title, 2)) return;
    ImGui::TableSetupColumn("keys", ImGuiTableColumnFlags_WidthFixed, 7.5f * desk.em());
    ImGui::TableSetupColumn("what");
    for (const Line& line : lines) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(palette::kAccent), "%s", line.keys);
        ImGui::TableNextColumn();
        ImGui::TextWrapped("%s", line.what);
    }
    ImGui::EndTable();
}

}  // namespace

void draw_help(Desk& desk) {
    const float em = desk.em();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    const ImVec2 size{std::min(54 * em, screen.x - 2 * em), std::min(33 * em, screen.y - 2 * em)};
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(screen);
    ImGui::SetNextWindowBgAlpha(0.55f);
    constexpr ImGuiWindowFlags kCover =
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
    ImGui::Begin("cover", nullptr, kCover);
    ImGui::SetCursorPos({0.5f * (screen.x - size.x), 0.5f * (screen.y - size.y)});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, palette::kCard);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {2 * em, 1.5f * em});
    ImGui::BeginChild("help", size, false, ImGuiWindowFlags_AlwaysUseWindowPadding);
    ImGui::PushFont(desk.fonts.title);
    ImGui::TextUnformatted("Keys and mouse");
    ImGui::PopFont();
    ImGui::Columns(2, nullptr, false);
    draw_lines(desk, "SAMPLE", kSample);
    draw_lines(desk, "LOOK", kLook);
    ImGui::NextColumn();
    draw_lines(desk, "MOUSE", kMouse);
    ImGui::Columns(1);
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) desk.state.help = false;
    ImGui::End();
}

}  // namespace diorama::preview
