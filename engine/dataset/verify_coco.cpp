#include "engine/dataset/verify_coco.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/annotate/rle.hpp"
#include "engine/dataset/json_stream.hpp"
#include "engine/dataset/mask_decoding.hpp"

namespace diorama {
namespace {

constexpr double kTolerance = 1e-9;  // of fractions that are computed from counts
constexpr int kMinReaderSide = 32;   // MMDetection leaves smaller pictures out

bool near(double a, double b) { return std::abs(a - b) <= kTolerance; }

std::string text_of(const Rect& box) {
    return fmt::format("[{}, {}, {}, {}]", box.x, box.y, box.width, box.height);
}

bool contains(const Rect& outer, const Rect& inner) { return intersection(outer, inner) == inner; }

class CocoVerifier {
 public:
    CocoVerifier(const Plan& plan, const Report& report) : plan_(plan), report_(report) {}

    void element(const std::string& key, const Json& value) {
        if (key == "categories") category(value);
        if (key == "images") image(value);
        if (key == "annotations") annotation(value);
    }

    void finish(const std::optional<Json>& top) {
        if (!top) return error("T9", "the file is not JSON");
        for (const char* key : {"info", "licenses", "categories", "images", "annotations"})
            if (!top->contains(key)) error("T9", fmt::format("'{}' is missing", key));
        if (category_count_ != plan_.categories.size())
            error("T9", fmt::format("{} categories, the plan has {}", category_count_,
                                    plan_.categories.size()));
    }

    CocoCounts counts() const {
        CocoCounts counts = counts_;
        counts.empty_images = counts.images - std::min(counts.images, annotated_count_);
        return counts;
    }

 private:
    struct Picture {
        std::uint64_t id = 0;
        Extent extent;
    };

    void error(const std::string& rule, const std::string& message) {
        report_(rule, message, false);
    }
    void warn(const std::string& rule, const std::string& message) { report_(rule, message, true); }

    void category(const Json& value) {
        std::string problem;
        Fields fields(value, "categories", problem);
        const std::uint64_t id = fields.integer("id", UINT32_MAX);
        const std::string name = fields.text("name");
        ++category_count_;
        if (!problem.empty()) return error("T9", problem);
        if (id != category_count_)
            error("T9",
                  fmt::format("category '{}' has id {}, expected {}", name, id, category_count_));
        if (id == 0 || id > plan_.categories.size() || plan_.categories[id - 1] != name)
            error("T9", fmt::format("category '{}' is not the plan's", name));
    }

    void image(const Json& value) {
        std::string problem;
        Fields fields(value, "images", problem);
        const std::uint64_t id = fields.integer("id", INT64_MAX);
        const Extent extent{static_cast<int>(fields.signed_integer("width", 1, 1 << 20)),
                            static_cast<int>(fields.signed_integer("height", 1, 1 << 20))};
        const std::string name = fields.text("file_name");
        ++counts_.images;
        if (!problem.empty()) return error("T9", problem);
        if (!is_plain_name(name)) error("T9", fmt::format("image {}: bad file name", id));
        if (id == 0 || (!pictures_.empty() && id <= pictures_.back().id))
            return error("T9", fmt::format("image id {} is 0, repeated or out of order", id));
        if (std::min(extent.width, extent.height) < kMinReaderSide)
            warn("T13", fmt::format("MMDetection would drop image {}: under {} pixels", id,
                                    kMinReaderSide));
        pictures_.push_back({id, extent});
    }

    void annotation(const Json& value) {
        std::string problem;
        Fields fields(value, "annotations", problem);
        const std::uint64_t id = fields.integer("id", INT64_MAX);
        const std::uint64_t image_id = fields.integer("image_id", INT64_MAX);
        const std::uint64_t category_id = fields.integer("category_id", UINT32_MAX);
        const bool crowd = fields.integer("iscrowd", 1) == 1;
        const std::uint64_t area = fields.integer("area", INT64_MAX);
        const std::optional<Rect> box = read_box(fields, "bbox");
        ++counts_.annotations;
        if (!problem.empty() || !box) return error("T9", problem);
        label_ = fmt::format("annotation {}", id);
        if (id <= last_id_) error("T9", fmt::format("annotation id {} is repeated or 0", id));
        last_id_ = id;
        if (category_id == 0 || category_id > plan_.categories.size())
            error("T9", fmt::format("{}: no category {}", label_, category_id));
        if (fields.has("ignore"))
            error("T13", "Detectron2 would stop at " + label_ + ": it has 'ignore'");
        if (!enter_picture(image_id)) return;
        check_duplicate(category_id, *box);
        check_readers(*box, area);

        Bitmap mask(extent_);
        if (!decode(fields, "segmentation", crowd, mask)) return;
        if (!crowd && fields.value("segmentation").is_object()) ++counts_.rle_objects;
        check_shape(*box, area, mask);
        check_overlap(mask);
        check_fractions(fields, area, mask);
        if (!problem.empty()) error("T5", label_ + ": " + problem);
    }

