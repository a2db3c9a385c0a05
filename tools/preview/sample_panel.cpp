#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "tools/preview/panels.hpp"
#include "tools/run/stages.hpp"

namespace diorama::preview {
namespace {

const Annotation* annotation_of(const Labeled& labeled, std::uint32_t id) {
    const auto at = std::ranges::find(labeled.annotations, id, &Annotation::instance_id);
    return at == labeled.annotations.end() ? nullptr : &*at;
}

void draw_steering(Desk& desk) {
    Session& session = desk.session;
    const float em = desk.em();
    ImGui::PushFont(desk.fonts.title);
    ImGui::Text("Sample %llu", static_cast<unsigned long long>(session.index()));
    ImGui::PopFont();
    ImGui::SameLine();
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + 0.35f * em);
    ImGui::TextDisabled("of %llu", static_cast<unsigned long long>(session.count()));

    if (ImGui::Button("\u25C0", {2.6f * em, 0})) session.step(-1);
    ImGui::SameLine();
    if (ImGui::Button("\u25B6", {2.6f * em, 0})) session.step(1);
    ImGui::SameLine();
    ImGui::SetNextItemWidth(5.5f * em);
    std::uint64_t index = session.index();
    if (ImGui::InputScalar("##index", ImGuiDataType_U64, &index)) session.go_to(index);
    ImGui::SameLine();
    if (ImGui::Button("\u21BB Re-roll")) session.reroll();
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("The next seed: other draws everywhere (R)");
    ImGui::SameLine();
    ImGui::TextDisabled("seed %llu", static_cast<unsigned long long>(session.seed()));
}

/// Where a sample has several pictures: which one is shown.
void draw_picture_choice(Desk& desk) {
    const auto& pictures = desk.session.sample()->pictures;
    if (pictures.size() < 2) return;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const std::string& suffix = pictures[i].labeled.frame.suffix;
        const std::string label = suffix.empty() ? fmt::format("{}", i) : suffix.substr(1);
        if (i > 0) ImGui::SameLine();
        if (toggle_button(label.c_str(), i == desk.session.picture_index()))
            desk.session.show_picture(i);
    }
}

void fact(const char* name, const std::string& value) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", name);
    ImGui::TableNextColumn();
    ImGui::TextWrapped("%s", value.c_str());
}

/// What an object is made of, each once, in the order of its parts.
std::string materials_of(const SurfaceChannels& surface, std::uint32_t id) {
    std::vector<std::string> names;
    for (const PartName& part : surface.part_names) {
        if (part.instance_id != id || part.material == 0) continue;
        const std::string& name = surface.material_names[part.material - 1];
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

void draw_facts(const Labeled& labeled, std::uint32_t id) {
    const Object& object = labeled.frame.objects[id - 1];
    const glm::vec3 at(object.world_from_object[3]);
    fact("category", object.labelled()   ? object.category
                     : object.distractor ? "distractor, not annotated"
                                         : "part of the scene");
    fact("asset", object.asset.empty() ? "none" : object.asset);
    if (const std::string materials = materials_of(labeled.frame.surface, id); !materials.empty())
        fact("material", materials);
    if (const Annotation* a = annotation_of(labeled, id)) {
        fact("visible", fmt::format("{:.1f} %  ({} px)", 100 * a->visible_fraction, a->area));
        if (a->occlusion > 0) fact("hidden", fmt::format("{:.1f} %", 100 * a->occlusion));
        if (a->truncation > 0) fact("outside", fmt::format("{:.1f} %", 100 * a->truncation));
        fact("box",
             fmt::format("{}, {}   {} \u00D7 {}", a->box.x, a->box.y, a->box.width, a->box.height));
        std::string by;
        for (const Occluder& occluder : a->occluders)
            by += fmt::format("{}{} ({} px)", by.empty() ? "" : ", ",
                              labeled.frame.objects[occluder.id - 1].name, occluder.pixels);
        if (!by.empty()) fact("behind", by);
    } else {
        const auto dropped = std::ranges::find(labeled.dropped, object.name, &Dropped::name);
        if (dropped != labeled.dropped.end()) fact("dropped", dropped->reason);
    }
    fact("position", fmt::format("{:.3f}, {:.3f}, {:.3f} m", at.x, at.y, at.z));
    const glm::vec3 size = object.box.empty() ? glm::vec3(0) : object.box.size();
    const float scale = glm::length(glm::vec3(object.world_from_object[0]));
    fact("size", fmt::format("{:.3f} \u00D7 {:.3f} \u00D7 {:.3f} m", size.x * scale, size.y * scale,
                             size.z * scale));
}

void draw_selection(Desk& desk) {
    const Labeled& labeled = desk.session.picture()->labeled;
    const std::uint32_t id = desk.session.selected();
    if (id == kBackgroundId || id > labeled.frame.objects.size()) {
        ImGui::TextDisabled("Click an object in the picture or below.");
        return;
    }
    const float em = desk.em();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float bar = 1.1f * em;
    list.AddRectFilled({corner.x, corner.y + 0.15f * em}, {corner.x + 0.35f * em, corner.y + bar},
                       to_color(label_color(id)), 0.15f * em);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + 0.8f * em);
    ImGui::PushFont(desk.fonts.bold);
    ImGui::TextUnformatted(labeled.frame.objects[id - 1].name.c_str());
    ImGui::PopFont();
    ImGui::SameLine();
    ImGui::TextDisabled("id %u", id);
    if (ImGui::BeginTable("facts", 2)) {
        ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed, 5 * em);
        ImGui::TableSetupColumn("value");
        draw_facts(labeled, id);
        ImGui::EndTable();
    }
}

