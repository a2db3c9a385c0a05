/// Bytes by hand and folders that vanish, for the tests of engine/io.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "engine/core/rng.hpp"
#include "engine/io/file.hpp"

namespace diorama::test {

inline Bytes from_hex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) * 16 + digit(hex[i + 1])));
    return bytes;
}

inline Bytes from_text(std::string_view text) { return {text.begin(), text.end()}; }

inline void append_le32(Bytes& bytes, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

inline void append_floats(Bytes& bytes, std::initializer_list<float> values) {
    for (const float value : values) {
        std::uint32_t bits = 0;
        static_assert(sizeof bits == sizeof value);
        __builtin_memcpy(&bits, &value, sizeof bits);
        append_le32(bytes, bits);
    }
}

/// A copy with one of the usual accidents: flipped, changed, removed, repeated or cut bytes.
inline Bytes mutant(Bytes bytes, Rng rng) {
    const auto any = [&] {
        return static_cast<std::size_t>(
            rng.integer(0, static_cast<std::int64_t>(bytes.size()) - 1));
    };
    const std::int64_t count = rng.integer(1, 4);
    for (std::int64_t i = 0; i < count && bytes.size() > 1; ++i) {
        const std::size_t at = any();
        const auto offset = static_cast<std::ptrdiff_t>(at);
        switch (rng.integer(0, 5)) {
            case 0:
                bytes[at] ^= static_cast<std::uint8_t>(1 << rng.integer(0, 7));
                break;
            case 1:
                bytes[at] = static_cast<std::uint8_t>(rng.integer(0, 255));
                break;
            case 2:
                bytes[at] = rng.chance(0.5) ? 0xFF : 0x00;
                break;
            case 3:
                bytes.erase(bytes.begin() + offset);
                break;
            case 4:
                bytes.insert(bytes.begin() + offset, bytes[any()]);
                break;
            default:
                bytes.resize(at + 1);
                break;
        }
    }
    return bytes;
}

/// A fresh folder, removed with all it holds.
class TemporaryFolder {
 public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "diorama_XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp");
        path_ = std::filesystem::canonical(pattern);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, ByteView bytes) const {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
        return file;
    }
    std::filesystem::path write(const std::string& name, std::string_view text) const {
        return write(name, from_text(text));
    }

 private:
    std::filesystem::path path_;
};

}  // namespace diorama::test
