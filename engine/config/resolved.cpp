#include "engine/config/resolved.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

/// True for text that YAML reads as itself without quotes, inside brackets too.
bool is_plain(const std::string& text) {
    if (text.empty() || text.size() > 200 || parse_number(text)) return false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        const bool later =
            &c != text.data() && ((c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/');
        if (!letter && !later) return false;
    }
    for (const char* word :
         {"true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL",
          "yes",  "Yes",  "YES",  "no",    "No",    "NO",    "on",   "On",   "ON",
          "off",  "Off",  "OFF",  "y",     "Y",     "n",     "N"})
        if (text == word) return false;
    return true;
}

std::string scalar(const std::string& text) {
    return is_plain(text) ? text : nlohmann::json(text).dump();
}

/// A value in flow style.
std::string flow(const nlohmann::json& value) {
    if (value.is_string()) return scalar(value.get<std::string>());
    if (value.is_number_float()) return format_number(value.get<double>());
    std::string text;
    if (value.is_array()) {
        for (const auto& item : value) text += (text.empty() ? "" : ", ") + flow(item);
        return "[" + text + "]";
    }
    if (value.is_object()) {
        for (const auto& [key, item] : value.items())
            text += (text.empty() ? "" : ", ") + scalar(key) + ": " + flow(item);
        return "{" + text + "}";
    }
    return value.dump();
}

std::string origin(const Mark& mark) {
    if (!mark.source) return "default";
    if (mark.source->is_override()) return "--set";
    return fmt::format("{}:{}", mark.source->name, mark.line);
}

bool is_absent(const Resolved& node) {
    return node.kind == Resolved::Kind::Value && node.value.is_null();
}

/// Whether nothing of a map or list is written.
bool is_bare(const Resolved& node) {
    return std::ranges::all_of(node.children, [](const auto& child) { return is_absent(*child); });
}

/// Appends the children of `node`, the first one continuing the current line when `inline_first`.
void emit(const Resolved& node, std::size_t indent, bool inline_first, std::string& out) {
    for (const auto& child : node.children) {
        if (is_absent(*child)) continue;
        if (!inline_first) out.append(indent, ' ');
        inline_first = false;
        const bool item = node.kind == Resolved::Kind::List;
        out += item ? "-" : scalar(child->key) + ":";
        if (child->kind == Resolved::Kind::Value) {
            out += fmt::format(" {}  # {}\n", flow(child->value), origin(child->mark));
        } else if (is_bare(*child)) {
            out += fmt::format(" {}  # {}\n", child->kind == Resolved::Kind::List ? "[]" : "{}",
                               origin(child->mark));
        } else if (item) {
            out += ' ';
            emit(*child, indent + 2, true, out);
        } else {
            out += '\n';
            emit(*child, indent + 2, false, out);
        }
    }
}

}  // namespace

Resolved& Resolved::add(std::string child_key) {
    children.push_back(std::make_unique<Resolved>());
    children.back()->key = std::move(child_key);
    return *children.back();
}

Resolved* Resolved::find(std::string_view child_key) {
    for (const auto& child : children)
        if (child->key == child_key) return child.get();
    return nullptr;
}

nlohmann::json to_json(const Resolved& root) {
    if (root.kind == Resolved::Kind::Value) return root.value;
    if (root.kind == Resolved::Kind::List) {
        auto list = nlohmann::json::array();
        for (const auto& child : root.children) list.push_back(to_json(*child));
        return list;
    }
    auto map = nlohmann::json::object();
    for (const auto& child : root.children)
        if (!is_absent(*child)) map[child->key] = to_json(*child);
    return map;
}

std::string to_yaml(const Resolved& root) {
    std::string out;
    emit(root, 0, false, out);
    return out;
}

nlohmann::json number_json(double value) {
    if (value == std::floor(value) && std::abs(value) <= 0x1p53)
        return static_cast<std::int64_t>(value);
    return value;
}

}  // namespace diorama::config
