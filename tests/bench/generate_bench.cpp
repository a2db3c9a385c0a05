// The whole chain, from a configuration to files on disk: seconds of processor time in each stage,
// samples per second on one thread and on two.
//
//   generate_bench [config.yaml] [samples] [rounds]
//
// Without a configuration it takes tests/bench/tabletop.yaml (640x480, about 50k triangles) three
// times: the full picture, the picture without antialiasing, and labels alone. Threads are compared
// in turns within one process, because machines are shared; the best round of each counts.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "augment/pipeline.hpp"
#include "engine/annotate/annotate.hpp"
#include "engine/dataset/writer.hpp"
#include "tests/bench/processor_time.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

struct Bench {
    LoadedConfig config;
    Assets assets;
    Plan plan;
    std::filesystem::path folder;
    PosixFileSystem files;

    std::unique_ptr<DatasetWriter> writer() {
        std::filesystem::remove_all(folder);
        auto opened = DatasetWriter::open(files, folder, plan, {});
        if (!opened) throw std::runtime_error(opened.errors().front().to_text());
        (*opened)->pending({});
        return std::move(*opened);
    }
};

Scene must_draw(Bench& bench, std::uint64_t index) {
    auto scene = draw_sample(bench.config.run, bench.assets, index);
    if (!scene) throw std::runtime_error(scene.errors().front().to_text());
    return std::move(*scene);
}

void print_stages(Bench& bench, RendererPool& pool, std::uint64_t count) {
    const auto writer = bench.writer();
    const FrameRequest request = frame_request(bench.config.run);
    const std::vector<std::string> names{"draw scene", "render", "annotate", "encode", "write"};
    std::vector<double> spent(names.size(), 0.0);
    std::size_t triangles = 0, instances = 0;
    for (std::uint64_t index = 0; index < count; ++index) {
        std::vector<double> at{processor_seconds()};
        const auto lap = [&] { at.push_back(processor_seconds()); };
        const Scene scene = must_draw(bench, index);
        lap();
        Frame frame = pool.render(scene, request);
        lap();
        const Labeled labeled = annotate(std::move(frame), bench.config.run.labels);
        lap();
        EncodedSample sample{.index = index};
        sample.pictures.push_back(encode_picture(labeled, bench.config.run));
        lap();
        writer->commit(sample);
        lap();
        for (std::size_t i = 0; i < names.size(); ++i) spent[i] += at[i + 1] - at[i];
        instances += scene.instances.size();
        for (const Instance& instance : scene.instances)
            triangles += instance.model->triangle_count();
    }
    writer->flush();
    double total = 0;
    for (const double seconds : spent) total += seconds;
    const auto n = static_cast<double>(count);
    fmt::print("  {:.0f} instances, {:.0f} triangles a sample\n",
               static_cast<double>(instances) / n, static_cast<double>(triangles) / n);
    for (std::size_t i = 0; i < names.size(); ++i)
        fmt::print("  {:<11} {:8.1f} ms {:5.1f} %\n", names[i], 1e3 * spent[i] / n,
                   100 * spent[i] / total);
    fmt::print("  {:<11} {:8.1f} ms of processor time: {:.2f} samples/s per core\n", "all",
               1e3 * total / n, n / total);
}

double run_threads(Bench& bench, RendererPool& pool, int threads, std::uint64_t count) {
    const auto writer = bench.writer();
    const Generator generator =
        make_generator(bench.config.run, frame_request(bench.config.run), {bench.assets, &pool});
    const double start = wall_seconds();
    run_pipeline(
        PipelineOptions{.threads = threads},
        [&, next = std::uint64_t{0}]() mutable -> std::optional<std::uint64_t> {
            if (next == count) return std::nullopt;
            return next++;
        },
        [&](std::uint64_t index) {
            auto frames = generator(index);
            if (!frames) throw std::runtime_error(frames.errors().front().to_text());
            return std::move(*frames);
        },
        [&](std::vector<Frame> frames) {
            return label_and_encode(std::move(frames), bench.config.run);
        },
        [&](const EncodedSample& sample) { writer->commit(sample); });
    writer->flush();
    return static_cast<double>(count) / (wall_seconds() - start);
}

void run(const std::filesystem::path& file, const std::vector<Override>& overrides,
         RendererPool& pool, std::uint64_t count, int rounds) {
    auto config = load_run_config(file, kit_names(), overrides);
    if (!config) throw std::runtime_error(config.errors().front().to_text());
    Bench bench{.config = *config, .assets = Assets(config->run.assets)};
    bench.plan = make_plan(bench.config, "bench", {});
    bench.folder =
        std::filesystem::temp_directory_path() / fmt::format("diorama-bench-{}", ::getpid());
    for (std::uint64_t index = 0; index < std::min<std::uint64_t>(count, 4); ++index)
        pool.render(must_draw(bench, index), frame_request(bench.config.run));  // warm up
    print_stages(bench, pool, count);
    double one = 0, two = 0;
    for (int round = 0; round < rounds; ++round) {
        one = std::max(one, run_threads(bench, pool, 1, count));
        two = std::max(two, run_threads(bench, pool, 2, count));
    }
    fmt::print("  written to disk: {:.2f} samples/s with 1 thread, {:.2f} with 2: {:.2f} times\n",
               one, two, two / one);
    std::filesystem::remove_all(bench.folder);
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    using namespace diorama;
    const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 12;
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 3;
    RendererPool pool(DeviceRequest{}, 2);
    fmt::print("{} ({})\n", pool.device().name, pool.device().driver);
    try {
        if (argc > 1) {
            fmt::print("{}\n", argv[1]);
            run(argv[1], {}, pool, count, rounds);
            return 0;
        }
        const std::filesystem::path file = DIORAMA_SOURCE_DIR "/tests/bench/tabletop.yaml";
        fmt::print("standard quality\n");
        run(file, {}, pool, count, rounds);
        fmt::print("preview quality: no antialiasing\n");
        run(file, {{"quality", "preview"}}, pool, count, rounds);
        fmt::print("labels alone\n");
        run(file, {{"color", "false"}, {"channels", "[instance]"}}, pool, 3 * count, rounds);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
