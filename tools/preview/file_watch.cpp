#include "tools/preview/file_watch.hpp"

#include <algorithm>
#include <system_error>

namespace diorama::preview {

FileWatch::State FileWatch::state_of(const std::string& file) {
    std::error_code error;
    State state;
    state.time = std::filesystem::last_write_time(file, error);
    if (error) return {};
    state.size = std::filesystem::file_size(file, error);
    state.there = !error;
    return state.there ? state : State{};
}

void FileWatch::watch(const std::vector<std::string>& files) {
    std::vector<State> states;
    for (const std::string& file : files) {
        // One that is watched already keeps what was last seen of it.
        const auto known = std::ranges::find(files_, file);
        states.push_back(known == files_.end()
                             ? state_of(file)
                             : states_[static_cast<std::size_t>(known - files_.begin())]);
    }
    files_ = files;
    states_ = std::move(states);
}

bool FileWatch::changed() {
    bool any = false;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        const State now = state_of(files_[i]);
        any = any || now != states_[i];
        states_[i] = now;
    }
    return any;
}

}  // namespace diorama::preview
