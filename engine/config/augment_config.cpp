#include "engine/config/augment_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/config/augment_reader.hpp"

namespace diorama::config {
namespace {

constexpr std::size_t kMaxItems = 256;

using What = decltype(Augmentation::what);

Augmentation read_augmentation(Reader& r);

std::vector<Augmentation> read_items(Reader& r, std::string_view key, std::string_view help) {
    return r.nested_list(key, kMaxItems, "augmentation", read_augmentation, help);
}

Composite read_some_of(Reader& r) {
    return {.kind = Composite::Kind::SomeOf,
            .count = r.distribution("count", 1.0, {.min = 0, .max = kMaxItems, .whole = true},
                                    "How many of them; they run in the order of the list."),
            .items = read_items(r, "of", "What they are drawn from.")};
}

Augmentation read_augmentation(Reader& r) {
    struct Named {
        std::string key;
        What what;
    };
    std::vector<Reader::Alternative<Named>> alternatives;
    const auto add = [&](const OperatorReader& op) {
        alternatives.push_back({op.key, [&r, op] {
                                    return Named{op.key, What(r.map(op.key, op.read, op.help))};
                                }});
    };
    for (const auto& group : {geometry_operators(), color_operators(), filter_operators(),
                              weather_operators(), mix_operators(), adapt_operators()})
        for (const OperatorReader& op : group) add(op);
    alternatives.push_back(
        {"sequential", [&] {
             return Named{
                 "sequential",
                 What(Composite{.kind = Composite::Kind::Sequential,
                                .items = read_items(r, "sequential", "All of them, or none.")})};
         }});
    alternatives.push_back(
        {"one_of", [&] {
             return Named{"one_of",
                          What(Composite{.kind = Composite::Kind::OneOf,
                                         .items = read_items(r, "one_of", "One by weight.")})};
         }});
    alternatives.push_back(
        {"some_of", [&] {
             return Named{"some_of", What(r.map("some_of", read_some_of, "Several by weight."))};
         }});
    Named named = r.one_of<Named>(alternatives, std::nullopt);
    Augmentation augmentation{.key = std::move(named.key), .what = std::move(named.what)};
    augmentation.p = r.number("p", 1, kShare, "Probability that it runs on a picture.");
    augmentation.weight = r.number("weight", 1, {0, 1e6}, "In a one_of or some_of.");
    augmentation.name = r.text("name", "", TextRule::Label,
                               "Names its random stream; default: its key, with #2 when there is "
                               "one before.");
    return augmentation;
}

/// Names by order of appearance, so that an entry of another kind changes none.
void name_all(Reader& r, std::vector<Augmentation>& items, std::map<std::string, int>& uses) {
    for (Augmentation& item : items) {
        const bool given = !item.name.empty();
        const std::string base = given ? item.name : item.key;
        const int use = ++uses[base];
        if (given && use > 1) r.complain("augment", fmt::format("two entries named '{}'", base));
        item.name = use == 1 ? base : fmt::format("{}#{}", base, use);
        if (auto* composite = std::get_if<Composite>(&item.what))
            name_all(r, composite->items, uses);
    }
}

/// What an operator does to channels, from harmless to not at all.
enum class Change {
    Nothing,  // colors alone
    Linear,   // moves pixels; directions have a meaning
    Bends,    // no rotation to turn directions by, or another one for each picture of a sequence
    Mixes,    // brings in pixels of pictures without these channels
};

struct ChangeOf {
    template <class Config>
    Change operator()(const Config&) const {
        return Change::Nothing;
    }
    Change operator()(const FlipConfig&) const { return Change::Linear; }
    Change operator()(const QuarterTurnConfig&) const { return Change::Linear; }
    Change operator()(const AffineConfig&) const { return Change::Linear; }
    Change operator()(const ResizeConfig&) const { return Change::Linear; }
    Change operator()(const ScaleJitterConfig&) const { return Change::Linear; }
    Change operator()(const LetterboxConfig&) const { return Change::Linear; }
    Change operator()(const PadConfig&) const { return Change::Linear; }
    Change operator()(const CropConfig&) const { return Change::Linear; }
    Change operator()(const PerspectiveConfig&) const { return Change::Bends; }
    Change operator()(const ElasticConfig&) const { return Change::Bends; }
    Change operator()(const GridDistortionConfig&) const { return Change::Bends; }
    Change operator()(const ThinPlateConfig&) const { return Change::Bends; }
    Change operator()(const LensConfig&) const { return Change::Bends; }
    Change operator()(const MosaicConfig&) const { return Change::Mixes; }
    Change operator()(const MixupConfig&) const { return Change::Mixes; }
    Change operator()(const CopyPasteConfig&) const { return Change::Mixes; }
    Change operator()(const PasteBoxesConfig&) const { return Change::Mixes; }
    Change operator()(const MoveObjectsConfig&) const { return Change::Mixes; }
};

/// The most that a channel bears.
Change bearable(Channel channel) {
    switch (channel) {
        case Channel::Depth:
        case Channel::Instance:
        case Channel::Semantic:
            return Change::Mixes;
        case Channel::Normals:
        case Channel::Flow:
        case Channel::FlowForward:
        case Channel::FlowBackward:
            return Change::Linear;
        case Channel::Coverage:
            return Change::Nothing;
        default:
            return Change::Bends;
    }
}

/// The first entry that a channel does not survive, "" when there is none.
std::string end_of(Channel channel, const std::vector<Augmentation>& items) {
    for (const Augmentation& item : items) {
        if (const auto* composite = std::get_if<Composite>(&item.what)) {
            if (const std::string name = end_of(channel, composite->items); !name.empty())
                return name;
            continue;
        }
        const auto& config = std::get<OperatorConfig>(item.what);
        Change change = std::visit(ChangeOf{}, config);
        // Around the objects of each picture of a sequence: no flow between such pictures.
        const auto* crop = std::get_if<CropConfig>(&config);
        const bool wanders = crop && std::holds_alternative<ObjectCrop>(crop->kind);
        if (wanders && channel != Channel::Normals) change = Change::Bends;
        if (change > bearable(channel)) return item.name;
    }
    return {};
}

}  // namespace

void check_augmentations(const Reader& r, const RunConfig& run) {
    for (std::size_t i = 0; i < run.channels.size(); ++i) {
        const std::string name = end_of(run.channels[i], run.augment);
        if (!name.empty())
            r.complain(fmt::format("channels[{}]", i),
                       fmt::format("does not survive the augmentation '{}'", name));
    }
}

std::vector<Augmentation> read_augmentations(Reader& r) {
    auto items = read_items(r, "augment", "What is done to each picture, in this order.");
    std::map<std::string, int> uses;
    name_all(r, items, uses);
    return items;
}

int read_side(Reader& r, const char* key, int fallback, const char* help) {
    return static_cast<int>(r.natural(key, static_cast<std::uint64_t>(fallback), 0, 16384, help));
}

Distribution3 read_fill(Reader& r, const Distribution3& fallback) {
    return r.distributions("fill", fallback, kLevels,
                           "Color beyond the picture: red, green, blue, 0 to 255.");
}

OutsideConfig read_outside(Reader& r) {
    const OutsideConfig d;
    return {.border = r.name<Border>("border", d.border,
                                     {.now = {{"fill", Border::Fill},
                                              {"reflect", Border::Reflect},
                                              {"replicate", Border::Replicate}}},
                                     "What shows beyond the picture; never labelled."),
            .fill = read_fill(r, d.fill)};
}

}  // namespace diorama::config
