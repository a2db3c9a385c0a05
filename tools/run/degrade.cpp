#include "tools/run/degrade.hpp"

#include <fmt/format.h>

#include <memory>

#include "engine/dataset/degrade.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/io/file.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

struct DegradeOptions {
    std::string file, out;
    Degradation how;
};

int degrade(const DegradeOptions& options) {
    std::error_code none;
    if (std::filesystem::equivalent(options.file, options.out, none)) {
        fmt::print(stderr, "diorama degrade: --out is the perfect file itself\n");
        return kUsage;
    }
    const auto bytes = read_file(options.file);
    if (!bytes) return report(bytes.errors());
    DegradeReport result;
    const auto text =
        degrade_annotations({reinterpret_cast<const char*>(bytes->data()), bytes->size()},
                            options.file, options.how, result);
    if (!text) return report(text.errors());
    PosixFileSystem files;
    write_file(files, options.out, *text);
    fmt::print(stderr,
               "{}: {} labels of {} instances ({} missed, {} merged, {} with another class), mean "
               "IoU {:.4f}, modelled time {:.2f} h instead of {:.2f} h\n",
               options.out, result.annotation_count, result.instance_count, result.missed,
               result.merged, result.swapped, result.mean_iou, result.hours, result.perfect_hours);
    return kOk;
}

}  // namespace

void add_degrade(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<DegradeOptions>();
    Degradation& how = options->how;
    CLI::App* command = app.add_subcommand(
        "degrade", "Write a second, worse version of COCO labels, as hurried annotators draw them");
    command->add_option("ANNOTATIONS", options->file, "COCO instances, the perfect ones")
        ->required();
    command->add_option("--out,-o", options->out, "The second annotation file")
        ->required()
        ->type_name("FILE");
    const CLI::Range share(0.0, 1.0), pixels(0.0, 1e4);
    command->add_option("--seed", how.seed, "Of all draws")->type_name("S");
    command->add_option("--points", how.points, "Outlines of at most N points (3 or more)")
        ->type_name("N")
        ->check(CLI::Range(3, 1 << 20));
    command->add_option("--block", how.block_px, "Masks by majority over blocks of S x S pixels")
        ->type_name("S")
        ->check(CLI::Range(1, 4096));
    command->add_option("--grow", how.grow_px, "Outlines R pixels further out; negative: in")
        ->type_name("R")
        ->check(CLI::Range(-64.0, 64.0));
    command->add_option("--jitter", how.jitter_px, "Deviation of outlines, in pixels")
        ->type_name("PX")
        ->check(pixels);
    command
        ->add_option("--jitter-length", how.jitter_length_px,
                     "Pixels along the outline over which it is the same")
        ->type_name("PX")
        ->check(CLI::Range(1.0, 1e4))
        ->capture_default_str();
    command->add_option("--miss", how.missed, "Probability that a small instance is missed")
        ->type_name("P")
        ->check(share);
    command->add_option("--miss-below", how.missed_below, "Pixels: what small is")
        ->type_name("AREA")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        ->add_option("--merge", how.merged,
                     "Probability that two touching instances of a class become one")
        ->type_name("P")
        ->check(share);
    command->add_option("--swap", how.swapped, "Probability of another class")
        ->type_name("P")
        ->check(share);
    command
        ->add_option("--loose-box", how.loose_box,
                     "Deviation of each edge of a box, in shares of its side")
        ->type_name("SHARE")
        ->check(share);
    command->add_option("--base-seconds", how.base_s, "Modelled time for an instance")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--vertex-seconds", how.vertex_s, "And for each point of its outline")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->footer(
        "The perfect file stays as it is; each label of the second one names its source and its\n"
        "IoU with it.\n\nExamples:\n"
        "  diorama degrade data/annotations/instances_train.json --out coarse.json --points 12\n"
        "  diorama degrade a.json --out b.json --block 8 --miss 0.3 --swap 0.05\n");
    command->callback([options, &chosen] { chosen = [options] { return degrade(*options); }; });
}

}  // namespace diorama
