/// A checker for the part of JSON Schema draft-07 that the configuration's schema uses.
#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>

namespace diorama {

class Draft07 {
 public:
    explicit Draft07(nlohmann::json schema) : root_(std::move(schema)) {}

    bool accepts(const nlohmann::json& value) const { return check(root_, value); }

 private:
    using json = nlohmann::json;

    static bool has_type(const std::string& type, const json& value) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_boolean();
        if (type == "number") return value.is_number();
        if (type == "integer")
            return value.is_number_integer() ||
                   (value.is_number() && value.get<double>() == std::floor(value.get<double>()));
        throw std::logic_error("type " + type);
    }

    bool check(const json& schema, const json& value) const {
        if (schema.is_boolean()) return schema.get<bool>();
        const auto accepted = [&](const json& part) { return check(part, value); };
        for (const auto& [word, rule] : schema.items()) {
            bool good = true;
            if (word == "$ref") {
                good =
                    check(root_.at(json::json_pointer(rule.get<std::string>().substr(1))), value);
            } else if (word == "type") {
                good = has_type(rule.get<std::string>(), value);
            } else if (word == "enum") {
                good = std::find(rule.begin(), rule.end(), value) != rule.end();
            } else if (word == "allOf") {
                good = std::all_of(rule.begin(), rule.end(), accepted);
            } else if (word == "anyOf") {
                good = std::any_of(rule.begin(), rule.end(), accepted);
            } else if (word == "oneOf") {
                good = std::count_if(rule.begin(), rule.end(), accepted) == 1;
            } else if (word == "not") {
                good = !check(rule, value);
            } else if (value.is_number()) {
                const auto x = value.get<double>();
                if (word == "minimum") good = x >= rule.get<double>();
                if (word == "maximum") good = x <= rule.get<double>();
                if (word == "exclusiveMinimum") good = x > rule.get<double>();
            } else if (value.is_string()) {
                const auto text = value.get<std::string>();
                if (word == "minLength") good = text.size() >= rule.get<std::size_t>();
                if (word == "maxLength") good = text.size() <= rule.get<std::size_t>();
                if (word == "pattern")
                    good = std::regex_search(text, std::regex(rule.get<std::string>()));
            } else if (value.is_array()) {
                good = check_array(word, rule, value);
            } else if (value.is_object()) {
                good = check_object(schema, word, rule, value);
            }
            if (!good) return false;
        }
        return true;
    }

    bool check_array(const std::string& word, const json& rule, const json& value) const {
        if (word == "minItems") return value.size() >= rule.get<std::size_t>();
        if (word == "maxItems") return value.size() <= rule.get<std::size_t>();
        if (word == "uniqueItems")
            return std::set<json>(value.begin(), value.end()).size() == value.size();
        if (word == "items")
            return std::all_of(value.begin(), value.end(),
                               [&](const json& item) { return check(rule, item); });
        return true;
    }

    bool check_object(const json& schema, const std::string& word, const json& rule,
                      const json& value) const {
        if (word == "minProperties") return value.size() >= rule.get<std::size_t>();
        if (word == "required")
            return std::all_of(rule.begin(), rule.end(), [&](const json& key) {
                return value.contains(key.get<std::string>());
            });
        for (const auto& [key, item] : value.items()) {
            const bool known = schema.contains("properties") && schema["properties"].contains(key);
            if (word == "properties" && known && !check(rule[key], item)) return false;
            if (word == "propertyNames" && !check(rule, json(key))) return false;
            if (word == "additionalProperties" && !known && !check(rule, item)) return false;
        }
        return true;
    }

    json root_;
};

}  // namespace diorama
