#include "engine/dataset/formats/coco.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/formats/export_pose.hpp"
#include "engine/dataset/json_stream.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/text_json.hpp"

namespace diorama {
namespace {

Json matrix_json(const PoseRows& matrix) {
    Json rows = Json::array();
    for (const auto& row : matrix) {
        Json values = Json::array();
        for (const double value : row) values.push_back(shortest(static_cast<float>(value)));
        rows.push_back(std::move(values));
    }
    return rows;
}

Json vector_json(const glm::vec3& v) {
    return Json::array({shortest(v.x), shortest(v.y), shortest(v.z)});
}

Json box_json(const Rect& box) { return Json::array({box.x, box.y, box.width, box.height}); }

Json rle_json(const Rle& rle, Extent extent) {
    return {{"size", Json::array({extent.height, extent.width})}, {"counts", rle_to_text(rle)}};
}

/// What the user says about the dataset first, then what its numbers mean.
Json info_json(const FormatContext& context) {
    const Plan& plan = context.plan;
    const DatasetInfo& user = context.output.info;
    Json info = Json::object();
    for (const auto& [key, value] : {std::pair{"description", &user.description},
                                     {"version", &user.version},
                                     {"url", &user.url},
                                     {"contributor", &user.contributor},
                                     {"year", &user.year},
                                     {"date_created", &user.date_created}})
        if (!value->empty()) info[key] = *value;
    info.update(Json{
        {"engine", plan.engine_version},
        {"seed", plan.seed},
        {"plan", plan_hash(plan)},
        {"mask_rule", "a pixel belongs to the object at its center"},
        {"coordinates",
         "integer pixel edges, origin top left; a box [x, y, w, h] ends at x + w and y + h"},
        {"camera",
         "OpenCV: x right, y down, z forward, pixel centers at integers; fx, fy, cx, cy in pixels; "
         "world_from_camera has rows of 4; world: +Y up, meters; fx < 0: a mirrored picture; "
         "absent where no pinhole camera fits"},
        {"annotation_keys",
         {{"visible_fraction", "visible pixels / pixels it would have alone on an endless picture"},
          {"occlusion", "share of its pixels inside the picture that others cover"},
          {"truncation", "share of its pixels outside the picture"},
          {"amodal_bbox", "tight box of the object alone; may leave the picture"},
          {"amodal_segmentation", "its pixels alone, inside the picture"},
          {"utf8_string", "of a word: what it says, in reading order"},
          {"quad",
           "of a word: top left, top right, bottom right, bottom left of the rectangle around its "
           "ink, in perspective; x, y in pixels, edges at integers"},
          {"text",
           "of a word: polygon, quad of the line, block, line and word in order of reading, "
           "characters with quads, baseline from the left of the upright text, script (ISO 15924), "
           "language (BCP 47), font; legible: 6 pixels high at least, half visible, and its ink "
           "differs from what is around it; clipped: it left the picture, polygon and corners "
           "were brought back to the edge"},
          {"track_id", "of a sequence (video_id): the same object in all of its pictures"},
          {"occluders", "what covers it: instance_id, name, pixels; most pixels first"},
          {"extra",
           "instance_id: value in the instance picture; inframe_area, total_area: pixels alone, "
           "inside the picture and in all; camera_from_object: rows of 4, from object "
           "coordinates to the camera's; object_box: in object coordinates, meters"}}}});
    return info;
}

Json licenses_json(const std::vector<License>& licenses) {
    Json list = Json::array();
    for (const License& license : licenses)
        list.push_back({{"id", list.size() + 1}, {"name", license.name}, {"url", license.url}});
    return list;
}

/// Path of the picture's file of each channel, by the stem that they share.
Json channels_json(const Record& record, const PictureRecord& picture, std::string& file_name) {
    Json channels = Json::object();
    const std::string stem = sample_name(record.index) + picture.suffix;
    file_name = stem + ".png";  // readers want a name even where no picture was drawn
    for (const FileEntry& file : channel_files(record, stem)) {
        const std::string channel = file.path.substr(0, file.path.find('/'));
        if (file.path.ends_with(".json"))
            channels[channel + "_names"] = file.path;
        else if (channel == kImagesChannel)
            file_name = file.path.substr(file.path.rfind('/') + 1);
        else
            channels[channel] = file.path;
    }
    return channels;
}

Json extra_json(const AnnotationRecord& record, const Camera& camera) {
    const Annotation& a = record.annotation;
    Json extra{{"instance_id", a.instance_id}, {"name", a.name}, {"asset", record.asset}};
    if (a.amodal) {
        extra["inframe_area"] = a.amodal->inframe_area;
        extra["total_area"] = a.amodal->total_area;
        extra["amodal_exact"] = a.amodal->exact;
    }
    if (camera.known) {
        extra["camera_from_object"] =
            matrix_json(vision_camera_from_object(camera, record.world_from_object));
    }
    if (!record.box.empty())
        extra["object_box"] = {{"min", vector_json(record.box.min)},
                               {"max", vector_json(record.box.max)}};
    return extra;
}

std::string head(const FormatContext& context, const Json& categories) {
    return "{\"info\":" + json_text(info_json(context)) +
           ",\n\"licenses\":" + json_text(licenses_json(context.output.licenses)) +
           ",\n\"categories\":" + json_text(categories) + ",\n\"images\":[";
}

void add_element(StreamedFile& file, std::uint64_t& count, const Json& element) {
    file.write(count++ == 0 ? "\n" : ",\n");
    file.write(json_text(element));
}

Json categories_json(const std::vector<std::string>& names) {
    Json categories = Json::array();
    for (const std::string& name : names)
        categories.push_back(category_json(categories.size() + 1, name));
    return categories;
}

/// One element of `annotations`.
Json coco_annotation(const AnnotationRecord& record, const PictureRecord& picture, std::uint64_t id,
                     std::uint64_t image_id, std::size_t category_id) {
    const Camera& camera = picture.camera;
    const Annotation& a = record.annotation;
    Json json{{"id", id},
              {"image_id", image_id},
              {"category_id", category_id},
              {"iscrowd", a.crowd ? 1 : 0},
              {"bbox", box_json(a.box)},
              {"area", a.area}};
    if (a.polygons.empty())
        json["segmentation"] = rle_json(a.rle, camera.extent);
    else
        json["segmentation"] = a.polygons;
    json["visible_fraction"] = a.visible_fraction;
    json["occlusion"] = a.occlusion;
    json["truncation"] = a.truncation;
    if (a.amodal) {
        json["amodal_bbox"] = box_json(a.amodal->total_box);
        json["amodal_segmentation"] = rle_json(a.amodal->inframe, camera.extent);
    }
    if (record.text) {
        Json text = text_json(*record.text);
        json["utf8_string"] = std::move(text["transcription"]);
        json["quad"] = std::move(text["quad"]);
        text.erase("transcription");
        text.erase("quad");
        json["text"] = std::move(text);
    }
    Json occluders = Json::array();
    for (std::size_t i = 0; i < a.occluders.size(); ++i)
        occluders.push_back({{"instance_id", a.occluders[i].id},
                             {"name", record.occluder_names[i]},
                             {"pixels", a.occluders[i].pixels}});
    json["occluders"] = std::move(occluders);
    if (picture.time) json["track_id"] = a.instance_id;
    json["extra"] = extra_json(record, camera);
    return json;
}

class CocoWriter final : public CocoFilesWriter {
 public:
    explicit CocoWriter(const FormatContext& context)
        : CocoFilesWriter(context, instances_name, categories_json(context.plan.categories)) {}

