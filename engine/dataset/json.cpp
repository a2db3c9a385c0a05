#include "engine/dataset/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

namespace diorama {
namespace {

const Json kNoArray = Json::array();
const Json kNoObject = Json::object();
const Json kNull;

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) return std::nullopt;
    return value;
}

std::string json_text(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

double shortest(float value) {
    if (value == 0.0f) return 0.0;
    char digits[32];
    const auto written = std::to_chars(digits, digits + sizeof(digits), value);
    double result = value;
    std::from_chars(digits, written.ptr, result);
    return result;
}

Diagnostic data_fault(const std::string& file, const std::string& path, std::string message) {
    return {.fault = Fault::Data, .file = file, .path = path, .message = std::move(message)};
}

Fields::Fields(const Json& value, std::string path, std::string& error)
    : value_(value), path_(std::move(path)), error_(error) {
    if (!value.is_object() && error_.empty())
        error_ = fmt::format("{}: is no object", path_.empty() ? "the file" : path_);
}

std::string Fields::path(const std::string& key) const {
    return path_.empty() ? key : path_ + "." + key;
}

void Fields::fail(const std::string& key, const std::string& message) {
    if (error_.empty()) error_ = fmt::format("{}: {}", path(key), message);
}

bool Fields::has(const char* key) const { return value_.is_object() && value_.contains(key); }

const Json& Fields::value(const char* key) {
    const Json* value = find(key);
    return value != nullptr ? *value : kNull;
}

const Json* Fields::find(const char* key) {
    if (failed()) return nullptr;
    const auto found = value_.find(key);
    if (found == value_.end()) {
        fail(key, "is missing");
        return nullptr;
    }
    return &*found;
}

std::uint64_t Fields::integer(const char* key, std::uint64_t max) {
    const Json* value = find(key);
    if (value == nullptr) return 0;
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > max) {
        fail(key, fmt::format("is no integer in 0 .. {}", max));
        return 0;
    }
    return value->get<std::uint64_t>();
}

std::int64_t Fields::signed_integer(const char* key, std::int64_t min, std::int64_t max) {
    const Json* value = find(key);
    if (value == nullptr) return min;
    if (!is_integer(*value, min, max)) {
        fail(key, fmt::format("is no integer in {} .. {}", min, max));
        return min;
    }
    return value->get<std::int64_t>();
}

double Fields::number(const char* key) {
    const Json* value = find(key);
    if (value == nullptr) return 0;
    if (!value->is_number() || !std::isfinite(value->get<double>())) {
        fail(key, "is no finite number");
        return 0;
    }
    return value->get<double>();
}

bool Fields::boolean(const char* key) {
    const Json* value = find(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(key, "is neither true nor false");
    return value->is_boolean() && value->get<bool>();
}

std::string Fields::text(const char* key, std::size_t max_bytes) {
    const Json* value = find(key);
    if (value == nullptr) return {};
    const auto* text = value->get_ptr<const std::string*>();
    if (text == nullptr || text->size() > max_bytes) {
        fail(key, fmt::format("is no text of at most {} bytes", max_bytes));
        return {};
    }
    return *text;
}

std::string Fields::hash(const char* key) {
    std::string digits = text(key, 64);
    if (failed()) return {};
    if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
        fail(key, "is no SHA-256 in 64 hexadecimal digits");
    return digits;
}

const Json& Fields::array(const char* key) {
    const Json* value = find(key);
    if (value != nullptr && !value->is_array()) fail(key, "is no array");
    return value != nullptr && value->is_array() ? *value : kNoArray;
}

const Json& Fields::object(const char* key) {
    const Json* value = find(key);
    if (value != nullptr && !value->is_object()) fail(key, "is no object");
    return value != nullptr && value->is_object() ? *value : kNoObject;
}

bool is_integer(const Json& value, std::int64_t min, std::int64_t max) {
    if (value.is_number_unsigned() &&
        value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return false;
    return value.is_number_integer() && value.get<std::int64_t>() >= min &&
           value.get<std::int64_t>() <= max;
}

}  // namespace diorama
