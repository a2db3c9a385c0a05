#include "engine/io/asset_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace diorama {
namespace {

namespace fs = std::filesystem;

Diagnostic refused(std::string why) {
    return {.fault = Fault::NoInput, .file = {}, .message = std::move(why)};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_but_case(const std::string& a, const std::string& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string percent_decoded(const std::string& text) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        const char l = lower(c);
        return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
            digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// The path with each part that does not exist replaced by the first entry, bytewise, that differs
/// in case only; empty when there is none.
fs::path find_any_case(const fs::path& folder, const fs::path& relative) {
    fs::path found = folder;
    std::error_code error;
    for (const fs::path& part : relative) {
        if (part == ".." || fs::exists(fs::symlink_status(found / part, error))) {
            found = part == ".." ? found.parent_path() : found / part;
            continue;
        }
        std::string best;
        int seen = 0;
        for (fs::directory_iterator it(found, error), end; it != end && ++seen < 100'000;
             it.increment(error)) {
            const std::string name = it->path().filename().string();
            if (same_but_case(name, part.string()) && (best.empty() || name < best)) best = name;
        }
        if (best.empty()) return {};
        found /= best;
    }
    return found;
}

}  // namespace

bool is_inside(const fs::path& file, const fs::path& folder) {
    const auto [end, _] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

AssetFolder::AssetFolder(fs::path root, fs::path folder, const ImportLimits& limits,
                         std::uint64_t spent)
    : root_(std::move(root)),
      folder_(std::move(folder)),
      bytes_left_(limits.max_file_bytes - std::min(spent, limits.max_file_bytes)),
      files_left_(limits.max_external_files),
      requests_left_(4 * limits.max_external_files + 16) {}

Expected<Bytes> AssetFolder::read(const fs::path& relative) {
    // Judged by its text first: what lies outside is not even looked for.
    if (!is_inside((folder_ / relative).lexically_normal(), root_))
        return refused(fmt::format("lies outside of {}", root_.string()));
    const fs::path found = find_any_case(folder_, relative.lexically_normal());
    std::error_code error;
    const fs::path real = found.empty() ? fs::path() : fs::canonical(found, error);
    if (real.empty() || error) return refused("does not exist");
    if (!is_inside(real, root_)) return refused(fmt::format("lies outside of {}", root_.string()));
    // `real` has no links in it, so a link at its end was put there a moment ago.
    Expected<Bytes> content = read_file(real, bytes_left_, false);
    if (content) {
        bytes_left_ -= content->size();
        --files_left_;
    }
    return content;
}

Expected<Bytes> AssetFolder::fetch(const std::string& path) {
    if (path.empty() || path.size() > 4096 || path.find('\0') != std::string::npos)
        return refused("is no path");
    if (requests_left_ == 0 || files_left_ == 0)
        return refused("is one file too many for this asset");
    --requests_left_;

    std::string spelled = path;
    std::replace(spelled.begin(), spelled.end(), '\\', '/');
    if (spelled.starts_with("file://")) spelled.erase(0, 7);
    const bool absolute = spelled.starts_with("/") || (spelled.size() > 1 && spelled[1] == ':');
    const std::string last = spelled.substr(spelled.find_last_of('/') + 1);
    std::vector<std::string> candidates;
    if (!absolute) candidates = {spelled, percent_decoded(spelled)};
    candidates.insert(candidates.end(), {last, percent_decoded(last)});

    Expected<Bytes> first = refused("does not exist");
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto earlier = candidates.begin() + static_cast<std::ptrdiff_t>(i);
        if (candidates[i].empty() ||
            std::find(candidates.begin(), earlier, candidates[i]) != earlier)
            continue;
        Expected<Bytes> content = read(candidates[i]);
        if (content) return content;
        if (i == 0) first = std::move(content);
    }
    return first;
}

}  // namespace diorama
