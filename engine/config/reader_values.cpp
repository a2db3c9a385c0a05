// The calls of a Reader that end in numbers, text and names.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/config/context.hpp"
#include "engine/config/distributions.hpp"
#include "engine/config/reader.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/schema.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

using nlohmann::json;

/// Text that YAML takes for a number or a bool when it is not quoted.
bool needs_quotes(const Node& node) {
    return !node.quoted && (parse_number(node.text) || node.text == "true" || node.text == "false");
}

/// The text at a place, or nothing after a finding.
std::optional<std::string> parse_text(const Slot& slot, TextRule rule) {
    if (!slot.written()) return std::nullopt;
    const Node& node = *slot.node;
    if (!node.is_scalar()) {
        slot.fail("expected a text, found " + found(node));
    } else if (needs_quotes(node)) {
        slot.fail(fmt::format("expected a text, found {}; write \"{}\"", excerpt(node.text),
                              excerpt(node.text)));
    } else if (node.text.empty() || node.text.size() > 200) {
        slot.fail(fmt::format("expected a text of 1 to 200 bytes, found {}", node.text.size()));
    } else if (std::any_of(node.text.begin(), node.text.end(),
                           [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
        slot.fail("expected printable text on one line");
    } else if (rule == TextRule::FileName &&
               !std::all_of(node.text.begin(), node.text.end(), [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_';
               })) {
        slot.fail(fmt::format("'{}' becomes part of a file name: letters, digits, '-' and '_' only",
                              excerpt(node.text)));
    } else {
        return node.text;
    }
    return std::nullopt;
}

/// Whether the key of a map is a word that `rule` allows.
/// @param value  the place of its value.
bool is_key(const Slot& value, const Entry& entry, TextRule rule) {
    Node word;
    word.kind = Node::Kind::Scalar;
    word.mark = entry.mark;
    word.quoted = true;
    word.text = entry.key;
    Slot key = value;
    key.node = &word;
    key.mark = entry.mark;
    return parse_text(key, rule).has_value();
}

std::optional<bool> parse_boolean(const Slot& slot) {
    if (!slot.written()) return std::nullopt;
    const Node& node = *slot.node;
    const std::string& text = node.text;
    if (node.is_scalar() && !node.quoted && (text == "true" || text == "false"))
        return text == "true";
    std::string hint;
    for (const char* word : {"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE", "1"})
        if (node.is_scalar() && text == word) hint = " (did you mean 'true'?)";
    for (const char* word : {"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE", "0"})
        if (node.is_scalar() && text == word) hint = " (did you mean 'false'?)";
    slot.fail(fmt::format("expected true or false, found {}{}", found(node), hint));
    return std::nullopt;
}

/// The index of a name in a list.
std::optional<std::size_t> parse_name(const Slot& slot, const std::string& text,
                                      const std::vector<std::string>& now,
                                      const std::vector<std::string>& later) {
    const auto at = std::find(now.begin(), now.end(), text);
    if (at != now.end()) return static_cast<std::size_t>(at - now.begin());
    if (std::find(later.begin(), later.end(), text) != later.end()) {
        slot.fail(
            fmt::format("'{}' is not supported by this version, which has: {}", text, join(now)));
    } else {
        slot.fail(fmt::format("'{}' is not one of {}{}", excerpt(text), join(now),
                              did_you_mean(text, now)));
    }
    return std::nullopt;
}

json with_default(json schema, json value) {
    schema["default"] = std::move(value);
    return schema;
}

}  // namespace

double Reader::number(std::string_view key, std::optional<double> fallback, Range range,
                      std::string_view help) {
    const Slot slot = enter(key, help, !fallback);
    if (slot.describing()) {
        slot.schema->update(number_schema(range));
        if (fallback) (*slot.schema)["default"] = number_json(*fallback);
    }
    const double value = parse_number_at(slot, range).value_or(fallback.value_or(0));
    slot.record(number_json(value));
    return value;
}

std::uint64_t Reader::natural(std::string_view key, std::optional<std::uint64_t> fallback,
                              std::uint64_t min, std::uint64_t max, std::string_view help) {
    const Slot slot = enter(key, help, !fallback);
    std::uint64_t value = fallback.value_or(min);
    if (slot.describing()) {
        slot.schema->update({{"type", "integer"}, {"minimum", min}, {"maximum", max}});
        if (fallback) (*slot.schema)["default"] = value;
    } else if (slot.written()) {
        // Through the exact integer: a double would round large seeds.
        const Node& node = *slot.node;
        const auto number =
            node.is_scalar() && !node.quoted ? parse_number(node.text) : std::nullopt;
        if (number && number->natural && *number->natural >= min && *number->natural <= max) {
            value = *number->natural;
        } else if (number && number->natural) {
            slot.fail(min == max
                          ? fmt::format("expected {}, found {}", min, *number->natural)
                          : fmt::format("{} is outside [{}, {}]", *number->natural, min, max));
        } else {
            const Range range{
                .min = static_cast<double>(min), .max = static_cast<double>(max), .whole = true};
            if (parse_number_at(slot, range)) slot.fail("too large for an exact whole number");
        }
    }
    slot.record(value);
    return value;
}

bool Reader::boolean(std::string_view key, bool fallback, std::string_view help) {
    const Slot slot = enter(key, help);
    if (slot.describing()) slot.schema->update({{"type", "boolean"}, {"default", fallback}});
    const bool value = parse_boolean(slot).value_or(fallback);
    slot.record(value);
    return value;
}

std::string Reader::text(std::string_view key, std::optional<std::string> fallback, TextRule rule,
                         std::string_view help) {
    const Slot slot = enter(key, help, !fallback);
    if (slot.describing()) {
        slot.schema->update(text_schema(rule));
        if (fallback && !fallback->empty()) (*slot.schema)["default"] = *fallback;
    }
    std::string value = parse_text(slot, rule).value_or(fallback.value_or(""));
    if (!value.empty()) slot.record(value);
    return value;
}

std::vector<std::string> Reader::texts(std::string_view key, TextRule rule, std::string_view help) {
    const Slot slot = enter(key, help);
    std::vector<std::string> values;
    if (slot.describing()) {
        slot.schema->update({{"type", "array"},
                             {"items", text_schema(rule)},
                             {"uniqueItems", true},
                             {"default", json::array()}});
        return values;
    }
    if (slot.written() && !slot.node->is_list())
        slot.fail("expected a list such as [mug, bottle], found " + found(*slot.node));
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; slot.written() && i < slot.node->items.size(); ++i) {
        const Slot item = slot.below(*slot.node->items[i], fmt::format("[{}]", i));
        slot.context->marks[item.path] = item.mark;
        const auto value = parse_text(item, rule);
        if (!value) continue;
        const auto [first, fresh] = seen.try_emplace(*value, i);
        if (!fresh)
            item.fail(fmt::format("'{}' is already item {}", excerpt(*value), first->second));
        values.push_back(*value);
    }
    slot.record(values);
    return values;
}

