/// Reads typed values from a configuration, and describes what it would read, by the same calls.
///
/// A read function takes a Reader and asks for keys; it runs in two modes. Reading, each call
/// checks what the file says and notes every finding. Describing, each call adds its key to a JSON
/// Schema and gives the default. The parser and the schema can thus not drift apart, provided that
/// a read function asks for the same keys whatever the answers are (`one_of` is for variants).
///
///     SunLight read_sun(config::Reader& r) {
///         const SunLight d;
///         return {.elevation_deg = r.distribution("elevation_deg", d.elevation_deg, {-90, 90},
///                                                 "Height of the sun above the horizon.")};
///     }
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/config/document.hpp"
#include "engine/config/path_map.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/distribution.hpp"

namespace diorama::config {

struct Context;
struct Resolved;

/// The values that a number may have, both ends included.
struct Range {
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    bool whole = false;  // integers only; then a distribution must give integers too
};

/// What a piece of text may be.
enum class TextRule {
    Label,     // printable, not empty, at most 200 bytes
    FileName,  // letters, digits, '-' and '_': safe as a part of a path
};

/// The names of an enumeration. Names in `later` are known words that this version cannot do.
template <class E>
struct Names {
    std::vector<std::pair<std::string, E>> now;
    std::vector<std::string> later;
};

/// One place in a configuration: what stands there, or nothing, and where results go.
struct Slot {
    Context* context = nullptr;
    const Node* node = nullptr;        // null: nothing was written
    Mark mark;                         // of the node, else of the map that lacks it
    std::string path;                  // "scene.lights[0].sun.strength"
    nlohmann::json* schema = nullptr;  // describing: the schema of this place
    Resolved* resolved = nullptr;      // reading: the value that was read; may be null
    bool quiet = false;                // a finding about this place was made: what is missing
                                       // in it is no news

    bool describing() const { return schema != nullptr; }
    /// True when there is something to read: not describing, written, and not reported already.
    bool written() const { return node && node->kind != Node::Kind::Missing; }
    void fail(const std::string& message, Fault fault = Fault::Config) const;
    /// A place below this one that is only read: no schema, no resolved value.
    Slot below(const Node& child, const std::string& step) const;
    void record(nlohmann::json value) const;
};

/// What may stand in place of a map of keys.
struct Shorthands {
    std::vector<std::string> keys = {};  // a scalar that is one of them is `{key: {}}`
    std::string choice = {};             // any other text, choice or weighted map is `{choice: it}`
};

/// Reads the values of one map. Keys that no call asked for are reported when it is finished.
class Reader {
 public:
    explicit Reader(Slot slot, const Shorthands& shorthands = {}, std::size_t index = 0);

    /// In a list: which item this is.
    std::size_t index() const { return index_; }
    /// True when there is something under `key`; always false when describing.
    bool has(std::string_view key) const;

    // Each takes the key, the value when it is missing (nullopt: it is required), what is
    // allowed, and a sentence for the schema. After a finding the fallback, or an empty value, is
    // returned.
    double number(std::string_view key, std::optional<double> fallback, Range range,
                  std::string_view help);
    std::uint64_t natural(std::string_view key, std::optional<std::uint64_t> fallback,
                          std::uint64_t min, std::uint64_t max, std::string_view help);
    bool boolean(std::string_view key, bool fallback, std::string_view help);
    std::string text(std::string_view key, std::optional<std::string> fallback, TextRule rule,
                     std::string_view help);
    std::vector<std::string> texts(std::string_view key, TextRule rule, std::string_view help);
    Distribution distribution(std::string_view key, std::optional<Distribution> fallback,
                              Range range, std::string_view help);
    template <std::size_t N>
    std::array<Distribution, N> distributions(std::string_view key,
                                              const std::array<Distribution, N>& fallback,
                                              Range range, std::string_view help);
    template <class E>
    E name(std::string_view key, E fallback, const Names<E>& names, std::string_view help);
    /// A list of different names.
    template <class E>
    std::vector<E> names(std::string_view key, const std::vector<E>& fallback,
                         const Names<E>& names, std::string_view help);
    Choice<bool> booleans(std::string_view key, bool fallback, std::string_view help);
    /// One of several words from a list; `fallback` may be empty ("none").
    Choice<std::string> words(std::string_view key, const Choice<std::string>& fallback,
                              const std::vector<std::string>& known, std::string_view help);
    /// Files by name or glob with one of the extensions (".hdr"). Empty where they are not required
    /// and not there.
    Choice<std::filesystem::path> files(std::string_view key,
                                        const std::vector<std::string>& extensions,
                                        std::string_view help, bool required = true);
    /// One file by name, with one of the extensions. Required; empty after a finding.
    std::filesystem::path file(std::string_view key, const std::vector<std::string>& extensions,
                               std::string_view help);
    /// A folder that is there. Required.
    std::filesystem::path folder(std::string_view key, std::string_view help);
    /// Meshes of the kit by name or set, or files by name or glob. Required.
    /// @param also  further names that stand for themselves ("plane").
    Choice<MeshRef> meshes(std::string_view key, const std::vector<std::string>& also,
                           std::string_view help);
    /// A map from free names to numbers, sorted by name.
    std::vector<std::pair<std::string, double>> number_map(
        std::string_view key, const std::vector<std::pair<std::string, double>>& fallback,
        Range range, std::string_view help);
    /// A map from free names to free names, sorted by name; empty when missing.
    std::vector<std::pair<std::string, std::string>> text_map(std::string_view key,
                                                              std::string_view help);
    /// A map from our own words to names, sorted by word; empty when missing.
    template <class E>
    std::vector<std::pair<std::string, E>> name_map(std::string_view key, const Names<E>& names,
                                                    std::string_view help);
    /// A list of 4x4 matrices, row-major, each as 16 numbers or 4 rows of 4.
    std::vector<std::array<double, 16>> matrices(std::string_view key, std::string_view help);

