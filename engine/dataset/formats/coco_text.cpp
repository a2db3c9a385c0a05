#include "engine/dataset/formats/coco_text.hpp"

#include <fmt/format.h>

#include "engine/dataset/formats/coco.hpp"
#include "engine/dataset/formats/sectioned_json.hpp"
#include "engine/dataset/formats/text_words.hpp"
#include "engine/dataset/layout.hpp"

namespace diorama {
namespace {

std::string member(std::uint64_t id, const Json& value) {
    return fmt::format("\"{}\":{}", id, json_text(value));
}

std::string language_of(const TextInfo& text) {
    if (text.language.empty() || text.language == "und") return "na";
    return text.language == "en" || text.language.starts_with("en-") ? "english" : "not english";
}

Json word_json(const AnnotationRecord& record, std::uint64_t id, std::uint64_t image_id) {
    const Annotation& a = record.annotation;
    const TextInfo& text = *record.text;
    const bool readable = can_be_read(a, text);
    Json mask = Json::array();
    for (const glm::vec2& p : text.polygon) {
        mask.push_back(coordinate(p.x));
        mask.push_back(coordinate(p.y));
    }
    Json json{{"id", id},
              {"image_id", image_id},
              {"bbox", Json::array({a.box.x, a.box.y, a.box.width, a.box.height})},
              {"mask", std::move(mask)},
              {"area", coordinate(static_cast<float>(area_of(text.polygon)))},
              {"class", "machine printed"},
              {"legibility", readable ? "legible" : "illegible"},
              {"language", language_of(text)}};
    if (readable) json["utf8_string"] = text.transcription;
    json["script"] = text.script;
    json["bcp47"] = text.language;
    json["block"] = text.block;
    json["line"] = text.line;
    json["word"] = text.word;
    return json;
}

/// Visits the words of a picture with the ids of their annotations.
template <class Visit>
void each_word(const LabelledPicture& picture, const Visit& visit) {
    std::uint64_t id = picture.first_annotation_id;
    for (const AnnotationRecord& record : picture.picture.annotations) {
        if (record.text) visit(record, id);
        ++id;
    }
}

std::vector<std::string> images(const FormatContext& context, const LabelledPicture& picture) {
    const Json image = coco_image(context, picture);
    return {member(picture.image_id, {{"id", picture.image_id},
                                      {"set", picture.record.subset},
                                      {"width", image["width"]},
                                      {"height", image["height"]},
                                      {"file_name", image["file_name"]}})};
}

std::vector<std::string> words(const FormatContext&, const LabelledPicture& picture) {
    std::vector<std::string> list;
    each_word(picture, [&](const AnnotationRecord& record, std::uint64_t id) {
        list.push_back(member(id, word_json(record, id, picture.image_id)));
    });
    return list;
}

std::vector<std::string> words_of_images(const FormatContext&, const LabelledPicture& picture) {
    Json ids = Json::array();
    each_word(picture, [&](const AnnotationRecord&, std::uint64_t id) { ids.push_back(id); });
    return {member(picture.image_id, ids)};
}

SectionedJson form(const FormatContext& context) {
    const DatasetInfo& user = context.output.info;
    Json info{{"description", user.description},
              {"version", user.version},
              {"url", user.url},
              {"author", user.contributor},
              {"year", user.year},
              {"date_created", user.date_created}};
    for (auto it = info.begin(); it != info.end();)
        it = it->get<std::string>().empty() ? info.erase(it) : std::next(it);
    return {.name_of = text_name,
            .head = "{\"info\":" + json_text(info) + ",\"cats\":{},",
            .sections = {{"\"imgs\":{", "}", images},
                         {"\"anns\":{", "}", words},
                         {"\"imgToAnns\":{", "}", words_of_images}}};
}

}  // namespace

std::unique_ptr<FormatWriter> open_coco_text(const FormatContext& context) {
    return open_sectioned_json(context, form(context));
}

void check_coco_text(FormatCheck& check) { check_sectioned_json(check, form(check.context())); }

}  // namespace diorama
