#include "engine/config/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "engine/config/lexical.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

constexpr std::size_t kMaxBases = 16;

/// One step of "a.b[2]": a key, or an index where the key is empty.
struct Step {
    std::string key;
    std::size_t index = 0;
    bool is_index = false;
};

class Loader {
 public:
    Loader(const ExclusiveKeys& exclusive, const PathMap& paths, Merged& merged, Findings& findings)
        : exclusive_(exclusive), paths_(paths), merged_(merged), findings_(findings) {}

    /// A file with everything that it extends.
    NodePtr load(const std::filesystem::path& file, const Mark& from) {
        std::error_code error;
        const auto real = std::filesystem::weakly_canonical(file, error);
        if (std::find(chain_.begin(), chain_.end(), real) != chain_.end()) {
            findings_.add(
                from, "extends",
                fmt::format("'{}' extends itself in the end", excerpt(file.string(), 200)));
            return nullptr;
        }
        if (chain_.size() >= kMaxBases) {
            findings_.add(from, "extends", fmt::format("more than {} files deep", kMaxBases));
            return nullptr;
        }
        Source& source = new_source();
        if (!read_source(file, from, from.source ? "extends" : "", source, findings_))
            return nullptr;
        const NodePtr root = parse_document(source, findings_);
        if (!root) return nullptr;
        if (!root->is_map()) {
            findings_.add(root->mark, "", "expected a map of keys such as 'version: 1'");
            return nullptr;
        }
        const Node* base = root->at("extends");
        if (!base) return root;
        const NodePtr own = without(*root, "extends");
        if (base->kind == Node::Kind::Missing) return own;
        if (!base->is_scalar() || base->text.empty()) {
            findings_.add(base->mark, "extends", "expected the name of one YAML file");
            return own;
        }
        chain_.push_back(real);
        const NodePtr below =
            load((source.folder / paths_.local(base->text)).lexically_normal(), base->mark);
        chain_.pop_back();
        // Without its base most of what a file refers to is not there: no use in listing it.
        return below ? overlay(*below, *own) : nullptr;
    }

    NodePtr apply(const NodePtr& root, const Override& change,
                  const std::filesystem::path& folder) {
        Source& source = new_source();
        source.name = "--set";
        source.folder = folder;
        source.lead = change.path + "=";
        source.text = change.value;
        source.line.assign(1, 0);
        std::vector<Step> steps;
        if (!parse_path(change.path, source, steps)) return root;
        const NodePtr value = parse_value(source, change.path);
        if (!value) return root;
        return set(*root, steps, 0, value, "");
    }

 private:
    Source& new_source() {
        merged_.sources.push_back(std::make_unique<Source>());
        merged_.sources.back()->order = static_cast<int>(merged_.sources.size());
        return *merged_.sources.back();
    }

    static NodePtr without(const Node& map, std::string_view key) {
        auto copy = std::make_shared<Node>(map);
        std::erase_if(copy->entries, [&](const Entry& entry) { return entry.key == key; });
        finish(*copy);
        return copy;
    }

    /// The keys that may not stand beside `key`.
    template <class Visit>
    void each_rival(std::string_view key, Visit visit) const {
        for (const auto& group : exclusive_) {
            if (std::find(group.begin(), group.end(), key) == group.end()) continue;
            for (const std::string& other : group)
                if (other != key) visit(other);
        }
    }

    NodePtr overlay(const Node& below, const Node& above) const {
        if (!below.is_map() || !above.is_map()) return std::make_shared<Node>(above);
        std::vector<bool> drop(below.entries.size());
        for (const Entry& entry : above.entries)
            each_rival(entry.key, [&](const std::string& other) {
                const std::size_t i = below.find(other);
                if (i < drop.size() && !above.at(other)) drop[i] = true;
            });
        auto merged = std::make_shared<Node>();
        merged->kind = Node::Kind::Map;
        merged->mark = above.mark;
        for (std::size_t i = 0; i < below.entries.size(); ++i) {
            const Entry& old = below.entries[i];
            const std::size_t j = above.find(old.key);
            if (drop[i]) continue;
            if (j == above.entries.size()) {
                merged->entries.push_back(old);
                continue;
            }
            const Entry& fresh = above.entries[j];
            const bool both = old.value->is_map() && fresh.value->is_map();
            merged->entries.push_back(
                {fresh.key, fresh.mark, both ? overlay(*old.value, *fresh.value) : fresh.value});
        }
        for (const Entry& entry : above.entries)
            if (below.find(entry.key) == below.entries.size()) merged->entries.push_back(entry);
        finish(*merged);
        return merged;
    }