    /// A nested map, read by `read(Reader&)`; read from nothing when it is missing.
    template <class Read>
    auto map(std::string_view key, Read read, std::string_view help,
             const Shorthands& shorthands = {}, bool required = false);
    /// A nested map that may be missing: nothing then.
    template <class Read>
    auto optional_map(std::string_view key, Read read, std::string_view help,
                      const Shorthands& shorthands = {}) -> std::optional<decltype(read(*this))>;
    /// A list of maps, each read by `read(Reader&)`; empty when missing.
    template <class Read>
    auto list(std::string_view key, std::size_t max_items, Read read, std::string_view help);

    /// The same for items that may hold such lists again: the schema describes them once, under
    /// the name `definition`.
    template <class Read>
    auto nested_list(std::string_view key, std::size_t max_items, const std::string& definition,
                     Read read, std::string_view help);

    /// A key of `one_of` and how its value is read.
    template <class T>
    struct Alternative {
        std::string key;
        std::function<T()> read;
    };
    /// Exactly one of several keys. When none is there: the alternative `fallback`, read from
    /// nothing, or a finding without one.
    /// @param later  keys that this version cannot do.
    template <class T>
    T one_of(const std::vector<Alternative<T>>& alternatives, std::optional<std::size_t> fallback,
             const std::vector<std::string>& later = {});

    /// A key of other versions: a finding when it is there, and no part of the schema.
    void unsupported(std::string_view key, const std::string& message);
    /// Notes a finding at a path below this map ("poses[2]", "objects[0].place.on"): where it was
    /// read, or at the nearest place above it.
    void complain(const std::string& below, const std::string& message) const;
    /// Notes findings that were made in another file.
    void forward(const Diagnostics& findings) const;
    /// Where absolute paths lie on this machine, for a configuration that this one names.
    const PathMap& paths() const;
    /// Replaces what the resolved configuration says at a key below this map, given by steps such
    /// as {"objects", "[2]", "name"}: for defaults that depend on other values.
    void settle(const std::vector<std::string>& steps, const std::string& text) const;
    /// Reports the keys that nobody asked for. `map` and `list` call it.
    void finish();

 private:
    struct NameTable {  // Names<E> without its type
        std::vector<std::string> now;
        std::vector<std::string> later;
    };

    /// The map that a shorthand stands for; null when there is none at this place.
    std::shared_ptr<Node> expanded(const Shorthands& shorthands) const;
    Slot enter(std::string_view key, std::string_view help, bool required = false);
    Slot item(const Slot& list, std::size_t i) const;
    std::size_t item_count(const Slot& list, std::size_t max_items) const;
    /// Describing: refers the items of a list to a definition, and gives the schema to fill where
    /// that is still to be made.
    std::shared_ptr<nlohmann::json> begin_definition(const Slot& list,
                                                     const std::string& definition) const;
    void define(const std::string& definition, const nlohmann::json& schema) const;
    void distribution_list(Slot slot, Distribution* values, std::size_t count, Range range);
    std::size_t name_index(const Slot& slot, std::size_t fallback, const NameTable& names) const;
    std::vector<std::pair<std::string, std::size_t>> name_index_map(const Slot& slot,
                                                                    const NameTable& names) const;
    std::vector<std::size_t> name_indices(const Slot& slot,
                                          const std::vector<std::size_t>& fallback,
                                          const NameTable& names) const;
    /// The alternative to read; nullopt after a finding and when describing.
    std::optional<std::size_t> choose(const std::vector<std::string>& keys,
                                      std::optional<std::size_t> fallback,
                                      const std::vector<std::string>& later);
    /// Describing: takes keys off the list of those that must be there.
    void not_required(const std::vector<std::string>& keys);

