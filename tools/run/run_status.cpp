#include "tools/run/run_status.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/dataset/file_system.hpp"

namespace diorama {

std::string RunStatus::to_json(bool one_line) const {
    nlohmann::ordered_json json{
        {"label", label},       {"plan", plan},     {"requested", requested},
        {"complete", complete}, {"failed", failed}, {"exit_code", nullptr},
    };
    if (exit_code) json["exit_code"] = *exit_code;
    json["made"] = made;
    json["elapsed_s"] = elapsed_s;
    json["stages_s"] = nlohmann::ordered_json::object();
    for (const auto& [stage, seconds] : stages) json["stages_s"][stage] = seconds;
    return json.dump(one_line ? -1 : 2, ' ', false, nlohmann::json::error_handler_t::replace) +
           '\n';
}

StatusLines::StatusLines(int descriptor) : descriptor_(descriptor) {
    // Mesh importers are processes of their own, which have no business with it.
    if (descriptor >= 0) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void StatusLines::send(const RunStatus& status) {
    const auto now = std::chrono::steady_clock::now();
    if (descriptor_ < 0 || (now < next_ && !status.exit_code)) return;
    next_ = now + std::chrono::seconds(1);
    if (write_all(descriptor_, status.to_json(true), ::write) != 0) descriptor_ = -1;
}

bool is_writable_descriptor(int descriptor) {
    const int flags = ::fcntl(descriptor, F_GETFL);
    return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY;
}

}  // namespace diorama
