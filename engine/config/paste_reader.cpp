#include "engine/config/paste_reader.hpp"

#include <fmt/format.h>

#include "engine/config/scene_reader.hpp"

namespace diorama::config {
namespace {

const std::vector<std::string> kPhotos{".jpg", ".jpeg", ".png", ".bmp", ".tga"};

/// One thing in a studio, seen from all around.
SceneConfig turntable(Choice<MeshRef> mesh, const std::string& category) {
    SceneConfig scene;
    scene.environment.intensity = LogUniform{0.6, 1.4};
    scene.lights = {SunLight{.elevation_deg = Uniform{30, 75},
                             .strength = Uniform{0.5, 3},
                             .angle_deg = Uniform{2, 12},
                             .temperature_k = Uniform{4500, 6500}}};
    ObjectConfig object;
    object.name = "object";
    object.category = category;
    object.mesh = std::move(mesh);
    object.size_m = 0.25;
    scene.objects = {std::move(object)};
    scene.camera = {.pose = OrbitCamera{.target_m = {0.0, 0.08, 0.0},
                                        .distance_m = Uniform{1.2, 1.4},
                                        .elevation_deg = Uniform{5, 55}},
                    .fov_y_deg = 24};
    return scene;
}

CocoCutouts read_coco(Reader& r) {
    CocoCutouts coco;
    const auto annotations = r.files("annotations", {".json"}, "Instances, in COCO's form.").values;
    if (annotations.size() > 1) r.complain("annotations", "expected a single file");
    if (!annotations.empty()) coco.annotations = annotations.front();
    coco.images = r.files("images", kPhotos, "The pictures, found by their file names.").values;
    coco.categories = r.texts(
        "categories", TextRule::Label,
        "Which of its categories are used, after 'rename'; default: 'categories' of the run.");
    coco.min_pixels =
        r.number("min_pixels", coco.min_pixels, {1, 1e9}, "Of an instance that is used.");
    return coco;
}

VocCutouts read_voc(Reader& r) {
    using Cut = VocCutouts::Cut;
    VocCutouts voc;
    voc.images = r.files("images", kPhotos, "The pictures: VOC2012/JPEGImages/*.jpg.");
    voc.annotations = r.text("annotations", voc.annotations, TextRule::Label,
                             "XML file of a picture, from the picture's folder; {stem}: its name "
                             "without extension.");
    voc.masks = r.text("masks", voc.masks, TextRule::Label,
                       "Segmentation of a picture by objects, from the picture's folder.");
    voc.cut = r.name<Cut>("cut", voc.cut, {.now = {{"masks", Cut::Masks}, {"boxes", Cut::Boxes}}},
                          "Along masks, or as boxes with all that is in them.");
    voc.categories = r.texts("categories", TextRule::Label,
                             "Which of its categories are used, after 'rename'; default: "
                             "'categories' of the run.");
    voc.min_pixels = r.number("min_pixels", voc.min_pixels, {1, 1e9}, "Of an object that is used.");
    return voc;
}

CutoutConfig read_kind(Reader& r, const std::string& kind, const KitNames& kit) {
    CutoutConfig config;
    if (kind == "rgba") {
        config.source =
            RgbaCutouts{r.files("rgba", {".png", ".tga", ".bmp"}, "Pictures with alpha.")};
    } else if (kind == "masks") {
        config.source = r.map(
            "masks",
            [](Reader& inner) {
                MaskedCutouts masked;
                masked.images = inner.files("images", kPhotos, "The pictures.");
                masked.mask = inner.text("mask", masked.mask, TextRule::Label,
                                         "File of the mask, from the picture's folder; {stem}: "
                                         "its name without extension.");
                return masked;
            },
            "Pictures with a mask beside each; dark or light objects are both understood.",
            {.choice = "images"});
    } else if (kind == "bigbird") {
        config.source = r.map(
            "bigbird",
            [](Reader& inner) {
                MaskedCutouts masked;
                masked.images = inner.files("images", kPhotos, "Views: object/NP1_0.jpg, ...");
                masked.mask = inner.text("mask", "masks/{stem}_mask.pbm", TextRule::Label,
                                         "File of the mask, from the view's folder.");
                return masked;
            },
            "Folders of views, one for each object, with their masks in a folder below.",
            {.choice = "images"});
    } else if (kind == "plain") {
        config.source = PlainCutouts{
            r.files("plain", kPhotos, "Photographs on plain backgrounds, cut out when needed.")};
    } else if (kind == "voc") {
        config.source = r.map("voc", read_voc, "Objects of annotated pictures of Pascal VOC.",
                              {.choice = "images"});
    } else if (kind == "coco") {
        config.source = r.map("coco", read_coco, "Every instance of annotated pictures.");
    } else if (kind == "mesh") {
        const Choice<MeshRef> mesh =
            r.meshes("mesh", {}, "Meshes of the kit, 'kit', or files, rendered from all around.");
        config.source = RenderedCutouts{{turntable(mesh, {})}};
    } else {
        config.source = RenderedCutouts{{r.map(
            "scene", [&](Reader& inner) { return read_scene(inner, kit); },
            "Rendered scenes, of which every object that is seen whole is a cut-out.")}};
    }
    return config;
}

/// Reads what is common to all sources, beside the one that was chosen.
void read_source_options(Reader& r, CutoutConfig& config) {
    const std::uint64_t views =
        r.natural("views", 64, 1, 1'000'000, "How many pictures of a 'scene' or 'mesh' are made.");
    const std::uint64_t size_px =
        r.natural("size_px", 640, 64, 4096, "Width and height of those pictures.");
    const std::string category =
        r.text("category", "", TextRule::Label,
               "A category for all; '@folder' of the file (default), '@name' of the file or mesh.");
    config.rename =
        r.text_map("rename", "What a folder, a file or a dataset calls a category: its name here.");
    config.shrink_px = static_cast<int>(r.natural(
        "shrink_px", 0, 0, 16, "Pixels taken off the outlines of masks that are too large."));
    for (const char* kind : {"rgba", "plain", "mesh", "scene"})
        if (config.shrink_px > 0 && r.has(kind))
            r.complain("shrink_px", fmt::format("is for masks, and '{}' has none", kind));
    config.weight =
        r.number("weight", config.weight, {0, 1e9}, "Share of the draws, among 'several'.");
    if (category.starts_with('@') && category != "@name" && category != "@folder")
        r.complain("category", "after '@' only '@name' and '@folder' have a meaning");
    auto* rendered = std::get_if<RenderedCutouts>(&config.source);
    if (rendered && !config.rename.empty())
        r.complain("rename", "what is rendered has its categories from here");
    if (!rendered) {
        if (!category.empty()) config.category = category;
        if ((r.has("coco") || r.has("voc")) && !category.empty())
            r.complain("category", "annotated pictures have their own");
        return;
    }
    rendered->pictures.views = views;
    rendered->size_px = static_cast<int>(size_px);
    if (r.has("mesh"))
        rendered->pictures.scene.objects[0].category = category.empty() ? "@name" : category;
    if (r.has("scene") && !category.empty())
        r.complain("category", "the objects of a scene have their own");
}

/// @param nested  an item of 'several', which cannot hold another one.
std::vector<CutoutConfig> read_sources(Reader& r, const KitNames& kit, bool nested = false) {
    using Sources = std::vector<CutoutConfig>;
    std::vector<Reader::Alternative<Sources>> kinds;
    for (const char* kind : {"rgba", "masks", "bigbird", "plain", "coco", "voc", "mesh", "scene"})
        kinds.push_back({kind, [&r, &kit, kind] { return Sources{read_kind(r, kind, kit)}; }});
    if (!nested) {
        kinds.push_back({"several", [&] {
                             Sources all;
                             for (const Sources& item : r.list(
                                      "several", 100,
                                      [&](Reader& inner) { return read_sources(inner, kit, true); },
                                      "Sources that are used together."))
                                 all.insert(all.end(), item.begin(), item.end());
                             return all;
                         }});
    }
    Sources sources = r.one_of<Sources>(kinds, std::nullopt);
    CutoutConfig one;
    read_source_options(r, r.has("several") || sources.empty() ? one : sources.front());
    for (const char* key : {"category", "rename", "shrink_px", "views", "size_px", "weight"})
        if (r.has("several") && r.has(key)) r.complain(key, "belongs to the items of 'several'");
    return sources;
}

PlateConfig read_plates(Reader& r, const KitNames& kit) {
    PlateConfig plates = r.one_of<PlateConfig>(
        {{"images",
          [&]() -> PlateConfig {
              return PhotoPlates{
                  .images =
                      r.files("images", kPhotos, "Pictures without the objects: files, or a glob."),
                  .depth = {},
                  .camera = {}};
          }},
         {"scene",
          [&]() -> PlateConfig {
              return RenderedViews{r.map(
                  "scene", [&](Reader& inner) { return read_scene(inner, kit); },
                  "Rendered scenes; their objects are annotated as well.")};
          }}},
        std::nullopt);
    const std::uint64_t views =
        r.natural("views", 64, 1, 1'000'000, "How many pictures of a 'scene' are made.");
    const auto depth =
        r.files("depth", {".png"}, "Depth pictures, 16 bit, one for each of the images.", false);
    const auto camera = r.files("camera", {".yaml", ".yml", ".json"},
                                "fx, fy, cx, cy and depth_units_per_metre of each image.", false);
    if (auto* rendered = std::get_if<RenderedViews>(&plates)) rendered->views = views;
    if (auto* photos = std::get_if<PhotoPlates>(&plates)) {
        photos->depth = depth.values;
        photos->camera = camera.values;
    }
    if (depth.empty() && camera.empty()) return plates;
    const auto* photos = std::get_if<PhotoPlates>(&plates);
    const std::size_t pictures = photos ? photos->images.values.size() : 0;
    for (const auto& [key, files] : {std::pair("depth", &depth), std::pair("camera", &camera)}) {
        if (files->values.size() != pictures)
            r.complain(key, fmt::format("expected one for each of the {} images, found {}",
                                        pictures, files->values.size()));
    }
    return plates;
}

DistractorConfig read_distractors(Reader& r, const KitNames& kit) {
    const DistractorConfig d;
    return {.sources = read_sources(r, kit),
            .count = r.distribution("count", d.count, {.min = 0, .max = 1000, .whole = true},
                                    "How many of them are in a sample.")};
}

PlanesPlace read_planes(Reader& r) {
    const PlanesPlace d;
    using Position = PlanesPlace::Position;
    using Size = PlanesPlace::Size;
    PlanesPlace place;
    place.position =
        r.name<Position>("position", d.position,
                         {.now = {{"surface", Position::Surface}, {"random", Position::Random}}},
                         "On surfaces, or at any pixel.");
    place.size =
        r.name<Size>("size", d.size, {.now = {{"metric", Size::Metric}, {"random", Size::Random}}},
                     "As large as it is there, or as 'scale' says.");
    place.height_m =
        r.distribution("height_m", d.height_m, {0.001, 100}, "Height of an upright cut-out.");
    place.heights_m = r.number_map("heights_m", {}, {0.001, 100}, "Heights by category.");
    place.jitter = r.distribution("jitter", d.jitter, {0.01, 100}, "Factor on the height.");
    place.shadow = r.distribution("shadow", d.shadow, {0, 1}, "Opacity of a contact shadow.");
    place.view_tolerance_deg =
        r.number("view_tolerance_deg", d.view_tolerance_deg, {0, 180},
                 "How far the height of the view of a rendered cut-out may be from the spot's.");
    return place;
}

ContextPlace read_context(Reader& r) {
    const ContextPlace d;
    using Score = ContextPlace::Score;
    ContextPlace place;
    place.score = r.name<Score>("score", d.score,
                                {.now = {{"uniform", Score::Uniform},
                                         {"surface", Score::Surface},
                                         {"statistics", Score::Statistics}}},
                                "What makes a box likely: nothing, a surface under its lower edge, "
                                "or 'statistics'.");
    const auto files = r.files("statistics", {".json"},
                               "COCO instances that tell where in pictures things are.", false);
    if (files.values.size() > 1) r.complain("statistics", "expected a single file");
    if (!files.values.empty()) place.statistics = files.values.front();
    if (files.values.empty() && place.score == Score::Statistics)
        r.complain("statistics", "missing: a file of COCO instances to count");
    if (!files.values.empty() && place.score != Score::Statistics)
        r.complain("statistics", "is used with 'score: statistics' only");
    place.boxes = static_cast<int>(r.natural("boxes", static_cast<std::uint64_t>(d.boxes), 1, 10000,
                                             "Candidates for each cut-out."));
    place.jitter = r.number("jitter", d.jitter, {0, 1},
                            "How far a middle is moved, in widths and heights of its box.");
    place.size =
        r.distribution("size", d.size, {0.01, 100}, "Size of a cut-out, in that of its box.");
    place.inside = r.number("inside", d.inside, {0.01, 1},
                            "Share of a cut-out that lies in the picture at least.");
    return place;
}

PastePlaceConfig read_place(Reader& r) {
    return r.one_of<PastePlaceConfig>(
        {{"anywhere",
          [&]() -> PastePlaceConfig {
              return r.map(
                  "anywhere",
                  [](Reader& inner) {
                      return AnywherePlace{.truncation = inner.number(
                                               "truncation", AnywherePlace{}.truncation, {0, 0.95},
                                               "Share of width or height that may lie beyond the "
                                               "frame.")};
                  },
                  "Uniform over the picture.");
          }},
         {"scanline",
          [&]() -> PastePlaceConfig {
              return r.map(
                  "scanline",
                  [](Reader& inner) {
                      return ScanlinePlace{.truncation = inner.number(
                                               "truncation", ScanlinePlace{}.truncation, {0, 0.95},
                                               "Share of the width that may lie beyond the "
                                               "frame.")};
                  },
                  "In the same row and size as in its own picture, without a turn.");
          }},
         {"on_planes",
          [&]() -> PastePlaceConfig {
              return r.map("on_planes", read_planes, "Upright on surfaces, sized by their depth.");
          }},
         {"context",
          [&]() -> PastePlaceConfig {
              return r.map("context", read_context, "In boxes drawn by how likely they are.");
          }}},
        0);
}

BlendConfig read_blend(Reader& r) {
    const std::vector<BlendMode> known{
        BlendMode::None,    BlendMode::Matte,        BlendMode::Gaussian,
        BlendMode::Box,     BlendMode::Feather,      BlendMode::Motion,
        BlendMode::Poisson, BlendMode::PoissonMixed, BlendMode::Laplacian};
    Names<BlendMode> modes;
    for (const BlendMode mode : known) modes.now.emplace_back(blend_word(mode), mode);
    using Labels = BlendConfig::Labels;
    const Labels labels = r.name<Labels>(
        "labels", Labels::Shared,
        {.now = {{"shared", Labels::Shared}, {"per_blend", Labels::PerBlend}}},
        "The same for all modes, or of the pixels that a thing has half of in that picture.");
    BlendConfig read = r.one_of<BlendConfig>(
        {{"draw",
          [&] {
              return BlendConfig{
                  .modes = read_blend_modes(
                      r, "draw", BlendMode::Gaussian, known,
                      "A mode, or a choice of which one is drawn for each picture.")};
          }},
         {"each",
          [&] {
              BlendConfig blend{.each = true};
              blend.modes.values =
                  r.names<BlendMode>("each", {BlendMode::None, BlendMode::Gaussian}, modes,
                                     "A picture with each of them.");
              return blend;
          }}},
        0);
    read.labels = labels;
    return read;
}

ColorFitConfig read_color(Reader& r) {
    const ColorFitConfig d;
    return {.statistics = r.distribution("statistics", d.statistics, {0, 1},
                                         "Strength, toward the mean and spread of its colors."),
            .illumination = r.distribution("illumination", d.illumination, {0, 1},
                                           "Strength, toward its trend of lightness."),
            .spectrum = r.distribution("spectrum", d.spectrum, {0, 0.5},
                                       "Share of low frequencies with its amplitudes."),
            .histogram = r.name<HistogramMatch>("histogram", d.histogram,
                                                {.now = {{"none", HistogramMatch::None},
                                                         {"lightness", HistogramMatch::Lightness},
                                                         {"all", HistogramMatch::All}}},
                                                "Channels that get its distribution."),
            .sharpness = r.distribution("sharpness", d.sharpness, {0, 1},
                                        "Strength, toward its sharpness where it has less."),
            .brightness = r.distribution("brightness", d.brightness, {0, 10}, "Factor."),
            .contrast = r.distribution("contrast", d.contrast, {0, 10}, "Factor."),
            .saturation = r.distribution("saturation", d.saturation, {0, 10}, "Factor.")};
}

MinContrast read_min_contrast(Reader& r) {
    const MinContrast d;
    return {.to_background = r.number("to_background", d.to_background, {0, 100},
                                      "Mean distance from the background over its mask."),
            .across_outline = r.number("across_outline", d.across_outline, {0, 100},
                                       "Distance between both sides of its outline.")};
}

}  // namespace

PasteConfig read_paste(Reader& r, const KitNames& kit) {
    const PasteConfig d;
    PasteConfig paste;
    paste.backgrounds = r.map(
        "backgrounds", [&](Reader& inner) { return read_plates(inner, kit); },
        "What is pasted on: pictures by file or glob, or scenes.", {.choice = "images"}, true);
    paste.objects = r.map(
        "objects", [&](Reader& inner) { return read_sources(inner, kit); },
        "What is pasted and annotated.", {}, true);
    if (auto distractors = r.optional_map(
            "distractors", [&](Reader& inner) { return read_distractors(inner, kit); },
            "What is pasted over it and not annotated."))
        paste.distractors = std::move(*distractors);
    paste.count = r.distribution("count", d.count, {.min = 0, .max = 1000, .whole = true},
                                 "How many objects are in a sample.");
    paste.scale_of = r.name<ScaleOf>(
        "scale_of", d.scale_of,
        {.now = {{"picture", ScaleOf::Picture}, {"cutout", ScaleOf::Cutout}}},
        "What 'scale' is a factor of: longer side of the object by shorter side of the picture, or "
        "the cut-out's own pixels.");
    paste.scale = r.distribution("scale", d.scale, {0.001, 100}, "Size of the objects.");
    paste.rotation_deg = r.distribution("rotation_deg", d.rotation_deg, {-720, 720},
                                        "Turn in the picture, counterclockwise.");
    paste.flip = r.number("flip", d.flip, {0, 1}, "Probability of a mirror image.");
    paste.place = r.map("place", read_place, "Where objects are put.",
                        {.keys = {"anywhere", "scanline", "on_planes", "context"}});
    paste.max_occlusion =
        r.number("max_occlusion", d.max_occlusion, {0, 1},
                 "Share of an object inside the picture that others may hide together.");
    paste.attempts =
        static_cast<int>(r.natural("attempts", static_cast<std::uint64_t>(d.attempts), 1, 1000,
                                   "Positions tried for an object before it is left out."));
    paste.color = r.map("color", read_color, "Fits colors to the background around an object.");
    paste.min_contrast =
        r.map("min_contrast", read_min_contrast,
              "What an object must reach in one respect, in L*a*b*, not to be left out.");
    paste.blend =
        r.map("blend", read_blend, "How outlines mix with the background.", {.choice = "draw"});
    return paste;
}

}  // namespace diorama::config
