#include "engine/dataset/formats/bop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/formats/export_pose.hpp"
#include "engine/dataset/json.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kScenePictures = 1000;

std::string scene_folder(const std::string& subset, std::uint64_t index) {
    return fmt::format("bop/{}/{:06}/", subset, index / kScenePictures);
}

Json rotation_json(const PoseRows& pose, const std::array<double, 3>& scale) {
    Json values = Json::array();
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 3; ++c)
            values.push_back(shortest(static_cast<float>(pose[r][c] / scale[c])));
    return values;
}

Json translation_json(const PoseRows& pose) {
    Json values = Json::array();
    for (std::size_t r = 0; r < 3; ++r)
        values.push_back(shortest(static_cast<float>(1000 * pose[r][3])));
    return values;
}

Json pose_json(const AnnotationRecord& annotation, const Camera& camera, std::size_t obj_id) {
    const PoseRows pose = vision_camera_from_object(camera, annotation.world_from_object);
    const std::array<double, 3> scale = scale_of(pose);
    Json scales = Json::array();
    for (const double s : scale) scales.push_back(shortest(static_cast<float>(s)));
    return {{"cam_R_m2c", rotation_json(pose, scale)},
            {"cam_t_m2c", translation_json(pose)},
            {"obj_id", obj_id},
            {"scale", std::move(scales)}};
}

Json box_json(const Rect& box) { return Json::array({box.x, box.y, box.width, box.height}); }

Json info_json(const Annotation& a) {
    const std::uint64_t all = a.amodal ? a.amodal->total_area : a.area;
    return {{"bbox_obj", box_json(a.amodal ? a.amodal->total_box : a.box)},
            {"bbox_visib", box_json(a.box)},
            {"px_count_all", all},
            {"px_count_valid", a.amodal ? a.amodal->inframe_area : a.area},
            {"px_count_visib", a.area},
            {"visib_fract", a.visible_fraction}};
}

Json camera_json(const Camera& camera) {
    const PoseRows pose = vision_camera_from_world(camera);
    return {{"cam_K", vision_intrinsics(camera)},
            {"depth_scale", 1.0},
            {"cam_R_w2c", rotation_json(pose, {1, 1, 1})},
            {"cam_t_w2c", translation_json(pose)}};
}

/// The three files of a scene, each one JSON object by picture number.
struct SceneFiles {
    std::uint64_t scene = 0;
    std::array<StreamedFile*, 3> files{};  // gt, gt_info, camera
    std::uint64_t count = 0;
};

class BopWriter final : public FormatWriter {
 public:
    using FormatWriter::FormatWriter;

    void add(const LabelledPicture& picture) override {
        SceneFiles& scene = scene_of(picture.record);
        Json poses = Json::array(), infos = Json::array();
        for (const AnnotationRecord& a : picture.picture.annotations) {
            poses.push_back(pose_json(a, picture.picture.camera,
                                      context().category_ids.at(a.annotation.category)));
            infos.push_back(info_json(a.annotation));
        }
        const std::string key =
            fmt::format("{}{}", picture.record.index % kScenePictures, picture.picture.suffix);
        const std::array values{std::move(poses), std::move(infos),
                                camera_json(picture.picture.camera)};
        for (std::size_t i = 0; i < values.size(); ++i)
            scene.files[i]->write(fmt::format("{}\n\"{}\":{}", scene.count == 0 ? "{" : ",", key,
                                              json_text(values[i])));
        ++scene.count;
    }

    void finish(bool durable) override {
        for (auto& [subset, scene] : scenes_) close(*scene);
        finish_files(durable);
    }

 private:
    static void close(SceneFiles& scene) {
        for (StreamedFile* file : scene.files) {
            file->write("\n}\n");
            file->finish(false);  // finalize() syncs the whole mount before the manifest
        }
    }

    SceneFiles& scene_of(const Record& record) {
        std::optional<SceneFiles>& current = scenes_[record.subset];
        const std::uint64_t scene = record.index / kScenePictures;
        if (current && current->scene == scene) return *current;
        if (current) close(*current);
        current = SceneFiles{.scene = scene};
        const std::string folder = scene_folder(record.subset, record.index);
        for (std::size_t i = 0; i < 3; ++i)
            current->files[i] = &open(
                folder + std::array{"scene_gt.json", "scene_gt_info.json", "scene_camera.json"}[i]);
        return *current;
    }

    std::map<std::string, std::optional<SceneFiles>> scenes_;
};

