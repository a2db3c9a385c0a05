#include "engine/config/run_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/config/augment_reader.hpp"
#include "engine/config/context.hpp"
#include "engine/config/distributions.hpp"
#include "engine/config/mix_reader.hpp"
#include "engine/config/output_reader.hpp"
#include "engine/config/paste_reader.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/scene_reader.hpp"
#include "engine/config/source_reader.hpp"
#include "engine/config/text_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama {
namespace config {
namespace {

ImageConfig read_image(Reader& r) {
    const ImageConfig d;
    const auto side = [&](const char* key, int fallback, const char* help) {
        return static_cast<int>(
            r.natural(key, static_cast<std::uint64_t>(fallback), 16, 16384, help));
    };
    ImageConfig image;
    image.extent.width = side("width", d.extent.width, "Pixels.");
    image.extent.height = side("height", d.extent.height, "Pixels.");
    image.format = r.name<ImageFormat>(
        "format", d.format, {.now = {{"jpg", ImageFormat::Jpg}, {"png", ImageFormat::Png}}},
        "File format of the pictures.");
    image.quality = static_cast<int>(
        r.natural("quality", static_cast<std::uint64_t>(d.quality), 1, 100, "Of a JPEG."));
    return image;
}

MinVisible read_min_visible(Reader& r) {
    const MinVisible d;
    MinVisible minimum;
    minimum.pixels = static_cast<int>(r.natural("pixels", static_cast<std::uint64_t>(d.pixels), 0,
                                                1'000'000'000, "Visible pixels."));
    minimum.fraction =
        r.number("fraction", d.fraction, {0, 1},
                 "Visible share of all its pixels, those beyond the frame included.");
    minimum.below = r.name<BelowMinimum>(
        "below", d.below, {.now = {{"drop", BelowMinimum::Drop}, {"crowd", BelowMinimum::Crowd}}},
        "What happens to an object below either: left out, or marked as crowd.");
    return minimum;
}

LabelConfig read_labels(Reader& r) {
    const LabelConfig d;
    LabelConfig labels;
    labels.segmentation = r.name<Segmentation>(
        "segmentation", d.segmentation,
        {.now = {{"polygon", Segmentation::AsPolygon}, {"rle", Segmentation::AsRle}}},
        "Form of the masks in COCO files.");
    labels.amodal = r.boolean("amodal", d.amodal, "Write the masks of hidden parts as well.");
    labels.min_visible = r.map("min_visible", read_min_visible,
                               "How much of an object must be seen for it to be annotated.");
    return labels;
}

AssetConfig read_assets(Reader& r) {
    const AssetConfig d;
    Names<std::string> formats;
    for (const char* name : {"gltf", "glb", "obj", "stl", "ply", "dae", "fbx", "3ds", "off"})
        formats.now.emplace_back(name, name);
    constexpr std::uint64_t kMax = std::uint64_t{1} << 50;
    AssetConfig assets;
    assets.formats = r.names<std::string>(
        "formats", d.formats, formats,
        "Mesh formats that may be opened; those beyond the default are less hardened.");
    assets.max_file_bytes =
        r.natural("max_file_bytes", d.max_file_bytes, 1, kMax, "Largest file that is opened.");
    assets.max_vertices = r.natural("max_vertices", d.max_vertices, 3, std::uint64_t{1} << 32,
                                    "Most vertices of one mesh.");
    assets.max_texture_pixels = r.natural("max_texture_pixels", d.max_texture_pixels, 1, kMax,
                                          "Most pixels of one picture.");
    assets.cache_bytes =
        r.natural("cache_bytes", d.cache_bytes, 0, kMax, "Decoded assets that are kept in memory.");
    return assets;
}

std::vector<SubsetShare> read_split(Reader& r, const std::vector<SubsetShare>& fallback) {
    std::vector<std::pair<std::string, double>> shares;
    for (const SubsetShare& subset : fallback) shares.emplace_back(subset.name, subset.share);
    shares = r.number_map("split", shares, {0, 1},
                          "Subsets and their shares of the samples, which sum to 1.");
    std::vector<SubsetShare> split;
    double sum = 0;
    for (const auto& [name, share] : shares) {
        split.push_back({name, share});
        sum += share;
    }
    if (std::abs(sum - 1) > 1e-6)
        r.complain("split", fmt::format("the shares sum to {}, not to 1", format_number(sum)));
    return split;
}

/// What formats need beside their labels.
void settle_output(const Reader& r, RunConfig& run) {
    const auto position = [&](OutputFormat format) {
        return std::ranges::find(run.output.formats, format) - run.output.formats.begin();
    };
    const auto count = std::ssize(run.output.formats);
    const bool rendered = std::holds_alternative<SceneConfig>(run.generator);
    for (const OutputFormat format : {OutputFormat::Kitti, OutputFormat::Bop})
        if (!rendered && position(format) < count)
            r.complain(fmt::format("output.formats[{}]", position(format)),
                       "needs the poses of rendered scenes");
    if (const auto* text = std::get_if<TextConfig>(&run.generator);
        text && text->crops && position(OutputFormat::TextCrops) == count)
        run.output.formats.push_back(OutputFormat::TextCrops);
    // The masks of a WebDataset are its instance pictures.
    if (position(OutputFormat::WebDataset) < count &&
        std::ranges::find(run.channels, Channel::Instance) == run.channels.end())
        run.channels.push_back(Channel::Instance);
}

/// Channels that only rendered scenes have.
void check_channels(const Reader& r, const RunConfig& run) {
    const bool rendered = std::holds_alternative<SceneConfig>(run.generator) ||
                          std::holds_alternative<MixConfig>(run.generator);
    for (std::size_t i = 0; i < run.channels.size(); ++i) {
        const Channel channel = run.channels[i];
        const std::string key = fmt::format("channels[{}]", i);
        if (channel == Channel::Depth || channel == Channel::Normals ||
            channel == Channel::Instance || channel == Channel::Semantic)
            continue;
        const bool shaded =
            channel == Channel::Albedo || channel == Channel::Shading || channel == Channel::Rest;
        if (!rendered)
            r.complain(key, "only rendered scenes have this channel");
        else if (shaded && !run.color)
            r.complain(key, "belongs to the colors of the picture, and 'color' is false");
    }
}

RunConfig read_run(Reader& r, const KitNames& kit) {
    const RunConfig d;
    RunConfig run;
    r.natural("version", std::nullopt, 1, 1, "Of this form of configuration: 1.");
    run.seed = r.natural("seed", d.seed, 0, ~std::uint64_t{0}, "Of all random draws.");
    run.count = r.natural("count", d.count, 1, 1'000'000'000'000, "Number of samples.");
    run.image = r.map("image", read_image, "The pictures.");
    run.quality = r.name<Quality>("quality", d.quality,
                                  {.now = {{"preview", Quality::Preview},
                                           {"standard", Quality::Standard},
                                           {"high", Quality::High}}},
                                  "Effort for the color pictures; labels are always exact.");
    run.color = r.boolean("color", d.color, "false: labels only, no picture is drawn.");
    run.categories = r.texts("categories", TextRule::Label,
                             "Ids 1..N in this order; default: the names in use, sorted.");
    run.generator = r.one_of<GeneratorConfig>(
        {{"scene",
          [&]() -> GeneratorConfig {
              return r.map(
                  "scene", [&](Reader& inner) { return read_scene(inner, kit); },
                  "Rendered scenes: what is drawn anew for each sample.");
          }},
         {"source",
          [&]() -> GeneratorConfig {
              return r.map("source", read_coco_source, "Pictures of an existing COCO dataset.");
          }},
         {"paste",
          [&]() -> GeneratorConfig {
              return r.map(
                  "paste", [&](Reader& inner) { return read_paste(inner, kit); },
                  "Composites: cut-outs pasted over pictures.");
          }},
         {"text",
          [&]() -> GeneratorConfig {
              return r.map(
                  "text", [&](Reader& inner) { return read_text(inner, kit); },
                  "Words on the surfaces of pictures.");
          }},
         {"mix", [&]() -> GeneratorConfig { return read_mix(r, kit); }}},
        std::nullopt);
    run.labels = r.map("labels", read_labels, "What is annotated, and how.");
    run.channels = r.names<Channel>("channels", d.channels,
                                    {.now = {{"depth", Channel::Depth},
                                             {"distance", Channel::Distance},
                                             {"normals", Channel::Normals},
                                             {"instance", Channel::Instance},
                                             {"semantic", Channel::Semantic},
                                             {"part", Channel::Part},
                                             {"material", Channel::Material},
                                             {"nocs", Channel::Nocs},
                                             {"albedo", Channel::Albedo},
                                             {"shading", Channel::Shading},
                                             {"rest", Channel::Rest},
                                             {"coverage", Channel::Coverage},
                                             {"flow", Channel::Flow},
                                             {"flow_forward", Channel::FlowForward},
                                             {"flow_backward", Channel::FlowBackward}}},
                                    "Further pictures that are written for each sample.");
    run.output = r.map("output", read_output, "How the dataset is written.");
    settle_output(r, run);
    run.split = read_split(r, d.split);
    run.assets = r.map("assets", read_assets, "Limits for files that are opened.");
    run.augment = read_augmentations(r);
    for (std::size_t i = 0; i < run.categories.size(); ++i)
        if (run.categories[i].starts_with('@'))
            r.complain(fmt::format("categories[{}]", i), "a category cannot begin with '@'");
    check_augmentations(r, run);
    check_channels(r, run);
    std::visit([&](const auto& generator) { check_generator(r, run, generator); }, run.generator);
    if (auto* mix = std::get_if<MixConfig>(&run.generator)) settle_mix(*mix, run);
    return run;
}

/// The root in describing mode; also gives the groups of exclusive keys.
nlohmann::json describe(Context& context, const KitNames& kit) {
    nlohmann::json schema = nlohmann::json::object();
    Slot slot{.context = &context, .schema = &schema};
    Reader reader(slot);
    static_cast<void>(read_run(reader, kit));
    // What a base gives need not be given again.
    nlohmann::json whole{{"required", schema["required"]}, {"allOf", schema["allOf"]}};
    schema.erase("required");
    schema.erase("allOf");
    schema["anyOf"] =
        nlohmann::json::array({whole, {{"required", nlohmann::json::array({"extends"})}}});
    schema["properties"]["extends"] = {
        {"type", "string"},
        {"minLength", 1},
        {"description", "Another configuration that this one changes: maps merge, lists replace."}};
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = "diorama configuration";
    schema["definitions"] = context.definitions;
    return schema;
}

/// The resolved configuration as a plan stores it: what a mix only names is part of it.
std::string plan_json(const Resolved& resolved, const RunConfig& run) {
    nlohmann::json json = to_json(resolved);
    if (const auto* mix = std::get_if<MixConfig>(&run.generator)) {
        for (std::size_t i = 0; i < mix->parts.size(); ++i)
            json["mix"][i]["config"] = nlohmann::json::parse(mix->parts[i].resolved_json);
    }
    return json.dump();
}

}  // namespace
}  // namespace config

Expected<LoadedConfig> load_run_config(const std::filesystem::path& file, const KitNames& kit,
                                       const std::vector<Override>& overrides) {
    return load_run_config(file, kit, overrides, {});
}

Expected<LoadedConfig> load_run_config(const std::filesystem::path& file, const KitNames& kit,
                                       const std::vector<Override>& overrides,
                                       const PathMap& paths) {
    config::Findings findings;
    config::Context context{.findings = findings,
                            .kit = kit,
                            .folder = file.parent_path().empty() ? "." : file.parent_path(),
                            .paths = paths};
    static_cast<void>(config::describe(context, kit));
    context.exclusive.push_back(config::distribution_names());

    const config::Merged merged =
        config::load_merged(file, overrides, context.exclusive, paths, findings);
    if (!merged.root) return findings.sorted();

    config::Resolved resolved;
    config::Reader reader({.context = &context,
                           .node = merged.root.get(),
                           .mark = merged.root->mark,
                           .resolved = &resolved});
    LoadedConfig loaded;
    loaded.run = config::read_run(reader, kit);
    reader.finish();
    if (!findings.empty()) return findings.sorted();
    loaded.resolved_json = config::plan_json(resolved, loaded.run);
    loaded.resolved_yaml = config::to_yaml(resolved);
    return loaded;
}

std::string run_config_schema(const KitNames& kit) {
    config::Findings findings;
    const PathMap paths;
    config::Context context{.findings = findings, .kit = kit, .paths = paths};
    return config::describe(context, kit).dump(2) + "\n";
}

}  // namespace diorama
