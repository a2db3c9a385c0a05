#include "engine/config/path_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

namespace diorama {
namespace {

constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

std::string without_slash(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

/// What follows `folder` in `path`, with its slash; null when the path lies elsewhere.
const char* below(const std::string& path, const std::string& folder) {
    if (!path.starts_with(folder)) return nullptr;
    const char* rest = path.c_str() + folder.size();
    return *rest == '\0' || *rest == '/' || folder == "/" ? rest : nullptr;
}

std::string joined(const std::string& folder, const char* rest) {
    if (*rest != '\0' && *rest != '/') return folder + '/' + rest;  // below "/"
    return folder == "/" && *rest == '/' ? rest : folder + rest;
}

}  // namespace

void PathMap::add(std::string from, std::string to) {
    rules_.push_back({without_slash(std::move(from)), without_slash(std::move(to))});
    std::ranges::stable_sort(
        rules_, [](const Rule& a, const Rule& b) { return a.from.size() > b.from.size(); });
}

Expected<Done> PathMap::add_rule(const std::string& rule) {
    const auto equals = rule.find('=');
    if (equals == rule.npos || !rule.starts_with('/') || equals + 1 == rule.size() ||
        rule[equals + 1] != '/') {
        return Diagnostic{.fault = Fault::Usage,
                          .message = fmt::format("--path-map {}: expected A=B, two absolute paths, "
                                                 "for example /projects=/mnt/projects",
                                                 rule)};
    }
    add(rule.substr(0, equals), rule.substr(equals + 1));
    return Done{};
}

Expected<Done> PathMap::add_file(const std::filesystem::path& file) {
    const auto fault = [&](Fault kind, std::string message) {
        return Diagnostic{.fault = kind, .file = file.string(), .message = std::move(message)};
    };
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    std::ifstream in(file, std::ios::binary);
    if (error || !in) return fault(Fault::NoInput, "cannot be opened");
    if (size > kMaxFileBytes) return fault(Fault::Data, "is too large to be a list of paths");
    const auto json = nlohmann::json::parse(in, nullptr, false);
    if (!json.is_object() || json.value("version", nlohmann::json()) != "pathmapping-1.0")
        return fault(Fault::Data, "expected a JSON object with \"version\": \"pathmapping-1.0\"");
    // A job without rules has no list.
    const nlohmann::json rules = json.value("path_mapping_rules", nlohmann::json::array());
    if (!rules.is_array()) return fault(Fault::Data, "path_mapping_rules: expected a list");
    for (const auto& rule : rules) {
        const auto text = [&](const char* key) {
            const auto found = rule.is_object() ? rule.find(key) : rule.end();
            return found != rule.end() && found->is_string() ? found->get<std::string>() : "";
        };
        const std::string from = text("source_path"), to = text("destination_path");
        if (from.empty() || to.empty())
            return fault(Fault::Data, "a rule lacks source_path or destination_path");
        add(from, to);
    }
    return Done{};
}

std::string PathMap::local(const std::string& written) const {
    for (const Rule& rule : rules_)
        if (const char* rest = below(written, rule.from)) return joined(rule.to, rest);
    return written;
}

std::string PathMap::written(const std::string& local) const {
    for (const Rule& rule : rules_) {
        const char* rest = below(local, rule.to);
        const std::string text = rest ? joined(rule.from, rest) : std::string();
        if (rest && this->local(text) == local) return text;
    }
    return local;
}

}  // namespace diorama
