#include "engine/config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/config/context.hpp"
#include "engine/config/distributions.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/schema.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

using nlohmann::json;

bool is_plain_key(std::string_view key) {
    return !key.empty() && key.find_first_of(".[]\" ") == key.npos;
}

std::string joined_path(const std::string& path, std::string_view step) {
    if (step.starts_with('[')) return path + std::string(step);
    const std::string key = is_plain_key(step) ? std::string(step) : fmt::format("\"{}\"", step);
    return path.empty() ? key : path + "." + key;
}

}  // namespace

void Slot::fail(const std::string& message, Fault fault) const {
    context->findings.add(mark, path, message, fault);
}

Slot Slot::below(const Node& child, const std::string& step) const {
    return {
        .context = context, .node = &child, .mark = child.mark, .path = joined_path(path, step)};
}

void Slot::record(nlohmann::json value) const {
    if (resolved) resolved->value = std::move(value);
}

std::shared_ptr<Node> Reader::expanded(const Shorthands& shorthands) const {
    const Node& node = *slot_.node;
    const auto& keys = shorthands.keys;
    const bool key =
        node.is_scalar() && std::find(keys.begin(), keys.end(), node.text) != keys.end();
    const bool drawn =
        node.is_map() && node.entries.size() == 1 && (node.at("choice") || node.at("weighted"));
    if (!key && (shorthands.choice.empty() || !(node.is_scalar() || drawn))) return nullptr;
    auto value = std::make_shared<Node>(node);
    if (key) {
        *value = {};
        value->kind = Node::Kind::Map;
        value->mark = node.mark;
    }
    auto map = std::make_shared<Node>();
    map->kind = Node::Kind::Map;
    map->mark = node.mark;
    map->entries.push_back({key ? node.text : shorthands.choice, node.mark, value});
    config::finish(*map);
    return map;
}

Reader::Reader(Slot slot, const Shorthands& shorthands, std::size_t index)
    : slot_(std::move(slot)), index_(index) {
    if (slot_.describing()) {
        json& schema = *slot_.schema;
        json map{{"type", "object"}, {"additionalProperties", false}};
        map["properties"] = json::object();
        json forms = json::array();
        if (!shorthands.choice.empty()) {
            const json text{{"type", "string"}, {"minLength", 1}};
            forms.push_back(choice_schema(text, text));
        } else if (!shorthands.keys.empty()) {
            forms.push_back(names_schema(shorthands.keys));
        }
        if (forms.empty()) {
            schema.update(map);
        } else {
            forms.push_back(map);
            schema["anyOf"] = forms;
            slot_.schema = &schema["anyOf"][forms.size() - 1];
        }
        return;
    }
    if (slot_.resolved) slot_.resolved->kind = Resolved::Kind::Map;
    if (!slot_.node) return;
    if (slot_.node->kind == Node::Kind::Missing) {
        slot_.node = nullptr;
        slot_.quiet = true;
    } else if ((expanded_ = expanded(shorthands))) {
        slot_.node = expanded_.get();
    } else if (!slot_.node->is_map()) {
        const auto& keys = shorthands.keys;
        const std::string names = keys.empty() ? "" : "one of " + join(keys) + " or ";
        const std::string near =
            slot_.node->is_scalar() ? did_you_mean(slot_.node->text, keys) : "";
        slot_.fail(
            fmt::format("expected {}a map of keys, found {}{}", names, found(*slot_.node), near));
        slot_.node = nullptr;
        slot_.quiet = true;
    }
    if (slot_.node) used_.assign(slot_.node->entries.size(), false);
}

bool Reader::has(std::string_view key) const { return slot_.node && slot_.node->at(key); }

Slot Reader::enter(std::string_view key, std::string_view help, bool required) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
    Slot slot{.context = slot_.context, .mark = slot_.mark, .path = joined_path(slot_.path, key)};
    if (slot_.describing()) {
        if (required) (*slot_.schema)["required"].push_back(key);
        json& property = (*slot_.schema)["properties"][std::string(key)];
        property = json::object();
        if (!help.empty()) property["description"] = help;
        slot.schema = &property;
        return slot;
    }
    if (slot_.resolved) slot.resolved = &slot_.resolved->add(std::string(key));
    const std::size_t i = slot_.node ? slot_.node->find(key) : 0;
    if (slot_.node && i < slot_.node->entries.size()) {
        used_[i] = true;
        slot.node = slot_.node->entries[i].value.get();
        slot.mark = slot.node->mark;
        if (slot.node->kind == Node::Kind::Missing) slot.mark = slot_.node->entries[i].mark;
        if (slot.resolved) slot.resolved->mark = slot.mark;
        slot_.context->marks[slot.path] = slot.mark;
    } else if (required && !slot_.quiet) {
        slot_.fail(fmt::format("missing required key '{}'", key));
    }
    slot.quiet = slot_.quiet || (required && !slot.node);
    return slot;
}

Slot Reader::item(const Slot& list, std::size_t i) const {
    if (list.describing()) {
        Slot slot = list;
        slot.schema = &(*list.schema)["items"];
        *slot.schema = json::object();
        return slot;
    }
    Slot slot = list.below(*list.node->items[i], fmt::format("[{}]", i));
    slot.context->marks[slot.path] = slot.mark;
    if (list.resolved) {
        slot.resolved = &list.resolved->add(fmt::format("[{}]", i));
        slot.resolved->mark = slot.mark;
    }
    return slot;
}

