#include "engine/config/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>
#include <system_error>

#include "engine/config/lexical.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

/// Leaves the parser from inside an event, after the reason was reported.
struct Stop {};

/// Builds the tree from yaml-cpp's events, which carry exact positions; its own node graph does
/// not, and looks keys up one by one.
class Builder : public YAML::EventHandler {
 public:
    Builder(const Source& source, Findings& findings) : source_(source), findings_(findings) {}

    NodePtr root() const { return root_; }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 1) return;
        findings_.add(at(mark), "",
                      "a second document begins here; a configuration is one document");
        throw Stop{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        auto node = std::make_shared<Node>();
        node->mark = at(mark);
        place(mark, node, anchor, "null");
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto index = static_cast<std::size_t>(anchor);
        if (index >= anchors_.size() || !anchors_[index] || is_open(*anchors_[index])) {
            findings_.add(at(mark), path(), "an alias inside the value that it stands for");
            throw Stop{};
        }
        const NodePtr target = anchors_[index];
        if (static_cast<int>(open_.size()) + 1 + target->height > kMaxDepth) too_deep(mark);
        count(mark, target->size);
        if (!open_.empty() && open_.back().node->is_map() && !open_.back().has_key) {
            findings_.add(at(mark), path(), "an alias cannot be a key");
            throw Stop{};
        }
        attach(target);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        auto node = std::make_shared<Node>();
        node->kind = Node::Kind::Scalar;
        node->mark = at(mark);
        node->text = value;
        node->quoted = tag == "!";
        if (tag != "?" && tag != "!") reject_tag(mark, tag);
        place(mark, node, anchor, value);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::List);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::Map);
    }
    void OnMapEnd() override {
        report_duplicates();
        close();
    }

 private:
    struct Open {
        std::shared_ptr<Node> node;
        bool has_key = false;
        std::string key;
        Mark key_mark;
    };

    Mark at(const YAML::Mark& mark) const { return {&source_, mark.line + 1, mark.column + 1}; }

    /// The path of the value that is being built.
    std::string path() const {
        std::string text;
        for (const Open& open : open_) {
            if (open.node->is_list()) {
                text += fmt::format("[{}]", open.node->items.size());
            } else if (open.has_key) {
                if (!text.empty()) text += '.';
                text += excerpt(open.key);
            }
        }
        return text;
    }

    bool is_open(const Node& node) const {
        return std::any_of(open_.begin(), open_.end(),
                           [&](const Open& open) { return open.node.get() == &node; });
    }

    void count(const YAML::Mark& mark, std::size_t nodes) {
        nodes_ += nodes;
        if (nodes_ <= kMaxNodes) return;
        findings_.add(at(mark), path(),
                      fmt::format("more than {} values, aliases followed", kMaxNodes));
        throw Stop{};
    }

    void too_deep(const YAML::Mark& mark) {
        findings_.add(at(mark), "", fmt::format("nested deeper than {} levels", kMaxDepth));
        throw Stop{};
    }

    void reject_tag(const YAML::Mark& mark, const std::string& tag) {
        findings_.add(at(mark), path(),
                      fmt::format("the tag '{}': tags are not used here", excerpt(tag)));
    }

    void remember(YAML::anchor_t anchor, const NodePtr& node) {
        if (anchor == 0) return;
        const auto index = static_cast<std::size_t>(anchor);
        if (anchors_.size() <= index) anchors_.resize(index + 1);
        anchors_[index] = node;
    }

    void place(const YAML::Mark& mark, const std::shared_ptr<Node>& node, YAML::anchor_t anchor,
               const std::string& text) {
        count(mark, 1);
        remember(anchor, node);
        if (!open_.empty() && open_.back().node->is_map() && !open_.back().has_key) {
            open_.back().has_key = true;
            open_.back().key = text;
            open_.back().key_mark = node->mark;
            return;
        }
        attach(node);
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              Node::Kind kind) {
        if (open_.size() >= static_cast<std::size_t>(kMaxDepth)) too_deep(mark);
        count(mark, 1);
        if (!open_.empty() && open_.back().node->is_map() && !open_.back().has_key) {
            findings_.add(at(mark), path(), "a list or a map cannot be a key");
            throw Stop{};
        }
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->mark = at(mark);
        if (tag != "?" && !tag.empty()) reject_tag(mark, tag);
        remember(anchor, node);
        open_.push_back({.node = node});
    }

    void close() {
        const std::shared_ptr<Node> node = open_.back().node;
        finish(*node);
        open_.pop_back();
        attach(node);
    }

    /// Puts a finished value where it belongs.
    void attach(const NodePtr& node) {
        if (open_.empty()) {
            root_ = node;
            return;
        }
        Open& parent = open_.back();
        if (parent.node->is_list()) {
            if (node->kind == Node::Kind::Missing)
                findings_.add(node->mark, path(), "an item without a value");
            parent.node->items.push_back(node);
            return;
        }
        if (parent.key == "<<") {
            findings_.add(parent.key_mark, path(),
                          "merge keys are not supported; use 'extends' or write the keys out");
        } else {
            if (node->kind == Node::Kind::Missing) report_missing(parent);
            parent.node->entries.push_back({parent.key, parent.key_mark, node});
        }
        parent.has_key = false;
    }

    /// A key has no value: either nothing follows its colon, or there is no colon.
    void report_missing(const Open& parent) {
        const Mark& mark = parent.key_mark;
        const std::size_t start = source_.line[static_cast<std::size_t>(mark.line - 1)] +
                                  static_cast<std::size_t>(mark.column - 1);
        const std::string_view text = std::string_view(source_.text).substr(start);
        std::size_t end = parent.key.size();
        if (text.starts_with('"') || text.starts_with('\'')) end += 2;
        while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
        const bool colon = end < text.size() && text[end] == ':';
        findings_.add(
            mark, path(),
            colon ? fmt::format("'{}:' has no value", excerpt(parent.key))
                  : fmt::format("expected 'key: value', found '{}' alone", excerpt(parent.key)));
    }

    /// Keeps the first of equal keys and reports the others.
    void report_duplicates() {
        std::vector<Entry>& entries = open_.back().node->entries;
        std::vector<std::uint32_t> order(entries.size());
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return entries[a].key < entries[b].key;
        });
        std::vector<bool> drop(entries.size());
        bool any = false;
        for (std::size_t first = 0, i = 1; i < order.size(); ++i) {
            if (entries[order[i]].key != entries[order[first]].key) {
                first = i;
                continue;
            }
            any = drop[order[i]] = true;
            open_.back().has_key = true;  // for the path
            open_.back().key = entries[order[i]].key;
            findings_.add(entries[order[i]].mark, path(),
                          fmt::format("this key is already given in line {}",
                                      entries[order[first]].mark.line));
        }
        if (!any) return;
        std::vector<Entry> kept;
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (!drop[i]) kept.push_back(std::move(entries[i]));
        entries = std::move(kept);
    }

    const Source& source_;
    Findings& findings_;
    NodePtr root_;
    std::vector<Open> open_;
    std::vector<NodePtr> anchors_;
    std::size_t nodes_ = 0;
    int documents_ = 0;
};

