#include "engine/io/message_channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace diorama {
namespace {

struct Header {
    std::uint32_t magic = kMessageMagic;
    std::uint32_t version = kMessageVersion;
    std::uint32_t kind = 0;
    std::uint32_t padding = 0;
    std::uint64_t size = 0;
};
static_assert(sizeof(Header) == 24);

using Reason = ChannelError::Reason;

}  // namespace

MessageChannel::~MessageChannel() { ::close(descriptor_); }

void MessageChannel::wait(short events) {
    using std::chrono::milliseconds;
    for (;;) {
        int timeout_ms = -1;
        if (deadline_) {
            const auto left =
                std::chrono::ceil<milliseconds>(*deadline_ - std::chrono::steady_clock::now());
            if (left.count() <= 0) throw ChannelError(Reason::Timeout, "no answer in time");
            timeout_ms = static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
        }
        pollfd entry{descriptor_, events, 0};
        const int ready = ::poll(&entry, 1, timeout_ms);
        if (ready > 0) return;  // errors show in the read or write that follows
        if (ready < 0 && errno != EINTR) throw ChannelError(Reason::Closed, "cannot be polled");
    }
}

void MessageChannel::write_all(const void* data, std::size_t size) {
    const auto* at = static_cast<const std::uint8_t*>(data);
    while (size > 0) {
        const ssize_t n = ::send(descriptor_, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            at += n;
            size -= static_cast<std::size_t>(n);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            wait(POLLOUT);
        } else if (errno != EINTR) {
            throw ChannelError(Reason::Closed, "cannot be written to");
        }
    }
}

void MessageChannel::read_all(void* data, std::size_t size) {
    auto* at = static_cast<std::uint8_t*>(data);
    while (size > 0) {
        wait(POLLIN);
        const ssize_t n = ::read(descriptor_, at, size);
        if (n == 0) throw ChannelError(Reason::Closed, "was closed");
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            throw ChannelError(Reason::Closed, "cannot be read");
        if (n > 0) {
            at += n;
            size -= static_cast<std::size_t>(n);
        }
    }
}

void MessageChannel::send(MessageKind kind, ByteView content) {
    const Header header{.kind = static_cast<std::uint32_t>(kind), .size = content.size()};
    write_all(&header, sizeof header);
    write_all(content.data(), content.size());
}

Message MessageChannel::receive(std::uint64_t max_bytes) {
    Header header;
    read_all(&header, sizeof header);
    if (header.magic != kMessageMagic || header.version != kMessageVersion ||
        header.size > max_bytes)
        throw ChannelError(Reason::Malformed, "sent something that is no message");
    Message message{static_cast<MessageKind>(header.kind), {}};
    message.content.resize(header.size);
    read_all(message.content.data(), message.content.size());
    return message;
}

}  // namespace diorama
