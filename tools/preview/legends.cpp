#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "tools/preview/panels.hpp"
#include "tools/run/channel_views.hpp"
#include "tools/run/stages.hpp"
#include "tools/run/views.hpp"

namespace diorama::preview {
namespace {

struct Entry {
    std::string text;
    Rgb8 color;
};

constexpr std::size_t kMostEntries = 14;

/// A plate at the bottom right, as large as what it is to hold.
/// @return its inner corner at the top left.
ImVec2 draw_plate(const Desk& desk, ImVec2 corner, ImVec2 inner) {
    const float em = desk.em();
    const ImVec2 max{corner.x - em, corner.y - em};
    const ImVec2 min{max.x - inner.x - 1.6f * em, max.y - inner.y - em};
    ImGui::GetWindowDrawList()->AddRectFilled(min, max, with_alpha(palette::kPanel, 225),
                                              0.4f * em);
    return {min.x + 0.8f * em, min.y + 0.5f * em};
}

/// From near to far, as color_depth() paints it.
void draw_meters(const Desk& desk, ImVec2 corner, const Image<float>& meters) {
    const DepthRange range = depth_range(meters);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float em = desk.em(), width = 13.4f * em;
    const ImVec2 start = draw_plate(desk, corner, {width, 1.9f * em});
    constexpr int kSteps = 24;
    for (int i = 0; i < kSteps; ++i) {
        const auto at = [&](int k) { return start.x + width * static_cast<float>(k) / kSteps; };
        const auto color = [&](int k) { return to_color(heat_color(1 - double(k) / kSteps)); };
        list.AddRectFilledMultiColor({at(i), start.y + 0.2f * em}, {at(i + 1), start.y + 0.8f * em},
                                     color(i), color(i + 1), color(i + 1), color(i));
    }
    const std::string near = fmt::format("{:.3g} m", range.near_m);
    const std::string far = fmt::format("{:.3g} m", range.far_m);
    const float y = start.y + em;
    list.AddText({start.x, y}, palette::kText, near.c_str());
    list.AddText({start.x + width - ImGui::CalcTextSize(far.c_str()).x, y}, palette::kText,
                 far.c_str());
}

/// Side by side.
void draw_row(const Desk& desk, ImVec2 corner, std::span<const Entry> entries) {
    const float em = desk.em();
    float width = -em;
    for (const Entry& entry : entries)
        width += 2.4f * em + ImGui::CalcTextSize(entry.text.c_str()).x;
    ImVec2 at = draw_plate(desk, corner, {width, em});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Entry& entry : entries) {
        list.AddRectFilled(at, {at.x + em, at.y + em}, to_color(entry.color), 0.2f * em);
        list.AddText({at.x + 1.4f * em, at.y}, palette::kText, entry.text.c_str());
        at.x += 2.4f * em + ImGui::CalcTextSize(entry.text.c_str()).x;
    }
}

/// One below the other, the largest first.
void draw_column(const Desk& desk, ImVec2 corner, std::vector<Entry> entries) {
    if (entries.empty()) return;
    if (entries.size() > kMostEntries) {
        const std::size_t left = entries.size() - kMostEntries + 1;
        entries.resize(kMostEntries - 1);
        entries.push_back({fmt::format("and {} more", left), {60, 60, 60}});
    }
    const float em = desk.em(), line = 1.25f * em;
    float width = 0;
    for (const Entry& entry : entries)
        width = std::max(width, 1.4f * em + ImGui::CalcTextSize(entry.text.c_str()).x);
    ImVec2 at =
        draw_plate(desk, corner, {width, line * static_cast<float>(entries.size()) - 0.25f * em});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Entry& entry : entries) {
        list.AddRectFilled(at, {at.x + em, at.y + em}, to_color(entry.color), 0.2f * em);
        list.AddText({at.x + 1.4f * em, at.y}, palette::kText, entry.text.c_str());
        at.y += line;
    }
}

/// The names of the values that a map holds, most pixels first.
template <class Name>
std::vector<Entry> entries_of(const Image<std::uint32_t>& map, std::size_t count,
                              const Name& name) {
    std::vector<std::size_t> pixels(count + 1);
    for (const std::uint32_t value : map) ++pixels.at(value);
    std::vector<std::uint32_t> order;
    for (std::uint32_t value = 1; value <= count; ++value)
        if (pixels[value] > 0) order.push_back(value);
    std::ranges::stable_sort(order, std::greater<>(), [&](std::uint32_t v) { return pixels[v]; });
    std::vector<Entry> entries;
    for (const std::uint32_t value : order) entries.push_back({name(value), label_color(value)});
    return entries;
}

