#include "tests/tools/process.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace diorama::test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

fs::path fresh_path() {
    static int counter = 0;
    return fs::temp_directory_path() /
           ("diorama-test-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
}

std::vector<std::string> environment_of(const ProcessOptions& options) {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::string name = text.substr(0, text.find('='));
        if (!options.empty_environment || name == "ASAN_OPTIONS")
            variables[name] = text.substr(text.find('=') + 1);
    }
    if (!options.empty_environment) variables["DIORAMA_VALIDATE"] = "1";
    for (const auto& [name, value] : options.environment) {
        variables.erase(name);
        if (value) variables[name] = *value;
    }
    std::vector<std::string> words;
    for (const auto& [name, value] : variables) words.push_back(name + "=" + value);
    return words;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const ProcessOptions& options)
    : out_(fresh_path()), err_(fresh_path()) {
    std::vector<std::string> words{options.program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> variables = environment_of(options);
    const std::vector<char*> argv = pointers(words), envp = pointers(variables);
    const std::string out = options.stdout_to.empty() ? out_.string() : options.stdout_to;

    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ > 0) return;
    // In the child, only calls that are safe after fork.
    const auto redirect = [](const char* file, int to) {
        const int fd = ::open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (fd < 0 || ::dup2(fd, to) < 0) ::_exit(126);
    };
    redirect(out.c_str(), STDOUT_FILENO);
    redirect(err_.c_str(), STDERR_FILENO);
    if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
    if (options.max_file_size) {
        const rlimit limit{*options.max_file_size, *options.max_file_size};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
}

Process::~Process() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    fs::remove(out_);
    fs::remove(err_);
}

void Process::send(int signal) const { ::kill(pid_, signal); }

Outcome Process::wait() {
    int status = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > end) ::kill(pid_, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    pid_ = -1;
    Outcome outcome;
    if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
    outcome.out = content(out_);
    outcome.err = content(err_);
    EXPECT_THAT(outcome.err, ::testing::Not(::testing::HasSubstr("vulkan: ")));
    return outcome;
}

TemporaryFolder::TemporaryFolder() : path_(fresh_path()) { fs::create_directories(path_); }

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
}

std::map<std::string, std::string> tree(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder)] = content(entry.path());
    }
    return files;
}

std::vector<std::string> differences(const std::map<std::string, std::string>& a,
                                     const std::map<std::string, std::string>& b) {
    std::set<std::string> names;
    for (const auto& [name, text] : a)
        if (!b.contains(name) || b.at(name) != text) names.insert(name);
    for (const auto& [name, text] : b)
        if (!a.contains(name)) names.insert(name);
    return {names.begin(), names.end()};
}

}  // namespace diorama::test
