/// Gives up, for the rest of this process, all that importing a mesh does not need.
#pragma once

#include <cstdint>
#include <string>

namespace diorama {

/// Limits address space, file size and core dumps, then allows by seccomp only memory and the
/// descriptors that are open already: a system call outside a list of some 25 ends the process,
/// opening a file fails with ENOENT.
/// @return  what is not available here, for a message; empty when all of it is in force. Sanitized
///          builds need more and get neither the limit of memory nor the filter.
std::string enter_sandbox(std::uint64_t memory_bytes);

}  // namespace diorama
