#include "engine/core/shared_cache.hpp"

#include <exception>
#include <utility>

namespace diorama {

struct SharedCache::Slot {
    bool finished = false;
    Made made;
    std::exception_ptr failure;
    std::condition_variable finishing;
    std::list<std::string>::iterator place;  // in recent_, once finished and kept
    bool kept = false;
};

SharedCache::Made SharedCache::get(const std::string& key, const std::function<Made()>& make) {
    std::unique_lock lock(mutex_);
    if (const auto found = slots_.find(key); found != slots_.end()) {
        const std::shared_ptr<Slot> slot = found->second;
        slot->finishing.wait(lock, [&] { return slot->finished; });
        if (slot->failure) std::rethrow_exception(slot->failure);
        ++counts_.found;
        if (slot->kept) recent_.splice(recent_.begin(), recent_, slot->place);
        return slot->made;
    }
    const auto slot = std::make_shared<Slot>();
    slots_.emplace(key, slot);
    lock.unlock();

    Made made;
    std::exception_ptr failure;
    try {
        made = make();
    } catch (...) {
        failure = std::current_exception();
    }

    lock.lock();
    slot->finished = true;
    slot->failure = failure;
    slot->made = made;
    slot->finishing.notify_all();
    if (failure) {
        slots_.erase(key);
        std::rethrow_exception(failure);
    }
    ++counts_.made;
    if (made.size_bytes > limit_bytes_) {
        slots_.erase(key);
        return made;
    }
    recent_.push_front(key);
    slot->place = recent_.begin();
    slot->kept = true;
    counts_.size_bytes += made.size_bytes;
    drop_old();
    return made;
}

void SharedCache::drop_old() {
    while (counts_.size_bytes > limit_bytes_) {
        const auto last = slots_.find(recent_.back());
        counts_.size_bytes -= last->second->made.size_bytes;
        last->second->kept = false;
        slots_.erase(last);
        recent_.pop_back();
        ++counts_.evicted;
    }
}

SharedCache::Counts SharedCache::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

}  // namespace diorama
