#include "engine/io/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace diorama {
namespace {

struct Descriptor {
    int value = -1;
    explicit Descriptor(int fd) : value(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

Diagnostic missing(const std::filesystem::path& file, const std::string& why) {
    return {.fault = Fault::NoInput, .file = file.string(), .message = why};
}

/// Opens a regular file; otherwise says why it cannot.
std::string open_regular(const std::filesystem::path& file, Descriptor& descriptor,
                         std::uint64_t& size, bool follow = true) {
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);
    descriptor.value = ::open(file.c_str(), flags);
    if (descriptor.value < 0) return fmt::format("cannot be opened: {}", std::strerror(errno));
    struct stat status {};
    if (::fstat(descriptor.value, &status) != 0) return std::strerror(errno);
    if (!S_ISREG(status.st_mode)) return "is not a regular file";
    size = static_cast<std::uint64_t>(status.st_size);
    return {};
}

/// Reads until `size` bytes or the end; returns the number read, or -1.
ssize_t read_fully(int fd, std::uint8_t* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = ::read(fd, to + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    return static_cast<ssize_t>(done);
}

class Sha256 {
 public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        check(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    }
    void add(ByteView bytes) {
        check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
    }
    std::string hex() {
        std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
        unsigned int length = 0;
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), &length) == 1);
        std::string text;
        for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
        return text;
    }

 private:
    static void check(bool ok) {
        if (!ok) throw std::runtime_error("libcrypto cannot compute SHA-256");
    }
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

Expected<Bytes> read_file(const std::filesystem::path& file, std::uint64_t max_bytes, bool follow) {
    Descriptor descriptor(-1);
    std::uint64_t size = 0;
    if (const std::string why = open_regular(file, descriptor, size, follow); !why.empty())
        return missing(file, why);
    if (size > max_bytes)
        return Diagnostic{
            .fault = Fault::Data,
            .file = file.string(),
            .message = fmt::format("has {} bytes, at most {} are allowed", size, max_bytes)};
    Bytes bytes(size);
    const ssize_t got = read_fully(descriptor.value, bytes.data(), bytes.size());
    if (got < 0) return missing(file, fmt::format("cannot be read: {}", std::strerror(errno)));
    bytes.resize(static_cast<std::size_t>(got));  // shorter when it was truncated meanwhile
    return bytes;
}

std::string sha256_hex(ByteView bytes) {
    Sha256 sha;
    sha.add(bytes);
    return sha.hex();
}

Expected<std::string> sha256_of_file(const std::filesystem::path& file) {
    Descriptor descriptor(-1);
    std::uint64_t size = 0;
    if (const std::string why = open_regular(file, descriptor, size); !why.empty())
        return missing(file, why);
    Sha256 sha;
    Bytes block(1u << 20);
    for (;;) {
        const ssize_t got = read_fully(descriptor.value, block.data(), block.size());
        if (got < 0) return missing(file, fmt::format("cannot be read: {}", std::strerror(errno)));
        if (got == 0) return sha.hex();
        sha.add({block.data(), static_cast<std::size_t>(got)});
    }
}

}  // namespace diorama
