#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "augment/pipeline.hpp"
#include "engine/dataset/finalize.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/sample_ranges.hpp"
#include "engine/dataset/shards.hpp"
#include "engine/dataset/staged_file_system.hpp"
#include "engine/dataset/writer.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/progress.hpp"
#include "tools/run/renderer_pool.hpp"
#include "tools/run/run_status.hpp"
#include "tools/run/selection.hpp"
#include "tools/run/signals.hpp"
#include "tools/run/stage_times.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

struct GenerateOptions {
    ConfigOptions config;
    MachineOptions machine;
    SelectionOptions selection;
    std::string out;
    bool resume = false;
    bool overwrite = false;
    bool keep_going = false;
    std::string progress = "auto";
    Durability durability = Durability::Batch;
    std::string status_file;
    int status_fd = -1;
    std::string stage;
    double grace_s = 25;
    int interrupted = kTemporary;  // exit code of a run that is ended from outside
};

/// A sample between two stages: its value so far, or why there is none.
template <class T>
struct Step {
    std::uint64_t index = 0;
    Expected<T> value;
};

/// Runs one stage on a sample that has not failed yet. What goes wrong with this one sample
/// becomes a finding; a failing device, disk or memory is everybody's and stays an exception.
template <class T, class Stage>
auto advance(Step<T> step, const Stage& stage)
    -> Step<typename std::decay_t<decltype(stage(std::move(*step.value)))>::value_type> {
    using Next = typename std::decay_t<decltype(stage(std::move(*step.value)))>::value_type;
    if (!step.value) return {step.index, step.value.errors()};
    try {
        return {step.index, stage(std::move(*step.value))};
    } catch (const std::logic_error& error) {
        return Step<Next>{step.index, Diagnostic{.fault = Fault::Data, .message = error.what()}};
    }
}

/// What a run has done so far.
struct Tally {
    std::uint64_t made = 0;
    std::uint64_t annotations = 0, dropped = 0, rejects = 0;
    std::vector<std::uint64_t> failed;
    int first_failure = kOk;
};

void count_labels(const EncodedSample& sample, Tally& tally) {
    for (const EncodedPicture& picture : sample.pictures) {
        tally.annotations += picture.labels.annotations.size();
        tally.dropped += picture.labels.dropped.size();
        tally.rejects += picture.labels.rejects.size();
    }
}

std::string ranges_text(const std::vector<std::uint64_t>& indices) {
    SampleRanges ranges;
    for (const std::uint64_t index : indices) ranges.add(index);
    return ranges.text();
}

/// The command that makes one sample again.
std::string reproducing_command(const GenerateOptions& options, std::uint64_t index) {
    std::string command = "diorama generate " + shell_words(options.config);
    if (!options.machine.device.empty())
        command += " --device " + shell_quoted(options.machine.device);
    return fmt::format("{} --out {} --samples {}", command, shell_quoted(options.out), index);
}

void report_failure(const GenerateOptions& options, const Diagnostics& findings,
                    std::uint64_t index, Progress& progress) {
    for (const Diagnostic& finding : findings)
        progress.note(fmt::format("sample {}: {}", index, finding.to_text()));
    progress.note(fmt::format("  to see it again: {}", reproducing_command(options, index)));
}

