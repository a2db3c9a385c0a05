#include "tools/preview/yaml_edit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/config/document.hpp"

namespace diorama::preview {
namespace {

using config::Entry;
using config::Node;
using config::NodePtr;
using config::Source;

/// A text and its tree; the tree points into the source.
struct Document {
    Source source;
    NodePtr root;
};

Expected<std::shared_ptr<Document>> parse(std::string text, const std::string& name) {
    auto document = std::make_shared<Document>();
    document->source.name = name;
    document->source.text = std::move(text);
    config::Findings findings;
    document->root = config::parse_document(document->source, findings);
    if (!findings.empty()) return findings.sorted();
    return document;
}

const std::string* key_of(const KeyStep& step) { return std::get_if<std::string>(&step); }

bool equal(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.text != b.text || a.quoted != b.quoted ||
        a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
        return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
        if (!equal(*a.items[i], *b.items[i])) return false;
    return std::ranges::all_of(a.entries, [&](const Entry& entry) {
        const Node* other = b.at(entry.key);
        return other && equal(*entry.value, *other);
    });
}

/// The value with maps and lists around it for the steps from `at` on: "{orbit: {roll_deg: 3}}".
std::string nested(const YamlChange& change, std::size_t at) {
    std::string text = change.value;
    for (std::size_t i = change.path.size(); i-- > at;) {
        const std::string* key = key_of(change.path[i]);
        text = key ? fmt::format("{{{}: {}}}", *key, text) : fmt::format("[{}]", text);
    }
    return text;
}

/// Finds where values begin and end, and makes the new text.
class Editor {
 public:
    Editor(const Document& document, const YamlChange& change)
        : document_(document), text_(document.source.text), change_(change) {}

    Expected<std::string> run() {
        const Node* node = document_.root.get();
        bool flow = is_flow(*node);
        for (std::size_t i = 0; i < change_.path.size(); ++i) {
            const Node* child = nullptr;
            if (const std::string* key = key_of(change_.path[i])) {
                if (!node->is_map()) return fail(*node, "there is no map of keys here");
                const bool last = i + 1 == change_.path.size();
                if (last) {
                    for (const std::string& rival : change_.instead_of)
                        if (const std::size_t at = node->find(rival); at < node->entries.size())
                            return replace_entry(node->entries[at], *key);
                }
                const std::size_t at = node->find(*key);
                if (at == node->entries.size())
                    return insert(*node, flow, fmt::format("{}: {}", *key, nested(change_, i + 1)));
                child = node->entries[at].value.get();
                // The node of an alias is the one of its anchor, which stands before.
                if (offset(child->mark) < offset(node->entries[at].mark))
                    return fail(*child, "an alias stands for this value");
            } else {
                const std::size_t index = std::get<std::size_t>(change_.path[i]);
                if (!node->is_list()) return fail(*node, "there is no list here");
                if (index > node->items.size())
                    return fail(*node, fmt::format("the list has {} items", node->items.size()));
                if (index == node->items.size())
                    return insert(*node, flow, (flow ? "" : "- ") + nested(change_, i + 1));
                child = node->items[index].get();
            }
            node = child;
            flow = flow || is_flow(*node);
        }
        const auto end = end_of(*node);
        if (!end || *end < offset(node->mark))
            return fail(*node, "this value cannot be changed where it stands");
        const std::size_t start = offset(node->mark);
        // A map or a list on lines of its own becomes a value on the line of its key.
        const bool own_line = !flow && !node->is_scalar();
        std::size_t from = start;
        if (own_line)
            while (from > 0 &&
                   (text_[from - 1] == ' ' || text_[from - 1] == '\n' || text_[from - 1] == '\r'))
                --from;
        if (own_line && (from == 0 || text_[from - 1] != ':'))
            return fail(*node, "this value cannot be changed where it stands");
        return splice(from, *end, (own_line ? " " : "") + change_.value);
    }

 private:
    std::size_t offset(const config::Mark& mark) const {
        return document_.source.line[static_cast<std::size_t>(mark.line - 1)] +
               static_cast<std::size_t>(mark.column - 1);
    }

    /// Whether a list or map is written with brackets.
    bool is_flow(const Node& node) const {
        if (node.is_scalar()) return false;
        const char c = text_[offset(node.mark)];
        return c == '{' || c == '[';
    }

    Diagnostic fail(const Node& node, std::string message) const {
        return {.fault = Fault::Config,
                .file = document_.source.name,
                .line = node.mark.line,
                .column = node.mark.column,
                .path = to_text(change_.path),
                .message = "not saved: " + std::move(message)};
    }

    std::string splice(std::size_t from, std::size_t to, const std::string& with) const {
        return std::string(text_.substr(0, from)) + with + std::string(text_.substr(to));
    }

    /// One past the closing quote of the quoted text at `at`.
    std::size_t end_of_quoted(std::size_t at) const {
        const char quote = text_[at];
        for (std::size_t i = at + 1; i < text_.size(); ++i) {
            if (quote == '"' && text_[i] == '\\') {
                ++i;
            } else if (text_[i] == quote) {
                if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != '\'') return i + 1;
                ++i;
            }
        }
        return text_.size();
    }

