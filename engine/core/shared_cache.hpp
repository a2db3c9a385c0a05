/// A bounded, thread-safe cache of immutable values that are expensive to make.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/core/expected.hpp"

namespace diorama {

/// Values by name, least recently used first out. A value is made outside of the lock by the first
/// thread that asks; others that want the same name wait for it.
class SharedCache {
 public:
    /// A made value and the memory it holds, or what is wrong with its input.
    struct Made {
        std::shared_ptr<const void> value;  // null: `errors` says why
        std::uint64_t size_bytes = 0;
        Diagnostics errors;
    };

    /// @param limit_bytes values beyond it are dropped, the least recently used first; one that is
    ///                    larger than the limit by itself is handed out but not kept.
    explicit SharedCache(std::uint64_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// The value called `key`, made by `make` when it is not there. Failures are kept as well.
    /// When `make` throws, this call and all that wait for it throw; the next call tries again.
    Made get(const std::string& key, const std::function<Made()>& make);

    /// The same with the type that `key` always has.
    template <class T>
    Expected<std::shared_ptr<const T>> get_as(const std::string& key,
                                              const std::function<Made()>& make) {
        Made made = get(key, make);
        if (!made.value) return std::move(made.errors);
        return std::static_pointer_cast<const T>(made.value);
    }

    struct Counts {
        std::uint64_t made = 0;     // calls of `make` that returned
        std::uint64_t found = 0;    // requests answered without one
        std::uint64_t evicted = 0;  // values dropped to stay within the limit
        std::uint64_t size_bytes = 0;
    };
    Counts counts() const;
    std::uint64_t limit_bytes() const { return limit_bytes_; }

 private:
    struct Slot;

    void drop_old();

    const std::uint64_t limit_bytes_;
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Slot>> slots_;
    std::list<std::string> recent_;  // most recently used first; finished slots only
    Counts counts_;
};

}  // namespace diorama
