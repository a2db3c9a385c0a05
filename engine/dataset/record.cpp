#include "engine/dataset/record.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/text_json.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::uint64_t kMaxSide = 65535;
constexpr std::int64_t kMaxCoordinate = 1 << 30;
constexpr std::uint64_t kMaxIndex = std::uint64_t{1} << 40;
constexpr std::string_view kPicturesKey = ",\"pictures\":";
constexpr std::string_view kCheckKey = ",\"check\":\"";

Json box_json(const Rect& box) { return Json::array({box.x, box.y, box.width, box.height}); }

Json matrix_json(const glm::mat4& matrix) {
    Json rows = Json::array();
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column) rows.push_back(shortest(matrix[column][row]));
    return rows;
}

Json aabb_json(const Aabb& box) {
    if (box.empty()) return nullptr;
    Json values = Json::array();
    for (const glm::vec3& corner : {box.min, box.max})
        for (int i = 0; i < 3; ++i) values.push_back(shortest(corner[i]));
    return values;
}

Json amodal_json(const AmodalLabel& amodal) {
    return {{"rle", rle_to_text(amodal.inframe)},
            {"inframe_area", amodal.inframe_area},
            {"total_area", amodal.total_area},
            {"total_box", box_json(amodal.total_box)},
            {"exact", amodal.exact}};
}

Json annotation_json(const AnnotationRecord& record) {
    const Annotation& a = record.annotation;
    assert(record.occluder_names.size() == a.occluders.size());
    Json json{{"instance_id", a.instance_id},
              {"name", a.name},
              {"category", a.category},
              {"asset", record.asset},
              {"box", box_json(a.box)},
              {"area", a.area},
              {"crowd", a.crowd}};
    if (a.polygons.empty())
        json["rle"] = rle_to_text(a.rle);
    else
        json["polygons"] = a.polygons;
    if (a.amodal) json["amodal"] = amodal_json(*a.amodal);
    json["visible_fraction"] = a.visible_fraction;
    json["occlusion"] = a.occlusion;
    json["truncation"] = a.truncation;
    Json occluders = Json::array();
    for (std::size_t i = 0; i < a.occluders.size(); ++i)
        occluders.push_back({{"id", a.occluders[i].id},
                             {"name", record.occluder_names[i]},
                             {"pixels", a.occluders[i].pixels}});
    json["occluders"] = std::move(occluders);
    json["world_from_object"] = matrix_json(record.world_from_object);
    json["object_box"] = aabb_json(record.box);
    if (record.text) json["text"] = text_json(*record.text);
    for (const Keypoint& point : record.keypoints)
        json["keypoints"].push_back({{"name", point.name},
                                     {"x", shortest(point.pixel.x)},
                                     {"y", shortest(point.pixel.y)},
                                     {"v", point.visibility}});
    return json;
}

Json picture_json(const PictureRecord& picture) {
    const Camera& camera = picture.camera;
    Json annotations = Json::array(), dropped = Json::array();
    for (const AnnotationRecord& a : picture.annotations) annotations.push_back(annotation_json(a));
    for (const Dropped& d : picture.dropped)
        dropped.push_back({{"name", d.name}, {"category", d.category}, {"reason", d.reason}});
    const Intrinsics& k = camera.intrinsics;
    Json json{{"suffix", picture.suffix},
              {"width", camera.extent.width},
              {"height", camera.extent.height},
              {"intrinsics", Json::array({k.fx, k.fy, k.cx, k.cy})},
              {"near_m", shortest(camera.near_m)},
              {"world_from_camera", matrix_json(camera.world_from_camera)},
              {"labelled", picture.labelled_count},
              {"annotations", std::move(annotations)},
              {"dropped", std::move(dropped)},
              {"rejects", picture.rejects}};
    if (!camera.known) json["camera_known"] = false;
    if (picture.time) json["time"] = *picture.time;
    for (const AppliedOperator& op : picture.augmented) {
        Json values = Json::array();
        for (const auto& [name, value] : op.values) values.push_back(Json::array({name, value}));
        json["augmented"].push_back({{"name", op.name}, {"values", std::move(values)}});
    }
    return json;
}

Json file_json(const FileEntry& file) {
    return {{"path", file.path}, {"bytes", file.size_bytes}, {"sha256", file.sha256}};
}

