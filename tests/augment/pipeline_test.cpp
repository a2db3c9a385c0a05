#include "augment/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace diorama {
namespace {

using ::testing::ElementsAre;
using ::testing::Lt;
using ::testing::SizeIs;

/// 0, 1, ..., count - 1.
auto count_to(int count) {
    return [next = 0, count]() mutable {
        return next < count ? std::optional<int>(next++) : std::nullopt;
    };
}

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

TEST(Pipeline, SinkSeesTheOrderOfTheSource) {
    std::vector<int> expected, seen;
    for (int i = 0; i < 200; ++i) expected.push_back(i * i);
    run_pipeline(
        {.threads = 4}, count_to(200),
        [](int i) {
            sleep_ms(i % 7 == 0 ? 3 : 0);  // every seventh is overtaken
            return i;
        },
        [](int i) { return i * i; }, [&](int square) { seen.push_back(square); });
    EXPECT_EQ(seen, expected);
}

TEST(Pipeline, ItemsNeedOnlyMove) {
    std::vector<std::string> seen;
    run_pipeline(
        {.threads = 2}, count_to(3), [](int i) { return std::make_unique<int>(i + 7); },
        [](std::unique_ptr<int> i) { return std::to_string(*i); },
        [&](std::string text) { seen.push_back(std::move(text)); });
    EXPECT_THAT(seen, ElementsAre("7", "8", "9"));
}

TEST(Pipeline, WithoutStagesOrItems) {
    int sum = 0;
    run_pipeline({}, count_to(5), [&](int i) { sum += i; });
    EXPECT_EQ(sum, 10);
    run_pipeline({}, count_to(0), [&](int) { sum = -1; });
    EXPECT_EQ(sum, 10);
}

TEST(Pipeline, TokensBoundWhatIsUnderWay) {
    std::atomic<int> under_way = 0, most = 0;
    run_pipeline(
        {.threads = 8, .tokens = 3},
        [&, next = 0]() mutable -> std::optional<int> {
            if (next == 60) return std::nullopt;
            const int now = ++under_way;
            int before = most;
            while (before < now && !most.compare_exchange_weak(before, now)) {
            }
            return next++;
        },
        [](int i) {
            sleep_ms(1);
            return i;
        },
        [&](int) { --under_way; });
    EXPECT_EQ(under_way, 0);
    EXPECT_EQ(most, 3);
}

TEST(Pipeline, StagesRunAtTheSameTimeEvenOnOneCore) {
    std::atomic<int> inside = 0;
    std::mutex mutex;
    std::set<std::thread::id> threads;
    run_pipeline(
        {.threads = 4}, count_to(4),
        [&](int i) {
            // Each waits until all four are here.
            ++inside;
            for (int wait = 0; inside < 4 && wait < 5000; ++wait) sleep_ms(1);
            const std::scoped_lock lock(mutex);
            threads.insert(std::this_thread::get_id());
            return i;
        },
        [](int) {});
    EXPECT_EQ(inside, 4);
    EXPECT_THAT(threads, SizeIs(4));
}

TEST(Pipeline, OneThreadIsTheCaller) {
    run_pipeline(
        {.threads = 1}, count_to(10),
        [here = std::this_thread::get_id()](int i) {
            EXPECT_EQ(std::this_thread::get_id(), here);
            return i;
        },
        [](int) {});
}

TEST(Pipeline, ExceptionsComeOutAndNothingArrivesAfterAGap) {
    std::vector<int> seen;
    const auto run = [&] {
        run_pipeline(
            {.threads = 4}, count_to(1000),
            [](int i) {
                if (i == 20) throw std::runtime_error("sample 20");
                return i;
            },
            [&](int i) { seen.push_back(i); });
    };
    EXPECT_THROW(run(), std::runtime_error);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int>(i));
    EXPECT_THAT(seen.size(), Lt(21u));
}

TEST(Pipeline, ExceptionsOfSourceAndSink) {
    EXPECT_THROW(
        run_pipeline(
            {.threads = 2}, []() -> std::optional<int> { throw std::runtime_error("source"); },
            [](int) {}),
        std::runtime_error);
    EXPECT_THROW(
        run_pipeline({.threads = 2}, count_to(5), [](int) { throw std::runtime_error("sink"); }),
        std::runtime_error);
}

TEST(Pipeline, StopLetsWhatIsUnderWayArrive) {
    std::stop_source stop;
    int given = 0;
    std::vector<int> seen;
    run_pipeline(
        {.threads = 3, .stop = stop.get_token()}, [&]() -> std::optional<int> { return given++; },
        [](int i) {
            sleep_ms(1);
            return i;
        },
        [&](int i) {
            seen.push_back(i);
            if (i == 10) stop.request_stop();
        });
    EXPECT_EQ(static_cast<int>(seen.size()), given);
    EXPECT_THAT(given, Lt(30));
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int>(i));
}

}  // namespace
}  // namespace diorama
