#include "engine/dataset/formats/format_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {

bool FormatCheck::next(const std::string& subset) {
    for (;;) {
        if (record_) {
            annotations_ += picture().annotations.size();
            if (++position_ == record_->pictures.size()) record_.reset();
        }
        while (!record_) {
            if (next_index_ == context_.plan.count) return false;
            const std::string name = record_name(next_index_++);
            const auto text = read_file(context_.files, context_.folder / name);
            auto record = text ? decode_record(*text, name)
                               : Expected<Record>(Diagnostic{.message = "is missing"});
            position_ = 0;
            if (record && fits_plan(context_, *record)) record_ = *std::move(record);
        }
        ++image_id_;
        if (subset.empty() || record_->subset == subset) return true;
    }
}

void FormatCheck::rewind() {
    record_.reset();
    position_ = 0;
    next_index_ = image_id_ = annotations_ = 0;
}

LabelledPicture FormatCheck::labelled() const {
    return {record(), picture(), image_id_, annotations_ + 1};
}

std::string FormatCheck::stem() const { return sample_name(record_->index) + picture().suffix; }

std::vector<const AnnotationRecord*> FormatCheck::annotations(bool crowds) const {
    std::vector<const AnnotationRecord*> list;
    for (const AnnotationRecord& a : picture().annotations)
        if (crowds || !a.annotation.crowd) list.push_back(&a);
    return list;
}

std::optional<std::string> FormatCheck::read(const std::string& file) const {
    auto text = read_file(context_.files, context_.folder / file);
    if (!text) find(file, "the file is missing", "T10");
    return text;
}

std::optional<Image<std::uint16_t>> FormatCheck::read_indices(const std::string& file) const {
    const auto text = read(file);
    if (!text) return std::nullopt;
    auto pixels = decode_png_grey16(
        {reinterpret_cast<const std::uint8_t*>(text->data()), text->size()}, file);
    if (pixels && pixels->extent() == extent()) return *std::move(pixels);
    find(file, pixels ? "has another size than its picture" : pixels.errors().front().message);
    return std::nullopt;
}

void FormatCheck::compare(const std::string& file, const std::vector<ReadObject>& objects,
                          double limit_px, bool crowds) const {
    const auto expected = annotations(crowds);
    if (objects.size() != expected.size())
        return find(file,
                    fmt::format("{} objects, the record has {}", objects.size(), expected.size()));
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Annotation& a = expected[i]->annotation;
        const ReadObject& object = objects[i];
        const auto category = context_.category_ids.find(a.category);
        if (object.category_id &&
            (category == context_.category_ids.end() || *object.category_id != category->second))
            find(file, fmt::format("object {}: is no {}", i + 1, a.category));
        const std::array<double, 4> box{static_cast<double>(a.box.x), static_cast<double>(a.box.y),
                                        static_cast<double>(a.box.right()),
                                        static_cast<double>(a.box.bottom())};
        double off = 0;
        for (std::size_t k = 0; object.box && k < 4; ++k)
            off = std::max(off, std::abs((*object.box)[k] - box[k]));
        if (!(off <= limit_px))
            find(file, fmt::format("object {}: its box is {:.6g} pixels off, {:g} are allowed",
                                   i + 1, off, limit_px));
        if (object.mask && *object.mask != mask_of(a, extent()))
            find(file, fmt::format("object {}: its mask is not that of the record", i + 1));
    }
}

Bitmap mask_of(const Annotation& annotation, Extent extent) {
    if (annotation.polygons.empty()) return decode_rle(annotation.rle, extent);
    Bitmap mask(extent);
    for (const Polygon& polygon : annotation.polygons)
        fill_even_odd({polygon.begin(), polygon.end()}, mask);
    return mask;
}

std::vector<std::vector<std::string_view>> columns_of(std::string_view text) {
    std::vector<std::vector<std::string_view>> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        std::vector<std::string_view> words;
        while (!line.empty()) {
            const std::size_t blank = std::min(line.find(' '), line.size());
            if (blank > 0) words.push_back(line.substr(0, blank));
            line.remove_prefix(std::min(blank + 1, line.size()));
        }
        if (!words.empty()) lines.push_back(std::move(words));
    }
    return lines;
}

std::optional<std::vector<double>> numbers_of(const std::vector<std::string_view>& words,
                                              std::size_t first) {
    std::vector<double> numbers;
    for (std::size_t i = first; i < words.size(); ++i) {
        const char* end = words[i].data() + words[i].size();
        double value = 0;
        const auto parsed = std::from_chars(words[i].data(), end, value);
        if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(value))
            return std::nullopt;
        numbers.push_back(value);
    }
    return numbers;
}

Bitmap pixels_equal(const Image<std::uint16_t>& values, std::uint16_t value) {
    Bitmap mask(values.extent());
    std::ranges::transform(values, mask.begin(),
                           [&](std::uint16_t v) { return static_cast<std::uint8_t>(v == value); });
    return mask;
}

}  // namespace diorama
