/// Scene -> Frame: the headless renderer and its ground truth.
#pragma once

#include <memory>

#include "engine/core/frame.hpp"
#include "engine/scene/scene.hpp"

namespace diorama {

class Device;

/// Draws scenes on one device. One thread at a time; renderers are independent of each other, and
/// several on one GPU keep as many frames in flight.
class Renderer {
 public:
    explicit Renderer(Device& device);
    ~Renderer();
    Renderer(Renderer&&) noexcept;
    Renderer& operator=(Renderer&&) noexcept;

    /// Draws one scene and waits for it. Color, ids, depth and normals come from the same draw
    /// list and matrices; ids, depth and normals are single samples at pixel centers.
    /// @return a Frame whose objects are those of the scene, with amodal masks where asked for.
    /// @throws gpu::Error when the device fails; bad content cannot reach this point.
    Frame render(const Scene& scene, const FrameRequest& request);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace diorama
