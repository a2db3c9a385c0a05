#include <fmt/format.h>

#include "engine/config/category_check.hpp"
#include "engine/config/scene_reader.hpp"
#include "engine/config/text_reader.hpp"

namespace diorama::config {
namespace {

constexpr Range kChance{0, 1};
constexpr Range kFov{5, 150};

using Surfaces = decltype(TextPhotos::surfaces);

ModelDepth read_model(Reader& r) {
    const ModelDepth d;
    ModelDepth model;
    model.onnx = r.file("onnx", {".onnx"},
                        "Takes [1, 3, height, width], gives one value for each of its pixels.");
    model.size = r.map(
        "size",
        [&](Reader& inner) {
            const auto side = [&](const char* key, int fallback) {
                return static_cast<int>(
                    inner.natural(key, static_cast<std::uint64_t>(fallback), 16, 4096, "Pixels."));
            };
            const int width = side("width", d.size.width);
            return Extent{width, side("height", d.size.height)};
        },
        "Of the input; pictures are stretched to it.");
    const auto channels = [&](const char* key, const Distribution3& fallback, Range range,
                              const char* help) {
        const Distribution3 read = r.distributions(key, fallback, range, help);
        for (const Distribution& value : read)
            if (!std::holds_alternative<Constant>(value.kind()))
                r.complain(key, "these belong to the network: write three plain numbers");
        return read;
    };
    model.mean = channels("mean", d.mean, {-1000, 1000},
                          "Taken off red, green and blue, which are in [0, 1].");
    model.deviation =
        channels("std", d.deviation, {1e-6, 1000}, "Red, green and blue are divided by these.");
    model.gives =
        r.name<ModelDepth::Gives>("gives", d.gives,
                                  {.now = {{"depth", ModelDepth::Gives::Meters},
                                           {"inverse_depth", ModelDepth::Gives::InverseMeters}}},
                                  "What the output is: meters, or 1 / meters.");
    model.scale = r.number("scale", d.scale, {1e-9, 1e9}, "Multiplies the output.");
    model.shift = r.number("shift", d.shift, {-1e6, 1e6}, "Is then added.");
    model.fov_y_deg =
        r.distribution("fov_y_deg", d.fov_y_deg, kFov, "Vertical field of view of the pictures.");
    return model;
}

AssumedWall read_wall(Reader& r) {
    const AssumedWall d;
    return {.distance_m = r.distribution("distance_m", d.distance_m, {0.05, 1000},
                                         "Along the middle of the view."),
            .yaw_deg = r.distribution("yaw_deg", d.yaw_deg, {-70, 70},
                                      "Turn about the vertical; positive: its left is nearer."),
            .pitch_deg = r.distribution("pitch_deg", d.pitch_deg, {-60, 60},
                                        "Lean; positive: its top is further away."),
            .fov_y_deg = r.distribution("fov_y_deg", d.fov_y_deg, kFov,
                                        "Vertical field of view of the camera.")};
}

AssumedGround read_ground(Reader& r) {
    const AssumedGround d;
    return {.height_m = r.distribution("height_m", d.height_m, {0.05, 1000},
                                       "Of the camera above the ground."),
            .pitch_deg =
                r.distribution("pitch_deg", d.pitch_deg, {0, 90}, "How far the camera looks down."),
            .fov_y_deg = r.distribution("fov_y_deg", d.fov_y_deg, kFov,
                                        "Vertical field of view of the camera.")};
}

MeasuredDepth read_measured(Reader& r, std::size_t pictures) {
    const auto depth = r.files("depth", {".png"}, "Depth pictures, 16 bit, one for each picture.");
    const auto camera = r.files("camera", {".yaml", ".yml", ".json"},
                                "fx, fy, cx, cy and depth_units_per_metre of each picture.", false);
    if (!depth.empty() && camera.empty())
        r.complain("camera", "depth needs 'camera': a file for each picture with its intrinsics");
    const auto check = [&](const char* key, const Choice<std::filesystem::path>& files) {
        if (!files.weights.empty())
            r.complain(key, "these belong to the pictures one by one: write a list, no weights");
        else if (!files.values.empty() && files.values.size() != pictures)
            r.complain(key, fmt::format("expected one for each of the {} pictures, found {}",
                                        pictures, files.values.size()));
    };
    check("depth", depth);
    check("camera", camera);
    return {depth.values, camera.values};
}

TextPhotos read_photos(Reader& r) {
    const auto images = r.files("images", {".jpg", ".jpeg", ".png"}, "Photographs.");
    if (!images.weights.empty())
        r.complain("images", "expected a list or a glob; pictures with weights are not supported");
    TextPhotos photos{.images = images.values, .surfaces = AssumedWall{}};
    photos.surfaces = r.one_of<Surfaces>(
        {{"depth", [&] { return Surfaces(read_measured(r, images.values.size())); }},
         {"model",
          [&] {
              return Surfaces(r.map("model", read_model, "Depth by a network from the picture.",
                                    {.choice = "onnx"}));
          }},
         {"wall",
          [&] {
              return Surfaces(r.map("wall", read_wall, "Takes all of a picture for one wall."));
          }},
         {"ground",
          [&] {
              return Surfaces(
                  r.map("ground", read_ground, "Takes what is below the horizon for the ground."));
          }}},
        std::nullopt);
    return photos;
}

TextBackground read_background(Reader& r, const KitNames& kit) {
    return r.one_of<TextBackground>(
        {{"images", [&] { return TextBackground(read_photos(r)); }},
         {"scene",
          [&] {
              return TextBackground(r.map(
                  "scene", [&](Reader& inner) { return read_scene(inner, kit); },
                  "Rendered pictures, whose surfaces are known exactly."));
          }}},
        std::nullopt);
}

TextLook read_look(Reader& r) {
    const TextLook d;
    TextLook look;
    look.layout = r.words("layout", d.layout, {"word", "line", "paragraph"},
                          "Single words, lines of words, or several lines.");
    look.letter_case = r.words("case", d.letter_case, {"as_written", "upper", "lower", "title"},
                               "Of the letters.");
    look.blend = r.words("blend", d.blend, {"alpha", "poisson"},
                         "Plain paint, or gradients mixed with those of the surface.");
    look.count =
        r.distribution("count", d.count, {0, 50, true}, "Texts that are tried in a picture.");
    look.height_px = r.distribution("height_px", d.height_px, {8, 400},
                                    "Size of the font where a text stands, pixels to the em.");
    look.rotation_deg = r.distribution("rotation_deg", d.rotation_deg, {-180, 180},
                                       "Turn on the surface, clockwise; 0: level.");
    look.opacity = r.distribution("opacity", d.opacity, {0.3, 1}, "Of the letters.");
    look.curved = r.number("curved", d.curved, kChance, "Chance that a single word is curved.");
    look.bold = r.number("bold", d.bold, kChance, "Chance of thicker strokes.");
    look.oblique = r.number("oblique", d.oblique, kChance, "Chance of slanted letters.");
    look.underlined = r.number("underlined", d.underlined, kChance, "Chance of an underline.");
    look.bordered = r.number("bordered", d.bordered, kChance, "Chance of a border around letters.");
    look.shadowed = r.number("shadowed", d.shadowed, kChance, "Chance of a shadow.");
    look.embossed = r.number("embossed", d.embossed, kChance, "Chance of raised letters.");
    look.patterns = r.number("patterns", d.patterns, kChance,
                             "Chance of a date, price, plate or number in place of a word.");
    look.min_contrast =
        r.number("min_contrast", d.min_contrast, {5, 80},
                 "CIE L*a*b* distance of letters and surface at least, two thirds of it in "
                 "lightness.");
    look.min_height_px =
        r.number("min_height_px", d.min_height_px, {3, 200}, "Of the smallest letter.");
    look.max_texture = r.number("max_texture", d.max_texture, {0.01, 10},
                                "Of a surface: walls have about 0.02, leaves above 0.2.");
    return look;
}

}  // namespace

TextConfig read_text(Reader& r, const KitNames& kit) {
    const TextConfig d;
    TextConfig text;
    text.background = r.map(
        "backgrounds", [&](Reader& inner) { return read_background(inner, kit); },
        "Pictures to write on.", {}, true);
    using Words = Choice<std::filesystem::path>;
    enum class Vocabulary { Builtin };
    text.words = r.one_of<Words>(
        {{"words", [&] { return r.files("words", {".txt"}, "UTF-8 text: words or prose."); }},
         {"vocabulary",
          [&] {
              r.name<Vocabulary>("vocabulary", Vocabulary::Builtin,
                                 {.now = {{"builtin", Vocabulary::Builtin}}},
                                 "Words that need no file.");
              return Words{};
          }}},
        1);
    text.fonts = r.files("fonts", {".ttf", ".otf", ".ttc"}, "Fonts.");
    text.look = read_look(r);
    text.category = r.text("category", d.category, TextRule::Label, "Of the words.");
    text.language = r.text("language", d.language, TextRule::Label,
                           "BCP 47, such as en: of words whose file has no line '# language: en'.");
    text.apply = r.name<TextApply>(
        "apply", d.apply,
        {.now = {{"picture", TextApply::Picture}, {"surface", TextApply::Surface}}},
        "Texts are painted over the picture, or on rendered surfaces before light falls on them.");
    text.crops = r.boolean("crops", d.crops, "Writes each word straightened: text-crops.");
    return text;
}

void check_generator(const Reader& r, const RunConfig& run, const TextConfig& text) {
    check_category(r, run, "text.category", text.category);
    if (const auto* scene = std::get_if<SceneConfig>(&text.background))
        check_scene(r, run, "text.backgrounds.scene", *scene);
    if (std::holds_alternative<TextPhotos>(text.background)) {
        if (text.apply == TextApply::Surface)
            r.complain("text.apply", "needs a rendered scene: photographs have their light");
        for (std::size_t i = 0; i < run.channels.size(); ++i) {
            const Channel channel = run.channels[i];
            if (channel == Channel::Depth || channel == Channel::Normals)
                r.complain(fmt::format("channels[{}]", i),
                           "photographs have no exact depth and no normals; 'instance' and "
                           "'semantic' work");
        }
    }
    if (!run.color) r.complain("color", "texts are placed by the colors of a picture: leave it on");
}

}  // namespace diorama::config
