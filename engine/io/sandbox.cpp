#include "engine/io/sandbox.hpp"

#include <seccomp.h>
#include <sys/resource.h>

#include <cerrno>
#include <initializer_list>

namespace diorama {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

bool limit(__rlimit_resource resource, std::uint64_t value) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) return false;
    const rlim_t wanted =
        now.rlim_max == RLIM_INFINITY ? value : std::min<rlim_t>(value, now.rlim_max);
    const rlimit both{wanted, wanted};
    return ::setrlimit(resource, &both) == 0;
}

bool filter_system_calls() {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter) return false;
    bool ok = true;
    for (const int call : {SCMP_SYS(read),
                           SCMP_SYS(write),
                           SCMP_SYS(sendto),
                           SCMP_SYS(poll),
                           SCMP_SYS(ppoll),
                           SCMP_SYS(mmap),
                           SCMP_SYS(munmap),
                           SCMP_SYS(mremap),
                           SCMP_SYS(madvise),
                           SCMP_SYS(mprotect),
                           SCMP_SYS(brk),
                           SCMP_SYS(futex),
                           SCMP_SYS(exit_group),
                           SCMP_SYS(exit),
                           SCMP_SYS(close),
                           SCMP_SYS(fstat),
                           SCMP_SYS(newfstatat),
                           SCMP_SYS(lseek),
                           SCMP_SYS(rt_sigreturn),
                           SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(getrandom),
                           SCMP_SYS(clock_gettime),
                           SCMP_SYS(restart_syscall),
                           SCMP_SYS(sched_yield)})
        ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0 && ok;
    // The C library asks these on its own account and lives with a refusal.
    for (const int call : {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat),
                           SCMP_SYS(readlink), SCMP_SYS(getcwd), SCMP_SYS(stat),
                           SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo), SCMP_SYS(ioctl)})
        ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), call, 0) == 0 && ok;
    ok = ok && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}

}  // namespace

std::string enter_sandbox(std::uint64_t memory_bytes) {
    std::string lacking;
    const auto need = [&](bool ok, const char* what) {
        if (!ok) lacking += (lacking.empty() ? "" : ", ") + std::string(what);
    };
    need(limit(RLIMIT_CORE, 0), "limit of core dumps");
    need(limit(RLIMIT_FSIZE, 0), "limit of file sizes");
    need(!kSanitized && limit(RLIMIT_AS, memory_bytes), "limit of memory");
    need(!kSanitized && filter_system_calls(), "system call filter");
    return lacking;
}

}  // namespace diorama