/// What yaml-cpp calls a mistake, in terms of what to do about it.
std::string explain(const std::string& message) {
    struct Row {
        std::string_view theirs, ours;
    };
    static constexpr Row kRows[] = {
        {"illegal map value",
         "a ':' that belongs to no key; check the indentation here and in the line above, and "
         "quote "
         "text that holds ': '"},
        {"illegal map key", "a key cannot stand here; check the indentation"},
        {"end of map not found", "this fits no map above; check the indentation"},
        {"end of sequence not found", "this fits no list above; check the indentation"},
        {"illegal block entry", "a list item cannot stand here; check the indentation"},
        {"illegal flow end", "this bracket closes nothing"},
        {"end of map flow not found", "expected ',' or '}'"},
        {"end of sequence flow not found", "expected ',' or ']'"},
        {"the referenced anchor is not defined",
         "there is no anchor of this name; text that begins with '*' must be quoted"},
        {"unknown token", "text cannot begin with this character; quote it"},
        {"alias not found after *", "text that begins with '*' must be quoted"},
        {"anchor not found after &", "text that begins with '&' must be quoted"},
    };
    for (const Row& row : kRows)
        if (message.starts_with(row.theirs)) return std::string(row.ours);
    return "not valid YAML: " + message;
}

}  // namespace

std::size_t Node::find(std::string_view key) const {
    const auto found =
        std::lower_bound(by_key.begin(), by_key.end(), key,
                         [&](std::uint32_t i, std::string_view k) { return entries[i].key < k; });
    return found != by_key.end() && entries[*found].key == key ? *found : entries.size();
}

const Node* Node::at(std::string_view key) const {
    const std::size_t i = find(key);
    return i < entries.size() ? entries[i].value.get() : nullptr;
}

void finish(Node& node) {
    node.by_key.resize(node.entries.size());
    std::iota(node.by_key.begin(), node.by_key.end(), 0u);
    std::sort(node.by_key.begin(), node.by_key.end(), [&](std::uint32_t a, std::uint32_t b) {
        return node.entries[a].key < node.entries[b].key;
    });
    node.size = 1;
    node.height = 0;
    const auto add = [&](const NodePtr& child) {
        node.size += child->size;
        node.height = std::max(node.height, child->height + 1);
    };
    for (const NodePtr& item : node.items) add(item);
    for (const Entry& entry : node.entries) {
        ++node.size;  // the key
        add(entry.value);
    }
}