    /// Splits "a.b[2].c"; a key that holds a dot is written in double quotes.
    bool parse_path(const std::string& path, const Source& source, std::vector<Step>& steps) {
        const auto fail = [&](std::size_t at, const std::string& message) {
            const int column = static_cast<int>(at) + 1 - static_cast<int>(source.lead.size());
            findings_.add({&source, 1, column}, path, message, Fault::Usage);
            return false;
        };
        if (path == "extends") return fail(0, "'extends' belongs into the file");
        for (std::size_t i = 0; i < path.size();) {
            Step step;
            if (path[i] == '[') {
                const std::size_t end = path.find(']', i);
                const auto number = parse_number(
                    std::string_view(path).substr(i + 1, end == path.npos ? 0 : end - i - 1));
                if (!number || !number->natural || *number->natural > 1'000'000)
                    return fail(i, "expected an index such as [0]");
                step.is_index = true;
                step.index = static_cast<std::size_t>(*number->natural);
                i = end + 1;
            } else {
                if (i > 0 && path[i++] != '.') return fail(i - 1, "expected '.' or '['");
                const bool quoted = i < path.size() && path[i] == '"';
                const std::size_t start = quoted ? i + 1 : i;
                std::size_t end = quoted ? path.find('"', start) : path.find_first_of(".[", start);
                if (quoted && end == path.npos) return fail(i, "quoted key that never closes");
                end = std::min(end, path.size());
                if (end == start) return fail(start, "expected a key");
                step.key = path.substr(start, end - start);
                i = quoted ? end + 1 : end;
            }
            steps.push_back(std::move(step));
            if (steps.size() > static_cast<std::size_t>(kMaxDepth))
                return fail(0, fmt::format("a path of more than {} steps", kMaxDepth));
        }
        if (steps.empty() || steps.front().is_index) return fail(0, "expected key.path=value");
        return true;
    }

    /// The value of an override; its findings carry the path that it was meant for.
    NodePtr parse_value(Source& source, const std::string& path) {
        Findings own;
        const NodePtr value = parse_document(source, own);
        for (Diagnostic& d : own.sorted())
            findings_.add({&source, 1, d.column - static_cast<int>(source.lead.size())}, path,
                          std::move(d.message));
        return value;
    }

    static std::string below(const std::string& path, const Step& step) {
        if (step.is_index) return fmt::format("{}[{}]", path, step.index);
        return path.empty() ? step.key : path + "." + step.key;
    }

    /// A copy of `node` with the value at the end of the path replaced or added; maps on the way
    /// are made where nothing was.
    NodePtr set(const Node& node, const std::vector<Step>& steps, std::size_t at,
                const NodePtr& value, const std::string& path) {
        const Step& step = steps[at];
        const bool last = at + 1 == steps.size();
        const std::string here = below(path, step);
        Node empty;
        empty.kind = !last && steps[at + 1].is_index ? Node::Kind::List : Node::Kind::Map;
        empty.mark = value->mark;
        const auto descend = [&](const Node* child) {
            const bool there = child && child->kind != Node::Kind::Missing;
            return last ? value : set(there ? *child : empty, steps, at + 1, value, here);
        };
        const auto refuse = [&](const std::string& message) {
            findings_.add(value->mark, here, message);
            return std::make_shared<Node>(node);
        };
        auto copy = std::make_shared<Node>(node);
        if (step.is_index) {
            if (!node.is_list()) return refuse(fmt::format("'{}' is not a list", path));
            const std::size_t count = node.items.size();
            if (step.index > count)
                return refuse(fmt::format("the list '{}' has {} items; [{}] would append one", path,
                                          count, count));
            const Node* old = step.index < count ? node.items[step.index].get() : nullptr;
            if (!old) copy->items.push_back(nullptr);
            copy->items[step.index] = descend(old);
        } else {
            if (!node.is_map()) return refuse(fmt::format("'{}' is not a map of keys here", path));
            const std::size_t i = node.find(step.key);
            const Node* old = i < node.entries.size() ? node.entries[i].value.get() : nullptr;
            if (old && !last && old->is_scalar())
                return refuse(fmt::format("'{}' is the single value '{}' here; set it as a whole",
                                          here, excerpt(old->text)));
            Entry entry{step.key, value->mark, descend(old)};
            if (old) {
                copy->entries[i] = std::move(entry);
            } else {
                copy->entries.push_back(std::move(entry));
                each_rival(step.key, [&](const std::string& other) {
                    std::erase_if(copy->entries, [&](const Entry& e) { return e.key == other; });
                });
            }
        }
        finish(*copy);
        return copy;
    }

    const ExclusiveKeys& exclusive_;
    const PathMap& paths_;
    Merged& merged_;
    Findings& findings_;
    std::vector<std::filesystem::path> chain_;
};

}  // namespace

Merged load_merged(const std::filesystem::path& file, const std::vector<Override>& overrides,
                   const ExclusiveKeys& exclusive, const PathMap& paths, Findings& findings) {
    Merged merged;
    Loader loader(exclusive, paths, merged, findings);
    merged.root = loader.load(file, {});
    if (!merged.root) return merged;
    const std::filesystem::path folder = file.parent_path().empty() ? "." : file.parent_path();
    for (const Override& change : overrides)
        merged.root = loader.apply(merged.root, change, folder);
    return merged;
}

}  // namespace diorama::config