    /// One past the bracket that closes the one at `at`.
    std::size_t end_of_brackets(std::size_t at) const {
        int depth = 0;
        for (std::size_t i = at; i < text_.size(); ++i) {
            const char c = text_[i];
            const bool begins =
                i > 0 && std::string_view(" ,:[{\n").find(text_[i - 1]) != std::string_view::npos;
            if ((c == '"' || c == '\'') && begins) {
                i = end_of_quoted(i) - 1;
            } else if (c == '#' && (text_[i - 1] == ' ' || text_[i - 1] == '\n')) {
                i = std::min(text_.find('\n', i), text_.size() - 1);
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return text_.size();
    }

    /// One past the last byte of a value; nothing where that is not certain.
    std::optional<std::size_t> end_of(const Node& node) const {
        const std::size_t start = offset(node.mark);
        if (is_flow(node)) return end_of_brackets(start);
        if (node.is_map()) return end_of(*node.entries.back().value);
        if (node.is_list()) return end_of(*node.items.back());
        if (node.quoted && (text_[start] == '"' || text_[start] == '\''))
            return end_of_quoted(start);
        // Plain text stands as it was read; anything else has an anchor or goes over lines.
        if (node.quoted || text_.substr(start, node.text.size()) != node.text) return {};
        return start + node.text.size();
    }

    Expected<std::string> replace_entry(const Entry& entry, const std::string& key) {
        const auto end = end_of(*entry.value);
        if (!end || *end < offset(entry.mark))
            return fail(*entry.value, fmt::format("'{}' cannot be replaced", entry.key));
        return splice(offset(entry.mark), *end, fmt::format("{}: {}", key, change_.value));
    }

    /// Adds an entry or item after the last one.
    Expected<std::string> insert(const Node& node, bool flow, const std::string& addition) {
        const bool none = node.entries.empty() && node.items.empty();
        if (none && !flow) return fail(node, "there is nothing to add to");
        if (none) {
            const std::size_t inside = offset(node.mark) + 1;
            return splice(inside, inside, addition);
        }
        const Node& last = node.is_map() ? *node.entries.back().value : *node.items.back();
        const auto end = end_of(last);
        if (!end || *end < offset(node.mark))
            return fail(last, "nothing can be added after this value");
        if (flow) return splice(*end, *end, ", " + addition);
        // On a line of its own below, so that a comment stays with the value it explains.
        std::size_t line_end = std::min(text_.find('\n', *end), text_.size());
        const bool windows = line_end > 0 && text_[line_end - 1] == '\r';
        if (windows) --line_end;
        const std::string indent(static_cast<std::size_t>(node.mark.column - 1), ' ');
        return splice(line_end, line_end, (windows ? "\r\n" : "\n") + indent + addition);
    }

    const Document& document_;
    std::string_view text_;
    const YamlChange& change_;
};

/// Whether `after` is `before` with just the change made, from step `at` on.
bool only_changed(const Node& before, const Node& after, const YamlChange& change, std::size_t at,
                  const Node& value) {
    if (at == change.path.size()) return equal(after, value);
    if (before.kind != after.kind) return false;
    if (const std::string* key = key_of(change.path[at])) {
        const auto goes = [&](const std::string& name) {
            return at + 1 == change.path.size() &&
                   std::ranges::find(change.instead_of, name) != change.instead_of.end();
        };
        std::size_t kept = 0;
        for (const Entry& entry : before.entries) {
            if (entry.key == *key || goes(entry.key)) continue;
            const Node* other = after.at(entry.key);
            if (!other || !equal(*entry.value, *other)) return false;
            ++kept;
        }
        const Node* now = after.at(*key);
        if (!now || after.entries.size() != kept + 1) return false;
        const Node* old = before.at(*key);
        return old ? only_changed(*old, *now, change, at + 1, value) : true;
    }
    const std::size_t index = std::get<std::size_t>(change.path[at]);
    const bool appended = index == before.items.size();
    if (after.items.size() != before.items.size() + (appended ? 1 : 0)) return false;
    for (std::size_t i = 0; i < before.items.size(); ++i)
        if (i != index && !equal(*before.items[i], *after.items[i])) return false;
    return appended ||
           only_changed(*before.items[index], *after.items[index], change, at + 1, value);
}

/// The value at the end of a path, or null.
const Node* find(const Node& root, const KeyPath& path) {
    const Node* node = &root;
    for (const KeyStep& step : path) {
        if (const std::string* key = key_of(step)) {
            node = node->at(*key);
        } else {
            const std::size_t index = std::get<std::size_t>(step);
            node = index < node->items.size() ? node->items[index].get() : nullptr;
        }
        if (!node) return nullptr;
    }
    return node;
}

}  // namespace

Expected<std::string> edit_yaml(const std::string& text, const std::string& name,
                                const YamlChange& change) {
    const auto before = parse(text, name);
    if (!before) return before.errors();
    if (!(*before)->root)
        return Diagnostic{.fault = Fault::Config, .file = name, .message = "not saved: no content"};
    const auto value = parse(change.value, name);
    if (!value) return value.errors();
    auto edited = Editor(**before, change).run();
    if (!edited) return edited;
    const auto after = parse(*edited, name);
    if (!after) return after.errors();
    const Node* written = find(*(*after)->root, change.path);
    const bool good = written && equal(*written, *(*value)->root) &&
                      only_changed(*(*before)->root, *(*after)->root, change, 0, *(*value)->root);
    if (!good) {
        return Diagnostic{.fault = Fault::Config,
                          .file = name,
                          .path = to_text(change.path),
                          .message = "not saved: the change would alter other values as well"};
    }
    return edited;
}

}  // namespace diorama::preview
