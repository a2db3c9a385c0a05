// finalize() over many samples, and the report about them: memory and time per sample, which shall
// not depend on their number.
//
//     finalize_bench FOLDER 1000 10000 100000              one file of 4 kB on disk per sample
//     finalize_bench --pictures FOLDER 1000 10000 100000   two of them; and the report
//
// Each dataset is made in FOLDER and removed again. Samples are labels of three objects, without
// any picture, as `color: false` writes them, or with one of 16 pictures.
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
#include "engine/io/image_encode.hpp"
#include "engine/report/report.hpp"
#include "tests/bench/textured_picture.hpp"

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

std::vector<std::vector<std::uint8_t>> some_pictures() {
    std::vector<std::vector<std::uint8_t>> pictures;
    for (std::uint64_t seed = 0; seed < 16; ++seed)
        pictures.push_back(encode_jpeg(bench::textured_picture({64, 64}, seed), 85));
    return pictures;
}

/// @param pictures  of the samples in turn; none: labels alone.
void measure(const std::filesystem::path& folder, std::uint64_t count,
             const std::vector<std::vector<std::uint8_t>>& pictures) {
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
    for (std::uint64_t i = 0; i < count; ++i) {
        EncodedPicture picture{.labels = labels, .files = {}};
        if (!pictures.empty())
            picture.files.push_back({"images", "jpg", pictures[i % pictures.size()]});
        (*writer)->commit({i, {std::move(picture)}});
    }
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
    if (!pictures.empty()) {
        start = Clock::now();
        const auto page = make_report(files, folder);
        const double reporting = seconds_since(start);
        if (!page) {
            fmt::print(stderr, "{}\n", page.errors().front().to_text());
            std::exit(1);
        }
        fmt::print(
            "{:>9} samples  report {:.1f} us each, {:.1f} s, {} of {} on the sheet, {:.1f} MB  "
            "memory {:.0f} MB peak\n",
            count, micros(reporting), reporting, page->shown, page->pictures,
            static_cast<double>(page->html.size()) / 1e6, peak_mb());
    }
    std::fflush(stdout);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const bool with_pictures = !words.empty() && words.front() == "--pictures";
    if (with_pictures) words.erase(words.begin());
    if (words.size() < 2) {
        fmt::print(stderr, "usage: finalize_bench [--pictures] FOLDER COUNT...\n");
        return 64;
    }
    std::vector<std::vector<std::uint8_t>> pictures;
    if (with_pictures) pictures = diorama::some_pictures();
    for (std::size_t i = 1; i < words.size(); ++i)
        diorama::measure(std::filesystem::path(words[0]) / "finalize_bench",
                         std::strtoull(words[i].c_str(), nullptr, 10), pictures);
}