    static std::optional<Rect> read_box(Fields& fields, const char* key) {
        const Json& array = fields.array(key);
        bool good = array.size() == 4;
        for (std::size_t i = 0; good && i < 4; ++i)
            good = is_integer(array[i], -(1 << 30), 1 << 30);
        if (!good) {
            fields.fail(key, "is no box of four integers");
            return std::nullopt;
        }
        return Rect{array[0].get<int>(), array[1].get<int>(), array[2].get<int>(),
                    array[3].get<int>()};
    }

    /// Annotations of one picture follow each other; a new picture starts with no mask painted.
    bool enter_picture(std::uint64_t image_id) {
        if (image_id == image_id_) return true;
        const auto found = std::lower_bound(
            pictures_.begin(), pictures_.end(), image_id,
            [](const Picture& picture, std::uint64_t id) { return picture.id < id; });
        if (found == pictures_.end() || found->id != image_id) {
            error("T9", fmt::format("{}: there is no image {}", label_, image_id));
            return false;
        }
        if (image_id < image_id_)
            error("T9", label_ + ": annotations are not in the order of their images");
        image_id_ = image_id;
        ++annotated_count_;
        extent_ = found->extent;
        painted_ = Bitmap(extent_);
        boxes_.clear();
        return true;
    }

    void check_duplicate(std::uint64_t category_id, const Rect& box) {
        if (!boxes_.insert({category_id, box.x, box.y, box.width, box.height}).second)
            warn("T13",
                 "Ultralytics would drop " + label_ + ": another one has the same class and box");
    }

    /// What else makes a reader leave an annotation out.
    void check_readers(const Rect& box, std::uint64_t area) {
        if (area == 0) error("T13", "MMDetection would drop " + label_ + ": its area is 0");
        if (box.width < 1 || box.height < 1)
            error("T13", "MMDetection and Detectron2 would drop " + label_ + ": its box is empty");
        if (intersection(box, {0, 0, extent_.width, extent_.height}).empty())
            error("T13", "MMDetection would drop " + label_ + ": its box is outside the picture");
        else if (!contains({0, 0, extent_.width, extent_.height}, box))
            error("T4", label_ + ": bbox leaves the picture");
    }

    bool decode(Fields& fields, const char* key, bool crowd, Bitmap& mask) {
        if (!fields.has(key)) {
            error("T13", fmt::format("FiftyOne would drop {}: no {}", label_, key));
            return false;
        }
        const Json& value = fields.value(key);
        if (value.is_object()) return decode_rle_object(value, mask);
        if (crowd || !value.is_array() || value.empty()) {
            error("T8", label_ + ": a crowd needs RLE, other masks polygons or RLE");
            return false;
        }
        return decode_polygons(value, mask);
    }

    bool decode_rle_object(const Json& value, Bitmap& mask) {
        std::string problem;
        Fields fields(value, "RLE", problem);
        const std::string text = fields.text("counts", std::size_t{1} << 28);
        const Json& size = fields.array("size");
        if (problem.empty() && size != Json::array({extent_.height, extent_.width}))
            problem = "RLE: size is not [height, width] of the picture";
        if (problem.empty()) {
            const auto counts = decode_counts(text);
            if (!counts || !fill_runs(*counts, mask))
                problem = "RLE: the runs are not those of this picture";
            else if (rle_to_text(Rle(counts->begin(), counts->end())) != text)
                problem = "RLE: the text is not the shortest one";
        }
        if (!problem.empty()) error("T8", label_ + ": " + problem);
        return problem.empty();
    }

    bool decode_polygons(const Json& value, Bitmap& mask) {
        Bitmap coco(extent_);
        for (const Json& item : value) {
            if (!item.is_array() || item.size() < 6 || item.size() % 2 != 0) {
                error("T13",
                      fmt::format("Detectron2 and CVAT would drop {}: a polygon is no list of "
                                  "at least 3 points",
                                  label_));
                return false;
            }
            std::vector<double> polygon;
            for (const Json& coordinate : item) {
                const double limit = polygon.size() % 2 == 0 ? extent_.width : extent_.height;
                const double v = coordinate.is_number() ? coordinate.get<double>() : -1;
                if (!(v >= 0 && v <= limit)) {
                    error("T7", label_ + ": a polygon leaves the picture");
                    return false;
                }
                polygon.push_back(v);
            }
            fill_even_odd(polygon, mask);
            fill_like_pycocotools(polygon, coco);
        }
        if (mask != coco)
            error("T7", label_ +
                            ": pycocotools fills the polygons differently from the even-odd "
                            "rule at pixel centers");
        return true;
    }

