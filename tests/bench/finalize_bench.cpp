// finalize() over many samples: memory and time per sample, which shall not depend on their number.
//
//     finalize_bench FOLDER 1000 10000 100000        about 3 kB and one file on disk per sample
//
// Each dataset is made in FOLDER and removed again. Samples are labels of three objects without any
// picture, as `color: false` writes them.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/annotate/annotate.hpp"
#include "engine/dataset/finalize.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/writer.hpp"

namespace diorama {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Resident memory of this process now, in MB.
double resident_mb() {
    std::ifstream in("/proc/self/statm");
    std::uint64_t total = 0, resident = 0;
    in >> total >> resident;
    return static_cast<double>(resident) * 4096 / 1e6;
}

/// The largest it has been, in MB.
double peak_mb() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

/// Three boxes side by side, the last one partly hidden by the one before.
PictureRecord three_boxes() {
    constexpr Extent kExtent{64, 64};
    Frame frame{.ids = Image<std::uint32_t>(kExtent)};
    frame.camera.extent = kExtent;
    frame.camera.intrinsics = {60.0, 60.0, 32.0, 32.0};
    const Rect boxes[] = {{4, 8, 16, 20}, {24, 20, 18, 30}, {36, 10, 20, 24}};
    for (std::uint32_t id = 3; id >= 1; --id) {
        const Rect& box = boxes[id - 1];
        for (int y = box.y; y < box.bottom(); ++y)
            for (int x = box.x; x < box.right(); ++x) frame.ids.at(x, y) = id;
    }
    for (int i = 0; i < 3; ++i) {
        frame.objects.push_back({.name = fmt::format("box#{}", i),
                                 .category = i == 1 ? "crate" : "box",
                                 .asset = "box"});
    }
    return describe_picture(annotate(std::move(frame), LabelConfig{.amodal = false}));
}

void measure(const std::filesystem::path& folder, std::uint64_t count) {
    const Plan plan{.engine_version = "bench",
                    .count = count,
                    .categories = {"box", "crate"},
                    .split = {{"train", 0.9}, {"val", 0.1}}};
    PosixFileSystem files;
    auto writer = DatasetWriter::open(files, folder, plan, {.durability = Durability::None});
    if (!writer) {
        fmt::print(stderr, "{}\n", writer.errors().front().to_text());
        std::exit(1);
    }
    const PictureRecord labels = three_boxes();
    auto start = Clock::now();
    for (std::uint64_t i = 0; i < count; ++i) (*writer)->commit({i, {{labels, {}}}});
    const double writing = seconds_since(start);
    writer->reset();

    const double before = resident_mb();
    start = Clock::now();
    const auto report = finalize(files, folder, Durability::None);
    const double finalizing = seconds_since(start);
    if (!report) {
        fmt::print(stderr, "{}\n", report.errors().front().to_text());
        std::exit(1);
    }
    const auto micros = [&](double s) { return s * 1e6 / static_cast<double>(count); };
    fmt::print(
        "{:>9} samples  write {:6.1f} us  finalize {:6.1f} us each, {:6.1f} s  "
        "memory {:.0f} MB before, {:.0f} MB peak\n",
        count, micros(writing), micros(finalizing), finalizing, before, peak_mb());
    std::fflush(stdout);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: finalize_bench FOLDER COUNT...\n");
        return 64;
    }
    for (int i = 2; i < argc; ++i)
        diorama::measure(std::filesystem::path(argv[1]) / "finalize_bench",
                         std::strtoull(argv[i], nullptr, 10));
}
