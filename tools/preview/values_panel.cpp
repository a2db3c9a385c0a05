#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>
#include <tuple>

#include "engine/config/words.hpp"
#include "tools/preview/panels.hpp"

namespace diorama::preview {
namespace {

/// How a group is headed: its key; for an item of a list its name or what it is.
std::string heading(const ValueNode& node) {
    if (node.label.empty() || node.label.front() != '[') return node.label;
    for (const ValueNode& child : node.children)
        if (child.label == "name") return node.label + "  " + child.text;
    if (node.children.size() == 1) return node.label + "  " + node.children.front().label;
    return node.label;
}

bool matches(const ValueNode& node, const std::string& filter) {
    if (filter.empty() || to_text(node.path).find(filter) != std::string::npos) return true;
    return std::ranges::any_of(node.children,
                               [&](const ValueNode& child) { return matches(child, filter); });
}

/// YAML for a name: in double quotes unless it is a plain word.
std::string yaml_name(const std::string& name) {
    const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    });
    static constexpr std::array<std::string_view, 9> kWords{"true", "false", "null", "yes", "no",
                                                            "on",   "off",   "y",    "n"};
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool word = std::ranges::find(kWords, lower) != kWords.end();
    return plain && !word ? name : '"' + name + '"';
}

std::string number_text(double value) {
    // Whole numbers as they are; else six digits, which is more than a slider knows.
    if (value == std::floor(value)) return config::format_number(value);
    return config::format_number(std::stod(fmt::format("{:.6g}", value)));
}

Field field_of(const ValueNode& node) {
    constexpr double kMost = 1e15;  // of a slider, which counts in steps that a double still has
    Field field{.kind = node.kind, .names = node.names};
    const auto number = config::parse_number(node.text);
    if (number && std::abs(number->value) > kMost) field.kind = ValueKind::Text;
    if (node.range) {
        std::tie(field.low, field.high) = *node.range;
    } else if (number) {
        const double reach = std::max(std::abs(number->value), 0.5);
        field.low = number->value < 0 ? number->value - reach : 0;
        field.high = number->value + reach;
    }
    field.whole = node.distribution == "int" || node.distribution == "poisson" ||
                  (number && number->natural && number->value > 8);
    return field;
}

/// The tree, drawn as fields.
class Tree {
 public:
    Tree(Desk& desk, const std::string& filter) : desk_(desk), filter_(filter) {}

    void draw(const ValueNode& node) {
        for (const ValueNode& child : node.children)
            if (child.label != "version") draw_node(child);
    }

 private:
    void draw_node(const ValueNode& node) {
        if (!matches(node, filter_)) return;
        ImGui::PushID(node.label.c_str());
        if (node.kind == ValueKind::Group && !node.children.empty()) {
            draw_group(node);
        } else {
            draw_leaf(node, node.text, [&](const std::string& value) { set(node.path, value); });
        }
        ImGui::PopID();
    }

