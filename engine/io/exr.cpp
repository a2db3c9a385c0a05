// OpenEXR, through its library and streams in memory.
#include <ImathBox.h>
#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfInputFile.h>
#include <OpenEXR/ImfOutputFile.h>

#include <array>
#include <cassert>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "engine/io/codecs.hpp"
#include "engine/io/image_encode.hpp"

namespace diorama {
namespace {

class MemoryInput final : public Imf::IStream {
 public:
    explicit MemoryInput(ByteView bytes) : Imf::IStream("memory"), bytes_(bytes) {}
    bool read(char c[], int n) override {
        const auto count = static_cast<std::size_t>(n);
        if (n < 0 || at_ > bytes_.size() || count > bytes_.size() - at_)
            throw std::runtime_error("the file ends too early");
        std::memcpy(c, bytes_.data() + at_, count);
        at_ += count;
        return at_ < bytes_.size();
    }
    std::uint64_t tellg() override { return at_; }
    void seekg(std::uint64_t position) override { at_ = position; }

 private:
    ByteView bytes_;
    std::uint64_t at_ = 0;
};

class MemoryOutput final : public Imf::OStream {
 public:
    MemoryOutput() : Imf::OStream("memory") {}
    void write(const char c[], int n) override {
        const auto count = static_cast<std::size_t>(n);
        if (at_ + count > bytes_.size()) bytes_.resize(at_ + count);
        std::memcpy(bytes_.data() + at_, c, count);
        at_ += count;
    }
    std::uint64_t tellp() override { return at_; }
    void seekp(std::uint64_t position) override { at_ = position; }
    Bytes take() { return std::move(bytes_); }