    void check_shape(const Rect& box, std::uint64_t area, const Bitmap& mask) {
        const Rect tight = tight_box(mask);
        const std::uint64_t pixels = pixel_count(mask);
        if (pixels == 0) error("T4", label_ + ": the mask is empty");
        if (tight != box)
            error("T4", fmt::format("{}: bbox is {}, the mask's is {}", label_, text_of(box),
                                    text_of(tight)));
        if (pixels != area)
            error("T4",
                  fmt::format("{}: area is {}, the mask has {} pixels", label_, area, pixels));
    }

    void check_overlap(const Bitmap& mask) {
        std::uint64_t shared = 0;
        for (std::size_t i = 0; i < mask.pixels().size(); ++i) {
            shared += mask.pixels()[i] & painted_.pixels()[i];
            painted_.pixels()[i] |= mask.pixels()[i];
        }
        if (shared > 0)
            error("T2", fmt::format("{}: {} pixels belong to another mask of the picture too",
                                    label_, shared));
    }

    void check_fractions(Fields& fields, std::uint64_t area, const Bitmap& mask) {
        const double visible = fields.number("visible_fraction");
        const double occlusion = fields.number("occlusion");
        const double truncation = fields.number("truncation");
        if (fields.failed()) return;
        for (const double fraction : {visible, occlusion, truncation})
            if (!(fraction >= 0 && fraction <= 1))
                error("T5", fmt::format("{}: fraction {} is outside [0, 1]", label_, fraction));
        if (!near(visible, (1 - occlusion) * (1 - truncation)))
            error("T5", label_ + ": visible_fraction is not (1 - occlusion)(1 - truncation)");
        if (!fields.has("amodal_segmentation")) return;

        Bitmap inframe(extent_);
        if (!decode_rle_object(fields.object("amodal_segmentation"), inframe)) return;
        const std::uint64_t inframe_area = pixel_count(inframe);
        std::string problem;
        Fields extra(fields.object("extra"), "extra", problem);
        const std::uint64_t total_area = extra.integer("total_area", INT64_MAX);
        if (extra.integer("inframe_area", INT64_MAX) != inframe_area)
            error("T5", label_ + ": inframe_area is not that of amodal_segmentation");
        const std::optional<Rect> total_box = read_box(fields, "amodal_bbox");
        if (!problem.empty()) return error("T5", label_ + ": " + problem);
        for (std::size_t i = 0; i < mask.pixels().size(); ++i)
            if (mask.pixels()[i] > inframe.pixels()[i])
                return error("T5", label_ + ": visible outside of its own amodal mask");
        if (inframe_area == 0 || total_area < inframe_area)
            return error("T5", label_ + ": not visible <= inframe <= total");
        const auto ratio = [](std::uint64_t a, std::uint64_t b) {
            return static_cast<double>(a) / static_cast<double>(b);
        };
        if (!near(1 - occlusion, ratio(area, inframe_area)))
            error("T5", label_ + ": occlusion is not 1 - visible / inframe");
        if (!near(1 - truncation, ratio(inframe_area, total_area)))
            error("T5", label_ + ": truncation is not 1 - inframe / total");
        if (!near(visible, ratio(area, total_area)))
            error("T5", label_ + ": visible_fraction is not visible / total");
        if (total_box && !contains(*total_box, tight_box(inframe)))
            error("T5", label_ + ": amodal_bbox does not hold the amodal mask");
    }

    const Plan& plan_;
    const Report& report_;
    CocoCounts counts_;
    std::uint64_t category_count_ = 0;
    std::uint64_t annotated_count_ = 0;  // images with an annotation
    std::vector<Picture> pictures_;      // by id
    std::uint64_t last_id_ = 0;
    std::string label_;  // "annotation 17"

    // Of the picture whose annotations are passing.
    std::uint64_t image_id_ = 0;
    Extent extent_;
    Bitmap painted_;
    std::set<std::tuple<std::uint64_t, int, int, int, int>> boxes_;
};

}  // namespace

CocoCounts verify_coco(FileSystem& files, const std::filesystem::path& path, const Plan& plan,
                       const Report& report) {
    CocoVerifier verifier(plan, report);
    const auto top = stream_json(files, path, [&](const std::string& key, const Json& value) {
        verifier.element(key, value);
    });
    verifier.finish(top);
    return verifier.counts();
}

}  // namespace diorama
