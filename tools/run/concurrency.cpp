#include "tools/run/concurrency.hpp"

#include <sys/resource.h>
#include <tbb/info.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

namespace diorama {
namespace {

namespace fs = std::filesystem;

// Resident memory of the quick start at 640x480 on lavapipe: 0.65, 0.99 and 1.6 GB with 1, 2 and 4
// threads.
constexpr std::uint64_t kBaseBytes = 350'000'000;
constexpr std::uint64_t kThreadBytes = 350'000'000;

std::optional<std::string> first_line(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) return std::nullopt;
    return line;
}

std::optional<double> quota_of_version_2(const fs::path& folder) {
    const auto line = first_line(folder / "cpu.max");
    if (!line) return std::nullopt;
    std::istringstream words(*line);
    words.imbue(std::locale::classic());
    double quota = 0, period = 0;  // "max 100000" has no number in front
    if (!(words >> quota >> period) || quota <= 0 || period <= 0) return std::nullopt;
    return quota / period;
}

std::optional<double> quota_of_version_1(const fs::path& folder) {
    const auto quota = first_line(folder / "cpu.cfs_quota_us");
    const auto period = first_line(folder / "cpu.cfs_period_us");
    if (!quota || !period) return std::nullopt;
    const double q = std::atof(quota->c_str()), p = std::atof(period->c_str());
    if (q <= 0 || p <= 0) return std::nullopt;  // -1: no limit
    return q / p;
}

/// Visits the folders of the groups that `membership` names for a controller, and their parents.
void each_group(const std::string& membership, const fs::path& mount, const std::string& controller,
                const std::function<void(const fs::path& group, bool unified)>& visit) {
    std::istringstream lines(membership);
    // hierarchy:controllers:path, "0::/job/step" for version 2, "4:cpu,cpuacct:/job" for version 1
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const bool unified = controllers == ",,";
        if (!unified && controllers.find("," + controller + ",") == std::string::npos) continue;
        const fs::path root = unified ? mount : mount / controller;
        fs::path group = fs::path(line.substr(second + 1)).relative_path();
        while (true) {
            visit(root / group, unified);
            if (group.empty()) break;
            group = group.parent_path();
        }
    }
}

}  // namespace

std::optional<double> cgroup_cpu_limit(const std::string& membership, const fs::path& mount) {
    std::optional<double> limit;
    each_group(membership, mount, "cpu", [&](const fs::path& group, bool unified) {
        const auto quota = unified ? quota_of_version_2(group) : quota_of_version_1(group);
        if (quota) limit = std::min(limit.value_or(*quota), *quota);
    });
    return limit;
}

std::optional<std::uint64_t> cgroup_memory_limit(const std::string& membership,
                                                 const fs::path& mount) {
    std::optional<std::uint64_t> limit;
    each_group(membership, mount, "memory", [&](const fs::path& group, bool unified) {
        const auto line = first_line(group / (unified ? "memory.max" : "memory.limit_in_bytes"));
        std::uint64_t bytes = 0;  // "max" has no number
        if (!line ||
            std::from_chars(line->data(), line->data() + line->size(), bytes).ptr == line->data())
            return;
        limit = std::min(limit.value_or(bytes), bytes);
    });
    return limit;
}

int threads_within(std::uint64_t bytes) {
    if (bytes < kBaseBytes + kThreadBytes) return 1;
    return static_cast<int>(std::min<std::uint64_t>((bytes - kBaseBytes) / kThreadBytes, 1 << 20));
}

int default_threads(const Variables& environment) {
    int threads = tbb::info::default_concurrency();
    std::ifstream in("/proc/self/cgroup");
    std::ostringstream membership;
    membership << in.rdbuf();
    if (const auto limit = cgroup_cpu_limit(membership.str(), "/sys/fs/cgroup"))
        threads = std::min(threads, static_cast<int>(std::ceil(std::min(*limit, 1e6))));
    if (const auto limit = cgroup_memory_limit(membership.str(), "/sys/fs/cgroup"))
        threads = std::min(threads, threads_within(*limit));
    rlimit space{};
    if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
        threads = std::min(threads, threads_within(space.rlim_cur));
    for (const char* name : {"SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "NSLOTS"}) {
        const auto text = environment(name);
        const int cpus = text ? std::atoi(text->c_str()) : 0;
        if (cpus > 0) threads = std::min(threads, cpus);
    }
    return std::max(threads, 1);
}

}  // namespace diorama