std::vector<std::uint8_t> encode_mask(Image<std::uint8_t> mask) {
    for (std::uint8_t& pixel : mask) pixel = pixel ? 255 : 0;
    return encode_png(mask);
}

std::vector<std::uint8_t> encode_millimeters(const Image<float>& depth) {
    Image<std::uint16_t> out(depth.extent());
    std::ranges::transform(depth, out.begin(), [](float meters) {
        const float mm = std::floor(1000.0f * meters + 0.5f);
        return static_cast<std::uint16_t>(mm < 65535.5f ? mm : 0.0f);
    });
    return encode_png(out);
}

/// The objects of the picture that `check` stands at, by the files of its scene.
std::vector<ReadObject> read_objects(const FormatCheck& check, const std::string& folder,
                                     const Json& poses, const Json& infos) {
    const std::uint64_t number = check.record().index % kScenePictures;
    const std::string& suffix = check.picture().suffix;
    const std::string key = fmt::format("{}{}", number, suffix);
    std::string error;
    const Json& gt = Fields(poses, "scene_gt", error).array(key.c_str());
    const Json& info = Fields(infos, "scene_gt_info", error).array(key.c_str());
    std::vector<ReadObject> objects;
    for (std::size_t i = 0; i < gt.size() && i < info.size(); ++i) {
        ReadObject object{.category_id =
                              Fields(gt[i], "scene_gt", error).integer("obj_id", UINT32_MAX)};
        const Json& box = Fields(info[i], "scene_gt_info", error).array("bbox_visib");
        const auto small = [](const Json& value) { return is_integer(value, 0, 1 << 20); };
        if (box.size() == 4 && std::ranges::all_of(box, small)) {
            const double x = box[0].get<double>(), y = box[1].get<double>();
            object.box = {x, y, x + box[2].get<double>(), y + box[3].get<double>()};
        }
        const auto mask = check.read_indices(
            fmt::format("{}mask_visib/{:06}{}_{:06}.png", folder, number, suffix, i));
        if (mask) object.mask = pixels_equal(*mask, 255);
        objects.push_back(std::move(object));
    }
    if (!error.empty()) check.find(folder + "scene_gt.json", error);
    return objects;
}

}  // namespace

std::vector<EncodedFile> encode_bop(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    const std::string folder = scene_folder(picture.subset, frame.index);
    const std::string stem = fmt::format("{:06}{}", frame.index % kScenePictures, frame.suffix);
    std::vector<EncodedFile> files;
    std::size_t number = 0;
    for (const Annotation& annotation : picture.labeled.annotations) {
        Image<std::uint8_t> visible(frame.ids.extent());
        std::ranges::transform(frame.ids, visible.begin(), [&](std::uint32_t id) {
            return static_cast<std::uint8_t>(id == annotation.instance_id);
        });
        const std::string name = fmt::format("{}_{:06}.png", stem, number++);
        files.push_back(
            {.bytes = encode_mask(annotation.amodal
                                      ? decode_rle(annotation.amodal->inframe, frame.ids.extent())
                                      : visible),
             .path = folder + "mask/" + name});
        files.push_back(
            {.bytes = encode_mask(std::move(visible)), .path = folder + "mask_visib/" + name});
    }
    if (!frame.depth.empty())
        files.push_back(
            {.bytes = encode_millimeters(frame.depth), .path = folder + "depth/" + stem + ".png"});
    if (picture.image)
        files.push_back({.bytes = picture.image->bytes,
                         .path = fmt::format("{}rgb/{}.{}", folder, stem, picture.image->extension),
                         .linked = true});
    return files;
}

std::unique_ptr<FormatWriter> open_bop(const FormatContext& context) {
    return std::make_unique<BopWriter>(context);
}

void check_bop(FormatCheck& check) {
    for (const SubsetShare& subset : check.context().plan.split) {
        std::string folder;  // of the scene that is open
        Json poses, infos;
        while (check.next(subset.name)) {
            const std::string scene = scene_folder(subset.name, check.record().index);
            if (scene != folder) {
                folder = scene;
                poses =
                    parse_json(check.read(folder + "scene_gt.json").value_or("")).value_or(Json());
                infos = parse_json(check.read(folder + "scene_gt_info.json").value_or(""))
                            .value_or(Json());
            }
            check.compare(folder + "scene_gt.json", read_objects(check, folder, poses, infos), 0,
                          true);
        }
        check.rewind();
    }
}

}  // namespace diorama