Distribution Reader::distribution(std::string_view key, std::optional<Distribution> fallback,
                                  Range range, std::string_view help) {
    const Slot slot = enter(key, help, !fallback);
    if (slot.describing()) {
        slot.schema->update(distribution_schema(slot.context->definitions, range));
        if (fallback) (*slot.schema)["default"] = to_json(*fallback);
    }
    Distribution value = fallback.value_or(Distribution(0.0));
    if (auto written = parse_distribution(slot, range)) value = *std::move(written);
    slot.record(to_json(value));
    return value;
}

void Reader::distribution_list(Slot slot, Distribution* values, std::size_t count, Range range) {
    const auto all = [&] {
        json list = json::array();
        for (std::size_t i = 0; i < count; ++i) list.push_back(to_json(values[i]));
        return list;
    };
    if (slot.describing()) {
        slot.schema->update({{"type", "array"},
                             {"items", distribution_schema(slot.context->definitions, range)},
                             {"minItems", count},
                             {"maxItems", count},
                             {"default", all()}});
        return;
    }
    if (slot.written()) {
        const Node& node = *slot.node;
        if (!node.is_list() || node.items.size() != count) {
            slot.fail(fmt::format("expected a list of {} numbers or distributions, found {}", count,
                                  found(node)));
        } else {
            for (std::size_t i = 0; i < count; ++i)
                if (auto value = parse_distribution(
                        slot.below(*node.items[i], fmt::format("[{}]", i)), range))
                    values[i] = *std::move(value);
        }
    }
    slot.record(all());
}

