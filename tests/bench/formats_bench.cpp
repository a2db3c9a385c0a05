// What records, hashes and each format cost, relative to making the sample itself.
//
//   formats_bench [config.yaml] [samples]
//
// Processor time of one thread, every part timed on the same samples in one process: draw, render,
// annotate and encode the picture; then the record and the hashes of a COCO dataset; then what each
// format adds. Without a configuration it takes tests/bench/tabletop.yaml.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/formats/format.hpp"
#include "engine/dataset/record.hpp"
#include "engine/io/file.hpp"
#include "tests/bench/processor_time.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/options.hpp"
#include "tools/run/renderer_pool.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

constexpr int kRounds = 5;  // of the small parts; the best one counts

/// Seconds that `work` takes, the least of some rounds.
double best_of(const std::function<void()>& work) {
    double best = 1e9;
    for (int round = 0; round < kRounds; ++round) {
        const double start = processor_seconds();
        work();
        best = std::min(best, processor_seconds() - start);
    }
    return best;
}

std::size_t hash_all(const std::vector<EncodedFile>& files) {
    std::size_t sum = 0;
    for (const EncodedFile& file : files)
        if (!file.linked) sum += sha256_hex(ByteView(file.bytes)).size();
    return sum;
}

struct Part {
    std::string name;
    double seconds = 0;
};

void run(const std::filesystem::path& file, std::uint64_t count) {
    auto config = load_run_config(file, kit_names(), {});
    if (!config) throw std::runtime_error(config.errors().front().to_text());
    RunConfig& run = config->run;
    run.categories = category_names(run);
    const FrameRequest request = frame_request(run);
    Assets assets(run.assets);
    RendererPool pool(DeviceRequest{}, 1);
    fmt::print("{} ({}), {}x{}\n", pool.device().name, pool.device().driver, run.image.extent.width,
               run.image.extent.height);
    const auto make = [&](std::uint64_t index) {
        auto scene = draw_sample(run, assets, index);
        if (!scene) throw std::runtime_error(scene.errors().front().to_text());
        return pool.render(*scene, request);
    };
    make(0);  // warm up

    Part sample{"sample"}, record{"record"}, hashes{"hashes"};
    std::vector<Part> formats;
    for (const auto& [name, id] : output_format_names()) formats.push_back({name, 0});
    std::size_t checksum = 0;
    for (std::uint64_t index = 0; index < count; ++index) {
        const double start = processor_seconds();
        const Labeled labeled = annotate(make(index), run.labels);
        const EncodedPicture picture = encode_picture(labeled, run);
        sample.seconds += processor_seconds() - start;
        record.seconds += best_of([&] {
            const std::string text = encode_record(
                {.plan = std::string(64, '0'), .subset = "train", .pictures = {picture.labels}});
            checksum += decode_record(text, "") ? text.size() : 0;
        });
        hashes.seconds += best_of([&] { checksum += hash_all(picture.files); });
        for (std::size_t i = 0; i < formats.size(); ++i) {
            OutputConfig output;
            output.formats = {output_format_names()[i].second};
            formats[i].seconds += best_of([&] {
                checksum += hash_all(encode_formats({.labeled = labeled,
                                                     .image = &picture.files.front(),
                                                     .subset = "train",
                                                     .categories = run.categories,
                                                     .output = output}));
            });
        }
    }
    const double whole = sample.seconds + record.seconds + hashes.seconds;
    const auto print = [&](const Part& part) {
        fmt::print("  {:<14} {:8.2f} ms {:6.2f} %\n", part.name,
                   1e3 * part.seconds / static_cast<double>(count), 100 * part.seconds / whole);
    };
    print(sample);
    print(record);
    print(hashes);
    fmt::print("what a format adds to a sample (its share of finalize is not in here):\n");
    for (const Part& part : formats) print(part);
    fmt::print("{} samples, checksum {}\n", count, checksum);
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    try {
        diorama::run(argc > 1 ? argv[1] : DIORAMA_SOURCE_DIR "/tests/bench/tabletop.yaml",
                     argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 6);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
