#include "engine/dataset/formats/synthtext.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/formats/sectioned_json.hpp"
#include "engine/dataset/formats/text_words.hpp"

namespace diorama {
namespace {

/// The words of a picture in the order of reading: block by block.
std::vector<const TextInfo*> words_of(const LabelledPicture& picture) {
    std::vector<const TextInfo*> words;
    for (const AnnotationRecord& record : picture.picture.annotations)
        if (record.text && !record.annotation.crowd) words.push_back(&*record.text);
    std::ranges::stable_sort(words, [](const TextInfo* a, const TextInfo* b) {
        return a->block != b->block ? a->block < b->block : a->word < b->word;
    });
    return words;
}

/// [2][4][n]
std::string boxes(const std::vector<Quad>& quads) {
    Json axes = Json::array();
    for (int axis = 0; axis < 2; ++axis) {
        Json corners = Json::array();
        for (std::size_t corner = 0; corner < 4; ++corner) {
            Json values = Json::array();
            for (const Quad& quad : quads) values.push_back(coordinate(quad[corner][axis]));
            corners.push_back(std::move(values));
        }
        axes.push_back(std::move(corners));
    }
    return json_text(axes);
}

std::size_t code_points(const std::string& utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> names(const FormatContext& context, const LabelledPicture& picture) {
    const Json image = coco_image(context, picture);
    return {json_text(
        fmt::format("images/{}/{}", picture.record.subset, image["file_name"].get<std::string>()))};
}

std::vector<std::string> word_boxes(const FormatContext&, const LabelledPicture& picture) {
    std::vector<Quad> quads;
    for (const TextInfo* word : words_of(picture)) quads.push_back(word->quad);
    return {boxes(quads)};
}

std::vector<std::string> char_boxes(const FormatContext&, const LabelledPicture& picture) {
    std::vector<Quad> quads;
    for (const TextInfo* word : words_of(picture)) {
        for (const TextChar& letter : word->chars)
            quads.insert(quads.end(), code_points(letter.text), letter.quad);
    }
    return {boxes(quads)};
}

std::vector<std::string> texts(const FormatContext&, const LabelledPicture& picture) {
    Json list = Json::array();
    std::string text;
    const TextInfo* before = nullptr;
    for (const TextInfo* word : words_of(picture)) {
        if (before && before->block != word->block) list.push_back(std::exchange(text, {}));
        if (!text.empty()) text += before->line == word->line ? " " : "\n";
        text += word->transcription;
        before = word;
    }
    if (before) list.push_back(text);
    return {json_text(list)};
}

SectionedJson form() {
    return {
        .name_of =
            [](const std::string& subset) { return fmt::format("synthtext/gt_{}.json", subset); },
        .head = "{",
        .sections = {{"\"imnames\":[", "]", names},
                     {"\"wordBB\":[", "]", word_boxes},
                     {"\"charBB\":[", "]", char_boxes},
                     {"\"txt\":[", "]", texts}}};
}

}  // namespace

std::unique_ptr<FormatWriter> open_synthtext(const FormatContext& context) {
    return open_sectioned_json(context, form());
}

void check_synthtext(FormatCheck& check) { check_sectioned_json(check, form()); }

}  // namespace diorama
