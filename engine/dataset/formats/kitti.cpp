#include "engine/dataset/formats/kitti.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "engine/core/float_math.hpp"
#include "engine/dataset/formats/export_pose.hpp"

namespace diorama {
namespace {

std::string stem_of(std::uint64_t index, const std::string& suffix) {
    return fmt::format("{:06}{}", index, suffix);
}

/// Types have no blanks, which separate the columns.
std::string type_of(const std::string& category) {
    std::string type = category;
    std::ranges::replace_if(
        type, [](char c) { return c == ' ' || c == '\t'; }, '_');
    return type;
}

float wrapped(float angle) {
    constexpr float kPi = std::numbers::pi_v<float>;
    if (angle > kPi) return angle - 2 * kPi;
    return angle < -kPi ? angle + 2 * kPi : angle;
}

/// An object's box in camera axes; `alpha` is its heading less the direction in which it is seen.
struct Box3d {
    double height = -1, width = -1, length = -1;
    std::array<double, 3> location{-1000, -1000, -1000};
    float rotation_y = -10, alpha = -10;
};

Box3d box_3d(const Object& object, const Camera& camera) {
    if (object.box.empty()) return {};
    const PoseRows pose = vision_camera_from_object(camera, object.world_from_object);
    const std::array<double, 3> scale = scale_of(pose);
    const glm::dvec3 size = glm::dvec3(object.box.max) - glm::dvec3(object.box.min);
    const glm::dvec3 bottom{0.5 * (object.box.min.x + object.box.max.x), object.box.min.y,
                            0.5 * (object.box.min.z + object.box.max.z)};
    Box3d box{.height = size.y * scale[1], .width = size.x * scale[0], .length = size.z * scale[2]};
    for (std::size_t r = 0; r < 3; ++r)
        box.location[r] =
            pose[r][0] * bottom.x + pose[r][1] * bottom.y + pose[r][2] * bottom.z + pose[r][3];
    // +Z of the object, seen from above; KITTI's angle is 0 along +x and grows toward -z.
    box.rotation_y = fast_atan2(static_cast<float>(-pose[2][2]), static_cast<float>(pose[0][2]));
    box.alpha = wrapped(box.rotation_y - fast_atan2(static_cast<float>(box.location[0]),
                                                    static_cast<float>(box.location[2])));
    return box;
}

std::string label_line(const Annotation& a, const Object& object, const Camera& camera) {
    const std::string box_2d =
        fmt::format("{:.2f} {:.2f} {:.2f} {:.2f}", static_cast<double>(a.box.x),
                    static_cast<double>(a.box.y), a.box.right() - 1.0, a.box.bottom() - 1.0);
    if (a.crowd)
        return fmt::format("DontCare -1 -1 -10 {} -1 -1 -1 -1000 -1000 -1000 -10\n", box_2d);
    const int occluded = a.occlusion <= 0.1 ? 0 : a.occlusion <= 0.5 ? 1 : 2;
    const Box3d box = box_3d(object, camera);
    return fmt::format("{} {:.2f} {} {:.4f} {} {:.4f} {:.4f} {:.4f} {:.4f} {:.4f} {:.4f} {:.4f}\n",
                       type_of(a.category), a.truncation, occluded, box.alpha, box_2d, box.height,
                       box.width, box.length, box.location[0], box.location[1], box.location[2],
                       box.rotation_y);
}

/// One camera stands for all four, there is no laser scanner: its axes are the camera's, turned.
std::string calibration(const Camera& camera) {
    const std::array<double, 9> k = vision_intrinsics(camera);
    std::string text;
    for (int i = 0; i < 4; ++i)
        text += fmt::format("P{}: {} 0 {} 0 0 {} {} 0 0 0 1 0\n", i, k[0], k[2], k[4], k[5]);
    return text +
           "R0_rect: 1 0 0 0 1 0 0 0 1\n"
           "Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n"
           "Tr_imu_to_velo: 1 0 0 0 0 1 0 0 0 0 1 0\n";
}

class KittiWriter final : public FormatWriter {
 public:
    explicit KittiWriter(const FormatContext& context)
        : FormatWriter(context), lists_(open_for_subsets([](const std::string& subset) {
              return fmt::format("kitti/ImageSets/{}.txt", subset);
          })) {}

    void add(const LabelledPicture& picture) override {
        lists_.at(picture.record.subset)
            ->write(stem_of(picture.record.index, picture.picture.suffix) + "\n");
    }
    void finish(bool durable) override { finish_files(durable); }

 private:
    std::map<std::string, StreamedFile*> lists_;
};

}  // namespace

std::vector<EncodedFile> encode_kitti(const FormatPicture& picture) {
    const Frame& frame = picture.labeled.frame;
    std::string labels;
    for (const Annotation& a : picture.labeled.annotations)
        labels += label_line(a, frame.objects.at(a.instance_id - 1), frame.camera);
    const std::string calib = calibration(frame.camera);
    const std::string stem = stem_of(frame.index, frame.suffix);
    std::vector<EncodedFile> files{
        {.bytes = {labels.begin(), labels.end()},
         .path = "kitti/training/label_2/" + stem + ".txt"},
        {.bytes = {calib.begin(), calib.end()}, .path = "kitti/training/calib/" + stem + ".txt"}};
    if (picture.image)
        files.push_back(
            {.bytes = picture.image->bytes,
             .path = fmt::format("kitti/training/image_2/{}.{}", stem, picture.image->extension),
             .linked = true});
    return files;
}

std::unique_ptr<FormatWriter> open_kitti(const FormatContext& context) {
    return std::make_unique<KittiWriter>(context);
}

void check_kitti(FormatCheck& check) {
    while (check.next()) {
        const std::string file = fmt::format("kitti/training/label_2/{}.txt",
                                             stem_of(check.record().index, check.picture().suffix));
        const auto text = check.read(file);
        if (!text) continue;
        std::vector<ReadObject> objects;
        for (const auto& words : columns_of(*text)) {
            const auto numbers = numbers_of(words, 1);
            if (!numbers || numbers->size() != 14) {
                check.find(file, fmt::format("line {} has no 15 columns", objects.size() + 1));
                break;
            }
            ReadObject object{.box = std::array{(*numbers)[3], (*numbers)[4], (*numbers)[5] + 1,
                                                (*numbers)[6] + 1}};
            if (words.front() != "DontCare") {
                object.category_id = 0;
                for (const auto& [category, id] : check.context().category_ids)
                    if (type_of(category) == words.front()) object.category_id = id;
            }
            objects.push_back(std::move(object));
        }
        check.compare(file, objects, 0, true);
    }
}

}  // namespace diorama
