#include "engine/dataset/formats/icdar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/dataset/formats/text_words.hpp"

namespace diorama {
namespace {

std::string said(const Annotation& a, const TextInfo& text) {
    return can_be_read(a, text) ? text.transcription : "###";
}

std::string line_2013(const Annotation& a, const TextInfo& text) {
    return fmt::format("{}, {}, {}, {}, \"{}\"\n", a.box.x, a.box.y, a.box.right() - 1,
                       a.box.bottom() - 1, said(a, text));
}

std::string line_2015(const Annotation& a, const TextInfo& text) {
    std::string line;
    for (const glm::vec2& corner : text.quad)
        line += fmt::format("{},{},", std::lround(coordinate(corner.x)),
                            std::lround(coordinate(corner.y)));
    return line + said(a, text) + "\n";
}

std::string name_of(int year, const std::string& subset, const std::string& stem) {
    return fmt::format("icdar/{}/{}/gt_{}.txt", year, subset, stem);
}

/// A line: so many whole numbers divided by commas, then what is left.
struct ReadWord {
    std::vector<long> numbers;
    std::string text;
};

std::optional<ReadWord> read_word(std::string_view line, std::size_t count) {
    ReadWord word;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t comma = line.find(',');
        if (comma == std::string_view::npos) return std::nullopt;
        std::string_view digits = line.substr(0, comma);
        while (digits.starts_with(' ')) digits.remove_prefix(1);
        const auto number = numbers_of({digits});
        if (!number) return std::nullopt;
        word.numbers.push_back(std::lround(number->front()));
        line.remove_prefix(comma + 1);
    }
    word.text = line;
    return word;
}

/// Compares the lines of one file with the words of its picture.
void check_file(const FormatCheck& check, int year) {
    const std::string file = name_of(year, check.record().subset, check.stem());
    const auto content = check.read(file);
    if (!content) return;
    std::string_view rest = *content;
    std::size_t number = 0;
    const auto next = [&]() -> std::optional<std::string_view> {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        ++number;
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        return line;
    };
    for (const AnnotationRecord* record : check.annotations(true)) {
        if (!record->text) continue;
        const Annotation& a = record->annotation;
        const TextInfo& text = *record->text;
        const auto line = next();
        const auto word = line ? read_word(*line, year == 2013 ? 4 : 8) : std::optional<ReadWord>();
        if (!word) return check.find(file, fmt::format("line {} is no word", number));
        std::vector<long> expected{a.box.x, a.box.y, a.box.right() - 1, a.box.bottom() - 1};
        std::string quoted = " \"" + said(a, text) + "\"";
        if (year == 2015) {
            expected.clear();
            for (const glm::vec2& corner : text.quad) {
                expected.push_back(std::lround(corner.x));
                expected.push_back(std::lround(corner.y));
            }
            quoted = said(a, text);
        }
        if (word->numbers != expected)
            check.find(file, fmt::format("line {}: stands elsewhere", number));
        if (word->text != quoted)
            check.find(file, fmt::format("line {}: says something else", number));
    }
    if (!rest.empty()) check.find(file, "has more lines than its picture has words");
}

}  // namespace

std::vector<EncodedFile> encode_icdar(const FormatPicture& picture) {
    std::string boxes, quads;
    for (const Annotation& a : picture.labeled.annotations) {
        const auto& text = picture.labeled.frame.objects.at(a.instance_id - 1).text;
        if (!text) continue;
        boxes += line_2013(a, *text);
        quads += line_2015(a, *text);
    }
    const std::string stem = picture.stem();
    std::vector<EncodedFile> files{
        {.bytes = {boxes.begin(), boxes.end()}, .path = name_of(2013, picture.subset, stem)},
        {.bytes = {quads.begin(), quads.end()}, .path = name_of(2015, picture.subset, stem)}};
    if (picture.image)
        files.push_back({.bytes = picture.image->bytes,
                         .path = fmt::format("icdar/images/{}/{}.{}", picture.subset, stem,
                                             picture.image->extension),
                         .linked = true});
    return files;
}

void check_icdar(FormatCheck& check) {
    while (check.next()) {
        check_file(check, 2013);
        check_file(check, 2015);
    }
}

}  // namespace diorama
