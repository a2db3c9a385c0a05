#include "tools/run/coco_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/io/file.hpp"
#include "engine/io/image_decode.hpp"

namespace diorama {
namespace {

constexpr std::uint64_t kMaxAnnotationBytes = std::uint64_t{2} << 30;

Expected<Frame> load_frame(const SourcePicture& picture, const SourceConfig& source,
                           const std::vector<std::string>& categories, const AssetConfig& limits) {
    auto frame = frame_of(picture, categories);
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
    frame->color = Image<Rgb8>(picture.extent);
    std::ranges::transform(*pixels, frame->color.begin(), [](const Rgba8& p) {
        return Rgb8{p.r, p.g, p.b};
    });
    return frame;
}

}  // namespace

Expected<std::vector<SourcePicture>> load_coco_pictures(const SourceConfig& source) {
    const auto bytes = read_file(source.coco, kMaxAnnotationBytes);
    if (!bytes) return bytes.errors();
    return read_coco_pictures({reinterpret_cast<const char*>(bytes->data()), bytes->size()},
                              source.coco.string());
}

Generator coco_generator(const SourceConfig& source, std::vector<std::string> categories,
                         const AssetConfig& limits) {
    auto pictures =
        std::make_shared<const Expected<std::vector<SourcePicture>>>(load_coco_pictures(source));
    return [=, &limits](std::uint64_t index) -> Expected<std::vector<Frame>> {
        if (!*pictures) return pictures->errors();
        const std::vector<SourcePicture>& list = **pictures;
        auto frame = load_frame(list[index % list.size()], source, categories, limits);
        if (!frame) return frame.errors();
        frame->index = index;
        std::vector<Frame> frames;
        frames.push_back(*std::move(frame));
        return frames;
    };
}

Expected<std::vector<AssetFile>> source_files(const SourceConfig& source) {
    const auto pictures = load_coco_pictures(source);
    if (!pictures) return pictures.errors();
    std::vector<std::filesystem::path> files{source.coco};
    for (const SourcePicture& picture : *pictures)
        files.push_back(source.images / picture.file_name);
    return hashed_files(std::move(files));
}

}  // namespace diorama
