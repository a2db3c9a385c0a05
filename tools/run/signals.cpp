#include "tools/run/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <utility>

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

StopOnSignal::StopOnSignal(std::chrono::milliseconds grace, int exit_code)
    : grace_(grace), exit_code_(exit_code) {
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

void StopOnSignal::before_the_end(std::function<void()> save) {
    const std::scoped_lock lock(save_mutex_);
    save_ = std::move(save);
}

void StopOnSignal::wait() {
    using Clock = std::chrono::steady_clock;
    const sigset_t set = stop_signals();
    Clock::time_point end = Clock::time_point::max();
    while (true) {
        int number = 0;
        if (end == Clock::time_point::max()) {
            if (sigwait(&set, &number) != 0) return;
        } else {
            const auto left = std::max(end - Clock::now(), Clock::duration{});
            const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
            const timespec timeout{seconds.count(), (left - seconds).count()};
            number = ::sigtimedwait(&set, nullptr, &timeout);
            if (number < 0 && errno == EINTR) continue;
            if (number < 0 && !done_) end_after_grace();
        }
        if (done_) return;
        const bool urgent = number == SIGTERM || number == SIGINT;
        if (urgent && (signal_ == SIGTERM || signal_ == SIGINT)) ::_exit(exit_code_);
        // SIGUSR1 is a warning; the SIGTERM after it may still be the first.
        if (signal_ == 0 || urgent) signal_ = number;
        stop_.request_stop();
        if (grace_.count() > 0 && end == Clock::time_point::max()) end = Clock::now() + grace_;
    }
}

void StopOnSignal::end_after_grace() {
    const std::scoped_lock lock(save_mutex_);
    try {
        if (save_) save_();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "diorama: %s\n", error.what());
    }
    std::fprintf(stderr, "the time to finish is over; the same command goes on from here\n");
    ::_exit(exit_code_);
}

}  // namespace diorama
