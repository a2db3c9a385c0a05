/// How many threads this process may use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tools/run/selection.hpp"

namespace diorama {

/// The CPU limit of the control groups that `membership` (the text of /proc/self/cgroup) names,
/// in cores: the smallest quota of the group and its parents below `mount`, version 2 (cpu.max)
/// or 1 (cpu.cfs_quota_us). Nothing when there is no limit or it cannot be read.
std::optional<double> cgroup_cpu_limit(const std::string& membership,
                                       const std::filesystem::path& mount);

/// At least 1: the smallest of the CPUs that the affinity mask allows, the control group's quota
/// rounded up, and SLURM_CPUS_ON_NODE.
int default_threads(const Variables& environment);

}  // namespace diorama
