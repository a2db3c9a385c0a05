#include "tools/run/array_task.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

/// A variable that tells how the whole array looks.
struct Shape {
    const char* name = nullptr;
    enum class Is { First, Last, Step, Size, Frames } is = Is::First;
};

struct Scheduler {
    const char* index;
    std::uint64_t base;  // the index of the first task
    Shape shape[3];
};

using Is = Shape::Is;
constexpr Scheduler kSchedulers[] = {
    {"SLURM_ARRAY_TASK_ID",
     0,
     {{"SLURM_ARRAY_TASK_MIN", Is::First},
      {"SLURM_ARRAY_TASK_MAX", Is::Last},
      {"SLURM_ARRAY_TASK_STEP", Is::Step}}},
    {"JOB_COMPLETION_INDEX", 0, {}},
    {"AWS_BATCH_JOB_ARRAY_INDEX", 0, {{"AWS_BATCH_JOB_ARRAY_SIZE", Is::Size}}},
    {"SGE_TASK_ID",
     1,
     {{"SGE_TASK_FIRST", Is::First}, {"SGE_TASK_LAST", Is::Last}, {"SGE_TASK_STEPSIZE", Is::Step}}},
    {"CUE_IFRAME", 0, {{"CUE_RANGE", Is::Frames}, {"CUE_CHUNK", Is::Step}}},
    {"OMPI_COMM_WORLD_RANK", 0, {{"OMPI_COMM_WORLD_SIZE", Is::Size}}},
    {"PARALLEL_SEQ", 1, {}},
};

std::optional<std::uint64_t> to_number(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// What a variable says where one task stands for each shard.
std::string expected_text(const Scheduler& scheduler, Is is, std::uint64_t shards) {
    const std::uint64_t last = scheduler.base + shards - 1;
    switch (is) {
        case Is::First:
            return fmt::format("{}", scheduler.base);
        case Is::Last:
            return fmt::format("{}", last);
        case Is::Step:
            return "1";
        case Is::Size:
            return fmt::format("{}", shards);
        case Is::Frames:
            return shards == 1 ? fmt::format("{}", last)
                               : fmt::format("{}-{}", scheduler.base, last);
    }
    return {};
}

Expected<Shard> shard_of(const Scheduler& scheduler, const std::string& text, std::uint64_t shards,
                         const Variables& environment) {
    const auto index = to_number(text);
    if (!index) {
        return usage_error(
            fmt::format("--shard auto: {}={} is no task index", scheduler.index, text));
    }
    if (*index < scheduler.base || *index - scheduler.base >= shards) {
        return usage_error(fmt::format("--shard auto: {}={} is outside {} .. {} ({} shards)",
                                       scheduler.index, text, scheduler.base,
                                       scheduler.base + shards - 1, shards));
    }
    const Shard shard{*index - scheduler.base, shards};
    for (const Shape& shape : scheduler.shape) {
        const auto value = shape.name ? environment(shape.name) : std::nullopt;
        if (!value) continue;
        const std::string expected = expected_text(scheduler, shape.is, shards);
        if (*value == expected) continue;
        return usage_error(
            fmt::format("--shard auto: {}={}, expected {} for {} shards: this array is not the "
                        "whole job. To repeat one task of it use --shard {}/{}",
                        shape.name, *value, expected, shards, shard.index, shards));
    }
    return shard;
}

}  // namespace

Expected<Shard> shard_from_environment(std::uint64_t shards, const Variables& environment) {
    if (shards == 0) {
        return usage_error(
            "--shard auto takes only the task's index from the environment; say how many shards "
            "there are with --shards N");
    }
    std::optional<Shard> found;
    std::string from;
    std::vector<std::string> known;
    for (const Scheduler& scheduler : kSchedulers) {
        known.emplace_back(scheduler.index);
        const auto text = environment(scheduler.index);
        if (!text || *text == "undefined") continue;
        const auto shard = shard_of(scheduler, *text, shards, environment);
        if (!shard) return shard.errors();
        if (found && !(*found == *shard)) {
            return usage_error(
                fmt::format("--shard auto: {} says shard {}, {} says shard {}; use --shard K/N",
                            from, found->index, scheduler.index, shard->index));
        }
        found = *shard;
        from = scheduler.index;
    }
    if (found) return *found;
    return usage_error(
        fmt::format("--shard auto: none of {} is set; use --shard K/N", fmt::join(known, ", ")));
}

}  // namespace diorama
