#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "tools/preview/panels.hpp"
#include "tools/run/stages.hpp"

namespace diorama::preview {
namespace {

/// From pixels of the picture to the screen.
struct Mapping {
    ImVec2 min;
    float x_scale, y_scale;
    ImVec2 operator()(double x, double y) const {
        return {min.x + static_cast<float>(x) * x_scale, min.y + static_cast<float>(y) * y_scale};
    }
};

void draw_outlines(ImDrawList& list, const Mapping& map, const std::vector<Polygon>& polygons,
                   ImU32 color, float thickness) {
    std::vector<ImVec2> points;
    for (const Polygon& polygon : polygons) {
        points.clear();
        for (std::size_t i = 0; i + 1 < polygon.size(); i += 2)
            points.push_back(map(polygon[i], polygon[i + 1]));
        list.AddPolyline(points.data(), static_cast<int>(points.size()), color, ImDrawFlags_Closed,
                         thickness);
    }
}

/// A name on a plate of the instance's color, above its box and inside the picture.
void draw_plate(const Desk& desk, const std::string& text, ImVec2 corner, ImU32 color, ImVec2 min,
                ImVec2 max) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float em = desk.em();
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float width = size.x + 0.6f * em, height = size.y + 0.2f * em;
    const float x = std::clamp(corner.x, min.x, std::max(min.x, max.x - width));
    const float y = std::clamp(corner.y - height, min.y, std::max(min.y, max.y - height));
    list.AddRectFilled({x, y}, {x + width, y + height}, with_alpha(color, 235), 0.2f * em);
    // Dark on light plates, light on dark ones.
    const ImVec4 c = ImGui::ColorConvertU32ToFloat4(color);
    const bool light = 0.3f * c.x + 0.6f * c.y + 0.1f * c.z > 0.45f;
    list.AddText({x + 0.3f * em, y + 0.1f * em}, light ? palette::kInk : palette::kText,
                 text.c_str());
}

/// The named points of an object and what joins them: filled where seen, a ring where covered.
void draw_keypoints(ImDrawList& list, const Mapping& map, const Object& object,
                    const std::vector<CategoryKeypoints>& categories, ImU32 color, float radius) {
    const auto place = [&](const Keypoint& point) { return map(point.pixel.x, point.pixel.y); };
    const auto category =
        std::ranges::find(categories, object.category, &CategoryKeypoints::category);
    if (category != categories.end()) {
        const auto find = [&](std::size_t i) {
            const auto at =
                std::ranges::find(object.keypoints, category->names[i], &Keypoint::name);
            return at == object.keypoints.end() || at->visibility == 0 ? nullptr : &*at;
        };
        for (const auto& [from, to] : category->skeleton) {
            const Keypoint *a = find(from), *b = find(to);
            if (!a || !b) continue;
            list.AddLine(place(*a), place(*b), palette::kInk, 1.1f * radius);
            list.AddLine(place(*a), place(*b), color, 0.6f * radius);
        }
    }
    for (const Keypoint& point : object.keypoints) {
        if (point.visibility == 0) continue;
        list.AddCircleFilled(place(point), 1.4f * radius, palette::kInk);
        list.AddCircleFilled(place(point), 1.15f * radius, IM_COL32_WHITE);
        list.AddCircleFilled(place(point), 0.8f * radius,
                             point.visibility == 2 ? color : palette::kInk);
    }
}

/// The outline of a word and the line under its letters.
void draw_word(ImDrawList& list, const Mapping& map, const TextInfo& text, ImU32 color,
               float thickness) {
    std::vector<ImVec2> points;
    for (const glm::vec2& p : text.polygon) points.push_back(map(p.x, p.y));
    list.AddPolyline(points.data(), static_cast<int>(points.size()), color, ImDrawFlags_Closed,
                     thickness);
    points.clear();
    for (const glm::vec2& p : text.baseline) points.push_back(map(p.x, p.y));
    list.AddPolyline(points.data(), static_cast<int>(points.size()), with_alpha(color, 160), 0,
                     0.6f * thickness);
}

std::string plate_text(const Overlays& overlays, const Annotation& a,
                       const std::optional<TextInfo>& text_of_word) {
    std::string text;
    if (overlays.names) text = a.crowd ? a.category + " (crowd)" : a.category;
    if (overlays.text && text_of_word)
        text += (text.empty() ? "" : "  ") + text_of_word->transcription;
    if (overlays.occlusion && a.occlusion > 0)
        text += fmt::format("{}{:.0f}% hidden", text.empty() ? "" : "  ", 100 * a.occlusion);
    return text;
}

}  // namespace

void draw_overlays(const Desk& desk, ImVec2 min, ImVec2 max) {
    const MadePicture& picture = *desk.session.picture();
    const Overlays& overlays = desk.state.overlays;
    const Extent extent = picture.labeled.frame.ids.extent();
    const Mapping map{min, (max.x - min.x) / static_cast<float>(extent.width),
                      (max.y - min.y) / static_cast<float>(extent.height)};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float line = 0.12f * desk.em();
    const auto& objects = picture.labeled.frame.objects;
    const auto& annotations = picture.labeled.annotations;
    if (overlays.masks && !desk.pictures.masks().empty())
        list.AddImage(desk.pictures.masks().smooth(), min, max);
    for (std::size_t i = 0; i < annotations.size(); ++i) {
        const Annotation& a = annotations[i];
        const ImU32 color = to_color(label_color(a.instance_id));
        if (overlays.masks) draw_outlines(list, map, picture.visible[i], color, line);
        if (overlays.amodal) {
            draw_outlines(list, map, picture.amodal[i], IM_COL32_WHITE, line);
            draw_outlines(list, map, picture.visible[i], color, 1.3f * line);
        }
        if (overlays.boxes)
            list.AddRect(map(a.box.x, a.box.y), map(a.box.right(), a.box.bottom()), color, 0, 0,
                         1.3f * line);
    }
    for (std::size_t i = 0; i < annotations.size(); ++i) {
        const Annotation& a = annotations[i];
        if (a.instance_id != desk.session.selected()) continue;
        draw_outlines(list, map, picture.amodal[i], with_alpha(palette::kAccent, 130), 2 * line);
        draw_outlines(list, map, picture.visible[i], palette::kAccent, 2 * line);
    }
    for (const Annotation& a : annotations) {
        const Object& object = objects[a.instance_id - 1];
        const ImU32 color = to_color(label_color(a.instance_id));
        if (overlays.text && object.text) draw_word(list, map, *object.text, color, 1.3f * line);
        if (overlays.keypoints)
            draw_keypoints(list, map, object, desk.session.sample()->config->run.output.keypoints,
                           color, 0.3f * desk.em());
    }
    for (const Annotation& a : annotations) {
        const std::string text = plate_text(overlays, a, objects[a.instance_id - 1].text);
        if (!text.empty())
            draw_plate(desk, text, map(a.box.x, a.box.y), to_color(label_color(a.instance_id)), min,
                       max);
    }
}

}  // namespace diorama::preview