std::size_t Reader::item_count(const Slot& list, std::size_t max_items) const {
    if (list.describing()) {
        list.schema->update({{"type", "array"}, {"maxItems", max_items}});
        return 1;
    }
    if (list.resolved) list.resolved->kind = Resolved::Kind::List;
    if (!list.written()) return 0;
    if (!list.node->is_list()) {
        list.fail("expected a list, found " + found(*list.node));
        return 0;
    }
    if (list.node->items.size() <= max_items) return list.node->items.size();
    list.fail(
        fmt::format("a list of {}; at most {} are possible", list.node->items.size(), max_items));
    return max_items;
}

std::shared_ptr<nlohmann::json> Reader::begin_definition(const Slot& list,
                                                         const std::string& definition) const {
    (*list.schema)["items"] = {{"$ref", "#/definitions/" + definition}};
    json& known = list.context->definitions;
    if (known.contains(definition)) return nullptr;
    known[definition] = json::object();
    return std::make_shared<json>(json::object());
}

void Reader::define(const std::string& definition, const nlohmann::json& schema) const {
    slot_.context->definitions[definition] = schema;
}

void Reader::unsupported(std::string_view key, const std::string& message) {
    const std::size_t i = slot_.node ? slot_.node->find(key) : 0;
    if (!slot_.node || i == slot_.node->entries.size()) return;
    used_[i] = true;
    slot_.context->findings.add(slot_.node->entries[i].mark, joined_path(slot_.path, key), message);
}

void Reader::complain(const std::string& below, const std::string& message) const {
    const std::string path = slot_.path.empty() ? below : slot_.path + "." + below;
    const auto& marks = slot_.context->marks;
    Mark mark = slot_.mark;
    for (std::string at = path; at.size() > slot_.path.size();
         at.resize(std::min(at.find_last_of(".["), at.size() - 1))) {
        const auto known = marks.find(at);
        if (known == marks.end()) continue;
        mark = known->second;
        break;
    }
    slot_.context->findings.add(mark, path, message);
}

void Reader::forward(const Diagnostics& findings) const { slot_.context->findings.add(findings); }

const PathMap& Reader::paths() const { return slot_.context->paths; }

void Reader::settle(const std::vector<std::string>& steps, const std::string& text) const {
    Resolved* at = slot_.resolved;
    for (std::size_t i = 0; at && i < steps.size(); ++i) at = at->find(steps[i]);
    if (at) at->value = text;
}

void Reader::finish() {
    if (!slot_.node) return;
    for (std::size_t i = 0; i < used_.size(); ++i) {
        if (used_[i]) continue;
        const Entry& entry = slot_.node->entries[i];
        slot_.context->findings.add(
            entry.mark, joined_path(slot_.path, excerpt(entry.key)),
            "unknown key" + did_you_mean(entry.key, known_, "; known here: " + join(known_, 40)));
    }
}

void Reader::not_required(const std::vector<std::string>& keys) {
    json& schema = *slot_.schema;
    if (!schema.contains("required")) return;
    json left = json::array();
    for (const auto& key : schema["required"])
        if (std::find(keys.begin(), keys.end(), key.get<std::string>()) == keys.end())
            left.push_back(key);
    if (left.empty()) {
        schema.erase("required");
    } else {
        schema["required"] = left;
    }
}

std::optional<std::size_t> Reader::choose(const std::vector<std::string>& keys,
                                          std::optional<std::size_t> fallback,
                                          const std::vector<std::string>& later) {
    if (slot_.describing()) {
        json one = json::array(), any = json::array();
        for (const std::string& key : keys) any.push_back({{"required", json::array({key})}});
        one = any;
        if (fallback) one.push_back({{"not", {{"anyOf", any}}}});
        (*slot_.schema)["allOf"].push_back({{"oneOf", one}});
        std::vector<std::string> group = keys;
        group.insert(group.end(), later.begin(), later.end());
        slot_.context->exclusive.push_back(group);
        return std::nullopt;
    }
    std::optional<std::size_t> chosen;
    bool good = true;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const std::size_t i = slot_.node ? slot_.node->find(keys[k]) : 0;
        if (!slot_.node || i == slot_.node->entries.size()) continue;
        used_[i] = true;
        if (chosen) {
            slot_.context->findings.add(
                slot_.node->entries[i].mark, joined_path(slot_.path, keys[k]),
                fmt::format("only one of {} is possible, and '{}' is given too", join(keys),
                            keys[*chosen]));
        } else {
            chosen = k;
        }
    }
    for (const std::string& key : later) {
        const std::size_t i = slot_.node ? slot_.node->find(key) : 0;
        if (!slot_.node || i == slot_.node->entries.size()) continue;
        used_[i] = true;
        good = false;
        slot_.context->findings.add(
            slot_.node->entries[i].mark, joined_path(slot_.path, key),
            fmt::format("'{}' is not supported by this version, which has: {}", key, join(keys)));
    }
    if (chosen) return chosen;
    known_.insert(known_.end(), keys.begin(), keys.end());
    if (!good) return std::nullopt;
    if (fallback) return fallback;
    if (!slot_.quiet)
        slot_.fail(keys.size() == 1 ? fmt::format("missing required key '{}'", keys[0])
                                    : "expected one of the keys " + join(keys));
    return std::nullopt;
}

}  // namespace diorama::config
