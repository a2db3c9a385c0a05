/// How many threads this process may use.
#pragma once

#include <cstdint>
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

/// The memory limit of the same groups in bytes: memory.max, or memory.limit_in_bytes of version 1.
std::optional<std::uint64_t> cgroup_memory_limit(const std::string& membership,
                                                 const std::filesystem::path& mount);

/// How many threads fit into so many bytes, at least 1.
int threads_within(std::uint64_t bytes);

/// At least 1: the smallest of the CPUs that the affinity mask allows, the control group's quota
/// rounded up, SLURM_CPUS_PER_TASK, SLURM_CPUS_ON_NODE or NSLOTS (Grid Engine), and what fits into
/// the control group's memory and the limit of the address space.
int default_threads(const Variables& environment);

}  // namespace diorama
