// What each effect of lens, sensor and material, and each channel, costs: milliseconds of processor
// time a frame on top of the same frame without it.
//
//   render_bench [samples] [rounds]
//
// Takes tests/bench/tabletop.yaml at 640x480. Machines are shared, so the variants are drawn in
// turns within one process, and of each the round with the least time counts.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/gpu/device.hpp"
#include "engine/render/renderer.hpp"
#include "engine/scene/assets.hpp"
#include "engine/scene/draw_scene.hpp"
#include "scenes/kit.hpp"
#include "tests/bench/processor_time.hpp"

namespace diorama {
namespace {

struct Variant {
    std::string name;
    std::function<void(Scene&)> change = [](Scene&) {};
    std::function<void(FrameRequest&)> ask = [](FrameRequest&) {};
    double seconds = std::numeric_limits<double>::infinity();  // of all samples, best round
};

/// Variants of one picture; the first is what the others are compared with.
struct Group {
    std::string name;
    FrameRequest request;
    std::vector<Variant> variants;
};

void for_all_objects(Scene& scene, const std::function<void(Material&)>& change) {
    for (Instance& instance : scene.instances) {
        if (instance.object.category.empty()) continue;
        if (instance.materials.empty()) instance.materials = instance.model->materials;
        for (Material& material : instance.materials) change(material);
    }
}

std::vector<Variant> effects() {
    return {
        {"none", [](Scene&) {}},
        {"manual exposure", [](Scene& s) { s.film.metered = false; }},
        {"white balance",
         [](Scene& s) {
             s.film.white_balance = {0.8f, 1.0f, 1.3f};
         }},
        {"vignette", [](Scene& s) { s.film.vignette_stops = 0.5f; }},
        {"noise", [](Scene& s) { s.film.iso = 1600; }},
        {"chromatic aberration", [](Scene& s) { s.film.chromatic_aberration_px = 1.0f; }},
        {"bloom", [](Scene& s) { s.film.bloom = 0.05f; }},
        {"all of these",
         [](Scene& s) {
             s.film = {.chromatic_aberration_px = 1.0f,
                       .bloom = 0.05f,
                       .vignette_stops = 0.5f,
                       .iso = 1600,
                       .white_balance = {0.8f, 1.0f, 1.3f}};
         }},
        {"depth of field", [](Scene& s) { s.lens = {.radius_m = 0.004f, .focus_m = 0.9f}; }},
        {"clear coat", [](Scene& s) { for_all_objects(s, [](Material& m) { m.clear_coat = 1; }); }},
        {"sheen",
         [](Scene& s) {
             for_all_objects(s, [](Material& m) { m.sheen_color = glm::vec3(0.3f); });
         }},
        {"glass", [](Scene& s) { for_all_objects(s, [](Material& m) { m.transmission = 1; }); }},
    };
}

std::vector<Variant> channels() {
    const auto asking = [](const char* name, bool FrameRequest::*what) {
        return Variant{.name = name, .ask = [what](FrameRequest& r) { r.*what = true; }};
    };
    return {{"ids"},
            asking("depth", &FrameRequest::depth),
            asking("normals", &FrameRequest::normals),
            asking("distance", &FrameRequest::distance),
            asking("nocs", &FrameRequest::nocs),
            asking("part", &FrameRequest::parts),
            asking("material", &FrameRequest::materials),
            asking("motion", &FrameRequest::motion),
            asking("amodal masks", &FrameRequest::amodal),
            asking("coverage", &FrameRequest::coverage)};
}

std::vector<Group> groups() {
    const FrameRequest color{.depth = false, .amodal = false};
    FrameRequest preview = color, high = color, labels = color;
    preview.quality = Quality::Preview;
    high.quality = Quality::High;
    labels.color = false;
    return {
        {"labels", labels, channels()},
        {"color, standard", color, effects()},
        {"color, standard: intrinsic images",
         color,
         {{"none"},
          {.name = "albedo, shading, rest", .ask = [](FrameRequest& r) { r.intrinsic = true; }}}},
        {"color, preview", preview, {{"none"}}},
        {"color, high", high, {{"none"}}}};
}

void run(std::uint64_t count, int rounds) {
    const KitNames kit{kit::object_names(), kit::primitive_names(), kit::material_names()};
    const auto config = load_run_config(DIORAMA_SOURCE_DIR "/tests/bench/tabletop.yaml", kit);
    if (!config) throw std::runtime_error(config.errors().front().to_text());
    Assets assets(config->run.assets);
    std::vector<Scene> scenes;
    for (std::uint64_t index = 0; index < count; ++index) {
        auto scene =
            draw_scene(std::get<SceneConfig>(config->run.generator), config->run.image.extent,
                       assets, index, Rng{config->run.seed}.stream(index));
        if (!scene) throw std::runtime_error(scene.errors().front().to_text());
        scenes.push_back(std::move(*scene));
    }
    Device device({});
    fmt::print("{} ({}), {} samples, {} rounds\n", device.info().name, device.info().driver, count,
               rounds);
    Renderer renderer(device);
    for (Group& group : groups()) {
        for (int round = 0; round <= rounds; ++round)  // round 0 warms up
            for (Variant& variant : group.variants) {
                FrameRequest request = group.request;
                variant.ask(request);
                double spent = 0;
                for (Scene scene : scenes) {
                    variant.change(scene);
                    const double start = processor_seconds();
                    renderer.render(scene, request);
                    spent += processor_seconds() - start;
                }
                if (round > 0) variant.seconds = std::min(variant.seconds, spent);
            }
        fmt::print("{}\n", group.name);
        const double scale = 1e3 / static_cast<double>(count);
        for (const Variant& variant : group.variants)
            fmt::print("  {:<21} {:8.1f} ms {:+8.1f} ms\n", variant.name, scale * variant.seconds,
                       scale * (variant.seconds - group.variants.front().seconds));
        std::fflush(stdout);
    }
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    try {
        diorama::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2,
                     argc > 2 ? std::atoi(argv[2]) : 2);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
