/// A folder of its own for configuration files, and a small kit to check names against.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/run_config.hpp"

namespace diorama {

inline KitNames small_kit() {
    return {.objects = {"bowl", "mug", "plate"},
            .primitives = {"cone", "cube"},
            .materials = {"brick", "cloth", "marble", "plaster", "wood"}};
}

/// Lives as long as the test; its name is taken out of texts, so that tests can say "main.yaml".
class ConfigFolder {
 public:
    ConfigFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "diorama-XXXXXX").string();
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    ~ConfigFolder() { std::filesystem::remove_all(path_); }
    ConfigFolder(const ConfigFolder&) = delete;
    ConfigFolder& operator=(const ConfigFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    void write(const std::string& name, std::string_view text) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

    /// Writes main.yaml and loads it. A leading line break of the text is dropped.
    Expected<LoadedConfig> load(std::string_view yaml,
                                const std::vector<Override>& overrides = {}) const {
        if (yaml.starts_with('\n')) yaml.remove_prefix(1);
        write("main.yaml", yaml);
        return load_run_config(path_ / "main.yaml", small_kit(), overrides);
    }

    /// The text without the path of the folder.
    std::string local(std::string text) const {
        const std::string prefix = path_.string() + "/";
        for (std::size_t at; (at = text.find(prefix)) != text.npos;) text.erase(at, prefix.size());
        return text;
    }

    /// All findings as a user sees them; empty when there are none.
    std::string findings(const Expected<LoadedConfig>& loaded) const {
        std::string text;
        if (loaded) return text;
        for (const Diagnostic& d : loaded.errors())
            text += (text.empty() ? "" : "\n") + d.to_text();
        return local(text);
    }

 private:
    std::filesystem::path path_;
};

}  // namespace diorama