/// Makes, labels, encodes and writes the samples.
Tally make_samples(const GenerateOptions& options, const RunConfig& config,
                   const Generator& generator, DatasetWriter& writer,
                   const std::vector<std::uint64_t>& indices, const StopOnSignal& stop,
                   StageTimes& times, Progress& progress,
                   const std::function<void(const Tally&)>& watch) {
    Tally tally;
    std::atomic<bool> give_up = false;
    auto source = [&, next = std::size_t{0}]() mutable -> std::optional<std::uint64_t> {
        if (next == indices.size() || give_up) return std::nullopt;
        return indices[next++];
    };
    const auto make = [&](std::uint64_t index) {
        return advance(Step<std::uint64_t>{index, index}, [&](std::uint64_t i) {
            return times.measure(Stage::Augment, [&] { return generator(i); });
        });
    };
    const auto finish = [&](Step<std::vector<Frame>> step) {
        return advance(std::move(step), [&](std::vector<Frame> frames) -> Expected<EncodedSample> {
            const auto pictures = times.measure(
                Stage::Annotate, [&] { return label_sample(std::move(frames), config); });
            return times.measure(Stage::Encode, [&] { return encode_sample(pictures, config); });
        });
    };
    const auto write = [&](Step<EncodedSample> step) {
        if (step.value) {
            times.measure(Stage::Write, [&] { writer.commit(*step.value); });
            count_labels(*step.value, tally);
            if (++tally.made == 1)
                progress.note(fmt::format("first sample after {:.1f} s", progress.elapsed_s()));
        } else {
            report_failure(options, step.value.errors(), step.index, progress);
            if (tally.failed.empty())
                tally.first_failure = static_cast<int>(step.value.errors().front().fault);
            tally.failed.push_back(step.index);
            give_up = !options.keep_going;
        }
        progress.advance(!step.value);
        watch(tally);
    };
    const PipelineOptions pipeline{.threads = thread_count(options.machine, process_environment),
                                   .stop = stop.token()};
    try {
        run_pipeline(pipeline, source, make, finish, write);
    } catch (...) {
        // What is complete shall be kept, but the first error is the one to report.
        const auto error = std::current_exception();
        try {
            writer.flush();
        } catch (const FileError&) {
        }
        std::rethrow_exception(error);
    }
    times.measure(Stage::Write, [&] { writer.flush(); });
    return tally;
}

/// While it lives, complete samples are kept even when the grace time runs out.
class SaveAtTheEnd {
 public:
    SaveAtTheEnd(StopOnSignal& stop, DatasetWriter& writer) : stop_(stop) {
        stop_.before_the_end([&writer] { writer.flush(); });
    }
    ~SaveAtTheEnd() { stop_.before_the_end(nullptr); }
    SaveAtTheEnd(const SaveAtTheEnd&) = delete;
    SaveAtTheEnd& operator=(const SaveAtTheEnd&) = delete;

 private:
    StopOnSignal& stop_;
};

/// Writes the files over all samples when all are there.
int finish_dataset(const GenerateOptions& options, FileSystem& files) {
    // Another copy of this run may be about to do the same.
    const auto finished = finalize(files, options.out, options.durability, Stale::OfDeadProcesses);
    if (!finished) return report(finished.errors());
    if (finished->devices.size() > 1) {
        fmt::print(stderr, "warning: {} different devices drew this dataset, colors may differ:\n",
                   finished->devices.size());
        for (const std::string& device : finished->devices) fmt::print(stderr, "  {}\n", device);
    }
    fmt::print(stderr, "{}: {} pictures, {} annotations\n", options.out, finished->picture_count,
               finished->annotation_count);
    return kOk;
}

/// The renderers of a run that needs them, and a line about their device.
std::unique_ptr<RendererPool> announce_renderers(const RunConfig& config,
                                                 const MachineOptions& machine) {
    auto renderers = open_renderers(config, machine, thread_count(machine, process_environment));
    if (!renderers) return nullptr;
    const DeviceInfo& device = renderers->device();
    const bool fallback = device.kind == DeviceKind::Cpu &&
                          device_request(machine, process_environment).which == "auto";
    fmt::print(stderr, "{} on {} ({})\n",
               fallback ? "no GPU found: rendering on the CPU," : "rendering", device.name,
               device.driver);
    return renderers;
}

/// The samples to make; for --shard auto without --shards, the folder knows the number of shards.
Expected<Selection> chosen_samples(const GenerateOptions& options, std::uint64_t count,
                                   FileSystem& files) {
    SelectionOptions selection = options.selection;
    if (selection.shard == "auto" && selection.shards == 0)
        selection.shards = stored_shard_count(files, options.out).value_or(0);
    return select_samples(selection, count, process_environment);
}

