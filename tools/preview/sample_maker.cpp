#include "tools/preview/sample_maker.hpp"

#include <algorithm>
#include <chrono>
#include <opencv2/imgproc.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "engine/annotate/annotate.hpp"
#include "engine/annotate/polygon.hpp"
#include "engine/annotate/regions.hpp"
#include "engine/scene/assets.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/exit_code.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/stages.hpp"

namespace diorama::preview {
namespace {

constexpr int kThumbnailWidth = 320;  // pixels

/// The same run with smaller pictures and less smoothing, for what has to be quick. Calibrated
/// cameras are for one size and keep it.
RunConfig lighter(RunConfig run, int width) {
    run.quality = Quality::Preview;
    const auto* scene = std::get_if<SceneConfig>(&run.generator);
    if (scene && !scene->camera.intrinsics && run.image.extent.width > width) {
        const Extent full = run.image.extent;
        run.image.extent = {width, std::max(1, full.height * width / full.width)};
    }
    return run;
}

/// Reduced to the width of a thumbnail by averaging.
Image<Rgb8> reduced(const Image<Rgb8>& picture) {
    if (picture.width() <= kThumbnailWidth) return picture;
    Image<Rgb8> small(
        {kThumbnailWidth, std::max(1, picture.height() * kThumbnailWidth / picture.width())});
    const cv::Mat from(picture.height(), picture.width(), CV_8UC3,
                       const_cast<Rgb8*>(picture.data()));  // only read
    cv::Mat to(small.height(), small.width(), CV_8UC3, small.data());
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
    return small;
}

/// What decides whether a file can be read, for comparison.
auto limits_of(const AssetConfig& config) {
    return std::tie(config.formats, config.max_file_bytes, config.max_vertices,
                    config.max_texture_pixels, config.cache_bytes);
}

MadePicture with_outlines(Labeled labeled) {
    MadePicture picture{.labeled = std::move(labeled)};
    const Frame& frame = picture.labeled.frame;
    const auto regions = find_regions(frame.ids, frame.objects.size());
    for (const Annotation& a : picture.labeled.annotations) {
        picture.visible.push_back(
            trace_polygons(regions[a.instance_id - 1].rle, frame.ids.extent()));
        picture.amodal.push_back(a.amodal ? trace_polygons(a.amodal->inframe, frame.ids.extent())
                                          : std::vector<Polygon>{});
    }
    return picture;
}

Diagnostics failure() {
    return {{.fault = Fault::Data, .message = describe_failure(std::current_exception()).message}};
}

}  // namespace

/// What the thread keeps between wishes.
class SampleMaker::Bench {
 public:
    explicit Bench(SampleMaker& maker) : maker_(maker) {}

    void begin(Wish wish) {
        if (!config_ || wish.config_version != wish_.config_version) config_.reset();
        wish_ = std::move(wish);
        sample_pending_ = true;
    }

    /// Makes the next piece of the wish.
    /// @return false when there is nothing left.
    bool step() {
        try {
            if (sample_pending_) {
                sample_pending_ = false;
                make_sample();
                return true;
            }
            if (!config_) return false;
            return (wish_.sheet && make_thumbnail()) || (wish_.statistics && count_one());
        } catch (...) {
            config_.reset();
            tell([&](News& news) { news.errors = failure(); });
            return true;
        }
    }

 private:
    template <class Change>
    void tell(Change change) {
        {
            const std::scoped_lock lock(maker_.mutex_);
            change(maker_.news_);
        }
        if (maker_.on_news_) maker_.on_news_();
    }

    bool stale() const {
        const std::scoped_lock lock(maker_.mutex_);
        return maker_.stop_ || maker_.wish_.has_value();
    }

    /// Loads the configuration and what goes with it.
    /// @return false after telling about the errors.
    bool load() {
        auto loaded = load_config(wish_.config);
        if (!loaded) {
            tell([&](News& news) { news.errors = loaded.errors(); });
            return false;
        }
        auto resources = load_resources(loaded->run.augment);
        if (!resources) {
            tell([&](News& news) { news.errors = resources.errors(); });
            return false;
        }
        resources_ = std::move(*resources);
        auto config = std::make_shared<LoadedConfig>(std::move(*loaded));
        config->run.color = true;
        if (!assets_ || assets_version_ != wish_.assets_version ||
            limits_of(asset_config_) != limits_of(config->run.assets)) {
            assets_ = std::make_unique<Assets>(config->run.assets);
            asset_config_ = config->run.assets;
            assets_version_ = wish_.assets_version;
        }
        if (!renderers_) {
            renderers_ = open_renderers(config->run, maker_.machine_, 1);
            if (renderers_) {
                tell([&](News& news) { news.device = renderers_->device().name; });
            }
        }
        config_ = std::move(config);
        counted_ = {};
        thumbnails_.clear();
        draft_run_ = lighter(config_->run, std::max(64, config_->run.image.extent.width / 2));
        thumbnail_run_ = lighter(config_->run, kThumbnailWidth);
        tell([&](News& news) { news.config = config_; });
        return true;
    }