    Slot slot_;
    std::shared_ptr<Node> expanded_;  // of a shorthand
    std::vector<bool> used_;          // per entry of the node
    std::vector<std::string> known_;  // keys that were asked for
    std::size_t index_ = 0;
};

template <std::size_t N>
std::array<Distribution, N> Reader::distributions(std::string_view key,
                                                  const std::array<Distribution, N>& fallback,
                                                  Range range, std::string_view help) {
    std::array<Distribution, N> values = fallback;
    distribution_list(enter(key, help), values.data(), N, range);
    return values;
}

template <class E>
E Reader::name(std::string_view key, E fallback, const Names<E>& names, std::string_view help) {
    NameTable table{.later = names.later};
    std::size_t index = 0;
    for (const auto& [name, value] : names.now) {
        if (value == fallback) index = table.now.size();
        table.now.push_back(name);
    }
    return names.now[name_index(enter(key, help), index, table)].second;
}

template <class E>
std::vector<E> Reader::names(std::string_view key, const std::vector<E>& fallback,
                             const Names<E>& names, std::string_view help) {
    NameTable table{.later = names.later};
    std::vector<std::size_t> indices;
    for (const auto& [name, value] : names.now) {
        for (const E& wanted : fallback)
            if (value == wanted) indices.push_back(table.now.size());
        table.now.push_back(name);
    }
    std::vector<E> values;
    for (const std::size_t i : name_indices(enter(key, help), indices, table))
        values.push_back(names.now[i].second);
    return values;
}

template <class E>
std::vector<std::pair<std::string, E>> Reader::name_map(std::string_view key, const Names<E>& names,
                                                        std::string_view help) {
    NameTable table{.later = names.later};
    for (const auto& [name, value] : names.now) table.now.push_back(name);
    std::vector<std::pair<std::string, E>> values;
    for (const auto& [word, i] : name_index_map(enter(key, help), table))
        values.emplace_back(word, names.now[i].second);
    return values;
}

template <class Read>
auto Reader::map(std::string_view key, Read read, std::string_view help,
                 const Shorthands& shorthands, bool required) {
    Reader child(enter(key, help, required), shorthands);
    auto value = read(child);
    child.finish();
    return value;
}

template <class Read>
auto Reader::optional_map(std::string_view key, Read read, std::string_view help,
                          const Shorthands& shorthands) -> std::optional<decltype(read(*this))> {
    if (slot_.describing() || has(key)) return map(key, read, help, shorthands);
    known_.emplace_back(key);
    return std::nullopt;
}

template <class Read>
auto Reader::list(std::string_view key, std::size_t max_items, Read read, std::string_view help) {
    const Slot slot = enter(key, help);
    std::vector<decltype(read(*this))> values;
    const std::size_t count = item_count(slot, max_items);
    for (std::size_t i = 0; i < count; ++i) {
        Reader child(item(slot, i), {}, i);
        values.push_back(read(child));
        child.finish();
    }
    return values;
}

template <class Read>
auto Reader::nested_list(std::string_view key, std::size_t max_items, const std::string& definition,
                         Read read, std::string_view help) {
    if (!slot_.describing()) return list(key, max_items, read, help);
    const Slot slot = enter(key, help);
    std::vector<decltype(read(*this))> values;
    static_cast<void>(item_count(slot, max_items));
    if (const auto schema = begin_definition(slot, definition)) {
        Slot item = slot;
        item.schema = schema.get();
        Reader child(item);
        static_cast<void>(read(child));
        define(definition, *schema);
    }
    return values;
}

template <class T>
T Reader::one_of(const std::vector<Alternative<T>>& alternatives,
                 std::optional<std::size_t> fallback, const std::vector<std::string>& later) {
    std::vector<std::string> keys;
    for (const auto& alternative : alternatives) keys.push_back(alternative.key);
    const std::optional<std::size_t> chosen = choose(keys, fallback, later);
    if (slot_.describing()) {
        for (const auto& alternative : alternatives) static_cast<void>(alternative.read());
        not_required(keys);
    }
    return chosen ? alternatives[*chosen].read() : T{};
}

}  // namespace diorama::config