std::size_t Reader::name_index(const Slot& slot, std::size_t fallback,
                               const NameTable& names) const {
    if (slot.describing()) {
        slot.schema->update(with_default(names_schema(names.now), names.now[fallback]));
        return fallback;
    }
    std::size_t index = fallback;
    if (slot.written()) {
        if (!slot.node->is_scalar()) {
            slot.fail(
                fmt::format("expected one of {}, found {}", join(names.now), found(*slot.node)));
        } else {
            index = parse_name(slot, slot.node->text, names.now, names.later).value_or(fallback);
        }
    }
    slot.record(names.now[index]);
    return index;
}

std::vector<std::size_t> Reader::name_indices(const Slot& slot,
                                              const std::vector<std::size_t>& fallback,
                                              const NameTable& names) const {
    const auto listed = [&](const std::vector<std::size_t>& indices) {
        json list = json::array();
        for (const std::size_t i : indices) list.push_back(names.now[i]);
        return list;
    };
    if (slot.describing()) {
        slot.schema->update({{"type", "array"},
                             {"items", names_schema(names.now)},
                             {"uniqueItems", true},
                             {"default", listed(fallback)}});
        return fallback;
    }
    std::vector<std::size_t> indices = fallback;
    if (slot.written()) {
        indices.clear();
        if (!slot.node->is_list())
            slot.fail(
                fmt::format("expected a list of {}, found {}", join(names.now), found(*slot.node)));
        for (std::size_t i = 0; i < slot.node->items.size(); ++i) {
            const Slot item = slot.below(*slot.node->items[i], fmt::format("[{}]", i));
            if (!item.written()) continue;
            if (!item.node->is_scalar()) {
                item.fail(fmt::format("expected one of {}, found {}", join(names.now),
                                      found(*item.node)));
                continue;
            }
            const auto index = parse_name(item, item.node->text, names.now, names.later);
            if (!index) continue;
            if (std::find(indices.begin(), indices.end(), *index) != indices.end()) {
                item.fail(fmt::format("'{}' is listed twice", item.node->text));
            } else {
                indices.push_back(*index);
            }
        }
    }
    slot.record(listed(indices));
    return indices;
}

Choice<bool> Reader::booleans(std::string_view key, bool fallback, std::string_view help) {
    const Slot slot = enter(key, help);
    if (slot.describing()) {
        slot.schema->update(with_default(
            choice_schema({{"type", "boolean"}}, names_schema({"true", "false"})), fallback));
        return fallback;
    }
    Choice<bool> choice;
    parse_choice(slot, "true or false",
                 [&](const Slot& item, const std::string& text, std::optional<double> weight) {
                     std::optional<bool> value;
                     if (!weight) {
                         value = parse_boolean(item);
                     } else if (const auto index = parse_name(item, text, {"false", "true"}, {})) {
                         value = *index == 1;
                     }
                     if (!value) return;
                     choice.values.push_back(*value);
                     if (weight) choice.weights.push_back(*weight);
                 });
    if (choice.empty()) choice = Choice<bool>(fallback);
    if (choice.values.size() == 1 && choice.weights.empty()) {
        slot.record(static_cast<bool>(choice.values[0]));
    } else if (choice.weights.empty()) {
        slot.record({{"choice", choice.values}});
    } else {
        std::vector<std::string> names;
        for (const bool value : choice.values) names.push_back(value ? "true" : "false");
        slot.record(choice_json(names, choice.weights));
    }
    return choice;
}