void Findings::add(const Mark& mark, std::string path, std::string message, Fault fault) {
    if (found_.size() >= 1000) {
        ++uncounted_;
        return;
    }
    Found found;
    found.diagnostic = {.fault = fault, .path = std::move(path), .message = std::move(message)};
    Diagnostic& d = found.diagnostic;
    if (mark.source) {
        found.order = mark.source->order;
        d.file = mark.source->name;
        const auto line = static_cast<std::size_t>(mark.line);
        if (mark.line > 0 && line <= mark.source->line.size()) {
            const std::size_t start = mark.source->line[line - 1];
            std::string text = mark.source->text.substr(
                start, std::min<std::size_t>(mark.source->text.find('\n', start) - start, 201));
            if (text.ends_with('\r')) text.pop_back();
            const auto lead = static_cast<int>(mark.source->lead.size());
            const bool printable =
                is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
                    return c == 0x7F || (static_cast<unsigned char>(c) < 0x20 && c != '\t');
                });
            if (printable && text.size() + mark.source->lead.size() <= 200)
                d.source = mark.source->lead + text;
            // The line of an override means nothing to its writer, the column under it does.
            d.line = mark.source->is_override() ? 0 : mark.line;
            d.column = mark.column + lead;
        }
    }
    found_.push_back(std::move(found));
}

void Findings::add(const Diagnostics& others) {
    for (const Diagnostic& other : others)
        found_.push_back({.order = std::numeric_limits<int>::max(), .diagnostic = other});
}

Diagnostics Findings::sorted() const {
    std::vector<Found> found = found_;
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
        return std::tuple(a.order, a.diagnostic.line, a.diagnostic.column) <
               std::tuple(b.order, b.diagnostic.line, b.diagnostic.column);
    });
    constexpr std::size_t kShown = 100;
    Diagnostics out;
    for (std::size_t i = 0; i < found.size() && i < kShown; ++i)
        out.push_back(std::move(found[i].diagnostic));
    if (found.size() > kShown)
        out.push_back({.fault = Fault::Config,
                       .message = fmt::format("{} more findings are not shown",
                                              found.size() - kShown + uncounted_)});
    return out;
}

NodePtr parse_document(Source& source, Findings& findings) {
    if (source.text.starts_with("\xEF\xBB\xBF")) source.text.erase(0, 3);
    source.line.assign(1, 0);
    for (std::size_t i = 0; i < source.text.size(); ++i)
        if (source.text[i] == '\n') source.line.push_back(i + 1);

    if (const auto fault = check_text(source.text)) {
        const auto after =
            std::upper_bound(source.line.begin(), source.line.end(), fault->offset) - 1;
        findings.add({&source, static_cast<int>(after - source.line.begin()) + 1,
                      static_cast<int>(fault->offset - *after) + 1},
                     "", fault->message);
        return nullptr;
    }
    Builder builder(source, findings);
    try {
        std::istringstream stream(source.text);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop&) {
        return nullptr;
    } catch (const YAML::Exception& error) {
        findings.add({&source, error.mark.line + 1, error.mark.column + 1}, "", explain(error.msg));
        return nullptr;
    }
    const NodePtr root = builder.root();
    if (!root || root->kind == Node::Kind::Missing) {
        findings.add({&source, 0, 0}, "", source.is_override() ? "no value" : "the file is empty");
        return nullptr;
    }
    return root;
}

bool read_source(const std::filesystem::path& file, const Mark& from, const std::string& path,
                 Source& source, Findings& findings) {
    source.name = excerpt(file.string(), 4096);
    source.folder = file.parent_path().empty() ? "." : file.parent_path();
    Source nameless;
    nameless.name = source.name;
    nameless.order = source.order;
    const auto fail = [&](Fault fault, const std::string& message) {
        if (from.source) {
            findings.add(from, path, fmt::format("{}: {}", source.name, message), fault);
        } else {
            findings.add({&nameless, 0, 0}, path, message, fault);
        }
        return false;
    };
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status))
        return fail(Fault::NoInput, error && error.value() != ENOENT
                                        ? "cannot be opened: " + error.message()
                                        : "no such file");
    if (!std::filesystem::is_regular_file(status))
        return fail(Fault::NoInput, "not a regular file");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(Fault::NoInput, "cannot be opened");
    std::string text;
    std::vector<char> block(1 << 16);
    while (stream && text.size() <= kMaxFileBytes) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad()) return fail(Fault::NoInput, "cannot be read");
    if (text.size() > kMaxFileBytes)
        return fail(Fault::Config, "larger than 16 MiB; a configuration should be a small text");
    source.text = std::move(text);
    return true;
}

}  // namespace diorama::config
