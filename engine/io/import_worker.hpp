/// What the two sides of an isolated import agree upon.
#pragma once

#include <string>

#include "engine/io/byte_stream.hpp"
#include "engine/io/model_import.hpp"

namespace diorama {

/// The first argument of a program that is started as a worker; the second is the descriptor.
constexpr const char* kWorkerArgument = "__import-worker";

/// One request as the content of an Import message.
Bytes encode_request(const ImportLimits& limits, const std::string& name, ByteView file);

/// Whether run_as_import_worker was called in this process, so that it can be started as a worker.
bool can_be_worker();

}  // namespace diorama