std::string check_digits(std::string_view text) {
    return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

/// The text before the checksum, when the checksum fits it.
std::optional<std::string_view> checked_body(std::string_view text) {
    const std::size_t tail = kCheckKey.size() + 16 + 3;  // 16 digits, then "}\n
    if (text.size() < tail) return std::nullopt;
    const std::string_view body = text.substr(0, text.size() - tail);
    std::string expected(kCheckKey);
    expected += check_digits(body) + "\"}\n";
    if (text.substr(body.size()) != expected) return std::nullopt;
    return body;
}

/// Finite numbers of a fixed count; `values` is untouched when they are something else.
template <std::size_t N>
void read_numbers(Fields& fields, const char* key, std::array<double, N>& values) {
    const Json& array = fields.array(key);
    if (fields.failed()) return;
    bool good = array.size() == N;
    for (std::size_t i = 0; good && i < N; ++i) {
        good = array[i].is_number() && std::isfinite(array[i].get<double>());
        if (good) values[i] = array[i].get<double>();
    }
    if (!good) fields.fail(key, fmt::format("are not {} finite numbers", N));
}

glm::mat4 read_matrix(Fields& fields, const char* key) {
    std::array<double, 16> values{};
    read_numbers(fields, key, values);
    glm::mat4 matrix(1.0f);
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            matrix[column][row] =
                static_cast<float>(values[static_cast<std::size_t>(4 * row + column)]);
    return matrix;
}

Rect read_box(Fields& fields, const char* key) {
    const Json& array = fields.array(key);
    if (fields.failed()) return {};
    bool good = array.size() == 4;
    for (std::size_t i = 0; good && i < 4; ++i)
        good = is_integer(array[i], i < 2 ? -kMaxCoordinate : 0, kMaxCoordinate);
    if (!good) {
        fields.fail(key, "is no box of four integers");
        return {};
    }
    return {array[0].get<int>(), array[1].get<int>(), array[2].get<int>(), array[3].get<int>()};
}

Rle read_rle(Fields& fields, const char* key, Extent extent) {
    const std::string text = fields.text(key, std::size_t{1} << 28);
    if (fields.failed()) return {};
    auto rle = rle_from_text(text);
    if (!rle) {
        fields.fail(key, rle.errors().front().message);
        return {};
    }
    std::uint64_t sum = 0;
    for (const std::uint32_t count : *rle) sum += count;
    if (sum != extent.area()) {
        fields.fail(key, fmt::format("covers {} of {} pixels", sum, extent.area()));
        return {};
    }
    return *std::move(rle);
}

std::vector<Polygon> read_polygons(Fields& fields, const char* key, Extent extent) {
    std::vector<Polygon> polygons;
    for (const Json& value : fields.array(key)) {
        bool good = value.is_array() && value.size() >= 6 && value.size() % 2 == 0;
        Polygon polygon;
        for (std::size_t i = 0; good && i < value.size(); ++i) {
            good = is_integer(value[i], 0, i % 2 == 0 ? extent.width : extent.height);
            if (good) polygon.push_back(value[i].get<int>());
        }
        if (!good) {
            fields.fail(key, "holds a loop that is not at least 3 points inside the picture");
            return {};
        }
        polygons.push_back(std::move(polygon));
    }
    if (polygons.empty()) fields.fail(key, "are empty");
    return polygons;
}

double read_fraction(Fields& fields, const char* key) {
    const double value = fields.number(key);
    if (!(value >= 0 && value <= 1)) fields.fail(key, "is outside [0, 1]");
    return value;
}

Aabb read_object_box(Fields& fields, const Json& value) {
    Aabb box;
    if (!fields.has("object_box") || value["object_box"].is_null()) return box;
    std::array<double, 6> v{};
    read_numbers(fields, "object_box", v);
    for (int i = 0; i < 3; ++i) {
        box.min[i] = static_cast<float>(v[static_cast<std::size_t>(i)]);
        box.max[i] = static_cast<float>(v[static_cast<std::size_t>(i) + 3]);
    }
    return box;
}

AnnotationRecord read_annotation(const Json& value, const std::string& path, Extent extent,
                                 std::string& error) {
    Fields fields(value, path, error);
    AnnotationRecord record;
    Annotation& a = record.annotation;
    a.instance_id = static_cast<std::uint32_t>(fields.integer("instance_id", UINT32_MAX));
    a.name = fields.text("name");
    a.category = fields.text("category");
    record.asset = fields.text("asset");
    a.box = read_box(fields, "box");
    a.area = fields.integer("area", extent.area());
    a.crowd = fields.boolean("crowd");
    if (fields.has("polygons"))
        a.polygons = read_polygons(fields, "polygons", extent);
    else
        a.rle = read_rle(fields, "rle", extent);
    if (fields.has("amodal")) {
        Fields amodal(fields.object("amodal"), fields.path("amodal"), error);
        AmodalLabel label;
        label.inframe = read_rle(amodal, "rle", extent);
        label.inframe_area = amodal.integer("inframe_area", extent.area());
        label.total_area = amodal.integer("total_area", INT64_MAX);
        label.total_box = read_box(amodal, "total_box");
        label.exact = amodal.boolean("exact");
        a.amodal = std::move(label);
    }
    a.visible_fraction = read_fraction(fields, "visible_fraction");
    a.occlusion = read_fraction(fields, "occlusion");
    a.truncation = read_fraction(fields, "truncation");
    for (const Json& item : fields.array("occluders")) {
        Fields occluder(item, fields.path("occluders"), error);
        a.occluders.push_back({static_cast<std::uint32_t>(occluder.integer("id", UINT32_MAX)),
                               occluder.integer("pixels", extent.area())});
        record.occluder_names.push_back(occluder.text("name"));
    }
    record.world_from_object = read_matrix(fields, "world_from_object");
    record.box = read_object_box(fields, value);
    if (fields.has("text")) {
        Fields text(fields.object("text"), fields.path("text"), error);
        record.text = read_text(text, error);
    }
    if (fields.has("keypoints")) {
        for (const Json& item : fields.array("keypoints")) {
            Fields point(item, fields.path("keypoints"), error);
            record.keypoints.push_back(
                {.name = point.text("name"),
                 .pixel = {static_cast<float>(point.number("x")),
                           static_cast<float>(point.number("y"))},
                 .visibility = static_cast<int>(point.signed_integer("v", 0, 2))});
        }
    }
    return record;
}

/// The suffix ends up inside file names, so only harmless characters are let in.
bool is_suffix(const std::string& text) {
    return text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
           std::string::npos;
}

std::vector<AppliedOperator> read_augmented(Fields& fields, std::string& error) {
    std::vector<AppliedOperator> augmented;
    for (const Json& item : fields.array("augmented")) {
        Fields op(item, fields.path("augmented"), error);
        augmented.push_back({.name = op.text("name")});
        for (const Json& value : op.array("values")) {
            if (!value.is_array() || value.size() != 2 || !value[0].is_string() ||
                !value[1].is_number()) {
                op.fail("values", "are not pairs of a name and a number");
                return {};
            }
            augmented.back().values.emplace_back(value[0].get<std::string>(),
                                                 value[1].get<double>());
        }
    }
    return augmented;
}

PictureRecord read_picture(const Json& value, const std::string& path, std::string& error) {
    Fields fields(value, path, error);
    PictureRecord picture;
    picture.suffix = fields.text("suffix", 64);
    if (!is_suffix(picture.suffix)) fields.fail("suffix", "cannot be part of a file name");
    Camera& camera = picture.camera;
    camera.extent = {static_cast<int>(fields.signed_integer("width", 1, kMaxSide)),
                     static_cast<int>(fields.signed_integer("height", 1, kMaxSide))};
    std::array<double, 4> k{};
    read_numbers(fields, "intrinsics", k);
    camera.intrinsics = {k[0], k[1], k[2], k[3]};
    camera.near_m = static_cast<float>(fields.number("near_m"));
    camera.world_from_camera = read_matrix(fields, "world_from_camera");
    if (fields.has("camera_known")) camera.known = fields.boolean("camera_known");
    if (fields.has("time"))
        picture.time = static_cast<std::uint32_t>(fields.integer("time", UINT32_MAX));
    if (fields.has("augmented")) picture.augmented = read_augmented(fields, error);
    picture.labelled_count = fields.integer("labelled", UINT32_MAX);
    for (const Json& item : fields.array("annotations")) {
        if (!error.empty()) break;
        picture.annotations.push_back(read_annotation(
            item, fmt::format("{}[{}]", fields.path("annotations"), picture.annotations.size()),
            camera.extent, error));
    }
    for (const Json& item : fields.array("dropped")) {
        Fields dropped(item, fields.path("dropped"), error);
        picture.dropped.push_back(
            {dropped.text("name"), dropped.text("category"), dropped.text("reason")});
    }
    for (const Json& item : fields.array("rejects")) {
        if (!item.is_string())
            fields.fail("rejects", "are not texts");
        else
            picture.rejects.push_back(item.get<std::string>());
    }
    return picture;
}

/// A path that stays inside the dataset: at least two folders, then the file. What finalize makes
/// can so not be taken for a file of a sample.
bool is_data_path(const std::string& path) {
    return is_inner_path(path) && std::ranges::count(path, '/') >= 2;
}

std::vector<FileEntry> read_files(Fields& fields, std::string& error) {
    std::vector<FileEntry> files;
    for (const Json& item : fields.array("files")) {
        Fields file(item, fields.path("files"), error);
        files.push_back({file.text("path"), file.integer("bytes", INT64_MAX), file.hash("sha256")});
        if (error.empty() && !is_data_path(files.back().path))
            file.fail("path", "is no path of the form channel/subset/file");
    }
    return files;
}

}  // namespace

