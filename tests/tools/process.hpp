/// The built program as a process, and folders to compare.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace diorama::test {

struct Outcome {
    int code = -1;   // of exit; -1 when a signal ended it
    int signal = 0;  // that ended it
    std::string out, err;
};

struct ProcessOptions {
    std::map<std::string, std::optional<std::string>> environment;  // nothing: removed
    bool empty_environment = false;  // only what `environment` says, and the sanitizer's options
    std::optional<std::uint64_t> max_file_size;  // RLIMIT_FSIZE
    std::string stdout_to;                       // a file instead of Outcome::out
    std::filesystem::path folder;                // to work in
    std::string program = DIORAMA_BINARY_DIR "/bin/diorama";
};

/// One run of `diorama` or another program, with the Vulkan validation layer unless the environment
/// is to be empty. Ended by force when the value goes away first.
class Process {
 public:
    Process(const std::vector<std::string>& arguments, const ProcessOptions& options = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void send(int signal) const;
    /// Waits for the end; after 120 s it is killed. A word from the validation layer fails the
    /// test.
    Outcome wait();

 private:
    pid_t pid_ = -1;
    std::filesystem::path out_, err_;
};

inline Outcome run(const std::vector<std::string>& arguments, const ProcessOptions& options = {}) {
    return Process(arguments, options).wait();
}

/// A folder that is gone after the test.
class TemporaryFolder {
 public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string file(const std::string& name, const std::string& text) const;
    std::string operator/(const std::string& name) const { return path_ / name; }

 private:
    std::filesystem::path path_;
};

/// Every file below a folder with its content.
std::map<std::string, std::string> tree(const std::filesystem::path& folder);

/// The names that differ or are on one side only; empty when the trees are equal.
std::vector<std::string> differences(const std::map<std::string, std::string>& a,
                                     const std::map<std::string, std::string>& b);

}  // namespace diorama::test
