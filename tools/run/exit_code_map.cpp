#include "tools/run/exit_code_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

constexpr std::pair<std::string_view, int> kNames[] = {
    {"partial", kPartial},   {"memory", kOutOfMemory},  {"usage", kUsage},
    {"data", kData},         {"input", kNoInput},       {"unavailable", kUnavailable},
    {"software", kSoftware}, {"create", kCannotCreate}, {"io", kIoError},
    {"temp", kTemporary},    {"config", kConfig},
};

std::optional<int> to_code(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = error == std::errc{} && end == text.data() + text.size();
    return good && value >= 0 && value <= 255 ? std::optional(value) : std::nullopt;
}

/// A code by its name or number; 0 is nobody's to change.
std::optional<int> known_code(std::string_view text) {
    const auto number = to_code(text);
    for (const auto& [name, code] : kNames)
        if (text == name || number == code) return code;
    return std::nullopt;
}

}  // namespace

Expected<ExitCodeMap> ExitCodeMap::parse(const std::vector<std::string>& texts) {
    ExitCodeMap map;
    for (const std::string& text : texts) {
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::string_view item = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(item.size() + 1, rest.size()));
            const auto equals = item.find('=');
            const auto from = known_code(item.substr(0, equals));
            const auto to = equals == item.npos ? std::nullopt : to_code(item.substr(equals + 1));
            if (!from || !to) {
                std::string names;
                for (const auto& [name, code] : kNames)
                    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
                return usage_error(fmt::format(
                    "--exit-code-map {}: expected NAME=CODE such as temp=99, with a code from 0 "
                    "to 255 and one of the names {}",
                    text, names));
            }
            map.codes_[*from] = *to;
        }
    }
    return map;
}

int ExitCodeMap::operator()(int code) const {
    const auto found = codes_.find(code);
    return found == codes_.end() ? code : found->second;
}

}  // namespace diorama
