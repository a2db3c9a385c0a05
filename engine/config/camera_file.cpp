#include "engine/config/camera_file.hpp"

#include <fmt/format.h>

#include "engine/config/document.hpp"
#include "engine/config/words.hpp"

namespace diorama {

Expected<DepthCamera> read_camera_file(const std::filesystem::path& file) {
    config::Findings findings;
    config::Source source;
    if (!config::read_source(file, {}, "", source, findings)) return findings.sorted();
    const config::NodePtr root = config::parse_document(source, findings);
    if (!root) return findings.sorted();
    if (!root->is_map()) {
        findings.add(root->mark, "", "expected a map with fx, fy, cx and cy");
        return findings.sorted();
    }
    const auto number = [&](const std::string& key, double min) {
        const config::Node* node = root->at(key);
        if (!node) {
            findings.add(root->mark, key, fmt::format("missing required key '{}'", key));
            return min;
        }
        const auto value =
            node->is_scalar() ? config::parse_number(node->text) : std::optional<config::Number>();
        if (value && value->value >= min && value->value <= 1e6) return value->value;
        findings.add(node->mark, key,
                     fmt::format("expected a number from {} to 1000000, found '{}'", min,
                                 config::excerpt(node->text)));
        return min;
    };
    DepthCamera camera;
    camera.intrinsics = {.fx = number("fx", 1),
                         .fy = number("fy", 1),
                         .cx = number("cx", -1e6) + 0.5,
                         .cy = number("cy", -1e6) + 0.5};
    camera.units_per_meter = number(
        root->at("depth_units_per_meter") ? "depth_units_per_meter" : "depth_units_per_metre",
        1e-3);
    if (!findings.empty()) return findings.sorted();
    return camera;
}

}  // namespace diorama
