#include "tools/run/coco_source.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/dataset/coco_frame.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {
namespace {

Expected<Frame> load_frame(const CocoPicture& picture, const SourceConfig& source,
                           const std::vector<std::string>& categories, const AssetConfig& limits) {
    auto frame = frame_of(picture, categories, source.coco.string());
    if (!frame) return frame;
    const std::filesystem::path file = source.images / picture.file_name;
    const auto pixels = load_image(
        file, {.max_pixels = limits.max_texture_pixels, .max_file_bytes = limits.max_file_bytes});
    if (!pixels) return pixels.errors();
    if (pixels->extent() != picture.extent) {
        return Diagnostic{.file = file.string(),
                          .message = fmt::format("has {} x {} pixels, its annotations say {} x {}",
                                                 pixels->width(), pixels->height(),
                                                 picture.extent.width, picture.extent.height)};
    }
    frame->color = without_alpha(*pixels);
    return frame;
}

}  // namespace

Generator coco_generator(const SourceConfig& source, std::vector<std::string> categories,
                         const AssetConfig& limits) {
    auto pictures = std::make_shared<const Expected<std::vector<CocoPicture>>>(
        load_coco_instances(source.coco));
    return [=, &limits](std::uint64_t index) -> Expected<std::vector<Frame>> {
        if (!*pictures) return pictures->errors();
        const std::vector<CocoPicture>& list = **pictures;
        auto frame = load_frame(list[index % list.size()], source, categories, limits);
        if (!frame) return frame.errors();
        frame->index = index;
        std::vector<Frame> frames;
        frames.push_back(*std::move(frame));
        return frames;
    };
}

Expected<std::vector<AssetFile>> source_files(const SourceConfig& source) {
    const auto pictures = load_coco_instances(source.coco);
    if (!pictures) return pictures.errors();
    std::vector<std::filesystem::path> files{source.coco};
    for (const CocoPicture& picture : *pictures) files.push_back(source.images / picture.file_name);
    return hashed_files(std::move(files));
}

}  // namespace diorama
