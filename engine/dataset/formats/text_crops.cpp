#include "engine/dataset/formats/text_crops.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/annotate/text_crop.hpp"
#include "engine/dataset/formats/text_words.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

/// Below crops/.
std::string crop_name(const std::string& subset, const std::string& stem, std::uint32_t id) {
    return fmt::format("{}/{}_{}.png", subset, stem, id);
}

std::string labels_name(const std::string& subset) {
    return fmt::format("crops/labels_{}.txt", subset);
}

/// The quad as it is in the records: rounded.
Quad rounded(Quad quad) {
    for (glm::vec2& corner : quad)
        corner = {static_cast<float>(coordinate(corner.x)),
                  static_cast<float>(coordinate(corner.y))};
    return quad;
}

int crop_height(const Quad& q) {
    const float height = 0.5f * (glm::distance(q[0], q[3]) + glm::distance(q[1], q[2]));
    return std::clamp(static_cast<int>(std::lround((1.0f + 2.0f * 0.15f) * height)), 8, 128);
}

/// Names below crops/ and transcriptions of the crops that a picture has.
struct CropLabel {
    std::string name;
    const TextInfo* text;
};

std::vector<CropLabel> crops_of(const Record& record, const PictureRecord& picture) {
    std::vector<CropLabel> crops;
    const std::string stem = sample_name(record.index) + picture.suffix;
    for (const AnnotationRecord& a : picture.annotations) {
        if (!a.text || !can_be_read(a.annotation, *a.text)) continue;
        const std::string name = crop_name(record.subset, stem, a.annotation.instance_id);
        const bool drawn = std::ranges::any_of(
            record.files, [&](const FileEntry& file) { return file.path == "crops/" + name; });
        if (drawn) crops.push_back({name, &*a.text});
    }
    return crops;
}

class TextCropsWriter final : public FormatWriter {
 public:
    explicit TextCropsWriter(const FormatContext& context)
        : FormatWriter(context), labels_(open_for_subsets(labels_name)) {}

    void add(const LabelledPicture& picture) override {
        for (const CropLabel& crop : crops_of(picture.record, picture.picture))
            labels_.at(picture.record.subset)
                ->write(fmt::format("{}\t{}\n", crop.name, crop.text->transcription));
    }
    void finish(bool durable) override { finish_files(durable); }

 private:
    std::map<std::string, StreamedFile*> labels_;
};

}  // namespace

std::vector<EncodedFile> encode_text_crops(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    std::vector<EncodedFile> files;
    if (!picture.image || frame.color.empty()) return files;
    for (const Annotation& a : picture.labeled.annotations) {
        const auto& text = frame.objects.at(a.instance_id - 1).text;
        if (!text || !can_be_read(a, *text)) continue;
        const Quad quad = rounded(text->quad);
        files.push_back(
            {.bytes = encode_png(rectified_crop(frame.color, quad, crop_height(quad))),
             .path = "crops/" + crop_name(picture.subset, picture.stem(), a.instance_id)});
    }
    return files;
}

std::unique_ptr<FormatWriter> open_text_crops(const FormatContext& context) {
    return std::make_unique<TextCropsWriter>(context);
}

void check_text_crops(FormatCheck& check) {
    for (const SubsetShare& subset : check.context().plan.split) {
        const std::string file = labels_name(subset.name);
        const auto labels = check.read(file);
        std::string_view rest = labels ? std::string_view(*labels) : std::string_view();
        bool same = true;
        check.rewind();
        while (check.next(subset.name)) {
            for (const CropLabel& crop : crops_of(check.record(), check.picture())) {
                const std::string line =
                    fmt::format("{}\t{}\n", crop.name, crop.text->transcription);
                same = same && rest.starts_with(line);
                rest.remove_prefix(std::min(line.size(), rest.size()));
                const std::string name = "crops/" + crop.name;
                const auto bytes = check.read(name);
                if (!bytes) continue;
                const auto pixels = decode_image(
                    {reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()}, name);
                const Quad quad = rounded(crop.text->quad);
                if (!pixels || pixels->extent() != rectified_extent(quad, crop_height(quad)))
                    check.find(name, "is no picture of the size of its word");
            }
        }
        if (labels && (!same || !rest.empty()))
            check.find(file, "are not the words of the records");
    }
    check.rewind();
}

}  // namespace diorama
