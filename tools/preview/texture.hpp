/// A picture on the device that the interface can show.
#pragma once

#include "engine/core/image.hpp"
#include "engine/gpu/commands.hpp"
#include "engine/gpu/pipeline.hpp"

namespace diorama::preview {

/// The bytes of an RGBA picture on the device. It is left in the layout that it has.
/// @param now  what the picture is in use for.
Image<Rgba8> read_pixels(const Device& device, Commands& commands, const GpuImage& image,
                         const Access& now);

/// Holds one RGBA picture and the descriptors by which the interface's shader reads it: blended, or
/// with the edges of its texels when much enlarged. Bytes go in and come out unchanged. A new
/// picture may have another size. One thread; nothing that shows the texture may be in flight while
/// it changes.
class Texture {
 public:
    /// How one descriptor set of the texture reads it; neither handle is owned.
    struct Reading {
        VkDescriptorSet set;
        VkSampler sampler;
    };
    Texture(const Device& device, Reading smooth, Reading sharp);

    /// Replaces the picture; waits until it is there.
    void upload(Commands& commands, const Image<Rgba8>& picture);
    /// The bytes on the device.
    Image<Rgba8> read_back(Commands& commands) const {
        return read_pixels(*device_, commands, image_, access::kSampled);
    }

    bool empty() const { return image_.get() == VK_NULL_HANDLE; }
    Extent extent() const { return image_.desc().extent; }
    VkDescriptorSet smooth() const { return smooth_.set; }
    VkDescriptorSet sharp() const { return sharp_.set; }

 private:
    const Device* device_;
    Reading smooth_, sharp_;
    GpuImage image_;
    Buffer staging_;
};

}  // namespace diorama::preview
