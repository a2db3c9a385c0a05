/// Contact sheets: every augmentation at three strengths on a picture of a COCO dataset, with the
/// labels that come out of it.
///
///     diorama-augment-sheet ANNOTATIONS.json IMAGES REFERENCE OUT [TABLE.cube]
///
/// One PNG of six augmentations each: to the left the picture as it was.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <set>

#include "augment/augment.hpp"
#include "augment/picture_view.hpp"
#include "augment/transform/warp_frame.hpp"
#include "engine/annotate/annotate.hpp"
#include "engine/dataset/coco_reader.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/augment_sheet/strengths.hpp"
#include "tools/run/coco_source.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/views.hpp"

namespace diorama {
namespace {

constexpr Extent kCell{400, 300};
constexpr int kColumns = 4, kRows = 6;

/// Boxes over a frame, fitted into a cell.
Image<Rgb8> labelled_cell(Frame frame) {
    const Labeled labeled = annotate(std::move(frame), {});
    const Image<Rgb8> view = view_boxes(labeled);
    Frame shown;
    shown.color = view;
    shown.ids = Image<std::uint32_t>(view.extent());
    const double fit = std::min(static_cast<double>(kCell.width) / view.width(),
                                static_cast<double>(kCell.height) / view.height());
    Warp warp(view.extent());
    const double x = 0.5 * (kCell.width - fit * view.width());
    const double y = 0.5 * (kCell.height - fit * view.height());
    warp.append(
        {kCell, scaling(1 / fit, 1 / fit) * translation(-x, -y), {Border::Fill, {40, 40, 40}}});
    return warp_frame(std::move(shown), warp).color;
}

void put(Image<Rgb8>& sheet, const Image<Rgb8>& cell, int column, int row) {
    for (int y = 0; y < cell.height(); ++y)
        std::copy_n(cell.row(y), cell.width(),
                    sheet.row(row * kCell.height + y) + column * kCell.width);
}

int make_sheets(const std::vector<std::string>& arguments) {
    if (arguments.size() < 4) {
        fmt::print(stderr,
                   "usage: diorama-augment-sheet ANNOTATIONS.json IMAGES REFERENCE OUT [.cube]\n");
        return kUsage;
    }
    const SourceConfig source{arguments[0], arguments[1]};
    const auto pictures = load_coco_instances(source.coco);
    if (!pictures) return report(pictures.errors());
    std::set<std::string> names;
    for (const CocoPicture& picture : *pictures)
        for (const CocoInstance& instance : picture.instances) names.insert(instance.category);
    const AssetConfig limits;
    const Generator generator = coco_generator(source, {names.begin(), names.end()}, limits);
    const auto sample = [&](std::uint64_t index) -> Expected<Frame> {
        auto frames = generator(index);
        if (!frames) return frames.errors();
        return std::move(frames->front());
    };

    const auto all = all_strengths(arguments[2], arguments.size() > 4 ? arguments[4] : "");
    std::vector<Augmentation> list;
    for (const Strengths& strengths : all)
        for (const OperatorConfig& config : strengths.configs)
            list.push_back({.key = strengths.name, .name = strengths.name, .what = config});
    const auto resources = load_resources(list);
    if (!resources) return report(resources.errors());
    const Surroundings surroundings{*resources, sample, pictures->size()};

    PosixFileSystem files;
    files.make_folders(arguments[3]);
    for (std::size_t first = 0; first < all.size(); first += kRows) {
        const std::size_t rows = std::min<std::size_t>(kRows, all.size() - first);
        Image<Rgb8> sheet({kColumns * kCell.width, static_cast<int>(rows) * kCell.height});
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t k = first + row;
            const auto frame = sample(k / 3);
            if (!frame) return report(frame.errors());
            put(sheet, labelled_cell(*frame), 0, static_cast<int>(row));
            for (int c = 0; c < 3; ++c) {
                auto changed = augment(*frame, {list[3 * k + static_cast<std::size_t>(c)]},
                                       Rng(7).stream(static_cast<std::uint64_t>(c)), surroundings);
                if (!changed) return report(changed.errors());
                put(sheet, labelled_cell(*std::move(changed)), c + 1, static_cast<int>(row));
            }
            cv::Mat canvas = picture_view(sheet);
            const cv::Point at(8, static_cast<int>(row) * kCell.height + 24);
            cv::putText(canvas, all[k].name, at, cv::FONT_HERSHEY_SIMPLEX, 0.7, {0, 0, 0}, 4,
                        cv::LINE_AA);
            cv::putText(canvas, all[k].name, at, cv::FONT_HERSHEY_SIMPLEX, 0.7, {255, 255, 255}, 1,
                        cv::LINE_AA);
        }
        const Bytes png = encode_png(sheet);
        const auto path =
            std::filesystem::path(arguments[3]) / fmt::format("augment_{:02}.png", first / kRows);
        write_file(files, path, {reinterpret_cast<const char*>(png.data()), png.size()});
        fmt::print("{}\n", path.string());
    }
    return kOk;
}

}  // namespace
}  // namespace diorama

int main(int argc, char** argv) {
    return diorama::make_sheets(std::vector<std::string>(argv + 1, argv + argc));
}
