/// The one pipeline of a run: an ordered source, parallel stages, an ordered sink.
#pragma once

#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace diorama {

struct PipelineOptions {
    int threads = 1;            // at least 1; may exceed the number of cores
    std::size_t tokens = 0;     // items under way at once, which bounds memory; 0: 2 per thread
    std::stop_token stop = {};  // once requested, the source is not asked again
};

namespace detail {

/// Each item travels behind a pointer, so stages may return types that only move; null: dropped.
template <class Item>
using Token = std::unique_ptr<Item>;

/// The first exception of a run. It does not pass through TBB, which would leak what is under way.
class Failure {
 public:
    bool happened() const { return happened_; }
    void keep(std::exception_ptr exception) {
        if (!happened_.exchange(true)) first_ = std::move(exception);
    }
    /// @pre  all threads of the run have ended.
    void rethrow() const {
        if (first_) std::rethrow_exception(first_);
    }

 private:
    std::atomic<bool> happened_ = false;
    std::exception_ptr first_;
};

template <class Input, class Sink>
tbb::filter<Token<Input>, void> chain(Failure& failure, Sink& sink) {
    const auto run = [&failure, &sink](Token<Input> item) {
        if (!item || failure.happened()) return;
        try {
            sink(std::move(*item));
        } catch (...) {
            failure.keep(std::current_exception());
        }
    };
    return tbb::make_filter<Token<Input>, void>(tbb::filter_mode::serial_in_order, run);
}

template <class Input, class Stage, class... Rest>
requires(sizeof...(Rest) > 0) tbb::filter < Token<Input>,
void > chain(Failure& failure, Stage& stage, Rest&... rest) {
    using Output = std::invoke_result_t<Stage&, Input>;
    const auto run = [&failure, &stage](Token<Input> item) -> Token<Output> {
        if (!item || failure.happened()) return nullptr;
        try {
            return std::make_unique<Output>(stage(std::move(*item)));
        } catch (...) {
            failure.keep(std::current_exception());
            return nullptr;
        }
    };
    return tbb::make_filter<Token<Input>, Token<Output>>(tbb::filter_mode::parallel, run) &
           chain<Output>(failure, rest...);
}

}  // namespace detail

/// Moves items from a source through stages into a sink; returns when the last one has arrived.
///
///     run_pipeline(options, source, stage..., sink)
///
/// @param source  () -> std::optional<A>; nothing ends the run. Called by one thread at a time.
/// @param stages  A -> B, B -> C, ...; called by several threads at once.
/// @param sink    (C); called by one thread at a time, in the order of the source.
///
/// An exception from any of them stops the run and is thrown from here; items under way are
/// dropped then, and the sink never sees an item after a missing one. A requested stop, in
/// contrast, lets everything under way arrive.
template <class Source, class... StagesAndSink>
requires(sizeof...(StagesAndSink) > 0) void run_pipeline(const PipelineOptions& options,
                                                         Source&& source,
                                                         StagesAndSink&&... stages_and_sink) {
    using Item = typename std::invoke_result_t<Source&>::value_type;
    const auto threads = static_cast<std::size_t>(std::max(options.threads, 1));
    const std::size_t tokens = options.tokens > 0 ? options.tokens : 2 * threads;
    detail::Failure failure;
    const auto take = [&](tbb::flow_control& control) -> detail::Token<Item> {
        try {
            if (!options.stop.stop_requested() && !failure.happened()) {
                if (std::optional<Item> item = source())
                    return std::make_unique<Item>(std::move(*item));
            }
        } catch (...) {
            failure.keep(std::current_exception());
        }
        control.stop();
        return nullptr;
    };
    // The arena limits the threads from above; the control lets them exceed the cores.
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
        tbb::parallel_pipeline(tokens, tbb::make_filter<void, detail::Token<Item>>(
                                           tbb::filter_mode::serial_in_order, take) &
                                           detail::chain<Item>(failure, stages_and_sink...));
    });
    failure.rethrow();
}

}  // namespace diorama