/// One row per annotated object, then what has no annotation and why.
void draw_objects(Desk& desk) {
    Session& session = desk.session;
    const Labeled& labeled = session.picture()->labeled;
    const float em = desk.em();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (const Annotation& a : labeled.annotations) {
        ImGui::PushID(static_cast<int>(a.instance_id));
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x;
        if (ImGui::Selectable("##row", session.selected() == a.instance_id, 0, {0, 1.25f * em}))
            session.select(session.selected() == a.instance_id ? kBackgroundId : a.instance_id);
        const float y = corner.y + 0.12f * em;
        list.AddRectFilled({corner.x + 0.2f * em, y + 0.12f * em},
                           {corner.x + 1.0f * em, y + 0.92f * em},
                           to_color(label_color(a.instance_id)), 0.2f * em);
        list.AddText({corner.x + 1.6f * em, y}, palette::kText, a.name.c_str());
        // How much of it is seen.
        const float left = corner.x + width - 7.2f * em, length = 4 * em;
        const auto share = static_cast<float>(a.visible_fraction);
        list.AddRectFilled({left, y + 0.4f * em}, {left + length, y + 0.7f * em}, palette::kCard,
                           0.15f * em);
        list.AddRectFilled({left, y + 0.4f * em}, {left + length * share, y + 0.7f * em},
                           palette::kBar, 0.15f * em);
        const std::string percent = fmt::format("{:.0f} %", 100 * a.visible_fraction);
        list.AddText({corner.x + width - ImGui::CalcTextSize(percent.c_str()).x - 0.2f * em, y},
                     palette::kDim, percent.c_str());
        ImGui::PopID();
    }
    if (labeled.annotations.empty()) ImGui::TextDisabled("nothing is annotated");
    ImGui::PushStyleColor(ImGuiCol_Text, palette::kDim);
    for (const Dropped& d : labeled.dropped)
        clipped_text(d.name + ": " + d.reason, ImGui::GetContentRegionAvail().x);
    for (const std::string& reject : labeled.frame.rejects)
        clipped_text(reject, ImGui::GetContentRegionAvail().x);
    ImGui::PopStyleColor();
}

void draw_camera(Desk& desk) {
    Session& session = desk.session;
    if (!session.camera_moved()) return;
    caption(desk, "CAMERA BY HAND");
    copyable_line(desk, "pose", session.camera_line());
    if (ImGui::Button("Back to the drawn camera")) session.reset_camera();
}

}  // namespace

void draw_sample_panel(Desk& desk) {
    draw_steering(desk);
    if (!desk.session.picture()) return;
    draw_picture_choice(desk);
    draw_camera(desk);
    caption(desk, "SELECTED");
    draw_selection(desk);
    caption(desk, "OBJECTS");
    const float footer = 4.4f * desk.em();
    ImGui::BeginChild("objects",
                      {0, std::max(4 * desk.em(), ImGui::GetContentRegionAvail().y - footer)});
    draw_objects(desk);
    ImGui::EndChild();
    caption(desk, "AGAIN, WITHOUT A WINDOW");
    copyable_line(desk, "command", desk.session.reproducing_command());
}

}  // namespace diorama::preview
