/// Environments on the device: the prefiltered cube and the panorama behind the scene.
#pragma once

#include <cstdint>
#include <list>

#include "engine/gpu/commands.hpp"
#include "engine/render/environment_map.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

struct EnvironmentTextures {
    std::uint64_t key = 0;
    bool black = false;  // the scene has no environment
    EnvironmentMap map;
    GpuImage cube, panorama;
};

/// The last few environments; a small number, since most samples draw a new one.
class EnvironmentCache {
 public:
    explicit EnvironmentCache(const Device& device) : device_(&device), commands_(device) {}

    /// Valid until the next call. A scene without an environment gets a black one.
    const EnvironmentTextures& get(const Environment& environment);

 private:
    static constexpr std::size_t kCapacity = 4;

    const Device* device_;
    Commands commands_;
    Buffer staging_;
    std::list<EnvironmentTextures> entries_;  // most recent first
};

}  // namespace diorama
