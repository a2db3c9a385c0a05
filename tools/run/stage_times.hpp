/// How long the stages of a run's samples take, added up over its threads.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace diorama {

/// What `generate` does with a sample, in this order.
enum class Stage { Make, Render, Augment, Annotate, Encode, Write };

/// Seconds of each stage; any thread may add to them. A stage inside another one is taken off the
/// outer one: pictures are rendered while samples are made, and more are made while one is
/// augmented.
class StageTimes {
 public:
    /// What `work` gives; its time goes to `stage`, less what measured calls inside of it took.
    template <class Work>
    auto measure(Stage stage, Work&& work) {
        const Span span(*this, stage);
        return std::forward<Work>(work)();
    }

    /// Names and seconds of the stages in their order.
    std::vector<std::pair<std::string_view, double>> seconds() const;

 private:
    using Clock = std::chrono::steady_clock;

    /// The time from its beginning to its end.
    class Span {
     public:
        Span(StageTimes& times, Stage stage);
        ~Span();
        Span(const Span&) = delete;
        Span& operator=(const Span&) = delete;

     private:
        StageTimes& times_;
        Stage stage_;
        Clock::time_point begin_ = Clock::now();
        Span* outer_;               // on this thread
        Clock::duration inside_{};  // of spans within this one
    };

    static thread_local Span* innermost_;
    std::array<std::atomic<std::int64_t>, 6> nanoseconds_{};
};

}  // namespace diorama
