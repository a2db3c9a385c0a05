/// Scripts by which shells complete the command line, made from the command line itself.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace diorama {

enum class Shell { Bash, Zsh, Fish };

/// The script for one shell, for all commands of `app` with their options. What an option takes is
/// read off its type name: `a|b|c` are the values themselves, DIR is a folder, FILE a file; other
/// values are nobody's to guess. Arguments without a name are files, or folders where they are
/// called DIR.
std::string completion_script(const CLI::App& app, Shell shell);

}  // namespace diorama
