/// Time spent by this process, for benchmarks on shared machines.
#pragma once

#include <sys/resource.h>

namespace diorama {

/// Seconds of processor time of all threads, system calls included.
inline double processor_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace diorama
