#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/preview/panels.hpp"

namespace diorama::preview {

void draw_sheet(Desk& desk, ImVec2 min, ImVec2 max) {
    Session& session = desk.session;
    const float em = desk.em();
    constexpr int kColumns = 4;
    const int rows = static_cast<int>(kSheetSize) / kColumns;
    const Extent shape = session.config_extent();
    const float gap = 0.7f * em;
    const float aspect = static_cast<float>(shape.width) / static_cast<float>(shape.height);
    // The largest cells of which all fit.
    const float height =
        std::min((max.y - min.y - gap * static_cast<float>(rows + 1)) / static_cast<float>(rows),
                 (max.x - min.x - gap * (kColumns + 1)) / kColumns / aspect);
    const float width = height * aspect;
    const ImVec2 start{0.5f * (min.x + max.x - kColumns * width - (kColumns - 1) * gap),
                       0.5f * (min.y + max.y - static_cast<float>(rows) * (height + gap) + gap)};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < kSheetSize; ++i) {
        const std::uint64_t index = session.index() + i;
        if (index >= session.count()) break;
        const auto column = static_cast<float>(i % kColumns),
                   row = static_cast<float>(i / kColumns);
        const ImVec2 from{start.x + column * (width + gap), start.y + row * (height + gap)};
        const ImVec2 to{from.x + width, from.y + height};
        ImGui::SetCursorScreenPos(from);
        ImGui::PushID(static_cast<int>(i));
        const bool clicked = ImGui::InvisibleButton("thumbnail", {width, height});
        const bool hovered = ImGui::IsItemHovered();
        ImGui::PopID();
        if (session.thumbnails().contains(index) && !desk.pictures.sheet().empty()) {
            const auto slot = static_cast<int>(index % kSheetSize);
            const float u = static_cast<float>(slot % kColumns) / kColumns;
            const float v = static_cast<float>(slot / kColumns) / static_cast<float>(rows);
            list.AddImageRounded(desk.pictures.sheet().smooth(), from, to, {u, v},
                                 {u + 1.0f / kColumns, v + 1.0f / static_cast<float>(rows)},
                                 IM_COL32_WHITE, 0.35f * em);
        } else {
            list.AddRectFilled(from, to, palette::kCard, 0.35f * em);
        }
        const std::string label = fmt::format("{}", index);
        const ImVec2 size = ImGui::CalcTextSize(label.c_str());
        const ImVec2 plate{from.x + 0.4f * em, to.y - size.y - 0.6f * em};
        list.AddRectFilled(plate, {plate.x + size.x + 0.8f * em, plate.y + size.y + 0.2f * em},
                           with_alpha(palette::kInk, 200), 0.3f * em);
        list.AddText({plate.x + 0.4f * em, plate.y + 0.1f * em}, palette::kText, label.c_str());
        if (hovered || i == 0)
            list.AddRect(from, to, hovered ? palette::kAccent : palette::kDim, 0.35f * em, 0,
                         0.15f * em);
        if (clicked) {
            session.go_to(index);
            desk.state.view = BaseView::Picture;
        }
    }
}

}  // namespace diorama::preview