Choice<std::string> Reader::words(std::string_view key, const Choice<std::string>& fallback,
                                  const std::vector<std::string>& known, std::string_view help) {
    const Slot slot = enter(key, help);
    if (slot.describing()) {
        const json item = names_schema(known);
        slot.schema->update(choice_schema(item, item));
        if (!fallback.empty())
            (*slot.schema)["default"] = choice_json(fallback.values, fallback.weights);
        return fallback;
    }
    Choice<std::string> choice;
    parse_choice(slot, "one of " + join(known),
                 [&](const Slot& item, const std::string& text, std::optional<double> weight) {
                     if (!parse_name(item, text, known, {})) return;
                     choice.values.push_back(text);
                     if (weight) choice.weights.push_back(*weight);
                 });
    if (choice.empty()) choice = fallback;
    if (!choice.empty()) slot.record(choice_json(choice.values, choice.weights));
    return choice;
}

std::vector<std::pair<std::string, std::size_t>> Reader::name_index_map(
    const Slot& slot, const NameTable& names) const {
    std::vector<std::pair<std::string, std::size_t>> values;
    if (slot.describing()) {
        slot.schema->update({{"type", "object"},
                             {"propertyNames", text_schema(TextRule::Label)},
                             {"additionalProperties", names_schema(names.now)},
                             {"default", json::object()}});
        return values;
    }
    json recorded = json::object();
    if (slot.written() && !slot.node->is_map())
        slot.fail("expected a map such as {mug: " + names.now.back() + "}, found " +
                  found(*slot.node));
    if (slot.written() && slot.node->is_map()) {
        for (const std::uint32_t i : slot.node->by_key) {
            const Entry& entry = slot.node->entries[i];
            const Slot value = slot.below(*entry.value, excerpt(entry.key));
            is_key(value, entry, TextRule::Label);
            values.emplace_back(entry.key, name_index(value, 0, names));
            recorded[entry.key] = names.now[values.back().second];
        }
    }
    slot.record(std::move(recorded));
    return values;
}

std::vector<std::pair<std::string, double>> Reader::number_map(
    std::string_view key, const std::vector<std::pair<std::string, double>>& fallback, Range range,
    std::string_view help) {
    const Slot slot = enter(key, help);
    const auto all = [](const std::vector<std::pair<std::string, double>>& values) {
        json map = json::object();
        for (const auto& [name, value] : values) map[name] = number_json(value);
        return map;
    };
    if (slot.describing()) {
        slot.schema->update({{"type", "object"},
                             {"propertyNames", text_schema(TextRule::FileName)},
                             {"additionalProperties", number_schema(range)},
                             {"minProperties", fallback.empty() ? 0 : 1},
                             {"default", all(fallback)}});
        return fallback;
    }
    std::vector<std::pair<std::string, double>> values;
    const bool no_map = slot.written() && !slot.node->is_map();
    const bool lacks_entries = slot.written() && slot.node->entries.empty() && !fallback.empty();
    if (no_map || lacks_entries)
        slot.fail("expected a map such as {train: 0.9, val: 0.1}, found " + found(*slot.node));
    bool all_good = true;
    if (slot.written()) {
        for (const std::uint32_t i : slot.node->by_key) {
            const Entry& entry = slot.node->entries[i];
            const Slot value = slot.below(*entry.value, excerpt(entry.key));
            const bool good = is_key(value, entry, TextRule::FileName);
            const auto number = parse_number_at(value, range);
            all_good = all_good && good && number;
            values.emplace_back(entry.key, number.value_or(0));
        }
    }
    if (values.empty() || !all_good) values = fallback;
    if (!values.empty()) slot.record(all(values));
    return values;
}

