/// Values to bytes and back, for messages between processes of one program on one machine.
#pragma once

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "engine/io/file.hpp"

namespace diorama {

/// Thrown by ByteReader when the bytes are not what they should be.
struct BadBytes : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class ByteWriter {
 public:
    template <class T>
    void value(const T& v) {
        static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
        raw(&v, sizeof v);
    }
    void text(std::string_view t) {
        t = t.substr(0, 4096);
        value(static_cast<std::uint32_t>(t.size()));
        raw(t.data(), t.size());
    }
    template <class T>
    void array(const T* data, std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>);
        value(static_cast<std::uint64_t>(count));
        raw(data, count * sizeof(T));
    }
    void floats(const float* data, std::size_t count) { raw(data, count * sizeof(float)); }
    Bytes take() { return std::move(bytes_); }

 private:
    void raw(const void* data, std::size_t size) {
        const auto* begin = static_cast<const std::uint8_t*>(data);
        bytes_.insert(bytes_.end(), begin, begin + size);
    }
    Bytes bytes_;
};

class ByteReader {
 public:
    explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

    template <class T>
    T value() {
        static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
        T v;
        std::memcpy(&v, take(sizeof v), sizeof v);
        return v;
    }
    /// 0 or 1.
    bool flag() { return below<std::uint8_t>(2) != 0; }
    /// A number below `end`.
    template <class T>
    T below(std::uint64_t end) {
        const T v = value<T>();
        if (v >= end) throw BadBytes("a number is out of range");
        return v;
    }
    float finite() {
        const auto v = value<float>();
        if (!std::isfinite(v)) throw BadBytes("a number is not finite");
        return v;
    }
    void floats(float* to, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) to[i] = finite();
    }
    std::string text() {
        const auto size = below<std::uint32_t>(4097);
        const auto* data = reinterpret_cast<const char*>(take(size));
        return {data, size};
    }
    /// The length of an array whose elements take at least `element_bytes` each of what is left.
    std::size_t count(std::size_t element_bytes, std::uint64_t most) {
        const auto n = value<std::uint64_t>();
        if (n > most || n > left() / element_bytes) throw BadBytes("an array is too long");
        return static_cast<std::size_t>(n);
    }
    template <class T>
    void array(std::vector<T>& to, std::uint64_t most) {
        static_assert(std::is_trivially_copyable_v<T>);
        to.resize(count(sizeof(T), most));
        if (!to.empty()) std::memcpy(to.data(), take(to.size() * sizeof(T)), to.size() * sizeof(T));
    }
    std::size_t left() const { return bytes_.size() - at_; }
    ByteView rest() { return bytes_.subspan(at_); }

 private:
    const std::uint8_t* take(std::size_t size) {
        if (size > left()) throw BadBytes("the bytes end too early");
        const std::uint8_t* data = bytes_.data() + at_;
        at_ += size;
        return data;
    }
    ByteView bytes_;
    std::size_t at_ = 0;
};

}  // namespace diorama
