// diorama-oracle: compares the ground truth of many random scenes with two oracles.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "engine/gpu/device.hpp"
#include "engine/render/renderer.hpp"
#include "tests/oracle/frame_check.hpp"
#include "tests/oracle/random_scene.hpp"

namespace {

using namespace diorama;

struct Options {
    std::uint64_t seed = 1, first = 0, scenes = 200;
    Extent extent{1280, 720};
    std::string device = "auto";
    float away_m = 0;
    bool quiet = false;
};

struct Totals {
    std::uint64_t pixels = 0, raster = 0, ties = 0, tied = 0, rays = 0, masks = 0, mask_pixels = 0,
                  unexplained = 0;
    double distance_px = 0;
    float depth_p99 = 0, depth_max = 0;
};

// One row of the table; a scene's differences follow it.
void add_scene(Totals& totals, std::uint64_t index, const oracle::FrameCheck& check, bool quiet) {
    bool totals_match = true;
    for (const auto& mask : check.masks) totals_match &= mask.totals;
    const double distance = check.rays.largest_distance_px();
    totals.pixels += check.raster.pixels;
    totals.raster += check.raster.ids.size();
    totals.ties += check.raster.ties.size();
    totals.tied += check.raster.tied_pixels;
    totals.rays += check.rays.ids.size();
    totals.masks += check.masks.size();
    totals.mask_pixels += check.mask_differences();
    totals.unexplained += check.unexplained() + (totals_match ? 0 : 1);
    totals.distance_px = std::max(totals.distance_px, distance);
    totals.depth_p99 = std::max(totals.depth_p99, check.rays.depth_quantile(0.99));
    totals.depth_max = std::max(totals.depth_max, check.rays.depth_quantile(1));
    if (!quiet)
        fmt::print("{:5} {:9} {:6} {:5} {:8.3f} {:9.2g} {:9.2g} {:5} {:6} {:6}\n", index,
                   check.raster.pixels, check.raster.ids.size(), check.rays.ids.size(),
                   256 * distance, check.rays.depth_quantile(0.99), check.rays.depth_quantile(1),
                   check.masks.size(), check.mask_differences(), check.unexplained());
    const bool wrong = !check.raster.ids.empty() || !check.raster.ties.empty() ||
                       check.mask_differences() > 0 || check.unexplained() > 0 || !totals_match;
    if (wrong) fmt::print("{}", check.to_string());
    std::fflush(stdout);
}

int compare_scenes(const Options& options) {
    Device device({.which = options.device});
    Renderer renderer(device);
    const Extent e = options.extent;
    const Rect canvas{-2 * e.width, -2 * e.height, 5 * e.width, 5 * e.height};
    fmt::print("device {} ({}), {} x {}, seed {}\n", device.info().name, device.info().driver,
               e.width, e.height, options.seed);
    fmt::print(
        "raster: pixels with another id than the rasteriser; rays: than the rays, and their "
        "largest distance to an edge in 1/256 px\n");
    if (!options.quiet)
        fmt::print(
            "scene    pixels raster  rays distance depth p99 depth max masks amodal "
            "unexpl\n");
    Totals totals;
    for (std::uint64_t i = options.first; i < options.first + options.scenes; ++i) {
        Scene scene = oracle::random_scene(Rng{options.seed}.stream(i), e);
        const glm::vec4 away(options.away_m, 0, -options.away_m, 0);
        scene.camera.world_from_camera[3] += away;
        for (Instance& instance : scene.instances) instance.object.world_from_object[3] += away;
        const Frame frame = renderer.render(scene, {.color = false});
        add_scene(totals, i, oracle::check_frame(scene, frame, canvas), options.quiet);
    }
    fmt::print("total {:9} {:6} {:5} {:8.3f} {:9.2g} {:9.2g} {:5} {:6} {:6}\n", totals.pixels,
               totals.raster, totals.rays, 256 * totals.distance_px, totals.depth_p99,
               totals.depth_max, totals.masks, totals.mask_pixels, totals.unexplained);
    fmt::print(
        "ties of the rasteriser, where floats do not tell which surface is nearest: {}, {} "
        "of them with another id\n",
        totals.tied, totals.ties);
    return totals.raster + totals.mask_pixels + totals.unexplained == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Compares ids, depths and amodal masks of random scenes with a CPU rasteriser and "
        "with rays.\nExample: diorama-oracle --scenes 200 --device cpu");
    app.add_option("--scenes", options.scenes, "how many");
    app.add_option("--first", options.first, "index of the first scene");
    app.add_option("--seed", options.seed, "of the random stream");
    app.add_option("--width", options.extent.width, "pixels")->check(CLI::Range(1, 8192));
    app.add_option("--height", options.extent.height, "pixels")->check(CLI::Range(1, 8192));
    app.add_option("--device", options.device, "auto, cpu, N, uuid:..., pci:... or name:...");
    app.add_option("--away", options.away_m, "moves the world by so many meters");
    app.add_flag("--quiet", options.quiet, "only differences and the totals");
    CLI11_PARSE(app, argc, argv);
    try {
        return compare_scenes(options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "diorama-oracle: {}\n", error.what());
        return 70;
    }
}