std::vector<std::pair<std::string, std::string>> Reader::text_map(std::string_view key,
                                                                  std::string_view help) {
    const Slot slot = enter(key, help);
    if (slot.describing()) {
        slot.schema->update({{"type", "object"},
                             {"propertyNames", text_schema(TextRule::Label)},
                             {"additionalProperties", text_schema(TextRule::Label)},
                             {"default", json::object()}});
        return {};
    }
    std::vector<std::pair<std::string, std::string>> values;
    if (slot.written() && !slot.node->is_map())
        slot.fail("expected a map such as {cup: mug}, found " + found(*slot.node));
    json written = json::object();
    if (slot.written()) {
        for (const std::uint32_t i : slot.node->by_key) {
            const Entry& entry = slot.node->entries[i];
            const Slot value = slot.below(*entry.value, excerpt(entry.key));
            const bool good = is_key(value, entry, TextRule::Label);
            const auto text = parse_text(value, TextRule::Label);
            if (!good || !text) continue;
            values.emplace_back(entry.key, *text);
            written[entry.key] = *text;
        }
    }
    if (!values.empty()) slot.record(written);
    return values;
}

std::vector<std::array<double, 16>> Reader::matrices(std::string_view key, std::string_view help) {
    const Slot slot = enter(key, help, true);
    if (slot.describing()) {
        const json number{{"type", "number"}};
        const auto list = [](const json& items, int count) -> json {
            return {{"type", "array"}, {"items", items}, {"minItems", count}, {"maxItems", count}};
        };
        const json forms = json::array({list(number, 16), list(list(number, 4), 4)});
        slot.schema->update({{"type", "array"}, {"minItems", 1}, {"items", {{"oneOf", forms}}}});
        return {};
    }
    std::vector<std::array<double, 16>> values;
    if (!slot.written()) return values;
    if (!slot.node->is_list() || slot.node->items.empty()) {
        slot.fail("expected a list of 4x4 matrices, found " + found(*slot.node));
        return values;
    }
    for (std::size_t i = 0; i < slot.node->items.size(); ++i) {
        const Slot item = slot.below(*slot.node->items[i], fmt::format("[{}]", i));
        slot.context->marks[item.path] = item.mark;
        std::vector<Slot> numbers;
        const auto add = [&](const Slot& list, std::size_t count) {
            if (!list.node->is_list() || list.node->items.size() != count) return false;
            for (std::size_t k = 0; k < count; ++k)
                numbers.push_back(list.below(*list.node->items[k], fmt::format("[{}]", k)));
            return true;
        };
        bool good = add(item, 16);
        if (!good && add(item, 4)) {
            const std::vector<Slot> rows = std::move(numbers);
            numbers.clear();
            good =
                std::all_of(rows.begin(), rows.end(), [&](const Slot& row) { return add(row, 4); });
        }
        if (!good) {
            item.fail("expected 16 numbers or 4 rows of 4, row-major, found " + found(*item.node));
            numbers.clear();
        }
        std::array<double, 16> matrix{};
        for (std::size_t k = 0; k < numbers.size(); ++k) {
            const auto number = parse_number_at(numbers[k], {.min = -1e6, .max = 1e6});
            good = good && number;
            matrix[k] = number.value_or(0);
        }
        // A matrix with a finding keeps its place, so that later ones keep their index.
        values.push_back(
            good ? matrix : std::array<double, 16>{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
    }
    json list = json::array();
    for (const auto& matrix : values) {
        json row = json::array();
        for (const double number : matrix) row.push_back(number_json(number));
        list.push_back(row);
    }
    slot.record(list);
    return values;
}

}  // namespace diorama::config
