#include "engine/dataset/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <set>
#include <tuple>
#include <utility>

#include "engine/core/rng.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/sha256.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 40;
constexpr std::size_t kMaxDifferences = 20;

Json plan_json(const Plan& plan) {
    Json split = Json::array(), assets = Json::array();
    for (const SubsetShare& s : plan.split) split.push_back({{"name", s.name}, {"share", s.share}});
    for (const AssetHash& a : plan.assets)
        assets.push_back({{"name", a.name}, {"sha256", a.sha256}});
    // Keys of the configuration are sorted, in whatever order the text has them.
    const auto config = nlohmann::json::parse(plan.config_json, nullptr, false);
    assert(!config.is_discarded());
    return {{"format", kFormat},   {"engine", plan.engine_version}, {"seed", plan.seed},
            {"count", plan.count}, {"categories", plan.categories}, {"split", split},
            {"assets", assets},    {"config", Json(config)}};
}

std::string brief(const Json* value) {
    if (value == nullptr) return "(absent)";
    std::string text = json_text(*value);
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    return text;
}

/// Appends "path: before -> after" for every leaf in which two values differ.
void compare(const std::string& path, const Json* before, const Json* after,
             std::vector<std::string>& differences) {
    if (before != nullptr && after != nullptr && *before == *after) return;
    const auto both = [&](auto test) {
        return before != nullptr && after != nullptr && test(*before) && test(*after);
    };
    if (both([](const Json& v) { return v.is_object(); })) {
        std::set<std::string> keys;
        for (const auto& item : before->items()) keys.insert(item.key());
        for (const auto& item : after->items()) keys.insert(item.key());
        const auto member = [](const Json& object, const std::string& key) {
            const auto found = object.find(key);
            return found == object.end() ? nullptr : &*found;
        };
        for (const std::string& key : keys)
            compare(path.empty() ? key : path + "." + key, member(*before, key),
                    member(*after, key), differences);
    } else if (both([](const Json& v) { return v.is_array(); })) {
        const auto element = [](const Json& array, std::size_t i) {
            return i < array.size() ? &array[i] : nullptr;
        };
        for (std::size_t i = 0; i < std::max(before->size(), after->size()); ++i)
            compare(fmt::format("{}[{}]", path, i), element(*before, i), element(*after, i),
                    differences);
    } else {
        differences.push_back(fmt::format("{}: {} -> {}", path, brief(before), brief(after)));
    }
}

void read_split(Fields& fields, Plan& plan, std::string& error) {
    double sum = 0;
    std::set<std::string> names;
    for (const Json& value : fields.array("split")) {
        Fields subset(value, "split", error);
        plan.split.push_back({subset.text("name"), subset.number("share")});
        if (subset.failed()) return;
        if (!is_plain_name(plan.split.back().name) || !names.insert(plan.split.back().name).second)
            fields.fail("split", "has a name that is repeated or cannot be a folder");
        if (plan.split.back().share < 0) fields.fail("split", "has a negative share");
        sum += plan.split.back().share;
    }
    if (!(sum > 0)) fields.fail("split", "has no positive share");
}

}  // namespace

Plan make_plan(const LoadedConfig& config, std::string engine_version,
               std::vector<AssetHash> assets) {
    const auto order = [](const AssetHash& a, const AssetHash& b) {
        return std::tie(a.name, a.sha256) < std::tie(b.name, b.sha256);
    };
    const auto same = [](const AssetHash& a, const AssetHash& b) {
        return a.name == b.name && a.sha256 == b.sha256;
    };
    std::sort(assets.begin(), assets.end(), order);
    assets.erase(std::unique(assets.begin(), assets.end(), same), assets.end());
    return {.engine_version = std::move(engine_version),
            .seed = config.run.seed,
            .count = config.run.count,
            .categories = config.run.categories,
            .split = config.run.split,
            .assets = std::move(assets),
            .config_json = config.resolved_json};
}

std::string encode_plan(const Plan& plan) {
    return plan_json(plan).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Expected<Plan> decode_plan(std::string_view text, const std::string& file) {
    const auto json = parse_json(text);
    if (!json) return data_fault(file, "", "is not JSON");
    std::string error;
    Fields fields(*json, "", error);
    const std::uint64_t format = fields.integer("format", UINT64_MAX);
    if (!fields.failed() && format != kFormat)
        return data_fault(file, "format",
                          fmt::format("{} is not supported, expected {}", format, kFormat));
    Plan plan;
    plan.engine_version = fields.text("engine");
    plan.seed = fields.integer("seed", UINT64_MAX);
    plan.count = fields.integer("count", kMaxCount);
    std::set<std::string> names;
    for (const Json& value : fields.array("categories")) {
        const auto* name = value.get_ptr<const std::string*>();
        if (name == nullptr || name->empty() || !names.insert(*name).second)
            fields.fail("categories", "are not distinct names");
        else
            plan.categories.push_back(*name);
    }
    read_split(fields, plan, error);
    for (const Json& value : fields.array("assets")) {
        Fields asset(value, "assets", error);
        plan.assets.push_back({asset.text("name"), asset.hash("sha256")});
    }
    plan.config_json = json_text(fields.object("config"));
    if (!error.empty()) return data_fault(file, "", error);
    return plan;
}

Expected<Plan> load_plan(FileSystem& files, const std::filesystem::path& folder) {
    const auto path = folder / "plan.json";
    const auto text = read_file(files, path);
    if (!text)
        return Diagnostic{.fault = Fault::NoInput,
                          .file = path.string(),
                          .message = "there is no dataset in this folder"};
    return decode_plan(*text, path.string());
}

std::string plan_hash(const Plan& plan) { return sha256_hex(encode_plan(plan)); }

std::vector<std::string> plan_differences(const Plan& before, const Plan& after) {
    std::vector<std::string> differences;
    const Json a = plan_json(before), b = plan_json(after);
    compare("", &a, &b, differences);
    if (differences.size() > kMaxDifferences) {
        const std::size_t further = differences.size() - kMaxDifferences;
        differences.resize(kMaxDifferences);
        differences.push_back(fmt::format("and {} more", further));
    }
    return differences;
}

const std::string& subset_of(const Plan& plan, std::uint64_t index) {
    assert(!plan.split.empty());
    std::vector<double> shares;
    for (const SubsetShare& subset : plan.split) shares.push_back(subset.share);
    // A seed of its own: the subset must not follow the run's seed.
    Rng rng = Rng{0}.stream("split").stream(index);
    return plan.split[draw_index(shares, rng)].name;
}

std::string sample_name(std::uint64_t index) { return fmt::format("{:08}", index); }

bool is_plain_name(std::string_view text) {
    if (text.empty() || text.size() > 200 || text.front() == '.') return false;
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '/' || c == '\x7f' || (c >= 0 && c < ' '); });
}

}  // namespace diorama
