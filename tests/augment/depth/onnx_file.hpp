/// A small network as the bytes of an ONNX file, written by hand: no library of ONNX is needed.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

namespace diorama::test {

/// Protocol buffers: fields of a message, one after the other.
class Message {
 public:
    Message& number(int field, std::uint64_t value) {
        varint(static_cast<std::uint64_t>(field) << 3);
        varint(value);
        return *this;
    }
    Message& bytes(int field, const std::string& value) {
        varint(static_cast<std::uint64_t>(field) << 3 | 2);
        varint(value.size());
        bytes_ += value;
        return *this;
    }
    Message& message(int field, const Message& value) { return bytes(field, value.bytes_); }
    const std::string& text() const { return bytes_; }

 private:
    void varint(std::uint64_t value) {
        for (; value >= 128; value >>= 7) bytes_ += static_cast<char>((value & 127) | 128);
        bytes_ += static_cast<char>(value);
    }
    std::string bytes_;
};

inline Message tensor(const std::string& name, const std::vector<std::uint64_t>& shape,
                      const std::vector<float>& values) {
    Message message;
    for (const std::uint64_t side : shape) message.number(1, side);
    std::string raw;
    for (const float value : values) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (int i = 0; i < 4; ++i) raw += static_cast<char>((bits >> 8 * i) & 255);
    }
    return message.number(2, 1).bytes(8, name).bytes(9, raw);  // 1: float
}

inline Message value_info(const std::string& name, const std::vector<std::uint64_t>& shape) {
    Message dimensions;
    for (const std::uint64_t side : shape) dimensions.message(1, Message().number(1, side));
    const Message type = Message().message(1, Message().number(1, 1).message(2, dimensions));
    return Message().bytes(1, name).message(2, type);
}

/// A network whose output is weights . (red, green, blue) + bias at each pixel, as a convolution
/// of 1 x 1: [1, 3, height, width] to [1, 1, height, width].
inline std::string linear_network(std::uint64_t width, std::uint64_t height,
                                  const std::array<float, 3>& weights, float bias) {
    const Message kernel =
        Message().bytes(1, "kernel_shape").number(8, 1).number(8, 1).number(20, 7);
    const Message node = Message()
                             .bytes(1, "picture")
                             .bytes(1, "weights")
                             .bytes(1, "bias")
                             .bytes(2, "depth")
                             .bytes(3, "mix")
                             .bytes(4, "Conv")
                             .message(5, kernel);
    const Message graph =
        Message()
            .message(1, node)
            .bytes(2, "linear")
            .message(5, tensor("weights", {1, 3, 1, 1}, {weights.begin(), weights.end()}))
            .message(5, tensor("bias", {1}, {bias}))
            .message(11, value_info("picture", {1, 3, height, width}))
            .message(12, value_info("depth", {1, 1, height, width}));
    return Message()
        .number(1, 7)
        .message(7, graph)
        .message(8, Message().bytes(1, "").number(2, 11))
        .text();
}

}  // namespace diorama::test
