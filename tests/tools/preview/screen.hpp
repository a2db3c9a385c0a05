/// A display in memory with a keyboard and a mouse.
#pragma once

#include <memory>
#include <string>

#include "engine/core/image.hpp"
#include "tests/tools/process.hpp"

namespace diorama::test {

/// Xvfb with one screen of 1280x720 without a window manager, driven by xdotool.
class Screen {
 public:
    /// Whether both programs are installed.
    static bool available();

    Screen();

    /// ":1", for the environment of programs that shall appear on it.
    const std::string& name() const { return name_; }
    /// What is to be seen.
    Image<Rgb8> picture() const;
    /// The title of the window whose title holds `part`; empty for none.
    std::string title(const std::string& part) const;
    /// Waits for at most 60 s until that title holds `wanted` and does not hold `unwanted`.
    bool wait_for(const std::string& part, const std::string& wanted,
                  const std::string& unwanted = "\n") const;

    void focus(const std::string& part) const;
    void key(const std::string& keys) const { tool("key " + keys); }
    void type(const std::string& text) const { tool("type --delay 30 " + text); }
    void click(int x, int y) const;
    /// Presses the left button at a point, moves in steps, lets go.
    void drag(int x, int y, int to_x, int to_y) const;

 private:
    std::string tool(const std::string& words) const;

    TemporaryFolder folder_;
    std::unique_ptr<Process> server_;
    std::string name_;
};

}  // namespace diorama::test
