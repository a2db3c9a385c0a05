#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <memory>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/channel_views.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/generator.hpp"
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

/// "instance.png", or "voc_Annotations_00000007.xml" for a file with a place of its own.
std::string flat_name(const EncodedFile& file, const std::string& suffix) {
    if (file.path.empty()) return file.channel + suffix + "." + file.extension;
    std::string name = file.path;
    std::ranges::replace(name, '/', '_');
    return name;
}

/// A name with everything that is not safe in a file name replaced.
std::string file_name_of(std::string name) {
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-') c = '_';
    return name;
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
    // Everything there is, whatever the configuration writes.
    run.color = true;
    FrameRequest request = frame_request(run);
    request.depth = request.normals = request.amodal = true;
    if (std::holds_alternative<SceneConfig>(run.generator) && run.augment.empty()) {
        request.distance = request.nocs = request.parts = request.materials = true;
        request.intrinsic = request.coverage = request.motion = true;
    }
    const auto renderers = open_renderers(run, options.machine, 1);
    const auto resources = load_resources(run.augment);
    if (!resources) return report(resources.errors());

    PosixFileSystem files;
    const std::filesystem::path folder = options.out;
    files.make_folders(folder);
    const auto write = [&](const std::string& name, std::string_view bytes) {
        write_file(files, folder / name, bytes);
        fmt::print("{}\n", (folder / name).string());
    };
    const Generator generator = make_generator(run, request, {assets, renderers.get()});
    if (!run.augment.empty()) {
        // Each augmentation as a picture, with its labels. Looking at the steps keeps them from
        // being fused, so the sample itself is made apart.
        int step = 0;
        const Watch watch = [&](const std::string& name, const Frame& frame) {
            const Labeled labeled = annotate(frame, run.labels);
            write(fmt::format("step_{:02}_{}{}.png", ++step, file_name_of(name), frame.suffix),
                  as_text(encode_png(view_boxes(labeled))));
        };
        const auto steps = augmented_sample(run, generator, *resources, options.index, watch);
        if (!steps) return report(steps.errors());
    }
    auto frames = augmented_sample(run, generator, *resources, options.index, {});
    if (!frames) return report(frames.errors());
    Record record{.index = options.index};
    for (Frame& frame : *frames) {
        // Of channels that the frame does not have there are no files.
        run.channels = {Channel::Instance, Channel::Semantic, Channel::Distance, Channel::Part,
                        Channel::Material, Channel::Nocs,     Channel::Albedo,   Channel::Shading,
                        Channel::Rest,     Channel::Coverage, Channel::Flow};
        if (!frame.depth.empty()) run.channels.push_back(Channel::Depth);
        if (!frame.normals.empty()) run.channels.push_back(Channel::Normals);
        const Labeled labeled = annotate(std::move(frame), run.labels);
        const std::string& suffix = labeled.frame.suffix;
        // The files of the dataset as they are ...
        EncodedPicture picture = encode_picture(labeled, run);
        for (const EncodedFile& file : picture.files)
            if (!file.linked) write(flat_name(file, suffix), as_text(file.bytes));
        record.pictures.push_back(std::move(picture.labels));
        // ... and what a person can look at.
        std::vector<View> views = views_of(labeled);
        std::ranges::move(channel_views(labeled.frame), std::back_inserter(views));
        for (const View& view : views)
            write(view.name + suffix + ".png", as_text(encode_png(view.picture)));
        for (const std::string& reject : labeled.frame.rejects) fmt::print(stderr, "{}\n", reject);
        for (const Dropped& d : labeled.dropped)
            fmt::print(stderr, "{}: not annotated: {}\n", d.name, d.reason);
    }
    write("labels.json", encode_record(record));
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
