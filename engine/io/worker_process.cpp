#include "engine/io/worker_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <system_error>

#include "engine/io/byte_stream.hpp"
#include "engine/io/codecs.hpp"
#include "engine/io/import_worker.hpp"
#include "engine/io/model_codec.hpp"

namespace diorama {
namespace {

constexpr int kWorkerSocket = 3;

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

MessageChannel::Deadline in_seconds(double seconds) {
    using Clock = std::chrono::steady_clock;
    return Clock::now() +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// A text of the worker: short, and without characters that a terminal would obey.
std::string clean_text(const Bytes& bytes) {
    std::string text(bytes.begin(), bytes.end());
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

ByteView bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

WorkerProcess::WorkerProcess(const std::filesystem::path& program, const ImportLimits& limits) {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
        fail(errno, "socketpair");
    channel_ = std::make_unique<MessageChannel>(sockets[0]);

    // posix_spawn rather than fork: its cost does not grow with this process's memory.
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, sockets[1], kWorkerSocket);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
#if !defined(__SANITIZE_ADDRESS__)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
#endif
    std::string name = program.string(), first = kWorkerArgument;
    std::string second = std::to_string(kWorkerSocket);
    std::array<char*, 4> arguments{name.data(), first.data(), second.data(), nullptr};
    const int error =
        ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(sockets[1]);
    if (error != 0) {
        pid_ = -1;
        fail(error, fmt::format("cannot start import worker '{}'", name));
    }
    try {
        channel_->set_deadline(in_seconds(30.0));
        ByteWriter memory;
        memory.value(limits.memory_bytes);
        channel_->send(MessageKind::Import, memory.take());
        const Message hello = channel_->receive(4096);
        if (hello.kind != MessageKind::Hello)
            throw ChannelError(ChannelError::Reason::Malformed, "sent no greeting");
        lacking_ = clean_text(hello.content);
    } catch (const ChannelError& channel_error) {
        stop();
        throw std::runtime_error(
            fmt::format("import worker '{}' does not start: {}", name, channel_error.what()));
    }
}

WorkerProcess::~WorkerProcess() { stop(); }

int WorkerProcess::stop() {
    if (pid_ < 0) return 0;
    // A worker that has ended by itself keeps its status; the signal then changes nothing.
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

std::string WorkerProcess::how_it_ended() {
    const int status = stop();
    if (WIFSIGNALED(status))
        return fmt::format("was killed by signal {} ({})", WTERMSIG(status),
                           ::strsignal(WTERMSIG(status)));
    return fmt::format("ended with status {}", WEXITSTATUS(status));
}

/// Allows so many seconds more than it has used. The wall clock of the channel ends a worker that
/// sleeps; this one also works when the parent is gone.
void WorkerProcess::limit_cpu(double seconds) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return;
    rlimit limit{};
    if (::prlimit(pid_, RLIMIT_CPU, nullptr, &limit) != 0) return;
    const rlim_t end =
        static_cast<rlim_t>(used.tv_sec) + static_cast<rlim_t>(std::ceil(seconds)) + 1;
    limit.rlim_cur = std::min(end, limit.rlim_max);
    (void)::prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
}

Expected<ImportedModel> WorkerProcess::import(ByteView file, const std::string& name,
                                              AssetFolder& folder, const ImportLimits& limits) {
    limit_cpu(limits.timeout_s);
    channel_->set_deadline(in_seconds(limits.timeout_s));
    channel_->send(MessageKind::Import,
                   encode_request(limits, std::filesystem::path(name).filename().string(), file));
    for (;;) {
        const Message message = channel_->receive(max_encoded_bytes(limits));
        switch (message.kind) {
            case MessageKind::Fetch: {
                const std::string path(message.content.begin(), message.content.end());
                const Expected<Bytes> content = folder.fetch(path);
                if (content)
                    channel_->send(MessageKind::File, *content);
                else
                    channel_->send(MessageKind::NoFile, bytes_of(content.errors().front().message));
                break;
            }
            case MessageKind::Failure:
                return codecs::broken(name, clean_text(message.content).substr(0, 4096));
            case MessageKind::Model:
                return decode_model(message.content, name, limits);
            default:
                throw ChannelError(ChannelError::Reason::Malformed, "sent a wrong message");
        }
    }
}

}  // namespace diorama
