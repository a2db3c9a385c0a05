#include "tools/run/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "engine/dataset/shards.hpp"
#include "tools/run/array_task.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes a decimal number off the front; nothing when there is none or it has more than 64 bits.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

Diagnostic bad_samples(std::string_view all, std::string_view rest, std::string_view problem) {
    return usage_error(fmt::format(
        "--samples {}: {} at character {} (expected items like 3, 10-20 or 100-200x10, separated "
        "by commas)",
        all, problem, all.size() - rest.size() + 1));
}

std::string describe(const std::vector<SampleRange>& ranges, std::uint64_t end) {
    std::string text;
    for (const SampleRange& range : ranges) {
        if (range.last < end) continue;
        if (!text.empty()) text += ", ";
        const std::uint64_t first = std::max(range.first, end);
        text += first == range.last ? fmt::format("{}", first)
                                    : fmt::format("{}-{}", first, range.last);
    }
    return text;
}

}  // namespace

Expected<std::vector<SampleRange>> parse_samples(std::string_view text) {
    std::vector<SampleRange> ranges;
    std::string_view rest = text;
    do {
        while (take(rest, ' ') || take(rest, '\t')) {
        }
        SampleRange range;
        const auto first = take_number(rest);
        if (!first) return bad_samples(text, rest, "no sample index");
        range.first = range.last = *first;
        if (take(rest, '-')) {
            const std::string_view before = rest;
            const auto last = take_number(rest);
            if (!last) return bad_samples(text, rest, "no last index");
            if (*last < *first)
                return bad_samples(text, before, "the last index is below the first");
            range.last = *last;
            if (take(rest, 'x') || take(rest, ':')) {
                const std::string_view at = rest;
                const auto step = take_number(rest);
                if (!step) return bad_samples(text, rest, "no step");
                if (*step == 0) return bad_samples(text, at, "the step is 0");
                range.step = *step;
            }
        }
        ranges.push_back(range);
        while (take(rest, ' ') || take(rest, '\t')) {
        }
    } while (take(rest, ','));
    if (!rest.empty()) return bad_samples(text, rest, fmt::format("unexpected '{}'", rest.front()));
    return ranges;
}

Expected<HalfOpen> parse_half_open(std::string_view text) {
    std::string_view rest = trimmed(text);
    const auto begin = take_number(rest);
    const bool colon = begin && take(rest, ':');
    const auto end = colon ? take_number(rest) : std::nullopt;
    if (!end || !rest.empty() || *end < *begin) {
        return usage_error(fmt::format(
            "--range {}: expected A:B with A <= B, the first sample and the one after the last",
            text));
    }
    return HalfOpen{*begin, *end};
}

Expected<Shard> parse_shard(std::string_view text) {
    std::string_view rest = trimmed(text);
    const auto index = take_number(rest);
    const bool slash = index && take(rest, '/');
    const auto count = slash ? take_number(rest) : std::nullopt;
    if (!count || !rest.empty() || *index >= *count) {
        return usage_error(
            fmt::format("--shard {}: expected K/N with K from 0 to N - 1, or auto", text));
    }
    return Shard{*index, *count};
}

std::optional<std::string> process_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Expected<Selection> select_samples(const SelectionOptions& options, std::uint64_t count,
                                   const Variables& environment) {
    Selection selection;
    const auto add = [&](const SampleRange& range) {
        for (std::uint64_t i = range.first; i <= range.last && i < count; i += range.step) {
            selection.indices.push_back(i);
            if (range.last - i < range.step) break;  // i + step may not fit
        }
    };
    if (!options.samples.empty()) {
        const auto ranges = parse_samples(options.samples);
        if (!ranges) return ranges.errors();
        for (const SampleRange& range : *ranges) add(range);
        std::ranges::sort(selection.indices);
        const auto repeated = std::ranges::unique(selection.indices);
        selection.indices.erase(repeated.begin(), repeated.end());
        const std::string outside = describe(*ranges, count);
        if (selection.indices.empty()) {
            return usage_error(fmt::format("--samples {}: the dataset has samples 0-{}",
                                           options.samples, count - 1));
        }
        if (!outside.empty())
            selection.note = fmt::format("samples {} are past the end of the dataset", outside);
        selection.label = "samples " + options.samples;
        return selection;
    }
    if (!options.range.empty()) {
        const auto range = parse_half_open(options.range);
        if (!range) return range.errors();
        if (range->begin < range->end) add({range->begin, range->end - 1});
        if (range->end > count) {
            selection.note =
                fmt::format("range {} ends past the dataset of {} samples", options.range, count);
        }
        selection.label = "range " + options.range;
        return selection;
    }
    if (!options.shard.empty()) {
        const auto shard = options.shard == "auto"
                               ? shard_from_environment(options.shards, environment)
                               : parse_shard(options.shard);
        if (!shard) return shard.errors();
        const std::uint64_t begin = shard_begin(shard->index, shard->count, count);
        const std::uint64_t end = shard_begin(shard->index + 1, shard->count, count);
        if (begin < end) add({begin, end - 1});
        selection.shards = shard->count;
        selection.label = fmt::format("shard {}/{}", shard->index, shard->count);
        return selection;
    }
    if (count > 0) add({0, count - 1});
    selection.everything = true;
    return selection;
}

}  // namespace diorama
