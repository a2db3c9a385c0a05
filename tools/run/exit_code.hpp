/// What the process ends with, so that schedulers know what to do next.
#pragma once

#include <exception>
#include <string>

#include "engine/core/expected.hpp"

namespace diorama {

/// Exit codes (sysexits.h where it has one). 2, 124..127 and 128 + n are never used.
constexpr int kOk = 0;            // every requested sample is complete
constexpr int kPartial = 1;       // finished under --keep-going, some samples failed
constexpr int kOutOfMemory = 33;  // of the host or the device
constexpr int kUsage = 64;        // bad command line
constexpr int kData = 65;         // content of an asset or a configuration is invalid
constexpr int kNoInput = 66;      // configuration or asset missing
constexpr int kUnavailable = 69;  // no usable Vulkan device
constexpr int kSoftware = 70;     // internal error
constexpr int kCannotCreate = 73;
constexpr int kIoError = 74;
constexpr int kTemporary = 75;  // stopped by a signal or a lost device; resumable
constexpr int kConfig = 78;     // schema violation, or resume with another plan

/// The code for an exception that reached the top, and what to tell the user.
struct Failure {
    int code = kSoftware;
    std::string message;
};
Failure describe_failure(std::exception_ptr error);

/// Prints all findings to stderr.
/// @return the exit code of the first: findings are in the order in which they were met.
int report(const Diagnostics& findings);

/// A finding about the command line.
Diagnostic usage_error(std::string message);

}  // namespace diorama
