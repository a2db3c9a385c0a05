/// Stopping softly: a signal asks the run to finish what is under way.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace diorama {

/// Ignores SIGPIPE and SIGXFSZ, so that EPIPE and EFBIG come back as errors. For the first line
/// of `main`.
void ignore_file_signals();

/// While it lives, SIGTERM, SIGINT, SIGUSR1 and SIGUSR2 request a stop instead of ending the
/// process. What has not ended by itself after the grace time is ended, and a second SIGTERM or
/// SIGINT ends it at once. SIGCONT does nothing.
///
/// Make it before any other thread is started: it works by a signal mask, which threads inherit,
/// and one thread that waits for the signals.
class StopOnSignal {
 public:
    /// @param grace      from the stop to the end; zero: as long as it takes.
    /// @param exit_code  of a process that is ended.
    StopOnSignal(std::chrono::milliseconds grace, int exit_code);
    ~StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

    std::stop_token token() const { return stop_.get_token(); }
    /// The signal that asked for the stop; 0 before.
    int signal() const { return signal_; }

    /// What to save when the grace time is over, called from another thread; null: nothing.
    void before_the_end(std::function<void()> save);

 private:
    void wait();
    void end_after_grace();

    std::chrono::milliseconds grace_;
    int exit_code_;
    std::stop_source stop_;
    std::atomic<int> signal_ = 0;
    std::atomic<bool> done_ = false;
    std::mutex save_mutex_;
    std::function<void()> save_;
    std::thread thread_;
};

}  // namespace diorama
