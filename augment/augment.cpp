#include "augment/augment.hpp"

#include <algorithm>
#include <utility>

#include "augment/adapt/adaptations.hpp"
#include "augment/chain.hpp"
#include "augment/color/colors.hpp"
#include "augment/draw.hpp"
#include "augment/filter/filters.hpp"
#include "augment/mix/mixes.hpp"
#include "augment/transform/transforms.hpp"
#include "augment/weather/weathers.hpp"

namespace diorama {
namespace {

/// Operators that move or remove labels run on frames without colors too.
template <class Config>
constexpr bool kChangesLabels =
    std::is_same_v<Config, FlipConfig> || std::is_same_v<Config, QuarterTurnConfig> ||
    std::is_same_v<Config, AffineConfig> || std::is_same_v<Config, PerspectiveConfig> ||
    std::is_same_v<Config, CropConfig> || std::is_same_v<Config, ResizeConfig> ||
    std::is_same_v<Config, ScaleJitterConfig> || std::is_same_v<Config, LetterboxConfig> ||
    std::is_same_v<Config, PadConfig> || std::is_same_v<Config, ElasticConfig> ||
    std::is_same_v<Config, GridDistortionConfig> || std::is_same_v<Config, ThinPlateConfig> ||
    std::is_same_v<Config, LensConfig> || std::is_same_v<Config, DropoutConfig> ||
    std::is_same_v<Config, EraseObjectsConfig> || std::is_same_v<Config, MosaicConfig> ||
    std::is_same_v<Config, MixupConfig> || std::is_same_v<Config, CopyPasteConfig> ||
    std::is_same_v<Config, PasteBoxesConfig> || std::is_same_v<Config, MoveObjectsConfig>;

class Run {
 public:
    Run(Chain& chain, const Rng& rng, const Surroundings& surroundings, const Watch& watch,
        std::vector<AppliedOperator>& log)
        : chain_(chain), rng_(rng), surroundings_(surroundings), watch_(watch), log_(log) {}

    void run(const std::vector<Augmentation>& list) {
        for (const Augmentation& item : list) run(item);
    }

    Diagnostics findings;  // of frames that could not be made

 private:
    void run(const Augmentation& item) {
        const Rng own = rng_.stream(item.name);
        if (!findings.empty() || !own.stream("p").chance(item.p)) return;
        if (const auto* composite = std::get_if<Composite>(&item.what)) {
            run(*composite, own);
            return;
        }
        log_.push_back({.name = item.name});
        Draws draw(own.stream("draws"), log_.back());
        std::visit([&](const auto& config) { call(config, draw); },
                   std::get<OperatorConfig>(item.what));
        if (watch_) watch_(item.name, chain_.frame());
    }

    template <class Config>
    void call(const Config& config, Draws& draw) {
        if (!kChangesLabels<Config> && !chain_.has_color()) return;
        if constexpr (requires { apply(config, chain_, draw, surroundings_); }) {
            const Expected<Done> done = apply(config, chain_, draw, surroundings_);
            if (!done) findings = done.errors();
        } else if constexpr (requires { apply(config, chain_, draw, surroundings_.resources); }) {
            apply(config, chain_, draw, surroundings_.resources);
        } else {
            apply(config, chain_, draw);
        }
    }

    void run(const Composite& composite, const Rng& own) {
        if (composite.kind == Composite::Kind::Sequential) return run(composite.items);
        const std::vector<Augmentation>& items = composite.items;
        Rng choice = own.stream("choice");
        std::size_t count = 1;
        if (composite.kind == Composite::Kind::SomeOf) {
            Rng counting = own.stream("count");
            count = static_cast<std::size_t>(composite.count.draw(counting));
        }
        std::vector<double> weights;
        for (const Augmentation& item : items) weights.push_back(item.weight);
        std::vector<bool> chosen(items.size(), false);
        for (std::size_t i = 0; i < std::min(count, items.size()); ++i) {
            if (std::ranges::all_of(weights, [](double w) { return w <= 0; })) break;
            const std::size_t k = draw_index(weights, choice);
            chosen[k] = true;
            weights[k] = 0;
        }
        for (std::size_t i = 0; i < items.size(); ++i)
            if (chosen[i]) run(items[i]);
    }

    Chain& chain_;
    Rng rng_;
    const Surroundings& surroundings_;
    const Watch& watch_;
    std::vector<AppliedOperator>& log_;
};

}  // namespace

Expected<Frame> augment(Frame frame, const std::vector<Augmentation>& list, const Rng& rng,
                        const Surroundings& surroundings, const Watch& watch) {
    if (list.empty()) return frame;
    std::vector<AppliedOperator> log = std::move(frame.augmented);
    Chain chain(std::move(frame));
    Run all(chain, rng, surroundings, watch, log);
    all.run(list);
    if (!all.findings.empty()) return all.findings;
    Frame result = std::move(chain.frame());
    result.augmented = std::move(log);
    return result;
}

}  // namespace diorama
