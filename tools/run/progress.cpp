#include "tools/run/progress.hpp"

#include <fmt/format.h>
#include <stdio_ext.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

double percent(std::uint64_t done, std::uint64_t total) {
    return total == 0 ? 100.0 : 100.0 * static_cast<double>(done) / static_cast<double>(total);
}

/// "4.21 samples/s", or "3.1 s/sample" where that reads better; "?" before the first.
std::string format_rate(std::uint64_t done, double elapsed_s) {
    if (done == 0 || elapsed_s <= 0) return "? samples/s";
    const double rate = static_cast<double>(done) / elapsed_s;
    return rate >= 1 ? fmt::format("{:.2f} samples/s", rate)
                     : fmt::format("{:.2f} s/sample", 1 / rate);
}

double time_left(std::uint64_t done, std::uint64_t total, double elapsed_s) {
    if (done == 0) return -1;
    return elapsed_s * static_cast<double>(total - std::min(done, total)) /
           static_cast<double>(done);
}

int terminal_columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

bool locale_is_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view text = value;
        return text.find("UTF-8") != text.npos || text.find("utf8") != text.npos;
    }
    return false;
}

}  // namespace

Expected<ProgressStyle> parse_progress(std::string_view text, bool terminal,
                                       const char* const* environment) {
    if (text == "auto") {
        for (; *environment != nullptr; ++environment)
            if (std::string_view(*environment).starts_with("OPENJD_")) return ProgressStyle::OpenJd;
        return terminal ? ProgressStyle::Bar : ProgressStyle::Lines;
    }
    constexpr std::pair<std::string_view, ProgressStyle> kNames[] = {
        {"bar", ProgressStyle::Bar},   {"lines", ProgressStyle::Lines},
        {"alf", ProgressStyle::Alf},   {"openjd", ProgressStyle::OpenJd},
        {"json", ProgressStyle::Json}, {"none", ProgressStyle::None},
    };
    for (const auto& [name, style] : kNames)
        if (text == name) return style;
    return usage_error(
        fmt::format("--progress {}: expected auto, bar, lines, alf, openjd, json or none", text));
}

std::string format_duration(double seconds) {
    if (!(seconds >= 0) || seconds > 1e9) return "?";
    const auto whole = static_cast<std::int64_t>(seconds + 0.5);
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string format_bar(std::uint64_t done, std::uint64_t total, double elapsed_s, int columns,
                       bool blocks) {
    const std::string left = fmt::format("{:3.0f}%|", std::floor(percent(done, total)));
    const std::string right = fmt::format(
        "| {}/{} [{}<{}, {}]", done, total, format_duration(elapsed_s),
        format_duration(time_left(done, total, elapsed_s)), format_rate(done, elapsed_s));
    const int room = columns - static_cast<int>(left.size() + right.size()) - 1;
    const int width = std::min(room, 60);
    if (width < 4) return left.substr(0, left.size() - 1) + right.substr(1);
    const double filled = percent(done, total) / 100 * width;
    std::string bar;
    int cells = 0;
    for (; cells < static_cast<int>(filled); ++cells) bar += blocks ? "█" : "#";
    constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const int eighths = static_cast<int>((filled - std::floor(filled)) * 8);
    if (blocks && eighths > 0 && cells < width) {
        bar += kEighths[eighths];
        ++cells;
    }
    bar.append(static_cast<std::size_t>(width - cells), ' ');
    return left + bar + right;
}

Progress::Progress(ProgressStyle style, std::uint64_t total, std::string label)
    : style_(style), total_(total), label_(std::move(label)), blocks_(locale_is_utf8()) {
    const std::scoped_lock lock(mutex_);
    if (style_ == ProgressStyle::Bar && total_ > 0) print(false);
}

Progress::~Progress() { finish(); }

double Progress::elapsed_s() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Progress::advance(bool failed) {
    const std::scoped_lock lock(mutex_);
    ++done_;
    if (failed) ++failed_;
    const double since = std::chrono::duration<double>(Clock::now() - printed_).count();
    if (since >= (style_ == ProgressStyle::Bar ? 0.1 : 10.0)) print(false);
}

void Progress::note(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    const bool bar = style_ == ProgressStyle::Bar && !finished_;
    fmt::print(stderr, "{}{}\n", bar ? "\r\x1b[K" : log_prefix(), line);
    if (bar) print(false);
}

void Progress::finish() {
    const std::scoped_lock lock(mutex_);
    if (finished_) return;
    if (style_ == ProgressStyle::Bar ? total_ > 0 : done_ != printed_done_) print(true);
    finished_ = true;
}

void Progress::print(bool last) {
    printed_ = Clock::now();
    printed_done_ = done_;
    const double elapsed = elapsed_s();
    switch (style_) {
        case ProgressStyle::Bar:
            fmt::print(stderr, "\r\x1b[K{}{}",
                       format_bar(done_, total_, elapsed, terminal_columns(), blocks_),
                       last ? "\n" : "");
            break;
        case ProgressStyle::Lines:
            fmt::print(stderr, "{}{}/{} samples, {:.0f}%, {}, {} left{}\n", log_prefix(), done_,
                       total_, std::floor(percent(done_, total_)), format_rate(done_, elapsed),
                       format_duration(time_left(done_, total_, elapsed)),
                       failed_ > 0 ? fmt::format(", {} failed", failed_) : "");
            break;
        case ProgressStyle::Alf:
            tell(fmt::format("ALF_PROGRESS {:.0f}%\n", std::floor(percent(done_, total_))));
            break;
        case ProgressStyle::OpenJd:
            tell(fmt::format("openjd_progress: {:.1f}\n", percent(done_, total_)));
            break;
        case ProgressStyle::Json:
            tell(fmt::format(
                "{{\"done\": {}, \"failed\": {}, \"total\": {}, \"elapsed_s\": {:.3f}}}\n", done_,
                failed_, total_, elapsed));
            break;
        case ProgressStyle::None:
            break;
    }
    std::fflush(stderr);
}

std::string Progress::log_prefix() const {
    if (style_ == ProgressStyle::Bar) return {};
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z {}{}", utc.tm_year + 1900,
                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, label_,
                       label_.empty() ? "" : ": ");
}

void Progress::tell(const std::string& line) {
    if (std::fputs(line.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return;
    // Nobody reads any more; the samples are made all the same.
    ::__fpurge(stdout);
    std::clearerr(stdout);
    style_ = ProgressStyle::None;
}

}  // namespace diorama
