#include "tools/run/run_status.hpp"

#include <nlohmann/json.hpp>

namespace diorama {

std::string RunStatus::to_json() const {
    const nlohmann::ordered_json json{
        {"label", label},       {"plan", plan},     {"requested", requested},
        {"complete", complete}, {"failed", failed}, {"exit_code", exit_code},
    };
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace diorama
