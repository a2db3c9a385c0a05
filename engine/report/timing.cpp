#include "engine/report/timing.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace diorama {
namespace {

using Json = nlohmann::ordered_json;

bool is_duration(const Json& json, const std::string& key) {
    const auto at = json.find(key);
    return at != json.end() && at->is_number() && at->get<double>() >= 0 &&
           std::isfinite(at->get<double>());
}

bool is_status(const Json& json) {
    if (!json.is_object() || !is_duration(json, "elapsed_s")) return false;
    const auto made = json.find("made"), stages = json.find("stages_s");
    if (made == json.end() || !made->is_number_unsigned()) return false;
    if (stages == json.end() || !stages->is_object()) return false;
    return std::ranges::all_of(stages->items(),
                               [&](const auto& item) { return is_duration(*stages, item.key()); });
}

void add_run(Timing& timing, const Json& json) {
    ++timing.runs;
    timing.samples += json["made"].get<std::uint64_t>();
    timing.elapsed_s += json["elapsed_s"].get<double>();
    for (const auto& [name, seconds] : json["stages_s"].items()) {
        auto at = std::ranges::find(timing.stages, name, [](const auto& s) { return s.first; });
        if (at == timing.stages.end()) at = timing.stages.insert(at, {name, 0.0});
        at->second += seconds.get<double>();
    }
}

}  // namespace

Expected<Timing> load_timing(FileSystem& files, const std::vector<std::filesystem::path>& paths) {
    Timing timing;
    Diagnostics findings;
    for (const std::filesystem::path& path : paths) {
        const auto text = read_file(files, path);
        if (!text) {
            findings.push_back({.fault = Fault::NoInput,
                                .file = path.string(),
                                .message = "is missing or too large"});
            continue;
        }
        const Json json = Json::parse(*text, nullptr, false);
        if (is_status(json))
            add_run(timing, json);
        else
            findings.push_back({.fault = Fault::Data,
                                .file = path.string(),
                                .message = "is no file that generate --status-file has written"});
    }
    if (!findings.empty()) return findings;
    return timing;
}

}  // namespace diorama
