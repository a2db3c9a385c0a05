/// Length-prefixed messages over one end of a socket pair.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>

#include "engine/io/file.hpp"

namespace diorama {

/// The first words of every message; a new layout gets a new version.
constexpr std::uint32_t kMessageMagic = 0x4D494F44;  // "DOIM"
constexpr std::uint32_t kMessageVersion = 1;

enum class MessageKind : std::uint32_t {
    Hello = 1,    // worker: ready; content: what its sandbox lacks, as text
    Import = 2,   // parent: limits, name and bytes of a mesh file
    Fetch = 3,    // worker: the path of another file
    File = 4,     // parent: a fetched file
    NoFile = 5,   // parent: why there is none
    Model = 6,    // worker: the result, encode_model
    Failure = 7,  // worker: why there is none
};

struct Message {
    MessageKind kind = MessageKind::Hello;
    Bytes content;
};

/// The other end is silent, gone or talks nonsense.
struct ChannelError : std::runtime_error {
    enum class Reason { Timeout, Closed, Malformed };
    ChannelError(Reason r, const char* what) : std::runtime_error(what), reason(r) {}
    Reason reason;
};

/// Owns the descriptor. Every wait ends at the deadline, if there is one.
class MessageChannel {
 public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;

    explicit MessageChannel(int descriptor) : descriptor_(descriptor) {}
    MessageChannel(const MessageChannel&) = delete;
    MessageChannel& operator=(const MessageChannel&) = delete;
    ~MessageChannel();

    void set_deadline(Deadline deadline) { deadline_ = deadline; }
    void send(MessageKind kind, ByteView content);

    /// @param max_bytes  of content; more is Malformed, before any of it is read.
    Message receive(std::uint64_t max_bytes);

 private:
    void wait(short events);
    void write_all(const void* data, std::size_t size);
    void read_all(void* data, std::size_t size);

    int descriptor_;
    Deadline deadline_;
};

}  // namespace diorama
