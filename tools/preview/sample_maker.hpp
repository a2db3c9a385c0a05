/// Makes labelled samples on a thread of its own, the newest wish first.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/annotate/annotation.hpp"
#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "tools/run/options.hpp"
#include "tools/run/statistics.hpp"

namespace diorama::preview {

/// One picture of a sample with what the overlays draw.
struct MadePicture {
    Labeled labeled;
    std::vector<std::vector<Polygon>> visible;  // outlines, one list per annotation
    std::vector<std::vector<Polygon>> amodal;   // of the whole shapes; empty where not known
};

/// A sample as `generate` would label and encode it.
struct MadeSample {
    std::shared_ptr<const LoadedConfig> config;
    std::uint64_t index = 0;
    bool draft = false;  // less smooth than the real one, and smaller while something moves
    FrameRequest made;   // what of the pictures
    std::vector<MadePicture> pictures;
    double seconds = 0;
};

/// What the window shows, and so what has to be made.
struct Wish {
    ConfigOptions config;
    std::uint64_t config_version = 0;  // grows with every change of `config` or its files
    std::uint64_t assets_version = 0;  // grows when meshes and pictures shall be read again
    std::uint64_t index = 0;
    bool draft = false;
    bool draft_first = false;  // as long as there is nothing to show: a less smooth one at once
    bool FrameRequest::*channel = nullptr;  // to be made with it
    bool sheet = false;                     // small pictures of this sample and the ones after it
    bool statistics = false;                // labels of the first samples
};

constexpr std::size_t kSheetSize = 16;
constexpr std::uint64_t kStatisticsSize = 64;

/// A small picture of a contact sheet.
struct Thumbnail {
    std::uint64_t index = 0;
    Image<Rgb8> picture;
};

/// What has been made since the last look. What has not changed is empty.
struct News {
    std::shared_ptr<const LoadedConfig> config;
    std::shared_ptr<const MadeSample> sample;
    std::optional<Diagnostics> errors;  // of the newest wish; an empty list: they are gone
    std::vector<Thumbnail> thumbnails;
    std::shared_ptr<const LabelStatistics> statistics;
    std::string device;
};

/// A sample goes through the same functions as in `generate`. Between two stages it is given up
/// when there is a newer wish. Once a sample is shown, its sheet and the statistics are filled,
/// one picture at a time.
class SampleMaker {
 public:
    /// @param on_news  called on the maker's thread whenever take() has something new.
    SampleMaker(MachineOptions machine, std::function<void()> on_news);
    ~SampleMaker();
    SampleMaker(const SampleMaker&) = delete;
    SampleMaker& operator=(const SampleMaker&) = delete;

    /// Replaces the wish before it.
    void want(Wish wish);
    News take();
    /// Whether there is anything left to make for the newest wish.
    bool busy() const;

 private:
    class Bench;
    void work();

    MachineOptions machine_;
    std::function<void()> on_news_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::optional<Wish> wish_;  // not yet looked at
    News news_;
    bool idle_ = true;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace diorama::preview
