/// JSON in and out with checked types: no exception leaves, whatever the text. Private to dataset.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/expected.hpp"

namespace diorama {

using Json = nlohmann::ordered_json;  // keys stay in the order in which they were written

/// The value of a JSON text; nothing when it is not JSON.
std::optional<Json> parse_json(std::string_view text);

/// One line without blanks; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const Json& value);

/// The double that prints with the fewest digits among those that read back as `value`, so that
/// 0.1f is written "0.1". Never -0.
double shortest(float value);

Diagnostic data_fault(const std::string& file, const std::string& path, std::string message);

/// Reads the members of one JSON object and remembers the first thing that is wrong. After an
/// error every getter returns a harmless value, so that a reader needs to ask only once, at its
/// end.
class Fields {
 public:
    /// @param error  shared by all readers of one file; the first message stays.
    Fields(const Json& value, std::string path, std::string& error);

    std::uint64_t integer(const char* key, std::uint64_t max);
    std::int64_t signed_integer(const char* key, std::int64_t min, std::int64_t max);
    double number(const char* key);  // finite
    bool boolean(const char* key);
    std::string text(const char* key, std::size_t max_bytes = 4096);
    std::string hash(const char* key);  // 64 lower-case hexadecimal digits
    const Json& array(const char* key);
    const Json& object(const char* key);
    bool has(const char* key) const;
    /// A member of whatever type; null when it is missing.
    const Json& value(const char* key);

    /// The path of a member, for messages and for readers of it.
    std::string path(const std::string& key) const;
    void fail(const std::string& key, const std::string& message);
    bool failed() const { return !error_.empty(); }

 private:
    const Json* find(const char* key);

    const Json& value_;
    std::string path_;
    std::string& error_;
};

/// Whether `value` is an integer in [min, max].
bool is_integer(const Json& value, std::int64_t min, std::int64_t max);

}  // namespace diorama
