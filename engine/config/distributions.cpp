#include "engine/config/distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/config/context.hpp"
#include "engine/config/resolved.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

using nlohmann::json;

constexpr double kMaxShape = 1e4;  // of a beta
constexpr double kMaxMean = 1e6;   // of a Poisson
constexpr double kMaxWhole = 0x1p53;

/// What is wrong with a value for a range; empty when nothing is.
std::string outside(double value, Range range) {
    if (range.whole && value != std::floor(value))
        return fmt::format("{} is not a whole number", format_number(value));
    if (value >= range.min && value <= range.max) return "";
    if (!std::isfinite(range.max))
        return fmt::format("{} is below {}", format_number(value), format_number(range.min));
    if (!std::isfinite(range.min))
        return fmt::format("{} is above {}", format_number(value), format_number(range.max));
    return fmt::format("{} is outside [{}, {}]", format_number(value), format_number(range.min),
                       format_number(range.max));
}

std::string allowed(Range range) {
    return fmt::format("[{}, {}]", format_number(range.min), format_number(range.max));
}

/// [low, high], each inside `range`.
std::optional<std::pair<double, double>> parse_pair(const Slot& slot, Range range) {
    if (!slot.node->is_list() || slot.node->items.size() != 2) {
        slot.fail("expected two numbers [low, high], found " + found(*slot.node));
        return std::nullopt;
    }
    const auto low = parse_number_at(slot.below(*slot.node->items[0], "[0]"), range);
    const auto high = parse_number_at(slot.below(*slot.node->items[1], "[1]"), range);
    if (!low || !high) return std::nullopt;
    if (*low > *high) {
        slot.fail(fmt::format("the low end {} is above the high end {}", format_number(*low),
                              format_number(*high)));
        return std::nullopt;
    }
    return std::pair{*low, *high};
}

std::optional<Distribution> parse_log_uniform(const Slot& slot, Range range) {
    const auto pair = parse_pair(slot, range);
    if (!pair) return std::nullopt;
    if (!(pair->first > 0)) {
        slot.fail("the low end of a log_uniform must be above 0");
        return std::nullopt;
    }
    return Distribution(LogUniform{pair->first, pair->second});
}

std::optional<Distribution> parse_normal(const Slot& slot, Range range) {
    Normal d;
    const std::size_t before = slot.context->findings.count();
    Reader r(slot);
    const bool low = r.has("min"), high = r.has("max");
    d.mean = r.number("mean", std::nullopt, {}, "");
    d.std = r.number("std", std::nullopt, {.min = 0}, "");
    d.min = r.number("min", d.min, range, "");
    d.max = r.number("max", d.max, range, "");
    r.finish();
    if (slot.context->findings.count() != before) return std::nullopt;
    if ((std::isfinite(range.min) && !low) || (std::isfinite(range.max) && !high)) {
        const char* missing =
            std::isfinite(range.min) && !low
                ? (std::isfinite(range.max) && !high ? "'min' and 'max'" : "'min'")
                : "'max'";
        slot.fail(fmt::format("a normal without an end can leave {}; give it {}", allowed(range),
                              missing));
        return std::nullopt;
    }
    if (d.min > d.max) {
        slot.fail(
            fmt::format("min {} is above max {}", format_number(d.min), format_number(d.max)));
    } else if (d.mean < d.min || d.mean > d.max) {
        slot.fail(fmt::format("the mean {} is outside [min, max] = [{}, {}]", format_number(d.mean),
                              format_number(d.min), format_number(d.max)));
    }
    return Distribution(d);
}

