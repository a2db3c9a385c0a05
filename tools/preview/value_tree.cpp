#include "tools/preview/value_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/config/distributions.hpp"
#include "engine/config/document.hpp"
#include "engine/config/words.hpp"

namespace diorama::preview {
namespace {

using config::Node;
using config::Source;

constexpr std::string_view kOriginMark = "  # ";

std::size_t offset(const Source& source, const config::Mark& mark) {
    return source.line[static_cast<std::size_t>(mark.line - 1)] +
           static_cast<std::size_t>(mark.column - 1);
}

/// The rest of the line at a node, split into its value and its origin.
std::pair<std::string, std::string> value_and_origin(const Source& source, const Node& node) {
    const std::size_t start = offset(source, node.mark);
    const std::string line = source.text.substr(start, source.text.find('\n', start) - start);
    const std::size_t at = line.rfind(kOriginMark);
    if (at == line.npos) return {line, ""};
    return {line.substr(0, at), line.substr(at + kOriginMark.size())};
}

std::optional<double> number_of(const Node* node) {
    if (!node || !node->is_scalar() || node->quoted) return {};
    const auto number = config::parse_number(node->text);
    return number ? std::optional(number->value) : std::nullopt;
}

/// The smallest and the largest of the numbers of a list or of the keys of a map.
std::optional<std::pair<double, double>> span_of(const Node& node) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    const auto add = [&](std::optional<double> value) {
        if (!value) return false;
        low = std::min(low, *value);
        high = std::max(high, *value);
        return true;
    };
    for (const auto& item : node.items)
        if (!add(number_of(item.get()))) return {};
    for (const auto& entry : node.entries) {
        const auto key = config::parse_number(entry.key);
        if (!add(key ? std::optional(key->value) : std::nullopt)) return {};
    }
    return low <= high ? std::optional(std::pair(low, high)) : std::nullopt;
}

/// What the draws of a distribution's parameters lie in.
std::optional<std::pair<double, double>> range_of(const std::string& name, const Node& node) {
    if (node.is_list() || name == "weighted") return span_of(node);
    if (name == "poisson") {
        const auto mean = number_of(&node);
        if (mean) return std::pair(0.0, *mean + 4 * *mean + 4);
        return {};
    }
    const auto low = number_of(node.at("min")), high = number_of(node.at("max"));
    const auto mean = number_of(node.at("mean")), deviation = number_of(node.at("std"));
    const double reach = mean && deviation ? 3 * *deviation : 0;
    if (!mean && (!low || !high)) return {};
    return std::pair(low.value_or(mean.value_or(0) - reach),
                     high.value_or(mean.value_or(0) + reach));
}

bool is_distribution(const Node& node) {
    const auto& names = config::distribution_names();
    return node.is_map() && node.entries.size() == 1 &&
           std::ranges::find(names, node.entries[0].key) != names.end();
}

void read_single(const Node& node, ValueNode& value) {
    if (node.is_scalar()) {
        if (const auto number = number_of(&node)) {
            value.kind = ValueKind::Number;
        } else if (!node.quoted && (node.text == "true" || node.text == "false")) {
            value.kind = ValueKind::Flag;
        }
        return;
    }
    if (!is_distribution(node)) return;
    const std::string& name = node.entries[0].key;
    const Node& inner = *node.entries[0].value;
    if (const auto range = range_of(name, inner)) {
        value.kind = ValueKind::Number;
        value.range = range;
        value.distribution = name;
        return;
    }
    for (const auto& item : inner.items)
        if (item->is_scalar()) value.names.push_back(item->text);
    for (const auto& entry : inner.entries) value.names.push_back(entry.key);
    value.kind = ValueKind::Choice;
    value.distribution = name;
}

class Walker {
 public:
    explicit Walker(const Source& source) : source_(source) {}

    ValueNode read(const Node& node, std::string label, KeyPath path) const {
        ValueNode value{.label = std::move(label), .path = std::move(path)};
        const char first = source_.text[offset(source_, node.mark)];
        const bool flow = node.is_scalar() || first == '{' || first == '[';
        if (!flow) return group(node, std::move(value));
        std::tie(value.text, value.origin) = value_and_origin(source_, node);
        read_single(node, value);
        if (node.is_list() && !node.items.empty()) read_items(node, value);
        return value;
    }

 private:
    ValueNode group(const Node& node, ValueNode value) const {
        value.kind = ValueKind::Group;
        for (const auto& entry : node.entries) {
            KeyPath path = value.path;
            path.emplace_back(entry.key);
            value.children.push_back(read(*entry.value, entry.key, std::move(path)));
        }
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            KeyPath path = value.path;
            path.emplace_back(i);
            value.children.push_back(read(*node.items[i], fmt::format("[{}]", i), std::move(path)));
        }
        return value;
    }

    /// The items of a list in brackets, which are changed together.
    void read_items(const Node& node, ValueNode& list) const {
        const std::size_t end = offset(source_, node.mark) + list.text.size() - 1;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            ValueNode item{
                .label = fmt::format("[{}]", i), .path = list.path, .origin = list.origin};
            const std::size_t start = offset(source_, node.items[i]->mark);
            const std::size_t next = i + 1 < node.items.size()
                                         ? offset(source_, node.items[i + 1]->mark) - 2  // ", "
                                         : end;
            item.text = source_.text.substr(start, next - start);
            read_single(*node.items[i], item);
            list.children.push_back(std::move(item));
        }
        const bool numbers = std::ranges::all_of(
            list.children, [](const ValueNode& item) { return item.kind == ValueKind::Number; });
        if (numbers && list.children.size() <= 4) {
            list.kind = ValueKind::Group;
        } else {
            list.children.clear();
        }
    }

    const Source& source_;
};

}  // namespace

ValueNode read_values(const std::string& resolved_yaml) {
    Source source{.text = resolved_yaml};
    config::Findings findings;
    const config::NodePtr root = config::parse_document(source, findings);
    if (!root) return {.kind = ValueKind::Group};
    return Walker(source).read(*root, "", {});
}

std::string with_item(const ValueNode& list, std::size_t index, const std::string& value) {
    std::string text;
    for (std::size_t i = 0; i < list.children.size(); ++i)
        text += (i > 0 ? ", " : "") + (i == index ? value : list.children[i].text);
    return "[" + text + "]";
}

std::vector<std::string> origin_files(const ValueNode& root) {
    std::vector<std::string> files;
    const std::size_t colon = root.origin.rfind(':');
    if (colon != root.origin.npos) files.push_back(root.origin.substr(0, colon));
    for (const ValueNode& child : root.children)
        for (std::string& file : origin_files(child))
            if (std::ranges::find(files, file) == files.end()) files.push_back(std::move(file));
    return files;
}

const ValueNode* find_value(const ValueNode& root, const KeyPath& path) {
    const ValueNode* node = &root;
    while (node && node->path.size() < path.size()) {
        const std::size_t depth = node->path.size();
        const auto next = std::ranges::find_if(node->children, [&](const ValueNode& child) {
            return child.path.size() == depth + 1 && child.path.back() == path[depth];
        });
        node = next == node->children.end() ? nullptr : &*next;
    }
    return node && node->path == path ? node : nullptr;
}

}  // namespace diorama::preview
