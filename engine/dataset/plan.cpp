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

/// The value that a table of names gives to a text.
template <class T>
std::optional<T> named(const std::vector<std::pair<std::string, T>>& names, const Json& text) {
    for (const auto& [name, value] : names)
        if (text == Json(name)) return value;
    return std::nullopt;
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

OutputConfig plan_output(const Plan& plan) {
    OutputConfig output;
    const auto config = parse_json(plan.config_json);
    if (!config || !config->is_object() || !config->contains("output")) return output;
    std::string error;
    Fields fields((*config)["output"], "output", error);
    if (fields.has("formats")) {
        output.formats.clear();
        for (const Json& name : fields.array("formats"))
            if (const auto format = named(output_format_names(), name))
                output.formats.push_back(*format);
    }
    // `crops: true` of a text generator stands for the format.
    if (config->contains("text") && (*config)["text"].is_object()) {
        const Json& text = (*config)["text"];
        if (text.value("crops", Json(false)) == Json(true) &&
            std::ranges::count(output.formats, OutputFormat::TextCrops) == 0)
            output.formats.push_back(OutputFormat::TextCrops);
    }
    if (fields.has("info")) {
        Fields info(fields.object("info"), "output.info", error);
        for (auto [key, value] : {std::pair{"description", &output.info.description},
                                  {"version", &output.info.version},
                                  {"url", &output.info.url},
                                  {"contributor", &output.info.contributor},
                                  {"year", &output.info.year},
                                  {"date_created", &output.info.date_created}})
            if (info.has(key)) *value = info.text(key);
    }
    if (fields.has("licenses")) {
        for (const Json& item : fields.array("licenses")) {
            Fields license(item, "output.licenses", error);
            output.licenses.push_back(
                {license.text("name"), license.has("url") ? license.text("url") : ""});
        }
    }
    if (fields.has("yolo"))
        output.yolo_task = named(yolo_task_names(),
                                 Fields(fields.object("yolo"), "output.yolo", error).value("task"))
                               .value_or(output.yolo_task);
    if (fields.has("cityscapes")) {
        Fields cityscapes(fields.object("cityscapes"), "output.cityscapes", error);
        if (cityscapes.has("labels"))
            for (const auto& [category, label] : cityscapes.object("labels").items())
                if (label.is_string())
                    output.cityscapes.labels.emplace_back(category, label.get<std::string>());
        if (cityscapes.has("background"))
            output.cityscapes.background = cityscapes.text("background");
    }
    if (fields.has("keypoints")) {
        for (const Json& item : fields.array("keypoints")) {
            Fields points(item, "output.keypoints", error);
            CategoryKeypoints category{.category = points.text("category")};
            for (const Json& name : points.array("names"))
                if (name.is_string()) category.names.push_back(name.get<std::string>());
            const auto position = [&](const std::string& name) {
                return static_cast<std::size_t>(std::ranges::find(category.names, name) -
                                                category.names.begin());
            };
            if (points.has("skeleton"))
                for (const Json& bone : points.array("skeleton")) {
                    Fields ends(bone, "output.keypoints.skeleton", error);
                    category.skeleton.emplace_back(position(ends.text("from")),
                                                   position(ends.text("to")));
                }
            output.keypoints.push_back(std::move(category));
        }
    }
    if (fields.has("webdataset")) {
        Fields webdataset(fields.object("webdataset"), "output.webdataset", error);
        output.samples_per_shard =
            std::max<std::uint64_t>(1, webdataset.integer("samples_per_shard", 1'000'000));
    }
    return output;
}

const std::string& subset_of(const Plan& plan, std::uint64_t index) {
    return subset_of(plan.split, index);
}

const std::string& subset_of(const std::vector<SubsetShare>& split, std::uint64_t index) {
    assert(!split.empty());
    std::vector<double> shares;
    for (const SubsetShare& subset : split) shares.push_back(subset.share);
    // A seed of its own: the subset must not follow the run's seed.
    Rng rng = Rng{0}.stream("split").stream(index);
    return split[draw_index(shares, rng)].name;
}

std::string sample_name(std::uint64_t index) { return fmt::format("{:08}", index); }

bool is_plain_name(std::string_view text) {
    if (text.empty() || text.size() > 200 || text.front() == '.') return false;
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '/' || c == '\x7f' || (c >= 0 && c < ' '); });
}

bool is_inner_path(std::string_view path) {
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        if (!is_plain_name(path.substr(begin, end - begin))) return false;
        if (end == path.size()) return true;
        begin = end + 1;
    }
}

}  // namespace diorama