std::vector<Entry> material_entries(const SurfaceChannels& surface) {
    return entries_of(surface.material, surface.material_names.size(),
                      [&](std::uint32_t value) { return surface.material_names[value - 1]; });
}

std::vector<Entry> part_entries(const Frame& frame) {
    const auto& names = frame.surface.part_names;
    return entries_of(frame.surface.part, names.size(), [&](std::uint32_t value) {
        const PartName& part = names[value - 1];
        return frame.objects[part.instance_id - 1].name + "  " + part.part;
    });
}

/// Colors by direction, and how far the longest motion reaches.
void draw_wheel(const Desk& desk, ImVec2 corner, const Flow& flow) {
    const float em = desk.em(), radius = 2.2f * em;
    const std::string longest = fmt::format("{:.3g} px", longest_motion(flow));
    const char* faults = "darker: no valid match";
    const float text =
        std::max(ImGui::CalcTextSize(longest.c_str()).x + 4 * em, ImGui::CalcTextSize(faults).x);
    const ImVec2 start = draw_plate(desk, corner, {2 * radius + em + text, 2 * radius});
    const ImVec2 middle{start.x + radius, start.y + radius};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    constexpr int kRings = 6, kSectors = 48;
    for (int ring = kRings; ring > 0; --ring)
        for (int sector = 0; sector < kSectors; ++sector) {
            const float share = static_cast<float>(ring) / kRings;
            const auto angle = [](float s) { return s * 2 * kPi / kSectors; };
            const float a = angle(static_cast<float>(sector)),
                        b = angle(static_cast<float>(sector) + 1.1f),
                        c = angle(static_cast<float>(sector) + 0.5f);
            const auto at = [&](float turn) {
                return ImVec2{middle.x + radius * share * std::cos(turn),
                              middle.y + radius * share * std::sin(turn)};
            };
            list.AddTriangleFilled(
                middle, at(a), at(b),
                to_color(motion_color(share * glm::vec2(std::cos(c), std::sin(c)))));
        }
    const float x = middle.x + radius + em;
    list.AddText({x, middle.y - 1.1f * em}, palette::kText, ("rim " + longest).c_str());
    list.AddText({x, middle.y + 0.2f * em}, palette::kDim, faults);
}

}  // namespace

void draw_legend(const Desk& desk, ImVec2 min, ImVec2 max) {
    const Frame& frame = desk.session.picture()->labeled.frame;
    const BaseView view = compared_view(desk.state);
    if (!has_channel(frame, view)) {
        // The sample before is shown until the one with the channel is made.
        if (desk.session.busy()) return;
        const std::string text = fmt::format("This sample has no {}", named(view).word);
        const ImVec2 size = ImGui::CalcTextSize(text.c_str());
        ImGui::GetWindowDrawList()->AddText(
            {0.5f * (min.x + max.x - size.x), 0.5f * (min.y + max.y - size.y)}, palette::kText,
            text.c_str());
        return;
    }
    // In the camera's space, and in that of each object.
    static const std::array kNormals{Entry{"right", {255, 128, 128}}, Entry{"up", {128, 255, 128}},
                                     Entry{"toward the camera", {128, 128, 255}}};
    static const std::array kObject{Entry{"x 0 to 1", {255, 60, 60}}, Entry{"y", {60, 255, 60}},
                                    Entry{"z", {90, 90, 255}}};
    switch (view) {
        case BaseView::Depth:
            return draw_meters(desk, max, frame.depth);
        case BaseView::Distance:
            return draw_meters(desk, max, frame.surface.distance);
        case BaseView::Normals:
            return draw_row(desk, max, kNormals);
        case BaseView::Nocs:
            return draw_row(desk, max, kObject);
        case BaseView::Part:
            return draw_column(desk, max, part_entries(frame));
        case BaseView::Material:
            return draw_column(desk, max, material_entries(frame.surface));
        case BaseView::FlowForward:
            return draw_wheel(desk, max, *frame.flow_forward);
        case BaseView::FlowBackward:
            return draw_wheel(desk, max, *frame.flow_backward);
        default:
            return;
    }
}

}  // namespace diorama::preview