PictureRecord describe_picture(const Labeled& labeled) {
    const Frame& frame = labeled.frame;
    PictureRecord picture{.suffix = frame.suffix,
                          .camera = frame.camera,
                          .time = frame.time,
                          .dropped = labeled.dropped,
                          .augmented = frame.augmented,
                          .rejects = frame.rejects};
    for (const Object& object : frame.objects) picture.labelled_count += object.labelled() ? 1 : 0;
    for (const Annotation& annotation : labeled.annotations) {
        const Object& object = frame.objects.at(annotation.instance_id - 1);
        AnnotationRecord record{.annotation = annotation,
                                .asset = object.asset,
                                .world_from_object = object.world_from_object,
                                .box = object.box,
                                .text = object.text,
                                .keypoints = object.keypoints};
        for (const Occluder& occluder : annotation.occluders)
            record.occluder_names.push_back(frame.objects.at(occluder.id - 1).name);
        picture.annotations.push_back(std::move(record));
    }
    return picture;
}

std::string encode_record(const Record& record) {
    Json files = Json::array(), pictures = Json::array();
    for (const FileEntry& file : record.files) files.push_back(file_json(file));
    for (const PictureRecord& picture : record.pictures) pictures.push_back(picture_json(picture));
    std::string text = json_text({{"format", kFormat},
                                  {"plan", record.plan},
                                  {"index", record.index},
                                  {"subset", record.subset},
                                  {"files", std::move(files)},
                                  {"pictures", std::move(pictures)}});
    text.pop_back();  // the closing brace
    return fmt::format("{}{}{}\"}}\n", text, kCheckKey, check_digits(text));
}