    Expected<std::vector<Frame>> frames_of(const RunConfig& run, const FrameRequest& request,
                                           std::uint64_t index) {
        const Generator generator = make_generator(run, request, {*assets_, renderers_.get()});
        return augmented(run, generator, resources_)(index);
    }

    void make_sample() {
        const auto start = std::chrono::steady_clock::now();
        if (!config_ && !load()) return;
        if (wish_.draft_first && !shown_ && config_->run.quality != Quality::Preview) {
            // As large as the real one, so that ids and labels are the same.
            RunConfig quick = config_->run;
            quick.quality = Quality::Preview;
            if (!stale()) make_sample(quick, true, start);
        }
        if (!stale()) make_sample(wish_.draft ? draft_run_ : config_->run, wish_.draft, start);
    }

    void make_sample(const RunConfig& run, bool draft,
                     std::chrono::steady_clock::time_point start) {
        FrameRequest request = frame_request(run);
        request.depth = request.normals = request.amodal = true;
        // Not every augmentation can carry a further channel along.
        if (std::holds_alternative<SceneConfig>(run.generator) && run.augment.empty()) {
            request.parts = request.materials = true;
            if (wish_.channel) request.*wish_.channel = true;
        }
        auto frames = frames_of(run, request, wish_.index);
        if (!frames) {
            tell([&](News& news) { news.errors = frames.errors(); });
            return;
        }
        if (stale()) return;
        auto sample = std::make_shared<MadeSample>(
            MadeSample{.config = config_, .index = wish_.index, .draft = draft, .made = request});
        for (Frame& frame : *frames)
            sample->pictures.push_back(with_outlines(annotate(std::move(frame), run.labels)));
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        sample->seconds = taken.count();
        shown_ = true;
        tell([&](News& news) {
            news.sample = std::move(sample);
            news.errors = Diagnostics{};
        });
    }

    /// The next missing picture of the sheet. @return false when all are there.
    bool make_thumbnail() {
        for (std::uint64_t i = 0; i < kSheetSize; ++i) {
            const std::uint64_t index = wish_.index + i;
            if (index >= config_->run.count || thumbnails_.contains(index)) continue;
            thumbnails_.insert(index);
            const auto frames =
                frames_of(thumbnail_run_,
                          {.depth = false, .amodal = false, .quality = Quality::Preview}, index);
            if (!frames) return true;
            Thumbnail thumbnail{index, reduced(frames->front().color)};
            tell([&](News& news) { news.thumbnails.push_back(std::move(thumbnail)); });
            return true;
        }
        return false;
    }

    /// Adds the labels of the next sample to the statistics. @return false when all are in.
    bool count_one() {
        const std::uint64_t index = counted_.samples;
        if (index >= std::min(kStatisticsSize, config_->run.count)) return false;
        auto frames =
            frames_of(config_->run, {.color = false, .depth = false, .amodal = true}, index);
        if (frames) {
            counted_.add(annotate(std::move(frames->front()), config_->run.labels));
        } else {
            ++counted_.samples;
        }
        tell([&](News& news) { news.statistics = std::make_shared<LabelStatistics>(counted_); });
        return true;
    }

    SampleMaker& maker_;
    Wish wish_;
    bool sample_pending_ = false;
    bool shown_ = false;  // a sample, whichever
    std::shared_ptr<const LoadedConfig> config_;
    RunConfig draft_run_, thumbnail_run_;
    AssetConfig asset_config_;
    std::uint64_t assets_version_ = 0;
    std::unique_ptr<Assets> assets_;
    std::unique_ptr<RendererPool> renderers_;
    Resources resources_;  // of the augmentations
    LabelStatistics counted_;
    std::set<std::uint64_t> thumbnails_;
};

SampleMaker::SampleMaker(MachineOptions machine, std::function<void()> on_news)
    : machine_(std::move(machine)), on_news_(std::move(on_news)), thread_([this] { work(); }) {}

SampleMaker::~SampleMaker() {
    {
        const std::scoped_lock lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void SampleMaker::want(Wish wish) {
    {
        const std::scoped_lock lock(mutex_);
        wish_ = std::move(wish);
        idle_ = false;
    }
    wake_.notify_one();
}

News SampleMaker::take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(news_, {});
}

bool SampleMaker::busy() const {
    const std::scoped_lock lock(mutex_);
    return !idle_;
}

void SampleMaker::work() {
    Bench bench(*this);
    for (bool more = false;;) {
        {
            std::unique_lock lock(mutex_);
            if (!more) idle_ = !wish_.has_value();
            if (idle_ && on_news_) {
                lock.unlock();
                on_news_();
                lock.lock();
            }
            wake_.wait(lock, [&] { return more || stop_ || wish_.has_value(); });
            if (stop_) return;
            if (wish_) bench.begin(*std::exchange(wish_, std::nullopt));
        }
        more = bench.step();
    }
}

}  // namespace diorama::preview
