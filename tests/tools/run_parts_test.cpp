#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <set>
#include <stdexcept>
#include <system_error>

#include "engine/dataset/file_system.hpp"
#include "engine/gpu/vulkan.hpp"
#include "tools/run/channel_files.hpp"
#include "tools/run/concurrency.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/options.hpp"
#include "tools/run/progress.hpp"
#include "tools/run/stages.hpp"
#include "tools/run/views.hpp"

namespace diorama {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

template <class Error>
Failure failure(Error error) {
    return describe_failure(std::make_exception_ptr(std::move(error)));
}

TEST(ExitCodes, OfExceptions) {
    EXPECT_EQ(failure(std::bad_alloc()).code, 33);
    EXPECT_EQ(failure(GpuError(VK_ERROR_OUT_OF_DEVICE_MEMORY, "")).code, 33);
    EXPECT_EQ(failure(GpuError(VK_ERROR_DEVICE_LOST, "")).code, 75);
    EXPECT_EQ(failure(GpuError(VK_ERROR_FORMAT_NOT_SUPPORTED, "")).code, 70);
    EXPECT_EQ(failure(GpuUnavailable("no device")).code, 69);
    EXPECT_EQ(failure(GpuError(VK_ERROR_INITIALIZATION_FAILED, "")).code, 69);
    EXPECT_EQ(failure(FileError(ENOSPC, "write", "a")).code, 74);
    EXPECT_EQ(failure(FileError(EACCES, "create", "a")).code, 73);
    EXPECT_EQ(failure(std::system_error(EAGAIN, std::generic_category())).code, 75);
    EXPECT_EQ(failure(std::system_error(EPIPE, std::generic_category())).code, 74);
    EXPECT_EQ(failure(std::runtime_error("x")).code, 70);
    EXPECT_THAT(failure(FileError(ENOSPC, "write", "some/file")).message, HasSubstr("some/file"));
}

class Cgroups : public ::testing::Test {
 protected:
    Cgroups() : mount_(fs::temp_directory_path() / ("cgroups" + std::to_string(::getpid()))) {}
    ~Cgroups() override { fs::remove_all(mount_); }
    void write(const fs::path& file, const std::string& text) {
        fs::create_directories((mount_ / file).parent_path());
        std::ofstream(mount_ / file) << text;
    }
    fs::path mount_;
};

TEST_F(Cgroups, SmallestQuotaOfTheGroupAndItsParents) {
    write("job/step/cpu.max", "max 100000\n");
    write("job/cpu.max", "150000 100000\n");
    EXPECT_EQ(cgroup_cpu_limit("0::/job/step\n", mount_), 1.5);
    write("job/step/cpu.max", "50000 100000\n");
    EXPECT_EQ(cgroup_cpu_limit("0::/job/step\n", mount_), 0.5);
}

TEST_F(Cgroups, VersionOne) {
    write("cpu/pod/cpu.cfs_quota_us", "400000\n");
    write("cpu/pod/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(cgroup_cpu_limit("5:memory:/x\n4:cpu,cpuacct:/pod\n", mount_), 4.0);
    write("cpu/pod/cpu.cfs_quota_us", "-1\n");
    EXPECT_EQ(cgroup_cpu_limit("4:cpu,cpuacct:/pod\n", mount_), std::nullopt);
}

TEST_F(Cgroups, NothingToRead) {
    EXPECT_EQ(cgroup_cpu_limit("", mount_), std::nullopt);
    EXPECT_EQ(cgroup_cpu_limit("nonsense\n0::/job\n", mount_), std::nullopt);
}

TEST_F(Cgroups, SmallestMemoryOfTheGroupAndItsParents) {
    write("job/step/memory.max", "max\n");
    EXPECT_EQ(cgroup_memory_limit("0::/job/step\n", mount_), std::nullopt);
    write("job/memory.max", "2147483648\n");
    EXPECT_EQ(cgroup_memory_limit("0::/job/step\n", mount_), 2147483648u);
    write("job/step/memory.max", "1073741824\n");
    EXPECT_EQ(cgroup_memory_limit("0::/job/step\n", mount_), 1073741824u);
    write("memory/pod/memory.limit_in_bytes", "805306368\n");
    EXPECT_EQ(cgroup_memory_limit("9:memory:/pod\n4:cpu:/pod\n", mount_), 805306368u);
}

TEST(Threads, FitIntoMemory) {
    EXPECT_EQ(threads_within(0), 1);
    EXPECT_EQ(threads_within(1'000'000'000), 1);
    EXPECT_EQ(threads_within(4'000'000'000), 10);
    EXPECT_GT(threads_within(UINT64_MAX), 1000);
}

TEST(Threads, SchedulersLimit) {
    for (const char* variable : {"SLURM_CPUS_ON_NODE", "SLURM_CPUS_PER_TASK", "NSLOTS"}) {
        EXPECT_EQ(default_threads([&](const char* name) {
                      return std::string_view(name) == variable ? std::optional<std::string>("1")
                                                                : std::nullopt;
                  }),
                  1)
            << variable;
    }
    EXPECT_GE(default_threads([](const char*) { return std::nullopt; }), 1);
}

TEST(GpuGrant, OfSlurmAndCuda) {
    const auto granted = [](std::map<std::string, std::string> values) {
        return scheduler_granted_gpu([&](const char* name) -> std::optional<std::string> {
            const auto at = values.find(name);
            return at == values.end() ? std::nullopt : std::optional(at->second);
        });
    };
    EXPECT_FALSE(granted({}));
    EXPECT_TRUE(granted({{"SLURM_GPUS_ON_NODE", "1"}}));
    EXPECT_FALSE(granted({{"SLURM_GPUS_ON_NODE", "0"}}));
    EXPECT_TRUE(granted({{"CUDA_VISIBLE_DEVICES", "0"}}));
    EXPECT_TRUE(granted({{"CUDA_VISIBLE_DEVICES", "GPU-0a1b"}}));
    EXPECT_FALSE(granted({{"CUDA_VISIBLE_DEVICES", ""}}));
    EXPECT_FALSE(granted({{"CUDA_VISIBLE_DEVICES", "NoDevFiles"}}));
    EXPECT_TRUE(granted({{"ROCR_VISIBLE_DEVICES", "0"}}));
    EXPECT_TRUE(granted({{"ZE_AFFINITY_MASK", "0.0"}}));
}

TEST(Bar, LooksLikeTqdm) {
    EXPECT_EQ(format_bar(42, 100, 10, 60, false),
              " 42%|#######           | 42/100 [0:10<0:14, 4.20 samples/s]");
    EXPECT_THAT(format_bar(0, 100, 3, 80, false), HasSubstr("0/100 [0:03<?, ? samples/s]"));
    EXPECT_THAT(format_bar(2, 4, 10, 80, false), HasSubstr("5.00 s/sample"));
    EXPECT_THAT(format_bar(4, 4, 10, 80, true), HasSubstr("100%|█"));
}

TEST(Bar, FitsTheTerminal) {
    for (int columns = 60; columns < 200; columns += 7)
        EXPECT_LT(format_bar(4200, 10000, 1e4, columns, false).size(),
                  static_cast<std::size_t>(columns));
}

TEST(Durations, InWords) {
    EXPECT_EQ(format_duration(7), "0:07");
    EXPECT_EQ(format_duration(3599.6), "1:00:00");
    EXPECT_EQ(format_duration(-1), "?");
}

TEST(ProgressStyles, AutoLooksAround) {
    const char* const plain[] = {"HOME=/", nullptr};
    const char* const farm[] = {"OPENJD_SESSION=1", nullptr};
    EXPECT_EQ(*parse_progress("auto", true, plain), ProgressStyle::Bar);
    EXPECT_EQ(*parse_progress("auto", false, plain), ProgressStyle::Lines);
    EXPECT_EQ(*parse_progress("auto", true, farm), ProgressStyle::OpenJd);
    EXPECT_EQ(*parse_progress("alf", true, farm), ProgressStyle::Alf);
    EXPECT_FALSE(parse_progress("fancy", true, plain));
}

TEST(Shell, QuotesWhatNeedsIt) {
    EXPECT_EQ(shell_quoted("data/run-1.yaml"), "data/run-1.yaml");
    EXPECT_EQ(shell_quoted("a={uniform: [0, 1]}"), "'a={uniform: [0, 1]}'");
    EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_quoted(""), "''");
    EXPECT_EQ(shell_words({.file = "c.yaml", .set = {"a.b=x y"}, .seed = 3}),
              "c.yaml --set 'a.b=x y' --seed 3");
}

TEST(LabelColors, NeighborsDiffer) {
    EXPECT_EQ(label_color(0), (Rgb8{0, 0, 0}));
    std::set<std::tuple<int, int, int>> seen;
    for (std::uint32_t i = 1; i <= 200; ++i) {
        const Rgb8 c = label_color(i);
        EXPECT_TRUE(seen.emplace(c.r, c.g, c.b).second) << i;
        const Rgb8 d = label_color(i + 1);
        EXPECT_GT(std::abs(c.r - d.r) + std::abs(c.g - d.g) + std::abs(c.b - d.b), 60) << i;
    }
}

TEST(SemanticMap, CategoriesInTheirOrder) {
    Frame frame;
    frame.ids = Image<std::uint32_t>({4, 1});
    for (std::uint32_t i = 0; i < 4; ++i) frame.ids.at(static_cast<int>(i), 0) = i;
    frame.objects.resize(3);
    frame.objects[0].category = "mug";
    frame.objects[1].category = "book";
    frame.objects[2].category = "mug";
    frame.objects[2].distractor = true;
    EXPECT_THAT(semantic_map(frame, {"book", "mug"}).pixels(), ::testing::ElementsAre(0, 2, 1, 0));
}

TEST(DepthView, NearIsBrighterAndNothingIsGrey) {
    Image<float> depth({3, 60});
    for (int y = 0; y < 60; ++y) {
        depth.at(0, y) = 1.0f;
        depth.at(1, y) = 3.0f;
        depth.at(2, y) = INFINITY;
    }
    const auto view = view_depth(depth);
    EXPECT_GT(view.width(), depth.width());
    EXPECT_EQ(view.at(0, 5), (Rgb8{252, 253, 191}));
    EXPECT_EQ(view.at(1, 5), (Rgb8{0, 0, 4}));
    EXPECT_EQ(view.at(2, 5), (Rgb8{90, 90, 90}));
}

}  // namespace
}  // namespace diorama
