#include "tools/run/stage_times.hpp"

namespace diorama {

thread_local StageTimes::Span* StageTimes::innermost_ = nullptr;

StageTimes::Span::Span(StageTimes& times, Stage stage)
    : times_(times), stage_(stage), outer_(std::exchange(innermost_, this)) {}

StageTimes::Span::~Span() {
    const Clock::duration whole = Clock::now() - begin_;
    innermost_ = outer_;
    if (outer_) outer_->inside_ += whole;
    times_.nanoseconds_[static_cast<std::size_t>(stage_)] +=
        std::chrono::duration_cast<std::chrono::nanoseconds>(whole - inside_).count();
}

std::vector<std::pair<std::string_view, double>> StageTimes::seconds() const {
    constexpr std::array<std::string_view, 6> kNames{"make",     "render", "augment",
                                                     "annotate", "encode", "write"};
    std::vector<std::pair<std::string_view, double>> list;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        list.emplace_back(kNames[i], 1e-9 * static_cast<double>(nanoseconds_[i].load()));
    return list;
}

}  // namespace diorama
