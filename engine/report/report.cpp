#include "engine/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "engine/annotate/outline.hpp"
#include "engine/annotate/polygon.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "engine/report/page.hpp"
#include "engine/report/statistics.hpp"
#include "engine/report/thumbnail.hpp"

namespace diorama {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kThumbnailQuality = 82;
constexpr double kMinStep = 1.0;  // pixels of the thumbnail between corners of an outline

std::string base64(ByteView bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

/// Outlines as the text of an SVG path in the thumbnail's pixels. Corners closer than a pixel to
/// the one before are left out, so that stairs of pixels become lines.
std::string path_text(const std::vector<Polygon>& loops, double scale) {
    std::string text;
    for (const Polygon& loop : loops) {
        double last_x = -10, last_y = -10;
        for (std::size_t i = 0; i < loop.size(); i += 2) {
            const double x = scale * loop[i], y = scale * loop[i + 1];
            if (std::hypot(x - last_x, y - last_y) < kMinStep) continue;
            text += fmt::format("{}{:.0f} {:.0f}", i == 0 ? "M" : "L", x, y);
            last_x = x;
            last_y = y;
        }
        text += "Z";
    }
    return text;
}

Json box_json(const Rect& box, double scale) {
    const auto edge = [&](int value) { return std::round(10 * scale * value) / 10; };
    return Json::array({edge(box.x), edge(box.y), edge(box.width), edge(box.height)});
}

/// A closed line through points, as the text of an SVG path.
std::string path_text(const std::vector<glm::vec2>& points, double scale) {
    std::string text;
    for (const glm::vec2& point : points)
        text +=
            fmt::format("{}{:.1f} {:.1f}", text.empty() ? "M" : "L",
                        scale * static_cast<double>(point.x), scale * static_cast<double>(point.y));
    return text + "Z";
}

/// The points of an object that are in the picture, and the bones between two of them.
void add_points(Json& json, const AnnotationRecord& record, const OutputConfig& output,
                double scale) {
    std::vector<std::pair<std::string, std::size_t>> positions;  // in the list, by name
    json["points"] = Json::array();
    for (const Keypoint& point : record.keypoints) {
        if (point.visibility == 0) continue;
        positions.emplace_back(point.name, positions.size());
        const auto place = [&](float value) {
            return std::round(10 * scale * static_cast<double>(value)) / 10;
        };
        json["points"].push_back({{"name", point.name},
                                  {"x", place(point.pixel.x)},
                                  {"y", place(point.pixel.y)},
                                  {"seen", point.visibility == 2}});
    }
    const CategoryKeypoints* category = points_of(output, record.annotation.category);
    if (category == nullptr || category->skeleton.empty()) return;
    const auto position = [&](std::size_t name) {
        return std::ranges::find(positions, category->names[name],
                                 [](const auto& p) { return p.first; });
    };
    json["bones"] = Json::array();
    for (const auto& [from, to] : category->skeleton)
        if (position(from) != positions.end() && position(to) != positions.end())
            json["bones"].push_back(Json::array({position(from)->second, position(to)->second}));
}

Json object_json(const AnnotationRecord& record, const Plan& plan, const OutputConfig& output,
                 Extent extent, double scale) {
    const Annotation& a = record.annotation;
    const auto at = std::ranges::find(plan.categories, a.category);
    Json json{{"category", at - plan.categories.begin()},
              {"name", a.name},
              {"box", box_json(a.box, scale)},
              {"mask", path_text(outlines(a, extent), scale)},
              {"crowd", a.crowd},
              {"area", a.area},
              {"visible", a.visible_fraction},
              {"occlusion", a.occlusion},
              {"truncation", a.truncation}};
    if (a.amodal) {
        json["amodal"] = path_text(trace_polygons(a.amodal->inframe, extent), scale);
        json["amodal_box"] = box_json(a.amodal->total_box, scale);
    }
    if (!record.keypoints.empty()) add_points(json, record, output, scale);
    if (record.text) {
        json["text"] = record.text->transcription;
        json["legible"] = record.text->legible;
        json["word"] = path_text(record.text->polygon, scale);
    }
    return json;
}

Json histogram_json(const Histogram& histogram) {
    return {{"low", histogram.low()}, {"high", histogram.high()}, {"counts", histogram.counts()}};
}

Json category_json(const std::string& name, const CategoryStatistics& statistics) {
    return {{"name", name},
            {"annotations", statistics.annotations},
            {"pictures", statistics.pictures},
            {"crowds", statistics.crowds},
            {"dropped", statistics.dropped},
            {"coco_sizes", statistics.coco_sizes},
            {"size", histogram_json(statistics.size)},
            {"aspect", histogram_json(statistics.aspect)},
            {"occlusion", histogram_json(statistics.occlusion)},
            {"truncation", histogram_json(statistics.truncation)},
            {"heat", statistics.heat}};
}

Json timing_json(const Timing& timing) {
    Json stages = Json::array();
    for (const auto& [name, seconds] : timing.stages)
        stages.push_back({{"name", name}, {"seconds", seconds}});
    return {{"runs", timing.runs},
            {"samples", timing.samples},
            {"elapsed_s", timing.elapsed_s},
            {"stages", std::move(stages)}};
}

/// Whether `index` is one of `wanted` evenly spread ones below `count`.
bool is_chosen(std::uint64_t index, std::uint64_t wanted, std::uint64_t count) {
    const auto before = [&](std::uint64_t i) {
        return static_cast<std::uint64_t>(static_cast<double>(i) * static_cast<double>(wanted) /
                                          static_cast<double>(count));
    };
    return wanted >= count || before(index + 1) > before(index);
}

/// The path of a picture's file; empty where no picture was drawn.
std::string image_path(const Record& record, const PictureRecord& picture) {
    for (const FileEntry& file : channel_files(record, sample_name(record.index) + picture.suffix))
        if (file.path.starts_with(std::string(kImagesChannel) + "/")) return file.path;
    return {};
}

/// Reads the dataset and collects what the page shows.
class ReportBuilder {
 public:
    ReportBuilder(FileSystem& files, const std::filesystem::path& folder, const Plan& plan,
                  const ReportOptions& options)
        : files_(files),
          folder_(folder),
          plan_(plan),
          options_(options),
          output_(plan_output(plan)),
          statistics_(plan) {}

    void add(const Record& record) {
        statistics_.add(record);
        const bool shown = is_chosen(record.index, options_.sheet_pictures, plan_.count);
        const bool measured = is_chosen(record.index, options_.measured_pictures, plan_.count);
        if (!shown && !measured) return;
        const PictureRecord& picture = record.pictures.front();
        const std::string path = image_path(record, picture);
        if (path.empty()) return;
        const auto text = read_file(files_, folder_ / path);
        const auto pixels =
            text ? decode_image({reinterpret_cast<const std::uint8_t*>(text->data()), text->size()},
                                path)
                 : Expected<Image<Rgba8>>(Diagnostic{.message = "is missing"});
        if (!pixels) {
            ++broken_;
            return;
        }
        const PictureQuality quality = measure_quality(*pixels);
        ++measured_;
        brightness_.add(quality.brightness);
        contrast_.add(quality.contrast);
        sharpness_.add(std::log2(std::max(quality.sharpness, 1e-3)));
        if (shown) add_card(record, picture, *pixels, quality);
    }

    ReportPage page() const {
        const std::string title = options_.title.empty()
                                      ? std::filesystem::absolute(folder_).filename().string()
                                      : options_.title;
        return {.html = page_html(
                    title, data_json(title).dump(-1, ' ', false, Json::error_handler_t::replace)),
                .pictures = statistics_.pictures(),
                .shown = cards_.size(),
                .broken = broken_};
    }

 private:
    void add_card(const Record& record, const PictureRecord& picture, const Image<Rgba8>& pixels,
                  const PictureQuality& quality) {
        const Image<Rgb8> small = thumbnail(pixels, options_.thumbnail_width);
        const double scale = static_cast<double>(small.width()) / pixels.width();
        Json objects = Json::array();
        for (const AnnotationRecord& a : picture.annotations)
            objects.push_back(object_json(a, plan_, output_, picture.camera.extent, scale));
        cards_.push_back(
            {{"name", sample_name(record.index) + picture.suffix},
             {"subset", record.subset},
             {"width", small.width()},
             {"height", small.height()},
             {"brightness", std::round(quality.brightness)},
             {"sharpness", std::round(10 * quality.sharpness) / 10},
             {"image", "data:image/jpeg;base64," + base64(encode_jpeg(small, kThumbnailQuality))},
             {"objects", std::move(objects)}});
    }

    Json data_json(const std::string& title) const {
        Json categories = Json::array();
        for (std::size_t i = 0; i < statistics_.categories().size(); ++i)
            categories.push_back(category_json(plan_.categories[i], statistics_.categories()[i]));
        return {{"title", title},
                {"engine", plan_.engine_version},
                {"seed", std::to_string(plan_.seed)},  // beyond what a script counts exactly
                {"plan", plan_hash(plan_)},
                {"samples", statistics_.samples()},
                {"pictures", statistics_.pictures()},
                {"empty_pictures", statistics_.empty_pictures()},
                {"category_count", plan_.categories.size()},
                {"subsets", statistics_.subsets()},
                {"all", category_json("", statistics_.all())},
                {"categories", std::move(categories)},
                {"heat_size", Json::array({kHeatWidth, kHeatHeight})},
                {"objects", histogram_json(statistics_.objects_per_picture())},
                {"company", statistics_.company()},
                {"dropped", statistics_.dropped_reasons()},
                {"rejects", statistics_.reject_reasons()},
                {"timing", options_.timing ? timing_json(*options_.timing) : Json()},
                {"measured", measured_},
                {"broken", broken_},
                {"brightness", histogram_json(brightness_)},
                {"contrast", histogram_json(contrast_)},
                {"sharpness", histogram_json(sharpness_)},
                {"cards", cards_}};
    }

    FileSystem& files_;
    const std::filesystem::path& folder_;
    const Plan& plan_;
    const ReportOptions& options_;
    const OutputConfig output_;
    DatasetStatistics statistics_;
    Histogram brightness_{0, 255, 32}, contrast_{0, 128, 32};
    Histogram sharpness_{-1, 7, 32};  // log2
    std::uint64_t measured_ = 0, broken_ = 0;
    Json cards_ = Json::array();
};

}  // namespace

Expected<ReportPage> make_report(FileSystem& files, const std::filesystem::path& folder,
                                 const ReportOptions& options) {
    const auto plan = load_finished_plan(files, folder);
    if (!plan) return plan.errors();
    ReportBuilder builder(files, folder, *plan, options);
    for (std::uint64_t index = 0; index < plan->count; ++index) {
        const std::filesystem::path path = folder / record_name(index);
        const auto text = read_file(files, path);
        if (!text)
            return Diagnostic{
                .fault = Fault::Data, .file = path.string(), .message = "is missing or too large"};
        const auto record = decode_record(*text, path.string());
        if (!record) return record.errors();
        builder.add(*record);
    }
    return builder.page();
}

}  // namespace diorama
