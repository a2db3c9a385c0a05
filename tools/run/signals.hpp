/// Stopping softly: a signal asks the run to finish what is under way.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace diorama {

/// Ignores SIGPIPE and SIGXFSZ, so that EPIPE and EFBIG come back as errors. For the first line
/// of `main`.
void ignore_file_signals();

/// While it lives, SIGTERM, SIGINT, SIGUSR1 and SIGUSR2 request a stop instead of ending the
/// process; a second SIGTERM or SIGINT ends it at once with exit code 75. SIGCONT does nothing.
///
/// Make it before any other thread is started: it works by a signal mask, which threads inherit,
/// and one thread that waits for the signals.
class StopOnSignal {
 public:
    StopOnSignal();
    ~StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

    std::stop_token token() const { return stop_.get_token(); }
    /// The signal that asked for the stop; 0 before.
    int signal() const { return signal_; }

 private:
    void wait();

    std::stop_source stop_;
    std::atomic<int> signal_ = 0;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

}  // namespace diorama
