/// Exit codes in the numbers that a scheduler wants to see.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/core/expected.hpp"

namespace diorama {

/// Translates the codes of exit_code.hpp; those that nobody named stay as they are.
class ExitCodeMap {
 public:
    /// Reads `temp=99` or `75=99`; in one text several stand with commas between. Names are
    /// partial, memory, usage, data, input, unavailable, software, create, io, temp and config.
    /// Fails (Usage) for other names, for numbers outside 0 .. 255, and for 0, success.
    static Expected<ExitCodeMap> parse(const std::vector<std::string>& texts);

    int operator()(int code) const;

 private:
    std::map<int, int> codes_;
};

}  // namespace diorama
