/// Changes one value in the text of a configuration and leaves every other byte as it is.
#pragma once

#include <string>
#include <vector>

#include "engine/core/expected.hpp"
#include "tools/preview/key_path.hpp"

namespace diorama::preview {

/// One value to write.
struct YamlChange {
    KeyPath path;
    std::string value;                    // YAML in flow style on one line: "{uniform: [1, 2]}"
    std::vector<std::string> instead_of;  // keys beside the last one that make way for it
};

/// The text with the change made.
///
/// - A value that is there is replaced where it stands; comments around it stay.
/// - A missing key is added after the last one of its map, in the style of that map; maps on the
///   way to it are written in flow style.
/// - An entry whose key is in `instead_of` is replaced as a whole by the new one.
/// - In a list one item may be appended.
///
///     scene:                                  scene:
///       camera:  # from the front               camera:  # from the front
///         fov_y_deg: 40  # narrow     ->          fov_y_deg: 55  # narrow
///
/// The result is parsed again and compared with the old tree: nothing but this value may differ.
/// @param name  stands for the text in messages.
/// @return Config with the place, for text that does not parse, a path that does not fit it, and
///         values that cannot be changed alone: aliases and their anchors, text over several
///         lines.
Expected<std::string> edit_yaml(const std::string& text, const std::string& name,
                                const YamlChange& change);

}  // namespace diorama::preview
