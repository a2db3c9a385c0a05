/// A value, or everything that is wrong with the input it should have been made from.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace diorama {

/// What kind of bad input, as the exit code that a run ends with (sysexits.h).
enum class Fault {
    Usage = 64,    // a bad command line
    Data = 65,     // the content of an asset is invalid
    NoInput = 66,  // a file is missing or unreadable
    Config = 78,   // the configuration breaks its schema
};

/// One finding about the user's input, printed as `file:line:column: path: message`.
struct Diagnostic {
    Fault fault = Fault::Data;
    std::string file;     // empty for the command line
    int line = 0;         // from 1; 0 when a position makes no sense
    int column = 0;       // from 1, in bytes
    std::string path;     // of the key, "scene.camera.fov_y_deg"
    std::string message;  // what is wrong, what was expected, a suggestion
    std::string source;   // the offending line, for the caret; may be empty

    /// The one-line form.
    std::string to_string() const;
    /// The one-line form, the source line and a caret under the column.
    std::string to_text() const;
};

using Diagnostics = std::vector<Diagnostic>;

/// Either a T or at least one Diagnostic. For results without a value use Expected<Done>.
template <class T>
class [[nodiscard]] Expected {
 public:
    using value_type = T;

    Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
    Expected(Diagnostic error) : state_(std::in_place_index<1>, Diagnostics{std::move(error)}) {}
    Expected(Diagnostics errors) : state_(std::in_place_index<1>, std::move(errors)) {
        assert(!std::get<1>(state_).empty());
    }

    explicit operator bool() const { return state_.index() == 0; }
    T& operator*() & { return std::get<0>(state_); }
    const T& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    const T* operator->() const { return &std::get<0>(state_); }
    const Diagnostics& errors() const { return std::get<1>(state_); }

 private:
    std::variant<T, Diagnostics> state_;
};

struct Done {};

}  // namespace diorama
