#include "engine/dataset/voc_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "engine/dataset/markup.hpp"

namespace diorama {
namespace {

constexpr double kMaxSide = 1 << 16;

struct Element {
    std::string_view name, content;
};

/// Walks over the elements of one level; what lies below is their content.
class Elements {
 public:
    explicit Elements(std::string_view xml) : rest_(xml) {}

    /// The next one; nothing at the end, and nothing with broken() where a tag is not closed.
    std::optional<Element> next() {
        for (;;) {
            const std::size_t open = rest_.find('<');
            if (open == rest_.npos) return std::nullopt;
            rest_.remove_prefix(open);
            if (rest_.starts_with("<!--")) {
                if (!skip_past("-->")) return std::nullopt;
            } else if (rest_.starts_with("<?") || rest_.starts_with("<!")) {
                if (!skip_past(">")) return std::nullopt;
            } else {
                return element();
            }
        }
    }
    bool broken() const { return broken_; }

 private:
    bool skip_past(std::string_view end) {
        const std::size_t at = rest_.find(end);
        broken_ = at == rest_.npos;
        if (!broken_) rest_.remove_prefix(at + end.size());
        return !broken_;
    }

    std::optional<Element> element() {
        const std::size_t close = rest_.find('>');
        broken_ = close == rest_.npos || close < 2 || rest_[1] == '/';
        if (broken_) return std::nullopt;
        std::string_view tag = rest_.substr(1, close - 1);
        rest_.remove_prefix(close + 1);
        if (tag.ends_with('/')) return Element{named(tag.substr(0, tag.size() - 1)), {}};
        tag = named(tag);
        // Elements of the same name may lie within.
        std::size_t at = 0;
        for (int depth = 1; depth > 0;) {
            at = rest_.find('<', at);
            const std::size_t end = at == rest_.npos ? at : rest_.find('>', at);
            if (end == rest_.npos) {
                broken_ = true;
                return std::nullopt;
            }
            std::string_view inner = rest_.substr(at + 1, end - at - 1);
            if (inner.starts_with('/')) {
                if (named(inner.substr(1)) == tag && --depth == 0) {
                    const Element found{tag, rest_.substr(0, at)};
                    rest_.remove_prefix(end + 1);
                    return found;
                }
            } else if (named(inner) == tag && !inner.ends_with('/')) {
                ++depth;
            }
            at = end + 1;
        }
        return std::nullopt;
    }

    /// A tag without its attributes.
    static std::string_view named(std::string_view tag) {
        return tag.substr(0, tag.find_first_of(" \t\r\n/"));
    }

    std::string_view rest_;
    bool broken_ = false;
};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<double> number(std::string_view text) {
    text = trimmed(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) <= kMaxSide))
        return std::nullopt;
    return value;
}

/// An element's number, for flags and sizes.
int whole(std::string_view text) { return static_cast<int>(std::lround(number(text).value_or(0))); }

/// @return what is wrong; empty when nothing is.
std::string read_box(std::string_view xml, Rect& box) {
    Elements elements(xml);
    std::optional<double> left, top, right, bottom;
    while (const auto e = elements.next()) {
        if (e->name == "xmin") left = number(e->content);
        if (e->name == "ymin") top = number(e->content);
        if (e->name == "xmax") right = number(e->content);
        if (e->name == "ymax") bottom = number(e->content);
    }
    if (elements.broken()) return "a tag of its box is never closed";
    if (!left || !top || !right || !bottom)
        return "a box without xmin, ymin, xmax and ymax, or with one that is no number";
    const int x = static_cast<int>(std::lround(*left)) - 1;
    const int y = static_cast<int>(std::lround(*top)) - 1;
    box = {x, y, static_cast<int>(std::lround(*right)) - x,
           static_cast<int>(std::lround(*bottom)) - y};
    return box.empty() ? "a box that ends before it begins" : "";
}

std::string read_object(std::string_view xml, VocObject& object) {
    Elements elements(xml);
    bool boxed = false;
    while (const auto e = elements.next()) {
        if (e->name == "name") object.category = unescape_markup(trimmed(e->content));
        if (e->name == "difficult") object.difficult = whole(e->content) != 0;
        if (e->name == "truncated") object.truncated = whole(e->content) != 0;
        if (e->name != "bndbox") continue;
        boxed = true;
        if (const std::string wrong = read_box(e->content, object.box); !wrong.empty())
            return wrong;
    }
    if (elements.broken()) return "a tag that is never closed";
    if (object.category.empty()) return "no name";
    return boxed ? "" : "no bndbox";
}

}  // namespace

std::vector<Rgb8> voc_palette() {
    std::vector<Rgb8> palette;
    for (unsigned index = 0; index < 256; ++index) {
        unsigned r = 0, g = 0, b = 0, rest = index;
        for (int bit = 7; bit >= 0; --bit, rest >>= 3) {
            r |= (rest & 1) << bit;
            g |= (rest >> 1 & 1) << bit;
            b |= (rest >> 2 & 1) << bit;
        }
        palette.push_back({static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g),
                           static_cast<std::uint8_t>(b)});
    }
    return palette;
}

Expected<VocAnnotation> read_voc_annotation(std::string_view text, const std::string& file) {
    const auto broken = [&](std::string message) {
        return Diagnostic{.fault = Fault::Data, .file = file, .message = std::move(message)};
    };
    Elements roots(text);
    auto root = roots.next();
    if (!root || root->name != "annotation")
        return broken("no <annotation> that is closed, expected an annotation of Pascal VOC");
    VocAnnotation annotation;
    Elements elements(root->content);
    while (const auto e = elements.next()) {
        if (e->name == "segmented") annotation.segmented = whole(e->content) != 0;
        if (e->name == "size") {
            Elements sides(e->content);
            while (const auto side = sides.next()) {
                if (side->name == "width") annotation.extent.width = whole(side->content);
                if (side->name == "height") annotation.extent.height = whole(side->content);
            }
        }
        if (e->name != "object") continue;
        VocObject object;
        if (const std::string wrong = read_object(e->content, object); !wrong.empty())
            return broken(fmt::format("object {}: {}", annotation.objects.size() + 1, wrong));
        annotation.objects.push_back(std::move(object));
    }
    if (elements.broken()) return broken("a tag that is never closed");
    if (annotation.extent.width > 0 && annotation.extent.height > 0) {
        const Rect picture{0, 0, annotation.extent.width, annotation.extent.height};
        for (VocObject& object : annotation.objects) object.box = intersection(object.box, picture);
    }
    return annotation;
}

}  // namespace diorama
