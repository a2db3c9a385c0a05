#include "engine/core/shared_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace diorama {
namespace {

SharedCache::Made number(int value, std::uint64_t size) {
    return {std::make_shared<const int>(value), size, {}};
}

TEST(SharedCache, MakesAValueOnceForEightThreads) {
    SharedCache cache(1000);
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    std::atomic<int> sum = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] {
            for (int key = 0; key < 20; ++key) {
                const auto value = cache.get_as<int>(std::to_string(key), [&] {
                    ++made;
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    return number(key, 10);
                });
                sum += **value;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 20);
    EXPECT_EQ(sum, 8 * 190);
    EXPECT_EQ(cache.counts().made, 20u);
    EXPECT_EQ(cache.counts().found, 140u);
}

TEST(SharedCache, DropsTheLeastRecentlyUsedBeyondItsLimit) {
    SharedCache cache(30);
    int made = 0;
    const auto get = [&](const char* key) {
        return **cache.get_as<int>(key, [&] { return number(++made, 10); });
    };
    EXPECT_EQ(get("a"), 1);
    EXPECT_EQ(get("b"), 2);
    EXPECT_EQ(get("c"), 3);
    EXPECT_EQ(get("a"), 1);  // b is the oldest now
    EXPECT_EQ(get("d"), 4);
    EXPECT_EQ(cache.counts().size_bytes, 30u);
    EXPECT_EQ(cache.counts().evicted, 1u);
    EXPECT_EQ(get("a"), 1);
    EXPECT_EQ(get("c"), 3);
    EXPECT_EQ(get("b"), 5);  // made again
}

TEST(SharedCache, NeverHoldsMoreThanItsLimit) {
    SharedCache cache(100);
    for (int i = 0; i < 500; ++i) {
        (void)cache.get(std::to_string(i % 37),
                        [&] { return number(i, static_cast<std::uint64_t>(i * 7 % 60)); });
        ASSERT_LE(cache.counts().size_bytes, 100u);
    }
}

TEST(SharedCache, HandsOutButDoesNotKeepWhatIsLargerThanTheLimit) {
    SharedCache cache(30);
    int made = 0;
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(**cache.get_as<int>("big", [&] { return number(++made, 31); }), i + 1);
    }
    EXPECT_EQ(cache.counts().size_bytes, 0u);
}

TEST(SharedCache, RemembersBadInputButNotFailuresOfTheMachine) {
    SharedCache cache(30);
    int tried = 0;
    const auto bad = [&]() -> SharedCache::Made {
        ++tried;
        return {nullptr, 0, {Diagnostic{.message = "broken"}}};
    };
    EXPECT_EQ(cache.get_as<int>("x", bad).errors()[0].message, "broken");
    EXPECT_EQ(cache.get_as<int>("x", bad).errors()[0].message, "broken");
    EXPECT_EQ(tried, 1);
    const auto fail = []() -> SharedCache::Made { throw std::runtime_error("disk"); };
    EXPECT_THROW((void)cache.get("y", fail), std::runtime_error);
    EXPECT_EQ(**cache.get_as<int>("y", [] { return number(7, 1); }), 7);
}

TEST(SharedCache, ValuesInUseOutliveTheirEviction) {
    SharedCache cache(10);
    const auto first = *cache.get_as<int>("a", [] { return number(1, 10); });
    (void)cache.get("b", [] { return number(2, 10); });
    EXPECT_EQ(cache.counts().evicted, 1u);
    EXPECT_EQ(*first, 1);
}

}  // namespace
}  // namespace diorama
