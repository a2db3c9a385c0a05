#include "engine/io/import_worker.hpp"

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstring>
#include <string_view>

#include "engine/io/message_channel.hpp"
#include "engine/io/model_codec.hpp"
#include "engine/io/model_importer.hpp"
#include "engine/io/sandbox.hpp"

namespace diorama {
namespace {

std::atomic<bool> is_prepared{false};  // set by main, read when the first worker is started

// The parent is trusted; only its framing is checked.
constexpr std::uint64_t kMaxRequest = std::uint64_t{1} << 40;

ByteView bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Request {
    ImportLimits limits;
    std::string name;
    ByteView file;  // into the message
};

Request decode_request(ByteView content) {
    ByteReader in(content);
    Request request;
    ImportLimits& limits = request.limits;
    limits.formats.resize(in.count(4, 1000));
    for (std::string& format : limits.formats) format = in.text();
    limits.max_file_bytes = in.value<std::uint64_t>();
    limits.max_vertices = in.value<std::uint64_t>();
    limits.max_texture_pixels = in.value<std::uint64_t>();
    limits.max_faces = in.value<std::uint64_t>();
    limits.max_nodes = in.value<std::uint32_t>();
    limits.max_depth = in.value<std::uint32_t>();
    request.name = in.text();
    request.file = in.rest();
    return request;
}

/// Imports something small, so that whatever the libraries set up lazily exists before files are
/// out of reach.
void warm_up() {
    constexpr std::string_view kTriangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2 9\n";
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(kTriangle.data()), kTriangle.size());
    const FetchFile nothing = [](const std::string&) -> Expected<Bytes> {
        return Diagnostic{.message = "is not there"};
    };
    (void)import_model(bytes, "warm_up.obj", nothing, {});
}

void serve(MessageChannel& channel, const Message& message) {
    const Request request = decode_request(message.content);
    const FetchFile fetch = [&](const std::string& path) -> Expected<Bytes> {
        channel.send(MessageKind::Fetch, bytes_of(path.substr(0, 4096)));
        Message answer = channel.receive(kMaxRequest);
        if (answer.kind == MessageKind::File) return std::move(answer.content);
        return Diagnostic{.fault = Fault::NoInput,
                          .message = std::string(answer.content.begin(), answer.content.end())};
    };
    const Expected<ImportedModel> imported =
        import_model(request.file, request.name, fetch, request.limits);
    if (imported)
        channel.send(MessageKind::Model, encode_model(*imported));
    else
        channel.send(MessageKind::Failure,
                     bytes_of(imported.errors().front().message.substr(0, 4096)));
}

}  // namespace

Bytes encode_request(const ImportLimits& limits, const std::string& name, ByteView file) {
    ByteWriter out;
    out.value(static_cast<std::uint64_t>(limits.formats.size()));
    for (const std::string& format : limits.formats) out.text(format);
    out.value(limits.max_file_bytes);
    out.value(limits.max_vertices);
    out.value(limits.max_texture_pixels);
    out.value(limits.max_faces);
    out.value(limits.max_nodes);
    out.value(limits.max_depth);
    out.text(name);
    Bytes bytes = out.take();
    bytes.insert(bytes.end(), file.begin(), file.end());
    return bytes;
}

bool can_be_worker() { return is_prepared; }

int import_worker_main(int socket) {
    // Whatever else the parent had open is none of our business.
    ::close_range(3, static_cast<unsigned int>(socket) - 1, 0);
    ::close_range(static_cast<unsigned int>(socket) + 1, ~0u, 0);
    MessageChannel channel(socket);
    try {
        const Message memory = channel.receive(64);
        ByteReader in(memory.content);
        const auto memory_bytes = in.value<std::uint64_t>();
        warm_up();
        channel.send(MessageKind::Hello, bytes_of(enter_sandbox(memory_bytes)));
        for (;;) serve(channel, channel.receive(kMaxRequest));
    } catch (const ChannelError& error) {
        return error.reason == ChannelError::Reason::Closed ? 0 : 70;  // EX_SOFTWARE
    } catch (const std::exception&) {
        return 70;
    }
}

std::optional<int> run_as_import_worker(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], kWorkerArgument) == 0) {
        int socket = -1;
        const char* end = argv[2] + std::strlen(argv[2]);
        const auto [stop, error] = std::from_chars(argv[2], end, socket);
        if (error != std::errc() || stop != end || socket < 3) return 64;  // EX_USAGE
        return import_worker_main(socket);
    }
    is_prepared = true;
    return std::nullopt;
}

}  // namespace diorama
