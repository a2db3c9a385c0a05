#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/renderer_pool.hpp"
#include "tools/run/stages.hpp"
#include "tools/run/views.hpp"

namespace diorama {
namespace {

struct SampleOptions {
    ConfigOptions config;
    MachineOptions machine;
    std::uint64_t index = 0;
    std::string out;
};

std::string_view as_text(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

int make_sample(const SampleOptions& options) {
    auto config = load_config(options.config);
    if (!config) return report(config.errors());
    RunConfig& run = config->run;
    if (options.index >= run.count) {
        return report({usage_error(fmt::format("--index {}: the dataset has samples 0-{}",
                                               options.index, run.count - 1))});
    }
    Assets assets(run.assets);
    const auto scene = draw_sample(run, assets, options.index);
    if (!scene) return report(scene.errors());

    // Everything there is, whatever the configuration writes.
    run.channels = {Channel::Depth, Channel::Normals, Channel::Instance, Channel::Semantic};
    run.color = true;
    RendererPool renderers(device_request(options.machine, process_environment), 1);
    RenderRequest request = render_request(run);
    request.amodal = true;
    const Labeled labeled = annotate(renderers.render(*scene, request), run.labels);

    PosixFileSystem files;
    const std::filesystem::path folder = options.out;
    files.make_folders(folder);
    const auto write = [&](const std::string& name, std::string_view bytes) {
        write_file(files, folder / name, bytes);
        fmt::print("{}\n", (folder / name).string());
    };
    // The files of the dataset as they are ...
    const EncodedSample sample = encode_sample(labeled, run);
    for (const EncodedFile& file : sample.pictures.front().files)
        write(file.channel + "." + file.extension, as_text(file.bytes));
    const Record record{.index = options.index, .pictures = {sample.pictures.front().labels}};
    write("labels.json", encode_record(record));
    // ... and what a person can look at.
    write("view_depth.png", as_text(encode_png(view_depth(labeled.frame.depth))));
    write("view_normals.png", as_text(encode_png(view_normals(labeled.frame.normals))));
    write("view_instances.png", as_text(encode_png(view_instances(labeled.frame))));
    write("view_amodal.png", as_text(encode_png(view_amodal(labeled))));
    write("view_boxes.png", as_text(encode_png(view_boxes(labeled))));
    for (const std::string& reject : labeled.frame.rejects) fmt::print(stderr, "{}\n", reject);
    for (const Dropped& d : labeled.dropped)
        fmt::print(stderr, "{}: not annotated: {}\n", d.name, d.reason);
    return kOk;
}

}  // namespace

void add_sample(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<SampleOptions>();
    CLI::App* command =
        app.add_subcommand("sample", "Make one sample, with all channels as pictures to look at");
    add_config_options(*command, options->config);
    command->add_option("--index", options->index, "Which sample, from 0")
        ->required()
        ->type_name("I");
    command->add_option("--out,-o", options->out, "Folder for the files; their names go to stdout")
        ->required()
        ->type_name("DIR");
    add_machine_options(*command, options->machine);
    command->footer("Example:\n  diorama sample table.yaml --index 7 --out look\n");
    command->callback([options, &chosen] { chosen = [options] { return make_sample(*options); }; });
}

}  // namespace diorama
