// The schema that editors use must say what the parser says.
#include <functional>

#include "engine/config/document.hpp"
#include "engine/config/words.hpp"
#include "tests/engine/config/config_folder.hpp"
#include "tests/engine/config/draft07.hpp"

namespace diorama {
namespace {

using nlohmann::json;

/// A YAML tree as an editor sees it: plain scalars are numbers and bools where they look so.
json as_json(const config::Node& node) {
    if (node.is_list()) {
        json list = json::array();
        for (const auto& item : node.items) list.push_back(as_json(*item));
        return list;
    }
    if (node.is_map()) {
        json map = json::object();
        for (const auto& entry : node.entries) map[entry.key] = as_json(*entry.value);
        return map;
    }
    if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
    const auto number = node.quoted ? std::nullopt : config::parse_number(node.text);
    if (number && number->natural) return *number->natural;
    if (number) return number->value;
    return node.text;
}

json yaml_as_json(std::string text) {
    config::Source source{.name = "t", .text = std::move(text)};
    config::Findings findings;
    const auto root = parse_document(source, findings);
    EXPECT_TRUE(root && findings.empty()) << source.text;
    return root ? as_json(*root) : json();
}

const Draft07& schema() {
    static const Draft07 kSchema(json::parse(run_config_schema(small_kit())));
    return kSchema;
}

TEST(Schema, AcceptsWhatTheParserAccepts) {
    KitNames kit = small_kit();
    kit.objects.push_back("teapot");
    const Draft07 with_teapot(json::parse(run_config_schema(kit)));
    EXPECT_TRUE(with_teapot.accepts(yaml_as_json(starter_config())));

    const ConfigFolder folder;
    for (const char* text : {
             "version: 1\nscene: {}",
             "version: 1\nscene: {environment: sky, camera: {look_at: {}}}",
             "version: 1\nscene: {camera: {intrinsics: {fx: 1, fy: 2, cx: 3, cy: 4}}}",
             "version: 1\nscene: {camera: {poses: [[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]]}}",
             "version: 1\nscene: {camera: {exposure: manual, iso: 400, depth_of_field: {}}}",
             "version: 1\nscene: {camera: {depth_of_field: {radius_mm: 2, focus_m: 1}}}",
             "version: 1\nscene: {camera: {roll_deg: {weighted: {1: 2, 3: 4}}}}",
             "version: 1\nscene: {camera: {roll_deg: {beta: {a: 1, b: 2}}}}",
             "version: 1\nscene: {environment: {visible: {weighted: {true: 1, false: 2}}}}",
             "version: 1\nsplit: {train: 0.5, val: 0.5}\nscene: {}",
             "version: 1\nscene: {surfaces: [{name: t, mesh: plane, material: {choice: [wood]}}]}",
             "version: 1\nscene: {objects: [{category: a, mesh: mug, count: {poisson: 2}, "
             "place: {position_m: [0, 1, 2]}}]}",
         }) {
        const auto loaded = folder.load(text);
        ASSERT_TRUE(loaded) << folder.findings(loaded);
        EXPECT_TRUE(schema().accepts(yaml_as_json(text))) << text;
        EXPECT_TRUE(schema().accepts(json::parse(loaded->resolved_json))) << loaded->resolved_json;
        EXPECT_TRUE(schema().accepts(yaml_as_json(loaded->resolved_yaml)));
    }
}

TEST(Schema, RejectsWhatTheParserRejects) {
    const ConfigFolder folder;
    for (const char* text : {
             "seed: 1\nscene: {}",
             "version: 2\nscene: {}",
             "version: 1",
             "version: 1\npaste: {}",
             "version: 1\nsede: 1\nscene: {}",
             "version: 1\nseed: -1\nscene: {}",
             "version: 1\ncount: 1.5\nscene: {}",
             "version: 1\ncount: \"5\"\nscene: {}",
             "version: 1\ncolor: yes\nscene: {}",
             "version: 1\nimage: {format: jpeg}\nscene: {}",
             "version: 1\nimage: {width: 3}\nscene: {}",
             "version: 1\nchannels: [thermal]\nscene: {}",
             "version: 1\nchannels: [depth, depth]\nscene: {}",
             "version: 1\ncategories: [12]\nscene: {}",
             "version: 1\nsplit: {a/b: 1}\nscene: {}",
             "version: 1\nscene: {environment: studoi}",
             "version: 1\nscene: {environment: {studio: {}, sky: {}}}",
             "version: 1\nscene: {environment: {intensity: {log_uniform: [0, 1]}}}",
             "version: 1\nscene: {lights: [{}]}",
             "version: 1\nscene: {lights: [{sun: {strength: -1}}]}",
             "version: 1\nscene: {lights: [{sun: {}, point: {}}]}",
             "version: 1\nscene: {surfaces: [{mesh: plane}]}",
             "version: 1\nscene: {surfaces: [{name: t, mesh: plane, material: glass}]}",
             "version: 1\nscene: {surfaces: [{name: t, mesh: [plane]}]}",
             "version: 1\nscene: {objects: [{category: a, mesh: mug}]}",
             "version: 1\nscene: {objects: [{category: a, mesh: mug, place: {}}]}",
             "version: 1\nscene: {objects: [{category: a, mesh: mug, scale: 1, size_m: 1, "
             "place: {position_m: [0, 0, 0]}}]}",
             "version: 1\nscene: {objects: [{category: a, mesh: mug, count: {uniform: [1, 2]}, "
             "place: {position_m: [0, 0, 0]}}]}",
             "version: 1\nscene: {camera: {fov_y_deg: 210}}",
             "version: 1\nscene: {camera: {fov_y_deg: {uniform: [0.5, 60]}}}",
             "version: 1\nscene: {camera: {fov_y_deg: {normal: {mean: 45, std: 5}}}}",
             "version: 1\nscene: {camera: {fov_y_deg: {uniform: [30, 60], int: [3, 4]}}}",
             "version: 1\nscene: {camera: {fov_y_deg: {unifrom: [30, 60]}}}",
             "version: 1\nscene: {camera: {orbit: {}, look_at: {}}}",
             "version: 1\nscene: {camera: {poses: [[1, 2, 3]]}}",
             "version: 1\nscene: {camera: {intrinsics: {fx: 1}}}",
         }) {
        EXPECT_FALSE(folder.load(text)) << text;
        EXPECT_FALSE(schema().accepts(yaml_as_json(text))) << text;
    }
}

TEST(Schema, AConfigurationThatExtendsNeedsNothingElse) {
    EXPECT_TRUE(schema().accepts(json{{"extends", "base.yaml"}, {"seed", 3}}));
    EXPECT_FALSE(schema().accepts(json{{"extends", "base.yaml"}, {"sead", 3}}));
}

/// Visits every schema of a property.
void each_property(const json& schema, const std::string& path,
                   const std::function<void(const std::string&, const json&)>& visit) {
    if (!schema.is_structured()) return;
    for (const auto& [word, part] : schema.items()) {
        if (schema.is_object() && word == "properties") {
            for (const auto& [key, property] : part.items()) {
                visit(path + "." + key, property);
                each_property(property, path + "." + key, visit);
            }
        } else if (word != "definitions" && word != "default") {
            each_property(part, path, visit);
        }
    }
}

TEST(Schema, EveryKeyIsDescribedAndItsDefaultAllowed) {
    const json root = json::parse(run_config_schema(small_kit()));
    EXPECT_EQ(root["$schema"], "http://json-schema.org/draft-07/schema#");
    std::size_t keys = 0, defaults = 0;
    each_property(root, "", [&](const std::string& path, const json& property) {
        ++keys;
        const bool choice = path.ends_with(".choice") || path.ends_with(".weighted");
        if (!choice) {
            EXPECT_TRUE(property.contains("description")) << path;
        }
        if (!property.contains("default")) return;
        ++defaults;
        json alone = property;
        alone["definitions"] = root["definitions"];
        EXPECT_TRUE(Draft07(alone).accepts(property["default"])) << path << property["default"];
    });
    EXPECT_GT(keys, 80u);
    EXPECT_GT(defaults, 60u);
    EXPECT_EQ(
        root["properties"]["scene"]["properties"]["camera"]["properties"]["fov_y_deg"]["default"],
        json::parse(R"({"normal": {"mean": 45, "std": 6, "min": 30, "max": 65}})"));
}

}  // namespace
}  // namespace diorama
