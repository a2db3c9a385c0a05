#include <fmt/format.h>

#include <algorithm>

#include "tools/preview/panels.hpp"

namespace diorama::preview {
namespace {

/// One bar per category, the most frequent first.
void draw_categories(const Desk& desk, const LabelStatistics& statistics) {
    std::vector<std::pair<std::string, CategoryCount>> rows(statistics.categories.begin(),
                                                            statistics.categories.end());
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) {
        return a.second.annotations > b.second.annotations;
    });
    const auto most = rows.empty() ? 1.0f : static_cast<float>(rows.front().second.annotations);
    const float em = desk.em(), row = 1.35f * em;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float width = ImGui::GetContentRegionAvail().x;
    for (const auto& [name, count] : rows) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float left = at.x + 8 * em, room = width - 12.5f * em;
        const float share = static_cast<float>(count.annotations) / std::max(most, 1.0f);
        list.AddText(at, palette::kText, name.c_str());
        list.AddRectFilled({left, at.y + 0.2f * em}, {left + room * share, at.y + 0.9f * em},
                           palette::kBar, 0.2f * em);
        const std::string number = fmt::format("{}", count.annotations);
        list.AddText({left + room * share + 0.4f * em, at.y}, palette::kDim, number.c_str());
        ImGui::Dummy({width, row - ImGui::GetStyle().ItemSpacing.y});
        if (ImGui::IsItemHovered())
            ImGui::SetTooltip("%s", fmt::format("{:.2f} per sample, {} dropped",
                                                static_cast<double>(count.annotations) /
                                                    static_cast<double>(statistics.samples),
                                                count.dropped)
                                        .c_str());
    }
}

void draw_histogram(const Desk& desk, const char* title, const ShareHistogram& histogram) {
    caption(desk, title);
    const float em = desk.em(), height = 3.6f * em;
    const auto& bins = histogram.bins();
    const auto most =
        static_cast<float>(std::max<std::uint64_t>(1, *std::ranges::max_element(bins)));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float step = width / static_cast<float>(bins.size());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const float x = at.x + step * static_cast<float>(i);
        const float top = at.y + height * (1 - static_cast<float>(bins[i]) / most);
        list.AddRectFilled({x + 1, at.y + height - 0.15f * em}, {x + step - 1, at.y + height},
                           palette::kRaised);
        if (bins[i] > 0)
            list.AddRectFilled({x + 1, top}, {x + step - 1, at.y + height}, palette::kBar,
                               0.15f * em);
        ImGui::SetCursorScreenPos({x, at.y});
        ImGui::PushID(static_cast<int>(i));
        ImGui::Dummy({step, height});
        ImGui::PopID();
        if (ImGui::IsItemHovered())
            ImGui::SetTooltip("%zu to %zu %%: %llu", 10 * i, 10 * (i + 1),
                              static_cast<unsigned long long>(bins[i]));
    }
    ImGui::SetCursorScreenPos({at.x, at.y + height});
    ImGui::TextDisabled("0 %%");
    ImGui::SameLine(width - ImGui::CalcTextSize("100 %").x + ImGui::GetStyle().WindowPadding.x);
    ImGui::TextDisabled("100 %%");
}

}  // namespace

void draw_statistics_panel(Desk& desk) {
    const LabelStatistics* statistics = desk.session.statistics();
    const std::uint64_t wanted = std::min(kStatisticsSize, desk.session.count());
    ImGui::PushFont(desk.fonts.title);
    ImGui::TextUnformatted("Labels");
    ImGui::PopFont();
    ImGui::SameLine();
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + 0.35f * desk.em());
    ImGui::TextDisabled("of the first %llu samples, %llu counted",
                        static_cast<unsigned long long>(wanted),
                        static_cast<unsigned long long>(statistics ? statistics->samples : 0));
    if (!statistics) return;
    ImGui::TextDisabled("%s", fmt::format("{} without annotation, {} objects without a place",
                                          statistics->empty, statistics->rejects)
                                  .c_str());
    draw_histogram(desk, "SIZE: ROOT OF THE SHARE OF THE PICTURE", statistics->size);
    draw_histogram(desk, "OCCLUSION: HIDDEN BY OTHERS", statistics->occlusion);
    draw_histogram(desk, "TRUNCATION: BEYOND THE PICTURE", statistics->truncation);
    caption(desk, "ANNOTATIONS PER CATEGORY");
    ImGui::BeginChild("categories");
    draw_categories(desk, *statistics);
    ImGui::EndChild();
}

}  // namespace diorama::preview
