/// Renderers for the threads of a run, on one device or on many CPU ones.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/gpu/device.hpp"
#include "engine/render/renderer.hpp"
#include "tools/run/stage_times.hpp"

namespace diorama {

/// Makes CPU devices draw on the thread that asks them to (LP_NUM_THREADS=0), unless the
/// environment says otherwise. For the time before the first Vulkan call and the first thread.
void draw_on_calling_threads();

/// Lends one renderer per call and makes them as they are needed.
///
/// On a GPU all renderers share one device and keep several frames in flight. A CPU device draws
/// with the calling thread, so there every renderer has an instance and a device of its own: that
/// is up to 1.6 times as fast as one device with as many threads.
class RendererPool {
 public:
    /// Opens the first device, and begins to make its renderer while the first scene is still being
    /// drawn: pipelines take a tenth of a second. Call it before any other Vulkan call of the
    /// process, since it calls draw_on_calling_threads(); or have called that before.
    /// @param threads  that will call render() at the same time.
    /// @throws GpuUnavailable
    RendererPool(DeviceRequest request, int threads);
    ~RendererPool();

    /// Draws with a free renderer; waits for one when all are busy. Any thread.
    /// @throws std::runtime_error when the validation layer is on and has found something.
    Frame render(const Scene& scene, const FrameRequest& request);

    const DeviceInfo& device() const { return info_; }

    /// From now on render() is measured as Stage::Render. Before the first call of it; `times`
    /// outlives the pool.
    void measure_with(StageTimes& times) { times_ = &times; }

 private:
    struct Slot;
    Slot* acquire();
    std::unique_ptr<Slot> make_slot();
    void release(Slot* slot);
    Frame draw(const Scene& scene, const FrameRequest& request);

    StageTimes* times_ = nullptr;
    DeviceRequest request_;
    DeviceInfo info_;
    std::unique_ptr<Device> shared_;  // of a GPU; the first of a CPU until it is taken
    std::size_t capacity_ = 1;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<Slot*> free_;
    std::future<std::unique_ptr<Slot>> first_;  // under way until it is taken
};

/// What tells devices apart whose pictures may differ in bytes: name, driver and its version.
std::string device_fingerprint(const DeviceInfo& info);

}  // namespace diorama
