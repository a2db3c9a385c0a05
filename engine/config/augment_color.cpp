#include "engine/config/augment_color.hpp"

#include "engine/config/augment_reader.hpp"

namespace diorama {

const std::vector<std::string>& look_names() {
    static const std::vector<std::string> kNames{"warm",     "cool",     "faded", "vivid",
                                                 "noir",     "sepia",    "film",  "teal_orange",
                                                 "bleached", "moonlight"};
    return kNames;
}

namespace config {
namespace {

ColorConfig read_color(Reader& r) {
    const ColorConfig d;
    constexpr Range kFactor{0, 10};
    return {.temperature = r.distribution("temperature", d.temperature, kSignedShare,
                                          "White balance: -1 bluish to 1 yellowish."),
            .tint = r.distribution("tint", d.tint, kSignedShare,
                                   "White balance: -1 greenish to 1 pinkish."),
            .brightness = r.distribution("brightness", d.brightness, kSignedShare,
                                         "Added, in shares of full scale."),
            .contrast = r.distribution("contrast", d.contrast, kFactor, "Factor about the middle."),
            .saturation = r.distribution("saturation", d.saturation, kFactor, "Factor; 0 is grey."),
            .hue_deg = r.distribution("hue_deg", d.hue_deg, {-180, 180},
                                      "Turn of all hues about the grey axis."),
            .gamma = r.distribution("gamma", d.gamma, {0.1, 10}, "Exponent; above 1 is darker.")};
}

ChannelShuffleConfig read_channel_shuffle(Reader&) { return {}; }

ChannelDropConfig read_channel_drop(Reader& r) {
    const ChannelDropConfig d;
    return {.count = r.distribution("count", d.count, {.min = 0, .max = 3, .whole = true},
                                    "How many channels."),
            .level = r.distribution("level", d.level, kLevels, "What they become.")};
}

PosterizeConfig read_posterize(Reader& r) {
    return {.bits = r.distribution("bits", PosterizeConfig{}.bits,
                                   {.min = 1, .max = 8, .whole = true}, "That are left.")};
}

SolarizeConfig read_solarize(Reader& r) {
    return {.threshold = r.distribution("threshold", SolarizeConfig{}.threshold, kShare,
                                        "Levels from here on are inverted; 1 is none.")};
}

InvertConfig read_invert(Reader& r) {
    return {.strength = r.distribution("strength", InvertConfig{}.strength, kShare,
                                       "Share of the negative.")};
}

ToneCurveConfig read_tone_curve(Reader& r) {
    const ToneCurveConfig d;
    constexpr Range kLift{-0.5, 0.5};
    return {.shadows = r.distribution("shadows", d.shadows, kLift, "Lift of the dark quarter."),
            .midtones = r.distribution("midtones", d.midtones, kLift, "Lift of the middle."),
            .highlights =
                r.distribution("highlights", d.highlights, kLift, "Lift of the light quarter.")};
}

LookConfig read_look(Reader& r) {
    return {.name = r.words("name", Choice<std::string>(look_names().front()), look_names(),
                            "One of the looks, or a choice of them."),
            .strength = r.distribution("strength", 1.0, kShare, "Share of it in the result.")};
}

LutConfig read_lut(Reader& r) {
    return {.file = r.files("file", {".cube"}, "Files in the .cube format."),
            .strength = r.distribution("strength", 1.0, kShare, "Share of it in the result.")};
}

EqualizeConfig read_equalize(Reader& r) {
    return {.strength = r.distribution("strength", 1.0, kShare, "Share of it in the result.")};
}

ClaheConfig read_clahe(Reader& r) {
    const ClaheConfig d;
    return {.clip = r.distribution("clip", d.clip, {1, 100}, "Bound of the contrast's growth."),
            .tiles = r.distribution("tiles", d.tiles, {.min = 1, .max = 32, .whole = true},
                                    "Along each side.")};
}

}  // namespace

std::vector<OperatorReader> color_operators() {
    return {
        {"color", read_color, "White balance, brightness, contrast, saturation, hue, gamma."},
        {"channel_shuffle", read_channel_shuffle, "Red, green and blue in another order."},
        {"channel_drop", read_channel_drop, "Makes channels constant."},
        {"posterize", read_posterize, "Fewer levels."},
        {"solarize", read_solarize, "Inverts light levels."},
        {"invert", read_invert, "The negative."},
        {"tone_curve", read_tone_curve, "Lifts or lowers shadows, middle and lights."},
        {"look", read_look, "A named look of photographs."},
        {"lut", read_lut, "Color grading by a table from a file."},
        {"equalize", read_equalize, "Levels by their frequency."},
        {"clahe", read_clahe, "The same by tiles, with bounded contrast."},
    };
}

}  // namespace config
}  // namespace diorama