std::optional<Distribution> parse_beta(const Slot& slot, Range range) {
    Beta d;
    const std::size_t before = slot.context->findings.count();
    Reader r(slot);
    const Range shape{.min = 1e-4, .max = kMaxShape};
    d.a = r.number("a", std::nullopt, shape, "");
    d.b = r.number("b", std::nullopt, shape, "");
    d.min = r.number("min", d.min, range, "");
    d.max = r.number("max", d.max, range, "");
    r.finish();
    if (slot.context->findings.count() != before) return std::nullopt;
    if (d.min > d.max) {
        slot.fail(
            fmt::format("min {} is above max {}", format_number(d.min), format_number(d.max)));
    } else if (!outside(d.min, range).empty() || !outside(d.max, range).empty()) {
        slot.fail(fmt::format("reaches from {} to {}, outside {}; give it 'min' and 'max'",
                              format_number(d.min), format_number(d.max), allowed(range)));
    }
    return Distribution(d);
}

std::optional<Distribution> parse_int(const Slot& slot, Range range) {
    range.whole = true;
    range.min = std::max(range.min, -kMaxWhole);
    range.max = std::min(range.max, kMaxWhole);
    const auto pair = parse_pair(slot, range);
    if (!pair) return std::nullopt;
    return Distribution(
        IntRange{static_cast<std::int64_t>(pair->first), static_cast<std::int64_t>(pair->second)});
}

std::optional<Distribution> parse_poisson(const Slot& slot, Range range) {
    const auto mean = parse_number_at(slot, {.min = 0, .max = kMaxMean});
    if (!mean) return std::nullopt;
    if (range.min > 0 || poisson_top(*mean) > range.max) {
        slot.fail(fmt::format("a poisson with mean {} reaches from 0 to about {}, outside {}",
                              format_number(*mean), format_number(std::ceil(poisson_top(*mean))),
                              allowed(range)));
        return std::nullopt;
    }
    return Distribution(Poisson{*mean});
}

/// {choice: [...]} or {weighted: {...}} of numbers; weights 1 for a choice.
std::optional<Distribution> parse_number_choice(const Slot& slot, Range range) {
    NumberChoice d;
    bool good = true;
    good = parse_choice(
               slot, "a number",
               [&](const Slot& item, const std::string& text, std::optional<double> w) {
                   std::optional<double> value;
                   if (w) {  // the key of a weight, quoted or not
                       const auto number = parse_number(text);
                       const std::string wrong = number ? outside(number->value, range) : "";
                       if (!number) {
                           item.fail(fmt::format("expected a number, found '{}'", excerpt(text)));
                       } else if (!wrong.empty()) {
                           item.fail(wrong);
                       } else {
                           value = number->value;
                       }
                   } else {
                       value = parse_number_at(item, range);
                   }
                   if (!value) good = false;
                   d.values.push_back(value.value_or(0));
                   d.weights.push_back(w.value_or(1));
               }) &&
           good;
    if (!good) return std::nullopt;
    if (slot.node->at("weighted")) {
        // By value, whatever the order and the spelling of the keys.
        std::vector<std::size_t> order(d.values.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return d.values[a] < d.values[b]; });
        NumberChoice sorted;
        for (const std::size_t i : order) {
            if (!sorted.values.empty() && sorted.values.back() == d.values[i]) {
                sorted.weights.back() += d.weights[i];
                continue;
            }
            sorted.values.push_back(d.values[i]);
            sorted.weights.push_back(d.weights[i]);
        }
        d = std::move(sorted);
    }
    return Distribution(std::move(d));
}

}  // namespace

const std::vector<std::string>& distribution_names() {
    static const std::vector<std::string> kNames{"uniform", "log_uniform", "normal", "int",
                                                 "choice",  "weighted",    "beta",   "poisson"};
    return kNames;
}

double poisson_top(double mean) { return mean + 10 * std::sqrt(mean) + 30; }

std::string found(const Node& node) {
    switch (node.kind) {
        case Node::Kind::Missing:
            return "nothing";
        case Node::Kind::List:
            return fmt::format("a list of {}", node.items.size());
        case Node::Kind::Map: {
            std::vector<std::string> keys;
            for (std::size_t i = 0; i < node.entries.size() && i < 4; ++i)
                keys.push_back(excerpt(node.entries[i].key, 40));
            if (keys.empty()) return "an empty map";
            if (node.entries.size() > keys.size()) keys.push_back("...");
            return "a map with " + join(keys);
        }
        case Node::Kind::Scalar:
            break;
    }
    if (!node.quoted && parse_number(node.text)) return excerpt(node.text);
    return fmt::format("{}'{}'", node.quoted ? "the text " : "", excerpt(node.text));
}

