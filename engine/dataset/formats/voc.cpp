#include "engine/dataset/formats/voc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "engine/dataset/markup.hpp"
#include "engine/dataset/voc_reader.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

std::string object_xml(const Annotation& a) {
    return fmt::format(
        "  <object>\n"
        "    <name>{}</name>\n"
        "    <pose>Unspecified</pose>\n"
        "    <truncated>{}</truncated>\n"
        "    <occluded>{}</occluded>\n"
        "    <difficult>{}</difficult>\n"
        "    <bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></bndbox>\n"
        "  </object>\n",
        escape_markup(a.category), a.truncation > 0 ? 1 : 0, a.occlusion > 0 ? 1 : 0,
        a.crowd ? 1 : 0, a.box.x + 1, a.box.y + 1, a.box.right(), a.box.bottom());
}

std::string annotation_xml(const FormatPicture& picture, const std::string& file_name) {
    const Frame& frame = picture.labeled.frame;
    std::string xml = fmt::format(
        "<annotation>\n"
        "  <folder>JPEGImages</folder>\n"
        "  <filename>{}</filename>\n"
        "  <source><database>{}</database></source>\n"
        "  <size><width>{}</width><height>{}</height><depth>3</depth></size>\n"
        "  <segmented>1</segmented>\n",
        file_name, escape_markup(picture.output.info.description), frame.ids.width(),
        frame.ids.height());
    for (const Annotation& annotation : picture.labeled.annotations) xml += object_xml(annotation);
    return xml + "</annotation>\n";
}

EncodedFile segmentation(const FormatPicture& picture, const std::string& path,
                         const std::vector<std::uint8_t>& index_of_id) {
    static const std::vector<Rgb8> palette = voc_palette();
    const Image<std::uint32_t>& ids = picture.labeled.frame.ids;
    Image<std::uint8_t> indices(ids.extent());
    std::ranges::transform(ids, indices.begin(),
                           [&](std::uint32_t id) { return index_of_id.at(id); });
    return {.bytes = encode_palette_png(indices, palette), .path = path};
}

class VocWriter final : public FormatWriter {
 public:
    explicit VocWriter(const FormatContext& context)
        : FormatWriter(context), main_(lists("Main")), segmentation_(lists("Segmentation")) {}

    void add(const LabelledPicture& picture) override {
        const std::string line = sample_name(picture.record.index) + picture.picture.suffix + "\n";
        main_.at(picture.record.subset)->write(line);
        segmentation_.at(picture.record.subset)->write(line);
    }
    void finish(bool durable) override { finish_files(durable); }

 private:
    std::map<std::string, StreamedFile*> lists(const char* kind) {
        return open_for_subsets([&](const std::string& subset) {
            return fmt::format("voc/ImageSets/{}/{}.txt", kind, subset);
        });
    }

    std::map<std::string, StreamedFile*> main_, segmentation_;
};

/// The text between two tags, and on; nothing when there is none.
std::optional<std::string_view> element(std::string_view xml, const std::string& tag) {
    const std::size_t begin = xml.find("<" + tag + ">"), end = xml.find("</" + tag + ">");
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    const std::size_t first = begin + tag.size() + 2;
    return first <= end ? std::optional(xml.substr(first, end - first)) : std::nullopt;
}

/// The objects of an XML file; masks from the two segmentations.
std::vector<ReadObject> read_objects(const FormatCheck& check, std::string_view xml,
                                     const Image<std::uint16_t>& numbers,
                                     const Image<std::uint16_t>& classes) {
    std::vector<ReadObject> objects;
    while (const auto object = element(xml, "object")) {
        xml.remove_prefix(static_cast<std::size_t>(object->data() - xml.data()) + object->size() +
                          std::string_view("</object>").size());
        ReadObject read;
        for (const auto& [category, id] : check.context().category_ids)
            if (element(*object, "name") == escape_markup(category)) read.category_id = id;
        if (!read.category_id) read.category_id = 0;
        std::vector<std::string_view> words;
        for (const char* key : {"xmin", "ymin", "xmax", "ymax"})
            words.push_back(element(*object, key).value_or(""));
        if (const auto edges = numbers_of(words))
            read.box = {(*edges)[0] - 1, (*edges)[1] - 1, (*edges)[2], (*edges)[3]};
        const auto position = static_cast<std::uint16_t>(objects.size() + 1);
        if (element(*object, "difficult") == "0") read.mask = pixels_equal(numbers, position);
        for (std::size_t i = 0; read.mask && i < numbers.pixels().size(); ++i)
            if (numbers.pixels()[i] == position && classes.pixels()[i] != *read.category_id)
                read.category_id = 0;  // the segmentations disagree about it
        objects.push_back(std::move(read));
    }
    return objects;
}

}  // namespace

std::vector<EncodedFile> encode_voc(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    if (picture.labeled.annotations.size() >= kVocVoid || picture.categories.size() >= kVocVoid)
        throw std::length_error("more than 254 objects or categories do not fit VOC's palette");
    // What is labelled but not annotated is void; the rest is background.
    std::vector<std::uint8_t> classes(frame.objects.size() + 1, 0);
    for (std::size_t i = 0; i < frame.objects.size(); ++i)
        if (frame.objects[i].labelled()) classes[i + 1] = kVocVoid;
    std::vector<std::uint8_t> objects = classes;
    std::uint8_t position = 0;
    for (const Annotation& annotation : picture.labeled.annotations) {
        ++position;
        if (annotation.crowd) continue;
        classes.at(annotation.instance_id) =
            static_cast<std::uint8_t>(picture.category_id(annotation.category));
        objects.at(annotation.instance_id) = position;
    }
    const std::string stem = picture.stem();
    const std::string name = stem + "." + (picture.image ? picture.image->extension : "jpg");
    const std::string xml = annotation_xml(picture, name);
    std::vector<EncodedFile> files;
    if (picture.image)
        files.push_back(
            {.bytes = picture.image->bytes, .path = "voc/JPEGImages/" + name, .linked = true});
    files.push_back(
        {.bytes = {xml.begin(), xml.end()}, .path = "voc/Annotations/" + stem + ".xml"});
    files.push_back(segmentation(picture, "voc/SegmentationClass/" + stem + ".png", classes));
    files.push_back(segmentation(picture, "voc/SegmentationObject/" + stem + ".png", objects));
    return files;
}

std::unique_ptr<FormatWriter> open_voc(const FormatContext& context) {
    return std::make_unique<VocWriter>(context);
}

void check_voc(FormatCheck& check) {
    while (check.next()) {
        const std::string file = "voc/Annotations/" + check.stem() + ".xml";
        const auto xml = check.read(file);
        const auto numbers = check.read_indices("voc/SegmentationObject/" + check.stem() + ".png");
        const auto classes = check.read_indices("voc/SegmentationClass/" + check.stem() + ".png");
        if (xml && numbers && classes)
            check.compare(file, read_objects(check, *xml, *numbers, *classes), 0, true);
    }
}

}  // namespace diorama
