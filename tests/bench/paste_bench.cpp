// Composites, from a configuration to files on disk: processor time of each stage, and pictures per
// second on one core, for each blend alone and for the five blends of one layout.
//
//   paste_bench [samples] [rounds] [--blend gaussian ...] [--set key.path=value ...]
//
// 640x480, three objects, JPEG of quality 95, polygons and amodal masks: twelve cut-outs of about
// 400 pixels with masks beside them and eight backgrounds are made first, in a folder of its own;
// `--set paste.objects=...` and `--set paste.backgrounds=...` take others. Every picture that is
// read is read before the clock starts, as in a run of many samples. The best round counts, because
// machines are shared.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/writer.hpp"
#include "engine/io/image_encode.hpp"
#include "tests/bench/processor_time.hpp"
#include "tests/bench/textured_picture.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

constexpr const char* kConfig = R"(version: 1
seed: 5
count: 1000
image: {width: 640, height: 480, format: jpg, quality: 95}
paste:
  backgrounds: plates/*.jpg
  objects: {masks: {images: things/*/*.jpg, mask: "{stem}_mask.png"}}
  count: 3
)";

void write(const std::filesystem::path& file, const Bytes& bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

/// Blobs with a wavy outline, an eighth of them with a hole.
Image<Rgb8> wavy_mask(Extent extent, int which) {
    Image<Rgb8> mask(extent);
    for (int y = 0; y < extent.height; ++y) {
        for (int x = 0; x < extent.width; ++x) {
            const double u = 2.0 * (x + 0.5) / extent.width - 1;
            const double v = 2.0 * (y + 0.5) / extent.height - 1;
            const double r = std::hypot(u, v), turn = std::atan2(v, u);
            const bool in =
                r < 0.85 + 0.1 * std::sin((3 + which % 5) * turn) && (which % 8 != 0 || r > 0.3);
            if (in) mask.at(x, y) = {255, 255, 255};
        }
    }
    return mask;
}

void make_inputs(const std::filesystem::path& folder) {
    for (int i = 0; i < 8; ++i)
        write(folder / "plates" / fmt::format("{}.jpg", i),
              encode_jpeg(bench::textured_picture({800, 600}, static_cast<std::uint64_t>(i)), 92));
    for (int i = 0; i < 12; ++i) {
        const Extent extent{360 + 20 * (i % 5), 300 + 40 * (i % 3)};
        Image<Rgb8> photo = bench::textured_picture(extent, static_cast<std::uint64_t>(100 + i));
        const Image<Rgb8> mask = wavy_mask(extent, i);
        for (std::size_t k = 0; k < photo.pixels().size(); ++k) {
            Rgb8& p = photo.pixels()[k];
            p = mask.pixels()[k].r ? Rgb8{p.b, p.r, p.g} : Rgb8{p.g, p.g, p.g};
        }
        const std::string name = fmt::format("things/{}/{}", i % 2 ? "mug" : "box", i);
        write(folder / (name + ".jpg"), encode_jpeg(photo, 92));
        write(folder / (name + "_mask.png"), encode_png(mask));
    }
    std::ofstream(folder / "paste.yaml") << kConfig;
}

constexpr std::array<const char*, 4> kStages{"paste", "annotate", "encode", "write"};

struct Spent {
    std::array<double, kStages.size()> seconds{};
    std::uint64_t pictures = 0;

    double total() const {
        double sum = 0;
        for (const double s : seconds) sum += s;
        return sum;
    }
};

Spent make_samples(const LoadedConfig& config, const Generator& generator, std::uint64_t count,
                   const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder, make_plan(config, "bench", {}), {});
    if (!writer) throw std::runtime_error(writer.errors().front().to_text());
    (*writer)->pending({});
    Spent spent;
    for (std::uint64_t index = 0; index < count; ++index) {
        std::array<double, kStages.size() + 1> at{processor_seconds()};
        auto frames = generator(index);
        if (!frames) throw std::runtime_error(frames.errors().front().to_text());
        at[1] = processor_seconds();
        std::vector<Labeled> labeled;
        for (Frame& frame : *frames)
            labeled.push_back(annotate(std::move(frame), config.run.labels));
        at[2] = processor_seconds();
        EncodedSample sample{.index = index};
        for (const Labeled& picture : labeled)
            sample.pictures.push_back(encode_picture(picture, config.run));
        at[3] = processor_seconds();
        (*writer)->commit(sample);
        at[4] = processor_seconds();
        for (std::size_t i = 0; i < kStages.size(); ++i) spent.seconds[i] += at[i + 1] - at[i];
        spent.pictures += sample.pictures.size();
    }
    (*writer)->flush();
    std::filesystem::remove_all(folder);
    return spent;
}

void run(const std::filesystem::path& folder, const std::string& blend,
         std::vector<Override> overrides, std::uint64_t count, int rounds) {
    overrides.push_back({"paste.blend", blend});
    auto config = load_run_config(folder / "paste.yaml", kit_names(), overrides);
    if (!config) throw std::runtime_error(config.errors().front().to_text());
    Assets assets(config->run.assets);
    const Generator generator =
        make_generator(config->run, frame_request(config->run), {assets, nullptr});
    for (std::uint64_t index = 0; index < count; ++index) {
        const auto frames = generator(index);
        if (!frames) throw std::runtime_error(frames.errors().front().to_text());
    }
    Spent best;
    for (int round = 0; round < rounds; ++round) {
        const Spent spent = make_samples(*config, generator, count, folder / "out");
        if (round == 0 || spent.total() < best.total()) best = spent;
    }
    const auto n = static_cast<double>(best.pictures);
    fmt::print("{:<46}", blend);
    for (const double seconds : best.seconds) fmt::print("{:9.2f}", 1e3 * seconds / n);
    fmt::print("{:9.2f}{:12.1f}\n", 1e3 * best.total() / n, n / best.total());
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    using namespace diorama;
    std::vector<std::string> numbers, blends;
    std::vector<Override> overrides;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool option = (word == "--set" || word == "--blend") && i + 1 < argc;
        if (!option) {
            numbers.push_back(word);
            continue;
        }
        const std::string value = argv[++i];
        if (word == "--blend") {
            blends.push_back(value);
            continue;
        }
        const std::size_t equals = value.find('=');
        overrides.push_back({value.substr(0, equals), value.substr(equals + 1)});
    }
    const std::uint64_t count =
        numbers.empty() ? 60 : std::strtoull(numbers[0].c_str(), nullptr, 10);
    const int rounds = numbers.size() > 1 ? std::atoi(numbers[1].c_str()) : 3;
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("diorama-paste-{}", ::getpid());
    try {
        make_inputs(folder);
        fmt::print("{:<46}", "milliseconds of processor time per picture");
        for (const char* stage : kStages) fmt::print("{:>9}", stage);
        fmt::print("{:>9}{:>12}\n", "all", "pictures/s");
        if (blends.empty())
            blends = {"none",          "matte",
                      "gaussian",      "box",
                      "feather",       "motion",
                      "laplacian",     "poisson",
                      "poisson_mixed", "{each: [none, gaussian, box, poisson, motion]}"};
        for (const std::string& blend : blends) run(folder, blend, overrides, count, rounds);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        std::filesystem::remove_all(folder);
        return 1;
    }
    std::filesystem::remove_all(folder);
    return 0;
}
