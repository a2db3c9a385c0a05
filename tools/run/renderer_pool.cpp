#include "tools/run/renderer_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace diorama {

struct RendererPool::Slot {
    std::unique_ptr<Device> own;  // of a CPU; destroyed after the renderer
    std::unique_ptr<Renderer> renderer;
};

void draw_on_calling_threads() { ::setenv("LP_NUM_THREADS", "0", 0); }

RendererPool::RendererPool(DeviceRequest request, int threads) : request_(std::move(request)) {
    draw_on_calling_threads();
    shared_ = std::make_unique<Device>(request_);
    info_ = shared_->info();
    // On a GPU, enough frames in flight to keep it busy while others are read back.
    constexpr std::size_t kFramesInFlight = 4;
    const auto wanted = static_cast<std::size_t>(std::max(threads, 1));
    capacity_ = info_.kind == DeviceKind::Cpu ? wanted : std::min(wanted, kFramesInFlight);
    first_ = std::async(std::launch::async, [this] { return make_slot(); });
}

RendererPool::~RendererPool() = default;

Frame RendererPool::render(const Scene& scene, const FrameRequest& request) {
    if (times_ == nullptr) return draw(scene, request);
    return times_->measure(Stage::Render, [&] { return draw(scene, request); });
}

Frame RendererPool::draw(const Scene& scene, const FrameRequest& request) {
    struct Lease {
        RendererPool& pool;
        Slot* slot;
        ~Lease() { pool.release(slot); }
    };
    const Lease lease{*this, acquire()};
    Frame frame = lease.slot->renderer->render(scene, request);
    const Device& device = lease.slot->own ? *lease.slot->own : *shared_;
    if (const auto found = device.validation_messages(); !found.empty())
        throw std::runtime_error("the validation layer objects: " + found.front());
    return frame;
}

RendererPool::Slot* RendererPool::acquire() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return !free_.empty() || slots_.size() < capacity_; });
    if (!free_.empty()) {
        Slot* slot = free_.back();
        free_.pop_back();
        return slot;
    }
    // Made under the lock: one instance at a time, which costs 35 ms each.
    slots_.push_back(first_.valid() ? first_.get() : make_slot());
    return slots_.back().get();
}

std::unique_ptr<RendererPool::Slot> RendererPool::make_slot() {
    auto slot = std::make_unique<Slot>();
    Device* device = shared_.get();
    if (info_.kind == DeviceKind::Cpu) {
        slot->own = shared_ ? std::move(shared_) : std::make_unique<Device>(request_);
        device = slot->own.get();
    }
    slot->renderer = std::make_unique<Renderer>(*device);
    return slot;
}

void RendererPool::release(Slot* slot) {
    {
        const std::scoped_lock lock(mutex_);
        free_.push_back(slot);
    }
    freed_.notify_one();
}

std::string device_fingerprint(const DeviceInfo& info) {
    return fmt::format("{}; {}; version {:#x}; {}", info.name, info.driver, info.driver_version,
                       info.driver_uuid);
}

}  // namespace diorama
