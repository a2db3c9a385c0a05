#include "tools/run/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) sigaddset(&set, number);
    return set;
}

}  // namespace

void ignore_file_signals() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
}

StopOnSignal::StopOnSignal() {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([this] { wait(); });
}

StopOnSignal::~StopOnSignal() {
    done_ = true;
    pthread_kill(thread_.native_handle(), SIGUSR2);  // wakes the thread, which alone sees it
    thread_.join();
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void StopOnSignal::wait() {
    const sigset_t set = stop_signals();
    while (true) {
        int number = 0;
        if (sigwait(&set, &number) != 0 || done_) return;
        const bool urgent = number == SIGTERM || number == SIGINT;
        if (urgent && (signal_ == SIGTERM || signal_ == SIGINT)) ::_exit(kTemporary);
        // SIGUSR1 is a warning; the SIGTERM after it may still be the first.
        if (signal_ == 0 || urgent) signal_ = number;
        stop_.request_stop();
    }
}

}  // namespace diorama