 private:
    Bytes bytes_;
    std::uint64_t at_ = 0;
};

/// A text that ends with a zero byte; false when there is none within 256 bytes.
bool read_text(ByteView bytes, std::size_t& at, std::string_view& text) {
    const std::size_t start = at;
    while (at < bytes.size() && bytes[at] != 0 && at - start < 256) ++at;
    if (at >= bytes.size() || bytes[at] != 0) return false;
    text = {reinterpret_cast<const char*>(bytes.data()) + start, at - start};
    ++at;
    return true;
}

/// A frame buffer slice over row-major floats whose picture starts at the data window's corner.
Imf::Slice slice_of(void* pixels, std::size_t x_stride, const Imath::Box2i& window, float fill) {
    const auto width = static_cast<std::size_t>(window.max.x - window.min.x + 1);
    return Imf::Slice::Make(Imf::FLOAT, pixels, window, x_stride, x_stride * width, 1, 1, fill);
}

Imf::Header header_for(Extent extent) {
    Imf::Header header(extent.width, extent.height);
    header.compression() = Imf::ZIP_COMPRESSION;
    return header;
}

Bytes write_exr(Extent extent, const void* pixels, std::size_t pixel_bytes,
                std::span<const char* const> channels) {
    Imf::Header header = header_for(extent);
    Imf::FrameBuffer buffer;
    for (std::size_t i = 0; i < channels.size(); ++i) {
        header.channels().insert(channels[i], Imf::Channel(Imf::FLOAT));
        // OpenEXR takes sources by non-const pointers and only reads them.
        void* source =
            const_cast<char*>(static_cast<const char*>(pixels) + i * sizeof(float));  // NOLINT
        buffer.insert(channels[i], slice_of(source, pixel_bytes, header.dataWindow(), 0.0f));
    }
    MemoryOutput out;
    {
        Imf::OutputFile file(out, header, 0);
        file.setFrameBuffer(buffer);
        file.writePixels(extent.height);
    }
    return out.take();
}

}  // namespace

namespace codecs {

// The library allocates by what the header claims, so the data window is found here first.
Expected<ImageInfo> exr_info(ByteView bytes, const std::string& name) {
    if (bytes.size() < 8) return broken(name, "is an EXR that ends too early");
    const std::uint32_t flags = le32(bytes, 4) >> 8;
    if ((flags & (0x08 | 0x10)) != 0)
        return broken(name, "is a deep or multi-part EXR, expected a single flat picture");
    std::size_t at = 8;
    while (at < bytes.size() && bytes[at] != 0) {
        std::string_view key, type;
        if (!read_text(bytes, at, key) || !read_text(bytes, at, type) || at + 4 > bytes.size())
            break;
        const std::size_t size = le32(bytes, at);
        at += 4;
        if (size > bytes.size() - at) break;
        if (key == "dataWindow" && type == "box2i" && size == 16) {
            std::array<std::int64_t, 4> box{};
            for (std::size_t i = 0; i < 4; ++i)
                box[i] = static_cast<std::int32_t>(le32(bytes, at + 4 * i));
            const std::int64_t width = box[2] - box[0] + 1, height = box[3] - box[1] + 1;
            constexpr std::int64_t kLargest = 1 << 24;
            if (width <= 0 || height <= 0 || width > kLargest || height > kLargest)
                return broken(
                    name, fmt::format("has an EXR data window of {} x {} pixels", width, height));
            return ImageInfo{
                ImageType::Exr, {static_cast<int>(width), static_cast<int>(height)}, 32};
        }
        at += size;
    }
    return broken(name, "is an EXR without a data window");
}

Expected<Image<glm::vec3>> decode_exr(ByteView bytes, const std::string& name, Extent extent) {
    try {
        MemoryInput input(bytes);
        Imf::InputFile file(input, 0);
        const Imf::ChannelList& channels = file.header().channels();
        const Imath::Box2i window = file.header().dataWindow();
        std::array<const char*, 3> names{"R", "G", "B"};
        if (!channels.findChannel("R") && !channels.findChannel("G") &&
            !channels.findChannel("B")) {
            if (!channels.findChannel("Y") || channels.findChannel("RY"))
                return broken(name, "is an EXR without the channels R, G, B or a single Y");
            names = {"Y", "Y", "Y"};
        }
        Image<glm::vec3> pixels(extent);
        // One channel may not be asked for three times, so Y is read once and copied.
        const bool grey = names[1] == names[0];
        Imf::FrameBuffer buffer;
        for (std::size_t i = 0; i < (grey ? 1u : 3u); ++i)
            buffer.insert(names[i], slice_of(&pixels.data()->x + i, sizeof(glm::vec3), window, 0));
        file.setFrameBuffer(buffer);
        file.readPixels(window.min.y, window.max.y);
        if (grey)
            for (glm::vec3& pixel : pixels) pixel = glm::vec3(pixel.x);
        return pixels;
    } catch (const std::exception& error) {
        return broken(name, fmt::format("is a broken EXR: {}", error.what()));
    }
}

}  // namespace codecs

Expected<Image<float>> decode_exr_channel(ByteView bytes, const std::string& name,
                                          const std::string& channel, const ImageLimits& limits) {
    const Expected<ImageInfo> info = read_image_info(bytes, name, limits);
    if (!info) return info.errors();
    if (info->type != ImageType::Exr) return codecs::broken(name, "is no EXR");
    try {
        MemoryInput input(bytes);
        Imf::InputFile file(input, 0);
        const Imf::ChannelList& channels = file.header().channels();
        std::string wanted = channel, present;
        int count = 0;
        for (auto it = channels.begin(); it != channels.end(); ++it, ++count)
            present += (count > 0 ? ", " : "") + std::string(it.name());
        if (wanted.empty() && count == 1) wanted = present;
        if (!channels.findChannel(wanted))
            return codecs::broken(name,
                                  fmt::format("has no channel '{}', only {}", wanted, present));
        const Imath::Box2i window = file.header().dataWindow();
        Image<float> pixels(info->extent);
        Imf::FrameBuffer buffer;
        buffer.insert(wanted, slice_of(pixels.data(), sizeof(float), window, 0));
        file.setFrameBuffer(buffer);
        file.readPixels(window.min.y, window.max.y);
        return pixels;
    } catch (const std::exception& error) {
        return codecs::broken(name, fmt::format("is a broken EXR: {}", error.what()));
    }
}

Bytes encode_exr(const Image<float>& pixels, const char* channel) {
    const std::array<const char*, 1> channels{channel};
    return write_exr(pixels.extent(), pixels.data(), sizeof(float), channels);
}

Bytes encode_exr(Extent extent, std::span<const float> values,
                 std::span<const char* const> channels) {
    assert(values.size() == extent.area() * channels.size());
    return write_exr(extent, values.data(), channels.size() * sizeof(float), channels);
}

Bytes encode_exr(const Image<glm::vec3>& pixels) {
    static_assert(sizeof(glm::vec3) == 3 * sizeof(float));
    const std::array<const char*, 3> channels{"R", "G", "B"};
    return write_exr(pixels.extent(), pixels.data(), sizeof(glm::vec3), channels);
}

}  // namespace diorama
