/// Readers written in Python from the definitions of the formats, run on a dataset.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace diorama {

struct Outcome {
    int code = -1;
    std::string output;  // stdout and stderr
};

inline Outcome run_shell(const std::string& command) {
    Outcome outcome;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return outcome;
    char block[4096];
    for (std::size_t size = 0; (size = std::fread(block, 1, sizeof(block), pipe)) > 0;)
        outcome.output.append(block, size);
    const int state = ::pclose(pipe);
    outcome.code = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
    return outcome;
}

/// A Python that has numpy; empty when there is none.
inline std::string python() {
    for (const char* name : {"/usr/bin/python3", "python3"})
        if (run_shell(std::string(name) + " -c 'import numpy'").code == 0) return name;
    return {};
}

/// Runs a script of tests/engine/dataset on a dataset.
inline Outcome run_python(const std::string& script, const std::filesystem::path& dataset) {
    return run_shell(python() + " -B '" DIORAMA_SOURCE_DIR "/tests/engine/dataset/" + script +
                     "' '" + dataset.string() + "'");
}

}  // namespace diorama