Expected<Record> decode_record(std::string_view text, const std::string& file) {
    const auto body = checked_body(text);
    if (!body) return data_fault(file, "", "is cut short or damaged: its checksum does not fit");
    const auto json = parse_json(std::string(*body) + "}");
    if (!json) return data_fault(file, "", "is not JSON");
    std::string error;
    Fields fields(*json, "", error);
    if (fields.integer("format", UINT64_MAX) != kFormat) fields.fail("format", "is not supported");
    Record record;
    record.plan = fields.hash("plan");
    record.index = fields.integer("index", kMaxIndex);
    record.subset = fields.text("subset", 200);
    if (!is_plain_name(record.subset)) fields.fail("subset", "cannot be a folder");
    record.files = read_files(fields, error);
    for (const Json& item : fields.array("pictures")) {
        if (!error.empty()) break;
        record.pictures.push_back(
            read_picture(item, fmt::format("pictures[{}]", record.pictures.size()), error));
    }
    if (record.pictures.empty()) fields.fail("pictures", "are empty");
    if (!error.empty()) return data_fault(file, "", error);
    return record;
}

std::optional<std::vector<FileEntry>> check_record(std::string_view text, std::string_view plan,
                                                   std::uint64_t index) {
    const std::string head =
        fmt::format("{{\"format\":{},\"plan\":\"{}\",\"index\":{},", kFormat, plan, index);
    if (!text.starts_with(head) || !checked_body(text)) return std::nullopt;
    // Quotes inside texts are escaped, so the first match is the key.
    const std::size_t end = text.find(kPicturesKey);
    if (end == std::string_view::npos) return std::nullopt;
    const auto json = parse_json(std::string(text.substr(0, end)) + "}");
    if (!json) return std::nullopt;
    std::string error;
    Fields fields(*json, "", error);
    auto files = read_files(fields, error);
    if (!error.empty()) return std::nullopt;
    return files;
}

}  // namespace diorama