int generate(const GenerateOptions& options) {
    if (options.status_fd >= 0 && !is_writable_descriptor(options.status_fd)) {
        return report({usage_error(fmt::format(
            "--status-fd {}: this descriptor is not open for writing", options.status_fd))});
    }
    PosixFileSystem disk;
    const auto config = load_config(options.config);
    if (!config) return report(config.errors());
    const auto selection = chosen_samples(options, config->run.count, disk);
    if (!selection) return report(selection.errors());
    const auto style = parse_progress(options.progress, ::isatty(STDERR_FILENO) == 1, environ);
    if (!style) return report(style.errors());
    if (!selection->note.empty()) fmt::print(stderr, "note: {}\n", selection->note);

    StopOnSignal stop(std::chrono::milliseconds(std::llround(options.grace_s * 1000)),
                      options.interrupted);
    Assets assets(config->run.assets);
    const auto plan = make_run_plan(*config, options.config, assets);
    if (!plan) return report(plan.errors());
    const auto resources = load_resources(config->run.augment);
    if (!resources) return report(resources.errors());

    std::optional<StagedFileSystem> staged;
    if (!options.stage.empty()) staged.emplace(disk, options.stage);
    FileSystem& files = staged ? static_cast<FileSystem&>(*staged) : disk;
    WriterOptions writing{
        .existing = options.overwrite ? ExistingData::Overwrite : ExistingData::Resume,
        .durability = options.durability};
    auto writer = DatasetWriter::open(files, options.out, *plan, writing);
    if (!writer) return report(writer.errors());
    if (selection->shards > 0) store_shard_count(files, options.out, selection->shards);
    const auto pending = (*writer)->pending(selection->indices);
    if (pending.complete > 0) {
        fmt::print(stderr, "{} of {} samples are there already\n", pending.complete,
                   selection->indices.size());
    }
    if (pending.broken > 0)
        fmt::print(stderr, "{} broken samples are made again\n", pending.broken);

    RunStatus status{.label = selection->label,
                     .plan = (*writer)->hash(),
                     .requested = selection->indices.size(),
                     .complete = pending.complete};
    StatusLines lines(options.status_fd);
    lines.send(status);
    const auto leave = [&](int code) {
        status.exit_code = code;
        lines.send(status);
        if (!options.status_file.empty())
            write_file(disk, options.status_file, status.to_json(false));
        return code;
    };

    if (!pending.indices.empty()) {
        const auto renderers = announce_renderers(config->run, options.machine);
        if (renderers) {
            // Now that the device is known it goes into the dataset.
            writing.device = device_fingerprint(renderers->device());
            writer = DatasetWriter::open(files, options.out, *plan, writing);
            if (!writer) return report(writer.errors());
        }
        const auto todo = (*writer)->pending(selection->indices);
        StageTimes times;
        if (renderers) renderers->measure_with(times);
        const auto measured =
            [&times, make = make_generator(config->run, frame_request(config->run),
                                           {assets, renderers.get()})](std::uint64_t index) {
                return times.measure(Stage::Make, [&] { return make(index); });
            };
        const Generator generator = augmented(config->run, measured, *resources);

        Progress progress(*style, todo.indices.size(), selection->label);
        const SaveAtTheEnd saving(stop, **writer);
        const Tally tally =
            make_samples(options, config->run, generator, **writer, todo.indices, stop, times,
                         progress, [&, before = status.complete](const Tally& now) {
                             status.complete = before + now.made;
                             status.failed = now.failed;
                             status.made = now.made;
                             status.elapsed_s = progress.elapsed_s();
                             status.stages = times.seconds();
                             lines.send(status);
                         });
        progress.finish();
        const double elapsed = progress.elapsed_s();
        status.elapsed_s = elapsed;
        status.stages = times.seconds();
        fmt::print(stderr,
                   "{} samples in {:.1f} s ({:.2f} samples/s); {} annotations, {} objects below "
                   "the minimum or hidden, {} without a place\n",
                   tally.made, elapsed, static_cast<double>(tally.made) / elapsed,
                   tally.annotations, tally.dropped, tally.rejects);
        if (!tally.failed.empty()) {
            fmt::print(stderr, "{} samples failed: {}\n", tally.failed.size(),
                       ranges_text(tally.failed));
        }
        if (!tally.failed.empty() && !options.keep_going) return leave(tally.first_failure);
        if (tally.made + tally.failed.size() < todo.indices.size()) {
            fmt::print(
                stderr,
                "stopped by SIG{} with {} samples left; the same command goes on from here\n",
                sigabbrev_np(stop.signal()),
                todo.indices.size() - tally.made - tally.failed.size());
            return leave(kTemporary);
        }
        if (!tally.failed.empty()) return leave(kPartial);
    }
    if (!selection->everything) {
        fmt::print(stderr, "{} is complete; `diorama finalize {}` when all samples are there\n",
                   selection->label, shell_quoted(options.out));
        return leave(kOk);
    }
    const bool finished = files.size_bytes(std::filesystem::path(options.out) / kManifestName) &&
                          !files.size_bytes(std::filesystem::path(options.out) / kIncompleteMarker);
    return leave(finished ? kOk : finish_dataset(options, files));
}

}  // namespace

