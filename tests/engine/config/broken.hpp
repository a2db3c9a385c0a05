/// Broken configurations with all that is said about them, as tables.
#pragma once

#include <ostream>
#include <string_view>

#include "tests/engine/config/config_folder.hpp"

namespace diorama {

struct Broken {
    std::string_view name, yaml, findings;
};

inline void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

inline std::string broken_name(const testing::TestParamInfo<Broken>& info) {
    return std::string(info.param.name);
}

inline void expect_findings(const Broken& broken) {
    const ConfigFolder folder;
    std::string_view expected = broken.findings;
    if (expected.starts_with('\n')) expected.remove_prefix(1);
    EXPECT_EQ(folder.findings(folder.load(broken.yaml)), expected);
}

}  // namespace diorama
