/// File names by pattern, the same list in the same order on every machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace diorama::config {

/// True when the text holds one of "*?[".
bool has_wildcard(std::string_view text);

/// Matches one path segment: '*' any run, '?' one character (of UTF-8), [a-z], [!a-z] or [^a-z]
/// one byte. A leading '.' is matched by a '.' only. Takes at most |pattern| * |name| steps.
bool matches(std::string_view pattern, std::string_view name);

struct GlobResult {
    std::vector<std::string> files;  // as the pattern spells them, sorted bytewise
    bool too_many = false;           // a limit was reached; `files` is not complete
};

/// The regular files that match a pattern with '/' between segments; a segment "**" stands for any
/// number of folders, none included. Links to files count, links to folders are not followed by
/// "**". Files that cannot be looked at are left out.
/// @param folder   where a relative pattern starts; it is not part of the results.
/// Stops after 100 000 files or 1 000 000 entries.
GlobResult glob(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace diorama::config
