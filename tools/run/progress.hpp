/// Progress of a run in the form that a person, a log or a farm expects.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/core/expected.hpp"
#include "tools/run/selection.hpp"

namespace diorama {

enum class ProgressStyle {
    Bar,     // one line on a terminal, redrawn in place
    Lines,   // whole lines, at most one per 10 s
    Alf,     // ALF_PROGRESS 42%, as Houdini prints
    OpenJd,  // openjd_progress: 42.0
    Json,    // one object per line
    None,
};

/// auto | bar | lines | alf | openjd | json | none. `auto`: openjd where OPENJD_* is set in the
/// environment, a bar on a terminal, else lines.
Expected<ProgressStyle> parse_progress(std::string_view text, bool terminal,
                                       const char* const* environment);

/// "0:07", "1:02:03"; "?" for negative values.
std::string format_duration(double seconds);

/// One line in the look of tqdm: ` 42%|####      | 42/100 [0:10<0:14, 4.2 samples/s]`, at most
/// `columns` wide.
/// @param blocks  draw with eighths of blocks (UTF-8) instead of '#'.
std::string format_bar(std::uint64_t done, std::uint64_t total, double elapsed_s, int columns,
                       bool blocks);

/// Counts finished samples and prints. Bar and lines go to stderr; alf, openjd and json were asked
/// for, so they go to stdout. Safe to use from several threads.
class Progress {
 public:
    /// @param total  samples to make now.
    /// @param label  in front of lines, "shard 3/16"; may be empty.
    Progress(ProgressStyle style, std::uint64_t total, std::string label);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// One more sample has arrived, complete or failed.
    void advance(bool failed = false);
    /// Prints a line to stderr without tearing the bar.
    void note(std::string_view line);
    /// Prints the last state and leaves the bar's line.
    void finish();

    double elapsed_s() const;

 private:
    using Clock = std::chrono::steady_clock;

    void print(bool last);
    /// Time and label in front of a line that goes into a log.
    std::string log_prefix() const;
    /// Writes a line to stdout; goes silent when that fails.
    void tell(const std::string& line);

    ProgressStyle style_;
    std::uint64_t total_;
    std::string label_;
    std::uint64_t done_ = 0;
    std::uint64_t failed_ = 0;
    std::uint64_t printed_done_ = 0;
    Clock::time_point start_ = Clock::now();
    Clock::time_point printed_{};
    bool finished_ = false;
    bool blocks_ = false;
    std::mutex mutex_;
};

}  // namespace diorama
