#include "tools/run/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <string_view>
#include <vector>

#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

enum class Takes { Nothing, Values, File, Folder, Anything };

struct OptionWords {
    std::vector<std::string> names;  // "--out", "-o"
    std::string help;                // its first sentence
    Takes takes = Takes::Nothing;
    std::vector<std::string> values;
};

struct CommandWords {
    std::string name;
    std::string help;
    std::vector<OptionWords> options;
    OptionWords positional;  // what stands first without a name before it
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

bool is_word(const std::string& text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
}

Takes what_it_takes(const std::string& type, std::vector<std::string>& values) {
    const std::vector<std::string> parts = split(type, '|');
    if (parts.size() > 1 && std::ranges::all_of(parts, is_word)) {
        values = parts;
        return Takes::Values;
    }
    if (type.starts_with("DIR")) return Takes::Folder;
    return type.starts_with("FILE") ? Takes::File : Takes::Anything;
}

/// Help in one line that every shell takes between single quotes.
std::string plain(const std::string& help) {
    std::string text = help.substr(0, help.find_first_of("\n;"));
    std::erase_if(text, [](char c) {
        return std::string_view("'\"`$\\[]:").find(c) != std::string_view::npos;
    });
    return text;
}

std::vector<OptionWords> options_of(const CLI::App& app) {
    std::vector<OptionWords> result;
    for (const CLI::Option* option : app.get_options()) {
        OptionWords words{.help = plain(option->get_description())};
        for (const std::string& name : option->get_lnames()) words.names.push_back("--" + name);
        for (const std::string& name : option->get_snames()) words.names.push_back("-" + name);
        if (words.names.empty()) continue;
        if (option->get_items_expected_max() > 0)
            words.takes = what_it_takes(option->get_type_name(), words.values);
        result.push_back(std::move(words));
    }
    return result;
}

OptionWords positional_of(const CLI::App& app) {
    OptionWords words;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string name = option->get_name(true);
        words.takes = what_it_takes(option->get_type_name(), words.values);
        if (words.takes == Takes::Anything)
            words.takes = name == "DIR" || name == "DATASET" ? Takes::Folder : Takes::File;
        break;
    }
    return words;
}

std::vector<CommandWords> commands_of(const CLI::App& app) {
    std::vector<CommandWords> commands;
    const std::vector<OptionWords> everywhere = options_of(app);
    for (const CLI::App* command : app.get_subcommands({})) {
        CommandWords words{command->get_name(), plain(command->get_description()),
                           options_of(*command), positional_of(*command)};
        for (const OptionWords& option : everywhere)
            if (option.takes != Takes::Nothing) words.options.push_back(option);
        commands.push_back(std::move(words));
    }
    return commands;
}

std::vector<std::string> names_of(const std::vector<CommandWords>& commands) {
    std::vector<std::string> names;
    for (const CommandWords& command : commands) names.push_back(command.name);
    return names;
}

std::vector<std::string> all_names(const std::vector<OptionWords>& options) {
    std::vector<std::string> names;
    for (const OptionWords& option : options)
        names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
}

std::string bash_script(const CLI::App& app) {
    const auto commands = commands_of(app);
    std::string values, words;
    for (const CommandWords& command : commands) {
        for (const OptionWords& option : command.options) {
            if (option.takes == Takes::Nothing) continue;
            std::vector<std::string> patterns;
            for (const std::string& name : option.names)
                patterns.push_back(command.name + "," + name);
            std::string action = "return ;;";
            if (option.takes == Takes::Values)
                action = fmt::format("kind=words words='{}' ;;", fmt::join(option.values, " "));
            if (option.takes == Takes::File) action = "kind=file ;;";
            if (option.takes == Takes::Folder) action = "kind=directory ;;";
            values += fmt::format("        {}) {}\n", fmt::join(patterns, "|"), action);
        }
        const Takes first = command.positional.takes;
        const char* kind = first == Takes::File     ? "file"
                           : first == Takes::Folder ? "directory"
                                                    : "words";
        std::vector<std::string> all = command.positional.values;
        for (const std::string& name : all_names(command.options)) all.push_back(name);
        words += fmt::format("            {}) words='{}' kind={} ;;\n", command.name,
                             fmt::join(all, " "), kind);
    }
    const auto names = names_of(commands);
    return fmt::format(R"(# bash completion for diorama: source <(diorama completion bash)
_diorama() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    local command= kind= words= i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
            {}) command=${{COMP_WORDS[i]}}; break ;;
        esac
    done
    case $command,$before in
{}    esac
    if [[ -z $kind ]]; then
        case $command in
            '') words='{} {}' kind=words ;;
{}        esac
        [[ $current != -* ]] || kind=words
    fi
    case $kind in
        words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
        *) compopt -o filenames 2>/dev/null
           mapfile -t COMPREPLY < <(compgen -A $kind -- "$current") ;;
    esac
}}
complete -F _diorama diorama
)",
                       fmt::join(names, "|"), values, fmt::join(names, " "),
                       fmt::join(all_names(options_of(app)), " "), words);
}

