/// One YAML text as a checked tree of nodes that know where they stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expected.hpp"

namespace diorama::config {

/// A text that nodes come from: a file, or the value of a `--set`.
struct Source {
    std::string name;               // as diagnostics print it; "--set" for an override
    std::filesystem::path folder;   // where relative paths in it start
    std::string text;               // UTF-8, without a byte order mark
    std::string lead;               // of an override: "key.path=", shown before the text
    int order = 0;                  // findings are listed by it: the main file first
    std::vector<std::size_t> line;  // offset of the start of each line, filled by parse_document

    bool is_override() const { return !lead.empty(); }
};

/// A place in a source; line and column count from 1, columns in bytes. No line: the whole source.
struct Mark {
    const Source* source = nullptr;
    int line = 0;
    int column = 0;
};

struct Node;
using NodePtr = std::shared_ptr<const Node>;

/// A key of a map and its value.
struct Entry {
    std::string key;
    Mark mark;  // of the key
    NodePtr value;
};

/// A value. Aliases share the node of their anchor, so this is a graph without cycles, and never
/// more than 64 deep or 10^6 nodes large when walked as a tree.
struct Node {
    enum class Kind { Missing, Scalar, List, Map };  // Missing: no value, and already reported

    Kind kind = Kind::Missing;
    Mark mark;
    std::string text;                   // of a scalar
    bool quoted = false;                // a scalar in quotes, or a block scalar: always text
    std::vector<NodePtr> items;         // of a list
    std::vector<Entry> entries;         // of a map, in the order of the file, keys unique
    std::vector<std::uint32_t> by_key;  // indices into entries, sorted by key
    std::uint32_t size = 1;             // nodes in this tree, itself included
    int height = 0;                     // levels below it

    bool is_scalar() const { return kind == Kind::Scalar; }
    bool is_list() const { return kind == Kind::List; }
    bool is_map() const { return kind == Kind::Map; }
    /// The index of an entry, or entries.size() when the key is not there.
    std::size_t find(std::string_view key) const;
    /// The value of a key, or null.
    const Node* at(std::string_view key) const;
};

/// Sorts `by_key`, sums `size` and `height`; call when all entries or items are in.
void finish(Node& node);

/// The findings about one configuration, printed in the order of the files.
class Findings {
 public:
    /// Notes one finding. After 1000 they are only counted.
    void add(const Mark& mark, std::string path, std::string message, Fault fault = Fault::Config);
    /// Notes findings about another file, after those of this one.
    void add(const Diagnostics& others);
    bool empty() const { return found_.empty(); }
    std::size_t count() const { return found_.size() + uncounted_; }
    /// All findings by source, line and column: the first 100, then one line with the count of
    /// the others. Lines over 200 bytes, or with bytes that a terminal would act on, are not
    /// quoted.
    Diagnostics sorted() const;

 private:
    struct Found {
        int order = 0;
        Diagnostic diagnostic;
    };
    std::vector<Found> found_;
    std::size_t uncounted_ = 0;
};

/// Parses one YAML document strictly: UTF-8, one document, no duplicate keys, no keys without a
/// value, no merge keys, no tags, no cycles; quoted text ends on its line; at most 64 levels and
/// 10^6 nodes, aliases followed.
/// @return the tree, or null after an error that leaves nothing to look at. Smaller errors are
///         reported and the tree goes on without the entry in question.
/// The nodes point into `source`, which must outlive them.
NodePtr parse_document(Source& source, Findings& findings);

/// Reads a configuration file of at most 16 MiB; fills `text`, `name` and `folder` of a source.
/// @return false when it was reported at `from` (or without a place) that there is no such file.
bool read_source(const std::filesystem::path& file, const Mark& from, const std::string& path,
                 Source& source, Findings& findings);

}  // namespace diorama::config