std::optional<double> parse_number_at(const Slot& slot, Range range) {
    if (!slot.written()) return std::nullopt;
    const Node& node = *slot.node;
    NumberFault fault = NumberFault::NotANumber;
    const auto number = node.is_scalar() && !node.quoted ? parse_number(node.text, &fault)
                                                         : std::optional<Number>{};
    if (!number) {
        const char* expected = range.whole ? "a whole number" : "a number";
        if (node.is_scalar() && fault == NumberFault::LeadingZero) {
            slot.fail(fmt::format("'{}' has a leading 0; write the number without it",
                                  excerpt(node.text)));
        } else if (node.is_scalar() && fault == NumberFault::TooLarge) {
            slot.fail(fmt::format("{} is too large for a number", excerpt(node.text)));
        } else {
            slot.fail(fmt::format("expected {}, found {}", expected, found(node)));
        }
        return std::nullopt;
    }
    const std::string wrong = outside(number->value, range);
    if (!wrong.empty()) {
        slot.fail(wrong);
        return std::nullopt;
    }
    return number->value;
}

std::optional<Distribution> parse_distribution(const Slot& slot, Range range) {
    if (!slot.written()) return std::nullopt;
    const Node& node = *slot.node;
    if (!node.is_map()) {
        if (node.is_scalar() && (parse_number(node.text) || node.text.starts_with('0'))) {
            const auto number = parse_number_at(slot, range);
            return number ? std::optional(Distribution(*number)) : std::nullopt;
        }
        slot.fail(fmt::format("expected {} or a distribution such as {}, found {}",
                              range.whole ? "a whole number" : "a number",
                              range.whole ? "{int: [a, b]}" : "{uniform: [a, b]}", found(node)));
        return std::nullopt;
    }
    if (node.entries.size() != 1) {
        slot.fail("expected one of " + join(distribution_names()) + ", found " + found(node));
        return std::nullopt;
    }
    const Entry& entry = node.entries.front();
    const Slot value = slot.below(*entry.value, entry.key);
    if (range.whole && (entry.key == "uniform" || entry.key == "log_uniform" ||
                        entry.key == "normal" || entry.key == "beta")) {
        value.fail(
            fmt::format("'{}' gives fractions where a whole number is needed; use "
                        "{{int: [a, b]}}, choice, weighted or poisson",
                        entry.key));
        return std::nullopt;
    }
    if (entry.key == "choice" || entry.key == "weighted") return parse_number_choice(slot, range);
    if (entry.value->kind == Node::Kind::Missing) return std::nullopt;
    if (entry.key == "uniform") {
        const auto pair = parse_pair(value, range);
        return pair ? std::optional(Distribution(Uniform{pair->first, pair->second}))
                    : std::nullopt;
    }
    if (entry.key == "log_uniform") return parse_log_uniform(value, range);
    if (entry.key == "normal") return parse_normal(value, range);
    if (entry.key == "int") return parse_int(value, range);
    if (entry.key == "beta") return parse_beta(value, range);
    if (entry.key == "poisson") return parse_poisson(value, range);
    Slot key = slot.below(node, entry.key);
    key.mark = entry.mark;
    key.fail("unknown distribution" + did_you_mean(entry.key, distribution_names(),
                                                   "; known: " + join(distribution_names())));
    return std::nullopt;
}

