#include "engine/dataset/coco.hpp"

#include <array>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"

namespace diorama {
namespace {

using Matrix = std::array<std::array<double, 4>, 4>;  // rows

Matrix rows_of(const glm::mat4& matrix) {
    Matrix rows{};
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 4; ++c)
            rows[r][c] = matrix[static_cast<int>(c)][static_cast<int>(r)];
    return rows;
}

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix result{};
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t k = 0; k < 4; ++k) result[r][c] += a[r][k] * b[k][c];
    return result;
}

/// The inverse of a rotation and a translation.
Matrix rigid_inverse(const Matrix& m) {
    Matrix result{};
    result[3][3] = 1;
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t k = 0; k < 3; ++k) {
            result[r][k] = m[k][r];
            result[r][3] -= m[k][r] * m[k][3];
        }
    return result;
}

/// (x right, y up, looking along -z) <-> (x right, y down, z forward); its own inverse.
constexpr Matrix kFlip{{{1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, 1}}};

Json matrix_json(const Matrix& matrix) {
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

Json info_json(const Plan& plan) {
    return {
        {"description", "synthetic pictures; labels derived from their id maps"},
        {"version", plan.engine_version},
        {"seed", plan.seed},
        {"plan", plan_hash(plan)},
        {"mask_rule", "a pixel belongs to the object at its center"},
        {"coordinates",
         "integer pixel edges, origin top left; a box [x, y, w, h] ends at x + w and y + h"},
        {"camera",
         "OpenCV: x right, y down, z forward, pixel centers at integers; fx, fy, cx, cy in pixels; "
         "world_from_camera has rows of 4; world: +Y up, meters"},
        {"annotation_keys",
         {{"visible_fraction", "visible pixels / pixels it would have alone on an endless picture"},
          {"occlusion", "share of its pixels inside the picture that others cover"},
          {"truncation", "share of its pixels outside the picture"},
          {"amodal_bbox", "tight box of the object alone; may leave the picture"},
          {"amodal_segmentation", "its pixels alone, inside the picture"},
          {"occluders", "what covers it: instance_id, name, pixels; most pixels first"},
          {"extra",
           "instance_id: value in the instance picture; inframe_area, total_area: pixels alone, "
           "inside the picture and in all; camera_from_object: rows of 4, from object "
           "coordinates to the camera's; object_box: in object coordinates, meters"}}}};
}

/// Path of the picture's file of each channel, by the stem that they share.
Json channels_json(const Record& record, const PictureRecord& picture, std::string& file_name) {
    Json channels = Json::object();
    const std::string stem = sample_name(record.index) + picture.suffix;
    file_name = stem + ".png";  // readers want a name even where no picture was drawn
    for (const FileEntry& file : record.files) {
        const std::size_t first = file.path.find('/'), last = file.path.rfind('/');
        const std::string name = file.path.substr(last + 1);
        if (!name.starts_with(stem + ".")) continue;
        const std::string channel = file.path.substr(0, first);
        if (channel == kImagesChannel)
            file_name = name;
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
    const Matrix camera_from_world = rigid_inverse(rows_of(camera.world_from_camera));
    extra["camera_from_object"] =
        matrix_json(product(kFlip, product(camera_from_world, rows_of(record.world_from_object))));
    if (!record.box.empty())
        extra["object_box"] = {{"min", vector_json(record.box.min)},
                               {"max", vector_json(record.box.max)}};
    return extra;
}

}  // namespace

std::string coco_head(const Plan& plan) {
    Json categories = Json::array();
    for (std::size_t i = 0; i < plan.categories.size(); ++i)
        categories.push_back(
            {{"id", i + 1}, {"name", plan.categories[i]}, {"supercategory", "object"}});
    return "{\"info\":" + json_text(info_json(plan)) +
           ",\n\"licenses\":[],\n\"categories\":" + json_text(categories) + ",\n\"images\":[";
}

std::string coco_image(const Record& record, std::size_t picture_index, std::uint64_t image_id) {
    const PictureRecord& picture = record.pictures[picture_index];
    const Camera& camera = picture.camera;
    const Intrinsics& k = camera.intrinsics;
    std::string file_name;
    Json channels = channels_json(record, picture, file_name);
    const Json image{
        {"id", image_id},
        {"width", camera.extent.width},
        {"height", camera.extent.height},
        {"file_name", file_name},
        {"camera",
         {{"fx", k.fx},
          {"fy", k.fy},
          {"cx", k.cx - 0.5},
          {"cy", k.cy - 0.5},
          {"world_from_camera", matrix_json(product(rows_of(camera.world_from_camera), kFlip))}}},
        {"extra", {{"sample", record.index}, {"channels", std::move(channels)}}}};
    return json_text(image);
}

std::string coco_annotation(const AnnotationRecord& record, const Camera& camera, std::uint64_t id,
                            std::uint64_t image_id, std::size_t category_id) {
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
    Json occluders = Json::array();
    for (std::size_t i = 0; i < a.occluders.size(); ++i)
        occluders.push_back({{"instance_id", a.occluders[i].id},
                             {"name", record.occluder_names[i]},
                             {"pixels", a.occluders[i].pixels}});
    json["occluders"] = std::move(occluders);
    json["extra"] = extra_json(record, camera);
    return json_text(json);
}

}  // namespace diorama
