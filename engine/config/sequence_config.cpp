#include "engine/config/sequence_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/config/sequence_reader.hpp"
#include "engine/config/words.hpp"

namespace diorama::config {
namespace {

constexpr Range kMeters{-10000, 10000};
constexpr Range kAngle{-36000, 36000};

OrbitPath read_orbit_path(Reader& r) {
    const OrbitPath d;
    return {.azimuth_deg = r.distribution("azimuth_deg", d.azimuth_deg, kAngle,
                                          "How far it goes around, until the last picture."),
            .elevation_deg =
                r.distribution("elevation_deg", d.elevation_deg, {-180, 180}, "How far it rises."),
            .distance = r.distribution("distance", d.distance, {0.01, 100},
                                       "Its distance at the end, as a factor.")};
}

SplinePath::Knot read_knot(Reader& r) {
    const SplinePath::Knot d;
    return {.eye_m = r.distributions("eye_m", d.eye_m, kMeters, "Where the camera is."),
            .target_m = r.distributions("target_m", d.target_m, kMeters, "What it looks at.")};
}

}  // namespace

SequenceConfig read_sequence(Reader& r) {
    const SequenceConfig d;
    SequenceConfig sequence;
    sequence.frames = static_cast<int>(r.natural("frames", static_cast<std::uint64_t>(d.frames), 2,
                                                 1000, "Pictures of a sample."));
    sequence.fps = r.number("fps", d.fps, {0.001, 100000}, "Pictures a second.");
    sequence.camera = r.map(
        "camera",
        [](Reader& inner) {
            using Path = decltype(SequenceConfig::camera);
            return inner.one_of<Path>(
                {{"still",
                  [&] {
                      return Path(inner.map(
                          "still", [](Reader&) { return StillCamera{}; }, "It does not move."));
                  }},
                 {"orbit",
                  [&] {
                      return Path(inner.map("orbit", read_orbit_path,
                                            "Around what it looks at in the first picture."));
                  }},
                 {"linear",
                  [&] {
                      return Path(inner.map(
                          "linear",
                          [](Reader& line) {
                              return LinearPath{line.distributions(
                                  "move_m", LinearPath{}.move_m, kMeters, "World, until the end.")};
                          },
                          "Along a line, its direction kept."));
                  }},
                 {"spline",
                  [&] {
                      SplinePath path{inner.list("spline", 1000, read_knot,
                                                 "Points it passes at equal times, two or more; "
                                                 "they replace the pose of 'camera'.")};
                      if (inner.has("spline") && path.knots.size() < 2)
                          inner.complain("spline", "needs two points or more");
                      return Path(std::move(path));
                  }}},
                0);
        },
        "How the camera moves.", {.keys = {"still", "orbit"}});
    return sequence;
}

MotionConfig read_motion(Reader& r) {
    const MotionConfig d;
    return {.velocity_m_s = r.distributions("velocity_m_s", d.velocity_m_s, kMeters, "World."),
            .spin_deg_s = r.distributions("spin_deg_s", d.spin_deg_s, kAngle,
                                          "About the world's axes through its middle.")};
}

std::vector<KeypointConfig> read_keypoints(Reader& r) {
    auto keypoints = r.list(
        "keypoints", 1000,
        [](Reader& item) {
            KeypointConfig point;
            point.name = item.text("name", std::nullopt, TextRule::Label, "Of the point.");
            const auto place = item.map(
                "in_box",
                [](Reader& box) {
                    const auto axis = [&](const char* key) {
                        return box.number(key, 0.5, {-10, 10}, "0 to 1 along this axis.");
                    };
                    return std::array{axis("x"), axis("y"), axis("z")};
                },
                "Its place in the object's box.");
            point.in_box = place;
            return point;
        },
        "Named points of the object, for the format coco-keypoints.");
    for (std::size_t i = 0; i < keypoints.size(); ++i)
        for (std::size_t before = 0; before < i; ++before)
            if (!keypoints[i].name.empty() && keypoints[i].name == keypoints[before].name)
                r.complain(fmt::format("keypoints[{}].name", i),
                           fmt::format("'{}' is already the name of a point of this object",
                                       excerpt(keypoints[i].name)));
    return keypoints;
}

}  // namespace diorama::config