std::string zsh_value(const OptionWords& option) {
    switch (option.takes) {
        case Takes::Nothing:
            return "";
        case Takes::Values:
            return fmt::format(":value:({})", fmt::join(option.values, " "));
        case Takes::File:
            return ":file:_files";
        case Takes::Folder:
            return ":folder:_files -/";
        case Takes::Anything:
            return ":value: ";
    }
    return "";
}

/// What follows the names of an option, or the command alone for what has no name.
std::string fish_value(const OptionWords& option) {
    switch (option.takes) {
        case Takes::Nothing:
            return "";
        case Takes::Values:
            return fmt::format(" -x -a '{}'", fmt::join(option.values, " "));
        case Takes::File:
            return " -r -F";
        case Takes::Folder:
            return " -x -a '(__fish_complete_directories)'";
        case Takes::Anything:
            return " -x";
    }
    return "";
}

std::string zsh_script(const CLI::App& app) {
    std::string list, cases;
    for (const CommandWords& command : commands_of(app)) {
        list += fmt::format("        '{}:{}'\n", command.name, command.help);
        cases += fmt::format("        {}) _arguments", command.name);
        for (const OptionWords& option : command.options) {
            for (const std::string& name : option.names) {
                cases += fmt::format(" \\\n            '{}[{}]{}'", name, option.help,
                                     zsh_value(option));
            }
        }
        const std::string first = zsh_value(command.positional);
        if (!first.empty()) cases += fmt::format(" \\\n            '*{}'", first);
        cases += " ;;\n";
    }
    return fmt::format(R"(#compdef diorama
# zsh completion for diorama: diorama completion zsh > "${{fpath[1]}}/_diorama"
_diorama() {{
    local -a commands=(
{}    )
    if ((CURRENT == 2)); then
        _describe command commands
        return
    fi
    local command=${{words[2]}}
    shift words
    ((CURRENT--))
    case $command in
{}    esac
}}
compdef _diorama diorama
)",
                       list, cases);
}

std::string fish_script(const CLI::App& app) {
    std::string script =
        "# fish completion for diorama: diorama completion fish | source\n"
        "complete -c diorama -f -n __fish_use_subcommand\n";
    for (const CommandWords& command : commands_of(app)) {
        script += fmt::format("complete -c diorama -n __fish_use_subcommand -a {} -d '{}'\n",
                              command.name, command.help);
        for (const OptionWords& option : command.options) {
            script += fmt::format("complete -c diorama -n '__fish_seen_subcommand_from {}'",
                                  command.name);
            for (const std::string& name : option.names) {
                script +=
                    name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            script += fish_value(option);
            script += fmt::format(" -d '{}'\n", option.help);
        }
        if (command.positional.takes != Takes::Nothing) {
            script += fmt::format("complete -c diorama -n '__fish_seen_subcommand_from {}'{}\n",
                                  command.name, fish_value(command.positional));
        }
    }
    return script;
}

}  // namespace

std::string completion_script(const CLI::App& app, Shell shell) {
    switch (shell) {
        case Shell::Bash:
            return bash_script(app);
        case Shell::Zsh:
            return zsh_script(app);
        case Shell::Fish:
            return fish_script(app);
    }
    return {};
}

void add_completion(CLI::App& app, Command& chosen) {
    auto shell = std::make_shared<Shell>();
    CLI::App* command =
        app.add_subcommand("completion", "Print the script by which a shell completes commands");
    command->add_option("SHELL", *shell, "Which shell")
        ->required()
        ->transform(CLI::CheckedTransformer(std::map<std::string, Shell>{{"bash", Shell::Bash},
                                                                         {"zsh", Shell::Zsh},
                                                                         {"fish", Shell::Fish}})
                        .description(""))
        ->type_name("bash|zsh|fish");
    command->footer(
        "Examples:\n"
        "  source <(diorama completion bash)\n"
        "  diorama completion zsh > \"${fpath[1]}/_diorama\"\n"
        "  diorama completion fish > ~/.config/fish/completions/diorama.fish\n");
    command->callback([shell, &app, &chosen] {
        chosen = [shell, &app] {
            fmt::print("{}", completion_script(app, *shell));
            return kOk;
        };
    });
}

}  // namespace diorama
