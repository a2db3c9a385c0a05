// JPEG through libjpeg-turbo's TurboJPEG interface.
#include <turbojpeg.h>

#include <memory>
#include <stdexcept>
#include <string_view>

#include "engine/io/codecs.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

using Handle = std::unique_ptr<void, int (*)(void*)>;

Handle make_handle(tjhandle raw) {
    if (!raw) throw std::runtime_error("libjpeg-turbo cannot be initialized");
    return {raw, tjDestroy};
}

}  // namespace

namespace codecs {

Expected<ImageInfo> jpeg_info(ByteView bytes, const std::string& name) {
    const Handle handle = make_handle(tjInitDecompress());
    int width = 0, height = 0, sampling = 0, color_space = 0;
    if (tjDecompressHeader3(handle.get(), bytes.data(), bytes.size(), &width, &height, &sampling,
                            &color_space) != 0)
        return broken(name, fmt::format("is no valid JPEG: {}", tjGetErrorStr2(handle.get())));
    if (color_space == TJCS_CMYK || color_space == TJCS_YCCK)
        return broken(name, "is a CMYK JPEG, expected RGB or grey");
    return ImageInfo{ImageType::Jpeg, {width, height}, 8};
}

Expected<Image<Rgba8>> decode_jpeg(ByteView bytes, const std::string& name, Extent extent) {
    const Handle handle = make_handle(tjInitDecompress());
    Image<Rgba8> pixels(extent);
    const int flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
    if (tjDecompress2(handle.get(), bytes.data(), bytes.size(),
                      reinterpret_cast<unsigned char*>(pixels.data()), extent.width, 0,
                      extent.height, TJPF_RGBA, flags) != 0) {
        // A warning still gives pixels; only stray bytes between segments do no harm to them.
        const std::string_view why = tjGetErrorStr2(handle.get());
        const bool harmless = tjGetErrorCode(handle.get()) == TJERR_WARNING &&
                              why.find("extraneous bytes") != std::string_view::npos;
        if (!harmless) return broken(name, fmt::format("is a broken JPEG: {}", why));
    }
    return pixels;
}

}  // namespace codecs

Bytes encode_jpeg(const Image<Rgb8>& pixels, int quality) {
    static_assert(sizeof(Rgb8) == 3);
    const Handle handle = make_handle(tjInitCompress());
    const int sampling = quality >= 90 ? TJSAMP_444 : TJSAMP_420;
    Bytes bytes(tjBufSize(pixels.width(), pixels.height(), sampling));
    unsigned char* data = bytes.data();
    unsigned long size = bytes.size();
    if (tjCompress2(handle.get(), reinterpret_cast<const unsigned char*>(pixels.data()),
                    pixels.width(), 0, pixels.height(), TJPF_RGB, &data, &size, sampling, quality,
                    TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT) != 0)
        throw std::runtime_error(fmt::format("JPEG encoder: {}", tjGetErrorStr2(handle.get())));
    bytes.resize(size);
    return bytes;
}

}  // namespace diorama