    void add(const LabelledPicture& picture) override {
        add_image(picture);
        for (const Json& annotation : coco_annotations(picture, context()))
            add_annotation(picture, annotation);
    }
};

}  // namespace

Json category_json(std::size_t id, const std::string& name) {
    return {{"id", id}, {"name", name}, {"supercategory", "object"}};
}

std::unique_ptr<FormatWriter> open_coco(const FormatContext& context) {
    return std::make_unique<CocoWriter>(context);
}

CocoFilesWriter::CocoFilesWriter(const FormatContext& context,
                                 std::string (*name_of)(const std::string& subset),
                                 const Json& categories)
    : FormatWriter(context) {
    for (const auto& [subset, file] : open_for_subsets(name_of)) {
        file->write(head(context, categories));
        subsets_[subset] = {.file = file,
                            .annotations = std::make_unique<StreamedFile>(
                                context.files, context.folder, name_of(subset) + ".part")};
    }
}

void CocoFilesWriter::add_image(const LabelledPicture& picture) {
    File& subset = subsets_.at(picture.record.subset);
    add_element(*subset.file, subset.image_count, coco_image(context(), picture));
}

void CocoFilesWriter::add_annotation(const LabelledPicture& picture, const Json& annotation) {
    File& subset = subsets_.at(picture.record.subset);
    add_element(*subset.annotations, subset.annotation_count, annotation);
}

void CocoFilesWriter::finish(bool durable) {
    for (auto& [name, subset] : subsets_) {
        subset.file->write("\n],\n\"annotations\":[");
        subset.file->append(*subset.annotations);
        subset.file->write("\n]}\n");
    }
    finish_files(durable);
}

std::vector<Json> coco_annotations(const LabelledPicture& picture, const FormatContext& context) {
    std::vector<Json> annotations;
    std::uint64_t id = picture.first_annotation_id;
    for (const AnnotationRecord& a : picture.picture.annotations)
        annotations.push_back(coco_annotation(a, picture.picture, id++, picture.image_id,
                                              context.category_ids.at(a.annotation.category)));
    return annotations;
}

Json coco_image(const FormatContext& context, const LabelledPicture& labelled) {
    const Record& record = labelled.record;
    const PictureRecord& picture = labelled.picture;
    const Camera& camera = picture.camera;
    const std::array<double, 9> k = vision_intrinsics(camera);
    std::string file_name;
    Json channels = channels_json(record, picture, file_name);
    Json image{{"id", labelled.image_id},
               {"width", camera.extent.width},
               {"height", camera.extent.height},
               {"file_name", file_name}};
    if (camera.known) {
        image["camera"] = {{"fx", k[0]},
                           {"fy", k[4]},
                           {"cx", k[2]},
                           {"cy", k[5]},
                           {"world_from_camera", matrix_json(world_from_vision_camera(camera))}};
    }
    image["extra"] = {{"sample", record.index}, {"channels", std::move(channels)}};
    if (picture.time) {
        image["video_id"] = record.index + 1;
        image["frame_id"] = *picture.time;
    }
    if (!context.output.licenses.empty()) image["license"] = 1;
    return image;
}

void check_coco(FormatCheck& check) {
    for (const SubsetShare& subset : check.context().plan.split)
        check_coco_file(check, subset.name, instances_name(subset.name), coco_annotations);
}

void check_coco_file(FormatCheck& check, const std::string& subset, const std::string& file,
                     const CocoAnnotations& annotations_of) {
    // Both lists stand in the order of the records: one walk for each.
    std::uint64_t images = 0, annotations = 0;
    const auto differs = [&](const char* key, std::uint64_t position) {
        check.find(file, fmt::format("{}[{}] is not what its record gives", key, position));
    };
    std::vector<Json> expected;  // of the picture whose annotations are passing
    std::size_t taken = 0;
    std::string list;
    const auto top = stream_json(
        check.context().files, check.context().folder / file,
        [&](const std::string& key, const Json& value) {
            if (key != list) check.rewind();
            list = key;
            if (key == "images") {
                if (!check.next(subset) || value != coco_image(check.context(), check.labelled()))
                    differs("images", images);
                ++images;
            }
            if (key != "annotations") return;
            while (taken == expected.size() && check.next(subset)) {
                expected = annotations_of(check.labelled(), check.context());
                taken = 0;
            }
            if (taken == expected.size() || value != expected[taken++])
                differs("annotations", annotations);
            ++annotations;
        });
    if (!top) check.find(file, "is missing or no JSON", "T10");
    check.rewind();
    std::uint64_t pictures = 0;
    while (check.next(subset)) ++pictures;
    if (images != pictures)
        check.find(file, fmt::format("{} images, the records have {}", images, pictures), "T10");
    check.rewind();
}

}  // namespace diorama