    void draw_group(const ValueNode& node) {
        if (!filter_.empty()) ImGui::SetNextItemOpen(true);
        const bool top = node.path.size() == 1 && node.label == "scene";
        const bool camera = node.label == "camera" || node.label == "orbit";
        ImGuiTreeNodeFlags flags = ImGuiTreeNodeFlags_SpanAvailWidth;
        if (top || camera) flags |= ImGuiTreeNodeFlags_DefaultOpen;
        if (!ImGui::TreeNodeEx("group", flags, "%s", heading(node).c_str())) return;
        const bool one_value = !node.text.empty();  // a list in brackets
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const ValueNode& child = node.children[i];
            if (!one_value) {
                draw_node(child);
                continue;
            }
            ImGui::PushID(static_cast<int>(i));
            draw_leaf(child, child.text,
                      [&](const std::string& value) { set(node.path, with_item(node, i, value)); });
            ImGui::PopID();
        }
        ImGui::TreePop();
    }

    void set(const KeyPath& path, std::string value) {
        desk_.session.set({.path = path, .value = std::move(value)});
    }

    /// A label, a field by the kind of value, and a way back where it was changed.
    template <class Set>
    void draw_leaf(const ValueNode& node, const std::string& text, Set set_value) {
        const float em = desk_.em();
        const ValueOverride* change = desk_.session.override_of(node.path);
        // A value that was changed is still offered what the file has for it.
        const std::string key = to_text(node.path) + node.label;
        if (!change || !desk_.state.fields.contains(key)) desk_.state.fields[key] = field_of(node);
        const Field& field = desk_.state.fields[key];
        const float left = ImGui::GetCursorPosX();
        const float label = 10.6f * em;
        ImGui::AlignTextToFramePadding();
        ImGui::PushStyleColor(ImGuiCol_Text, change ? palette::kAccent : palette::kDim);
        clipped_text(node.label, std::max(2 * em, label - left));
        ImGui::PopStyleColor();
        if (ImGui::IsItemHovered())
            ImGui::SetTooltip("%s\n%s", to_text(node.path).c_str(), node.origin.c_str());
        ImGui::SameLine(std::max(label, left + 2 * em) + 0.5f * em);
        const float undo = change ? 1.9f * em : 0;
        ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - undo);
        draw_field(field, node, text, set_value);
        if (!change) return;
        ImGui::SameLine(0, 0.3f * em);
        if (ImGui::SmallButton("\u21BA")) desk_.session.reset(node.path);
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("As in the file");
    }

    template <class Set>
    void draw_field(const Field& field, const ValueNode& node, const std::string& text,
                    Set set_value) {
        switch (field.kind) {
            case ValueKind::Number:
                return draw_number(field, node, text, set_value);
            case ValueKind::Flag: {
                bool on = text == "true";
                if (ImGui::Checkbox("##value", &on)) set_value(on ? "true" : "false");
                return;
            }
            case ValueKind::Choice:
                if (ImGui::BeginCombo("##value", text.c_str())) {
                    for (const std::string& name : field.names)
                        if (ImGui::Selectable(name.c_str())) set_value(yaml_name(name));
                    ImGui::EndCombo();
                }
                return;
            case ValueKind::Group:
            case ValueKind::Text:
                draw_text(text, set_value);
        }
    }

    /// A slider over the range that the value has in the file; a distribution shows itself until
    /// the slider is touched.
    template <class Set>
    void draw_number(const Field& field, const ValueNode& node, const std::string& text,
                     Set set_value) {
        const auto number = config::parse_number(text);
        double value = number ? number->value : 0.5 * (field.low + field.high);
        const double low = std::min(field.low, value), high = std::max(field.high, value);
        const bool drawn = !number && !node.distribution.empty();
        const std::string shown = short_form(field, node);
        // A grip would claim a value where there is none yet.
        if (drawn) ImGui::PushStyleColor(ImGuiCol_SliderGrab, IM_COL32_BLACK_TRANS);
        bool touched = false;
        if (field.whole) {
            auto whole = static_cast<std::int64_t>(std::llround(value));
            const auto least = static_cast<std::int64_t>(low);
            const auto most = static_cast<std::int64_t>(high);
            touched = ImGui::SliderScalar("##value", ImGuiDataType_S64, &whole, &least, &most,
                                          drawn ? shown.c_str() : "%lld");
            value = static_cast<double>(whole);
        } else {
            touched = ImGui::SliderScalar("##value", ImGuiDataType_Double, &value, &low, &high,
                                          drawn ? shown.c_str() : "%.5g");
        }
        if (drawn) ImGui::PopStyleColor();
        if (touched) set_value(number_text(value));
    }

    /// "0.4 .. 1  uniform"; used as a format, so without percent signs.
    static std::string short_form(const Field& field, const ValueNode& node) {
        return fmt::format("{} .. {}  {}", number_text(field.low), number_text(field.high),
                           node.distribution);
    }

    template <class Set>
    void draw_text(const std::string& text, Set set_value) {
        std::array<char, 1024> buffer{};
        const std::size_t length = std::min(text.size(), buffer.size() - 1);
        std::copy_n(text.begin(), length, buffer.begin());
        const bool fits = length == text.size();
        if (ImGui::InputText(
                "##value", buffer.data(), buffer.size(),
                ImGuiInputTextFlags_EnterReturnsTrue | (fits ? 0 : ImGuiInputTextFlags_ReadOnly)))
            set_value(buffer.data());
    }

    Desk& desk_;
    const std::string& filter_;
};

/// What was changed by hand, as lines of `--set`, and the way into the file.
void draw_changes(Desk& desk) {
    Session& session = desk.session;
    if (session.overrides().empty()) {
        ImGui::TextDisabled("Move a slider; nothing is written until you save.");
        return;
    }
    std::optional<KeyPath> reset;
    for (const ValueOverride& change : session.overrides()) {
        const std::string path = to_text(change.path);
        ImGui::PushID(path.c_str());
        if (ImGui::SmallButton("\u2715")) reset = change.path;
        ImGui::SameLine();
        ImGui::PushFont(desk.fonts.mono);
        ImGui::PushStyleColor(ImGuiCol_Text, palette::kAccent);
        clipped_text(path + ": " + change.value, ImGui::GetContentRegionAvail().x);
        ImGui::PopStyleColor();
        ImGui::PopFont();
        ImGui::PopID();
    }
    if (toggle_button("Save into the file", true)) save_overrides(desk);
    ImGui::SameLine();
    if (ImGui::Button("Undo all")) session.reset_all();
    if (reset) session.reset(*reset);
}

}  // namespace

void save_overrides(Desk& desk) {
    const std::size_t count = desk.session.overrides().size();
    if (count == 0) {
        desk.note = "nothing to save";
        return;
    }
    const auto saved = desk.session.save();
    desk.note = saved ? fmt::format("saved {} value{} into {}", count, count == 1 ? "" : "s",
                                    desk.session.file())
                      : saved.errors().front().to_string();
}

void draw_values_panel(Desk& desk) {
    ImGui::PushFont(desk.fonts.title);
    ImGui::TextUnformatted("Values");
    ImGui::PopFont();
    caption(desk, "CHANGED BY HAND");
    draw_changes(desk);
    caption(desk, "CONFIGURATION");
    std::array<char, 64>& filter = desk.state.filter;
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##filter", "Find a key", filter.data(), filter.size());
    ImGui::BeginChild("tree");
    const std::string text = filter.data();
    // Drawing may change values: the tree being drawn stays whole until the next update.
    Tree(desk, text).draw(desk.session.values());
    ImGui::EndChild();
}

}  // namespace diorama::preview