bool parse_choice(
    const Slot& slot, const std::string& expected,
    const std::function<void(const Slot&, const std::string&, std::optional<double>)>& take) {
    if (!slot.written()) return false;
    const Node& node = *slot.node;
    if (node.is_scalar()) {
        take(slot, node.text, std::nullopt);
        return true;
    }
    if (node.is_list()) {
        slot.fail("a list stands alone; to draw one of its items write {choice: [...]}");
        return false;
    }
    const Node* choice = node.at("choice");
    const Node* weighted = node.at("weighted");
    if (node.entries.size() != 1 || (!choice && !weighted)) {
        slot.fail(fmt::format("expected {}, {{choice: [...]}} or {{weighted: {{...}}}}, found {}",
                              expected, found(node)));
        return false;
    }
    const Slot inner = slot.below(choice ? *choice : *weighted, choice ? "choice" : "weighted");
    if (inner.node->kind == Node::Kind::Missing) return false;
    if (choice) {
        if (!choice->is_list() || choice->items.empty()) {
            inner.fail("expected a list with at least one item, found " + found(*choice));
            return false;
        }
        bool good = true;
        for (std::size_t i = 0; i < choice->items.size(); ++i) {
            const Node& node_i = *choice->items[i];
            const Slot item = inner.below(node_i, fmt::format("[{}]", i));
            if (node_i.is_scalar()) {
                take(item, node_i.text, std::nullopt);
            } else {
                if (node_i.kind != Node::Kind::Missing)
                    item.fail(fmt::format("expected {}, found {}", expected, found(node_i)));
                good = false;
            }
        }
        return good;
    }
    if (!weighted->is_map() || weighted->entries.empty()) {
        inner.fail("expected a map of weights such as {a: 3, b: 1}, found " + found(*weighted));
        return false;
    }
    bool good = true;
    double sum = 0;
    for (const std::uint32_t i : weighted->by_key) {
        const Entry& entry = weighted->entries[i];
        Slot item = inner.below(*entry.value, excerpt(entry.key));
        const auto weight = parse_number_at(item, {.min = 0, .max = 1e9});
        if (!weight) {
            good = false;
            continue;
        }
        sum += *weight;
        item.mark = entry.mark;
        take(item, entry.key, *weight);
    }
    if (good && !(sum > 0)) inner.fail("the weights are all 0");
    return good && sum > 0;
}

json choice_json(const std::vector<std::string>& values, const std::vector<double>& weights) {
    if (values.empty()) return "";
    if (!weights.empty()) {
        json map = json::object();
        for (std::size_t i = 0; i < values.size(); ++i) map[values[i]] = number_json(weights[i]);
        return {{"weighted", map}};
    }
    if (values.size() == 1) return values.front();
    return {{"choice", values}};
}

json to_json(const Distribution& distribution) {
    struct Writer {
        json operator()(const Constant& d) const { return number_json(d.value); }
        json operator()(const Uniform& d) const {
            return {{"uniform", json::array({number_json(d.low), number_json(d.high)})}};
        }
        json operator()(const LogUniform& d) const {
            return {{"log_uniform", json::array({number_json(d.low), number_json(d.high)})}};
        }
        json operator()(const Normal& d) const {
            json map{{"mean", number_json(d.mean)}, {"std", number_json(d.std)}};
            if (std::isfinite(d.min)) map["min"] = number_json(d.min);
            if (std::isfinite(d.max)) map["max"] = number_json(d.max);
            return {{"normal", map}};
        }
        json operator()(const IntRange& d) const { return {{"int", json::array({d.low, d.high})}}; }
        json operator()(const NumberChoice& d) const {
            const bool equal = std::all_of(d.weights.begin(), d.weights.end(),
                                           [](double weight) { return weight == 1; });
            json list = json::array(), map = json::object();
            for (std::size_t i = 0; i < d.values.size(); ++i) {
                list.push_back(number_json(d.values[i]));
                map[format_number(d.values[i])] = number_json(d.weights[i]);
            }
            return equal ? json{{"choice", list}} : json{{"weighted", map}};
        }
        json operator()(const Beta& d) const {
            return {{"beta",
                     {{"a", number_json(d.a)},
                      {"b", number_json(d.b)},
                      {"min", number_json(d.min)},
                      {"max", number_json(d.max)}}}};
        }
        json operator()(const Poisson& d) const { return {{"poisson", number_json(d.mean)}}; }
    };
    return std::visit(Writer{}, distribution.kind());
}

}  // namespace diorama::config
