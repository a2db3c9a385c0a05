#include "tools/run/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "engine/dataset/file_system.hpp"

namespace diorama {
namespace {

/// For fopencookie(): says that everything was written, whatever became of it.
ssize_t write_or_drop(void*, const char* bytes, std::size_t size) {
    (void)write_all(STDERR_FILENO, {bytes, size}, ::write);
    return static_cast<ssize_t>(size);
}

}  // namespace

void prepare_standard_streams() {
    // Each open() takes the lowest free number. Writing to stdout fails then, as it would have.
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(number, F_GETFD) >= 0 || errno != EBADF) continue;
        (void)::open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    }
    // In glibc, stderr is a variable.
    std::FILE* harmless = ::fopencookie(nullptr, "w", {.write = write_or_drop});
    if (harmless == nullptr) return;
    std::setvbuf(harmless, nullptr, _IOLBF, BUFSIZ);
    stderr = harmless;
}

}  // namespace diorama