void add_generate(CLI::App& app, Command& chosen, const ExitCodeMap& exit_codes) {
    auto options = std::make_shared<GenerateOptions>();
    CLI::App* command = app.add_subcommand("generate", "Make a dataset");
    add_config_options(*command, options->config);
    command->add_option("--out,-o", options->out, "The dataset's folder")
        ->required()
        ->type_name("DIR");

    SelectionOptions& selection = options->selection;
    auto* samples = command->add_option("--samples", selection.samples,
                                        "Only these, ends included: 3,10-20,100-200x10");
    auto* range =
        command->add_option("--range", selection.range, "Only samples A, A+1, ... below B")
            ->type_name("A:B");
    auto* shard = command
                      ->add_option("--shard", selection.shard,
                                   "One of N equal parts, K from 0; or auto: K from the array "
                                   "task's index, N from --shards or what DIR was begun with")
                      ->type_name("K/N");
    command->add_option("--shards", selection.shards, "Number of shards for --shard auto")
        ->type_name("N")
        ->needs(shard);
    samples->excludes(range)->excludes(shard);
    range->excludes(shard);

    add_machine_options(*command, options->machine);
    auto* resume = command->add_flag("--resume", options->resume,
                                     "Keep complete samples of the same plan (the default)");
    command
        ->add_flag("--overwrite", options->overwrite,
                   "Make every requested sample again; samples of another plan are removed")
        ->excludes(resume);
    command->add_flag("--keep-going", options->keep_going,
                      "Go on after a sample that fails; ends with 1 then");
    command->add_option("--progress", options->progress, "How to tell how far it is")
        ->type_name("auto|bar|lines|alf|openjd|json|none");
    command
        ->add_option("--durability", options->durability,
                     "When data reaches the disk: none, batch or sample")
        ->transform(CLI::CheckedTransformer(
                        std::map<std::string, Durability>{{"none", Durability::None},
                                                          {"batch", Durability::Batch},
                                                          {"sample", Durability::Sample}})
                        .description(""))
        ->type_name("none|batch|sample");
    command
        ->add_option("--status-file", options->status_file,
                     "Write a JSON summary here at the end: requested, complete, failed samples")
        ->type_name("FILE");
    command
        ->add_option("--status-fd", options->status_fd,
                     "Write the same as one line a second to this open descriptor")
        ->type_name("N")
        ->check(CLI::Range(0, 1 << 20));
    command
        ->add_option("--stage-dir", options->stage,
                     "Let files grow in this local folder and copy them to DIR whole, for mounted "
                     "object stores and slow network disks")
        ->type_name("DIR");
    command
        ->add_option("--grace", options->grace_s,
                     "Seconds to finish samples in flight after a signal; 0: no limit")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    command->footer(
        "Examples:\n"
        "  diorama generate table.yaml --out data\n"
        "  diorama generate table.yaml --out data --samples 0-9,20-29x2 --device cpu\n"
        "  diorama generate table.yaml --out part3 --shard 3/16 --keep-going\n"
        "  srun diorama generate table.yaml --out /scratch/data --shard auto --shards 16\n"
        "\n"
        "Exit codes: 0 complete, 1 some samples failed (--keep-going), 33 out of memory, 64 bad\n"
        "command line, 65 bad asset, 66 missing file, 69 no device, 70 internal error, 73 and 74\n"
        "output cannot be written, 75 stopped with work left: run it again, 78 bad configuration\n"
        "or the folder holds another plan.\n");
    command->callback([options, &chosen, &exit_codes] {
        chosen = [options, &exit_codes] {
            options->interrupted = exit_codes(kTemporary);
            return generate(*options);
        };
    });
}

}  // namespace diorama
