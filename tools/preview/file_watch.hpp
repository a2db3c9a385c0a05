/// Notices that files have been saved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace diorama::preview {

/// Compares date and size of files with those of the last look.
class FileWatch {
 public:
    /// Watches these from now on.
    void watch(const std::vector<std::string>& files);
    /// Whether any of them has changed, come or gone since the last call.
    bool changed();

 private:
    struct State {
        bool there = false;
        std::filesystem::file_time_type time;
        std::uintmax_t size = 0;
        bool operator==(const State&) const = default;
    };
    static State state_of(const std::string& file);

    std::vector<std::string> files_;
    std::vector<State> states_;
};

}  // namespace diorama::preview
