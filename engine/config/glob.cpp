#include "engine/config/glob.hpp"

#include <algorithm>
#include <system_error>

namespace diorama::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 100'000;
constexpr std::size_t kMaxEntries = 1'000'000;

/// The length of the UTF-8 sequence at the front of `text`, 1 for anything malformed.
std::size_t character_length(std::string_view text) {
    std::size_t i = 1;
    while (i < text.size() && i < 4 && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) ++i;
    return i;
}

/// Matches "[a-z]" at the front of `pattern` against one byte.
/// @return the length of the class, 0 when it is no class; `hit` says whether it matched.
std::size_t match_class(std::string_view pattern, char c, bool& hit) {
    std::size_t i = 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    const std::size_t first = i;
    bool inside = false;
    for (; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
        char low = pattern[i], high = low;
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            high = pattern[i + 2];
            i += 2;
        }
        inside = inside || (c >= low && c <= high);
    }
    if (i >= pattern.size()) return 0;
    hit = inside != negated;
    return i + 1;
}

struct Search {
    std::vector<std::string> segments;
    GlobResult result;
    std::size_t entries = 0;

    bool full() {
        if (result.files.size() >= kMaxFiles || entries >= kMaxEntries) result.too_many = true;
        return result.too_many;
    }

    /// The names in a folder, sorted, so that limits cut the same files everywhere.
    std::vector<std::string> names(const fs::path& folder) {
        std::vector<std::string> found;
        std::error_code error;
        fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
        for (; !error && at != fs::directory_iterator() && entries < kMaxEntries;
             at.increment(error)) {
            found.push_back(at->path().filename().string());
            ++entries;
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    /// @param folder  where to look; @param prefix  how the pattern spells that folder.
    void run(const fs::path& folder, const std::string& prefix, std::size_t segment) {
        if (full()) return;
        const std::string& pattern = segments[segment];
        const bool last = segment + 1 == segments.size();
        std::error_code error;
        if (pattern == "**") {
            run(folder, prefix, segment + 1);  // for no folder
            for (const std::string& name : names(folder)) {
                if (name.starts_with('.')) continue;
                const fs::path path = folder / name;
                if (fs::is_directory(fs::symlink_status(path, error)) && !full())
                    run(path, prefix + name + "/", segment);
            }
            return;
        }
        if (!has_wildcard(pattern)) {
            const fs::path path = folder / pattern;
            if (!last) return run(path, prefix + pattern + "/", segment + 1);
            if (fs::is_regular_file(path, error)) result.files.push_back(prefix + pattern);
            return;
        }
        for (const std::string& name : names(folder)) {
            if (!matches(pattern, name)) continue;
            const fs::path path = folder / name;
            if (last) {
                if (fs::is_regular_file(path, error)) result.files.push_back(prefix + name);
            } else if (fs::is_directory(path, error)) {
                run(path, prefix + name + "/", segment + 1);
            }
            if (full()) return;
        }
    }
};

}  // namespace

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[") != text.npos; }

bool matches(std::string_view pattern, std::string_view name) {
    if (name.starts_with('.') && !pattern.starts_with('.')) return false;
    // After a mismatch only the last '*' takes one byte more: no other star can do better.
    std::size_t p = 0, n = 0, star = pattern.npos, star_end = 0;
    while (n < name.size()) {
        bool hit = false;
        std::size_t p_step = 1, n_step = 1;
        if (p < pattern.size()) {
            const char c = pattern[p];
            if (c == '*') {
                star = p++;
                star_end = n;
                continue;
            }
            if (c == '?') {
                hit = true;
                n_step = character_length(name.substr(n));
            } else if (const std::size_t length =
                           c == '[' ? match_class(pattern.substr(p), name[n], hit) : 0;
                       length > 0) {
                p_step = length;
            } else {
                hit = c == name[n];
            }
        }
        if (hit) {
            p += p_step;
            n += n_step;
        } else if (star != pattern.npos) {
            p = star + 1;
            n = ++star_end;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

GlobResult glob(const fs::path& folder, const std::string& pattern) {
    Search search;
    std::string prefix, segment;
    std::size_t start = 0;
    while (start < pattern.size() && pattern[start] == '/') ++start;
    if (start > 0) prefix = "/";
    for (std::size_t i = start; i <= pattern.size(); ++i) {
        if (i < pattern.size() && pattern[i] != '/') {
            segment += pattern[i];
            continue;
        }
        // "**/**" is "**"; written twice it would only be walked twice.
        const bool again =
            segment == "**" && !search.segments.empty() && search.segments.back() == "**";
        if (!segment.empty() && segment != "." && !again) search.segments.push_back(segment);
        segment.clear();
    }
    if (search.segments.empty()) return {};
    if (search.segments.back() == "**") search.segments.push_back("*");
    search.run(start > 0 ? fs::path("/") : folder, prefix, 0);
    auto& files = search.result.files;
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    return std::move(search.result);
}

}  // namespace diorama::config
