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

/// Whether normals have no meaning after an operator: it has no rotation to turn them by.
struct DropsNormals {
    template <class Config>
    bool operator()(const Config&) const {
        return false;
    }
    bool operator()(const PerspectiveConfig&) const { return true; }
    bool operator()(const ElasticConfig&) const { return true; }
    bool operator()(const GridDistortionConfig&) const { return true; }
    bool operator()(const ThinPlateConfig&) const { return true; }
    bool operator()(const LensConfig&) const { return true; }
    bool operator()(const MosaicConfig&) const { return true; }
    bool operator()(const MixupConfig&) const { return true; }
    bool operator()(const CopyPasteConfig&) const { return true; }
    bool operator()(const PasteBoxesConfig&) const { return true; }
    bool operator()(const MoveObjectsConfig&) const { return true; }
};

/// The first entry that drops normals, "" when there is none.
std::string normals_end_at(const std::vector<Augmentation>& items) {
    for (const Augmentation& item : items) {
        if (const auto* composite = std::get_if<Composite>(&item.what)) {
            if (const std::string name = normals_end_at(composite->items); !name.empty())
                return name;
        } else if (std::visit(DropsNormals{}, std::get<OperatorConfig>(item.what))) {
            return item.name;
        }
    }
    return {};
}

}  // namespace

void check_augmentations(const Reader& r, const RunConfig& run) {
    const bool normals = std::ranges::find(run.channels, Channel::Normals) != run.channels.end();
    const std::string name = normals ? normals_end_at(run.augment) : "";
    if (!name.empty())
        r.complain("channels", fmt::format("normals do not survive the augmentation '{}'", name));
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
