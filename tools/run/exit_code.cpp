#include "tools/run/exit_code.hpp"

#include <fmt/format.h>

#include <new>
#include <system_error>
#include <utility>

#include "engine/dataset/file_system.hpp"
#include "engine/gpu/vulkan.hpp"

namespace diorama {

Failure describe_failure(std::exception_ptr error) {
    try {
        std::rethrow_exception(std::move(error));
    } catch (const FileError& e) {
        return {e.exit_code(), e.what()};
    } catch (const GpuUnavailable& e) {
        return {kUnavailable, e.what()};
    } catch (const GpuError& e) {
        if (e.out_of_memory()) return {kOutOfMemory, e.what()};
        // A driver that cannot start here, whatever it lacks.
        if (e.result() == VK_ERROR_INITIALIZATION_FAILED) return {kUnavailable, e.what()};
        const bool lost = e.result() == VK_ERROR_DEVICE_LOST;
        return {lost ? kTemporary : kSoftware, e.what()};
    } catch (const std::bad_alloc&) {
        return {kOutOfMemory, "out of memory"};
    } catch (const std::system_error& e) {
        // A thread or process that cannot start, or a stream that cannot be written.
        const bool busy = e.code() == std::errc::resource_unavailable_try_again;
        return {busy ? kTemporary : kIoError, e.what()};
    } catch (const std::exception& e) {
        return {kSoftware, fmt::format("internal error: {}", e.what())};
    } catch (...) {
        return {kSoftware, "internal error"};
    }
}

int report(const Diagnostics& findings) {
    for (const Diagnostic& finding : findings) fmt::print(stderr, "{}\n", finding.to_text());
    return static_cast<int>(findings.front().fault);
}

Diagnostic usage_error(std::string message) {
    return {.fault = Fault::Usage, .message = std::move(message)};
}

}  // namespace diorama
