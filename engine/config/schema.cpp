#include "engine/config/schema.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/config/distributions.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

using nlohmann::json;

/// "number_0_to_90", "integer_from_1": letters, digits, '_', '-' and '.' only.
std::string definition_name(Range range) {
    std::string name = range.whole ? "integer" : "number";
    const bool low = std::isfinite(range.min), high = std::isfinite(range.max);
    if (low) name += (high ? "_" : "_from_") + format_number(range.min);
    if (high) name += "_to_" + format_number(range.max);
    return name;
}

json pair_of(const json& number, const char* description) {
    return {{"type", "array"},
            {"items", number},
            {"minItems", 2},
            {"maxItems", 2},
            {"description", description}};
}

json map_schema(json properties, const std::vector<std::string>& required) {
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", required},
            {"additionalProperties", false}};
}

}  // namespace

json number_schema(Range range) {
    json schema{{"type", range.whole ? "integer" : "number"}};
    if (std::isfinite(range.min)) schema["minimum"] = number_json(range.min);
    if (std::isfinite(range.max)) schema["maximum"] = number_json(range.max);
    return schema;
}

json text_schema(TextRule rule) {
    json schema{{"type", "string"}, {"minLength", 1}, {"maxLength", 200}};
    if (rule == TextRule::FileName) schema["pattern"] = "^[A-Za-z0-9_-]+$";
    return schema;
}

json names_schema(const std::vector<std::string>& names) { return {{"enum", names}}; }

json closed_map(const std::string& key, json value) {
    return map_schema({{key, std::move(value)}}, {key});
}

json distribution_schema(json& definitions, Range range) {
    const std::string name = definition_name(range);
    const json reference{{"allOf", json::array({{{"$ref", "#/definitions/" + name}}})}};
    if (definitions.contains(name)) return reference;

    const json number = number_schema(range);
    const json any{{"type", "number"}};
    const json weight{{"type", "number"}, {"minimum", 0}};
    json kinds = json::array({number});
    if (!range.whole) {
        kinds.push_back(closed_map("uniform", pair_of(number, "[low, high)")));
        if (range.max > 0) {
            Range positive = range;
            positive.min = std::max(range.min, std::numeric_limits<double>::denorm_min());
            json item = number_schema(positive);
            if (!(range.min > 0)) {
                item.erase("minimum");
                item["exclusiveMinimum"] = 0;
            }
            kinds.push_back(
                closed_map("log_uniform", pair_of(item, "[low, high); the logarithm is uniform")));
        }
        std::vector<std::string> normal{"mean", "std"};
        if (std::isfinite(range.min)) normal.push_back("min");
        if (std::isfinite(range.max)) normal.push_back("max");
        kinds.push_back(closed_map(
            "normal", map_schema({{"mean", any}, {"std", weight}, {"min", number}, {"max", number}},
                                 normal)));
        const json shape{{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 10000}};
        kinds.push_back(closed_map(
            "beta", map_schema({{"a", shape}, {"b", shape}, {"min", number}, {"max", number}},
                               {"a", "b"})));
    }
    Range whole = range;
    whole.whole = true;
    kinds.push_back(closed_map("int", pair_of(number_schema(whole), "both ends included")));
    kinds.push_back(closed_map("choice", {{"type", "array"}, {"items", number}, {"minItems", 1}}));
    kinds.push_back(closed_map(
        "weighted", {{"type", "object"}, {"additionalProperties", weight}, {"minProperties", 1}}));
    if (range.min <= 0 && poisson_top(0) <= range.max) {
        json mean{{"type", "number"}, {"minimum", 0}, {"maximum", 1'000'000}};
        if (range.max < 1'000'000) mean["maximum"] = number_json(range.max);
        kinds.push_back(closed_map("poisson", mean));
    }
    definitions[name] = {{"oneOf", kinds}};
    return reference;
}

json choice_schema(const json& item, const json& names) {
    return {{"oneOf",
             json::array(
                 {item, closed_map("choice", {{"type", "array"}, {"items", item}, {"minItems", 1}}),
                  closed_map("weighted",
                             {{"type", "object"},
                              {"propertyNames", names},
                              {"additionalProperties", {{"type", "number"}, {"minimum", 0}}},
                              {"minProperties", 1}})})}};
}

}  // namespace diorama::config
