#include "tools/run/concurrency.hpp"

#include <tbb/info.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace diorama {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

std::optional<double> cgroup_cpu_limit(const std::string& membership, const fs::path& mount) {
    std::optional<double> limit;
    std::istringstream lines(membership);
    // hierarchy:controllers:path, "0::/job/step" for version 2, "4:cpu,cpuacct:/job" for version 1
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const bool unified = controllers == ",,";
        if (!unified && controllers.find(",cpu,") == std::string::npos) continue;
        const fs::path root = unified ? mount : mount / "cpu";
        fs::path group = fs::path(line.substr(second + 1)).relative_path();
        while (true) {
            const auto quota =
                unified ? quota_of_version_2(root / group) : quota_of_version_1(root / group);
            if (quota) limit = std::min(limit.value_or(*quota), *quota);
            if (group.empty()) break;
            group = group.parent_path();
        }
    }
    return limit;
}

int default_threads(const Variables& environment) {
    int threads = tbb::info::default_concurrency();
    std::ifstream in("/proc/self/cgroup");
    std::ostringstream membership;
    membership << in.rdbuf();
    if (const auto limit = cgroup_cpu_limit(membership.str(), "/sys/fs/cgroup"))
        threads = std::min(threads, static_cast<int>(std::ceil(std::min(*limit, 1e6))));
    if (const auto slurm = environment("SLURM_CPUS_ON_NODE")) {
        const int cpus = std::atoi(slurm->c_str());
        if (cpus > 0) threads = std::min(threads, cpus);
    }
    return std::max(threads, 1);
}

}  // namespace diorama
