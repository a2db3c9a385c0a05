#include "tools/preview/command.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "engine/dataset/file_system.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/preview/painter.hpp"
#include "tools/preview/screenshot.hpp"
#include "tools/preview/window.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/renderer_pool.hpp"

namespace diorama {
namespace {

using preview::Session;
using preview::ViewState;

struct PreviewOptions {
    ConfigOptions config;
    MachineOptions machine;
    std::uint64_t index = 0;
    std::string view = "picture";
    std::string screenshot;
    std::string size = "1280x720";
    float scale = 1;
};

Expected<Extent> parse_size(const std::string& text) {
    Extent size;
    char rest = 0;
    const bool good = std::sscanf(text.c_str(), "%dx%d%c", &size.width, &size.height, &rest) == 2;
    if (!good || std::min(size.width, size.height) < 200 ||
        std::max(size.width, size.height) > 8192)
        return usage_error("--size " + text + ": expected WIDTHxHEIGHT, each from 200 to 8192");
    return size;
}

Bytes encoded(const Image<Rgba8>& picture, const std::filesystem::path& file) {
    Image<Rgb8> pixels(picture.extent());
    std::ranges::transform(picture, pixels.begin(), [](Rgba8 c) { return Rgb8{c.r, c.g, c.b}; });
    const std::string extension = file.extension().string();
    constexpr int kQuality = 92;
    return extension == ".jpg" || extension == ".jpeg" ? encode_jpeg(pixels, kQuality)
                                                       : encode_png(pixels);
}

int write_screenshot(const PreviewOptions& options, const ViewState& state) {
    const auto size = parse_size(options.size);
    if (!size) return report(size.errors());
    Session session(options.config, options.machine, options.index, {});
    const Device device(device_request(options.machine, process_environment));
    const auto picture =
        preview::take_screenshot(session, state, device, {.size = *size, .scale = options.scale});
    if (!picture) return report(picture.errors());
    const Bytes bytes = encoded(*picture, options.screenshot);
    PosixFileSystem files;
    write_file(files, options.screenshot,
               {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return kOk;
}

int show(const PreviewOptions& options) {
    const auto state = preview::parse_view(options.view);
    if (!state) return report(state.errors());
    draw_on_calling_threads();
    if (!options.screenshot.empty()) return write_screenshot(options, *state);
    const preview::Display display;
    if (!display.error().empty()) {
        fmt::print(stderr,
                   "diorama preview: no display ({}); --screenshot FILE draws without one\n",
                   display.error());
        return kUnavailable;
    }
    Session session(options.config, options.machine, options.index, preview::wake_window, true);
    preview::run_window(session, *state, device_request(options.machine, process_environment));
    return kOk;
}

}  // namespace

void add_preview(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<PreviewOptions>();
    CLI::App* command =
        app.add_subcommand("preview", "Open a window: see what generate would write, and shape it");
    add_config_options(*command, options->config);
    command->add_option("--index", options->index, "The sample to begin with, from 0")
        ->type_name("I");
    command
        ->add_option("--view", options->view,
                     "What to show, joined by +: picture, depth, normals, instances, semantic, "
                     "sheet, distance, nocs, part, material, albedo, shading, rest, coverage, "
                     "flow_forward, flow_backward; boxes, masks, amodal, names, occlusion, "
                     "keypoints, text; split; values, statistics")
        ->type_name("WORDS");
    auto* screenshot =
        command
            ->add_option("--screenshot", options->screenshot,
                         "Write the window's content to a PNG or JPEG file; needs no display")
            ->type_name("FILE");
    command->add_option("--size", options->size, "Of the screenshot; default 1280x720")
        ->type_name("WxH")
        ->needs(screenshot);
    command->add_option("--scale", options->scale, "Of the screenshot: 2 for a dense display")
        ->check(CLI::Range(0.5f, 4.0f))
        ->needs(screenshot);
    add_machine_options(*command, options->machine);
    command->footer(
        "Examples:\n"
        "  diorama preview table.yaml\n"
        "  diorama preview table.yaml --index 7 --view picture+boxes+names \\\n"
        "      --screenshot table.png\n"
        "In the window, H shows keys and mouse. Nothing is written before you save.\n");
    command->callback([options, &chosen] { chosen = [options] { return show(*options); }; });
}

}  // namespace diorama
