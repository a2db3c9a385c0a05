#include <fmt/format.h>

#include <numeric>

#include "engine/config/augment_reader.hpp"
#include "engine/config/category_check.hpp"
#include "engine/config/mix_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

constexpr std::size_t kMaxParts = 64;

MixPart read_part(Reader& r, const KitNames& kit) {
    MixPart part;
    part.weight = r.number("weight", part.weight, {0, 1e9}, "Against the weights of the others.");
    const std::filesystem::path file = r.file(
        "config", {".yaml", ".yml"},
        "A configuration; its generator, augmentations and quality count, all else is the mix's.");
    if (file.empty()) return part;
    auto loaded = load_run_config(file, kit, {}, r.paths());
    if (!loaded) {
        r.forward(loaded.errors());
    } else if (std::holds_alternative<MixConfig>(loaded->run.generator)) {
        r.complain("config", "is a mix itself; name its parts here instead");
    } else {
        part.run = std::make_shared<const RunConfig>(std::move(loaded->run));
        part.resolved_json = std::move(loaded->resolved_json);
    }
    return part;
}

}  // namespace

MixConfig read_mix(Reader& r, const KitNames& kit) {
    MixConfig mix;
    mix.parts = r.list(
        "mix", kMaxParts, [&](Reader& item) { return read_part(item, kit); },
        "Several configurations, of which one is drawn for each sample.");
    const double sum = std::accumulate(mix.parts.begin(), mix.parts.end(), 0.0,
                                       [](double s, const MixPart& p) { return s + p.weight; });
    if (r.has("mix") && !(sum > 0))
        r.complain("mix", "needs at least one part with a weight above 0");
    return mix;
}

void check_generator(const Reader& r, const RunConfig& run, const MixConfig& mix) {
    for (std::size_t i = 0; i < mix.parts.size(); ++i) {
        if (!mix.parts[i].run) continue;
        for (const std::string& name : category_names(*mix.parts[i].run))
            check_category(r, run, fmt::format("mix[{}].config", i), name, " (in that file)");
        check_augmentations(r, {.augment = mix.parts[i].run->augment, .channels = run.channels});
    }
}

void settle_mix(MixConfig& mix, const RunConfig& run) {
    for (MixPart& part : mix.parts) {
        if (!part.run) continue;
        auto settled = std::make_shared<RunConfig>(*part.run);
        settled->seed = run.seed;
        settled->image = run.image;
        settled->categories = run.categories;
        settled->assets = run.assets;
        part.run = std::move(settled);
    }
}

}  // namespace diorama::config
