#include "engine/core/rng.hpp"

#include <cassert>
#include <cmath>
#include <cstring>

namespace diorama {
namespace {

// Separates the key derivations of named and of numbered children.
constexpr std::uint32_t kNamedChild = 0x6E616D65;
constexpr std::uint32_t kNumberedChild = 0x6E756D62;
constexpr std::uint32_t kDraw = 0x64726177;

std::array<std::uint32_t, 2> halves(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)};
}

std::array<std::uint32_t, 2> child_key(std::array<std::uint32_t, 2> key, std::uint64_t id,
                                       std::uint32_t kind) {
    const auto [low, high] = halves(id);
    const auto words = philox4x32({low, high, kind, 0}, key);
    return {words[0], words[1]};
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c,
                                        std::array<std::uint32_t, 2> k) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53} * c[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57} * c[2];
        c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
             static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
        k = {k[0] + 0x9E3779B9, k[1] + 0xBB67AE85};
    }
    return c;
}

std::uint64_t hash_name(std::string_view name) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char c : name) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3;
    }
    return hash;
}

Rng::Rng(std::uint64_t seed) : key_(halves(seed)) {}

Rng Rng::stream(std::string_view name) const {
    return Rng(child_key(key_, hash_name(name), kNamedChild), 0);
}

Rng Rng::stream(std::uint64_t index) const {
    return Rng(child_key(key_, index, kNumberedChild), 0);
}

std::uint32_t Rng::bits32() {
    if (left_ == 0) {
        const auto [low, high] = halves(block_++);
        words_ = philox4x32({low, high, kDraw, 0}, key_);
        left_ = 4;
    }
    return words_[static_cast<std::size_t>(4 - left_--)];
}

std::uint64_t Rng::bits64() {
    const std::uint64_t low = bits32();
    return low | (std::uint64_t{bits32()} << 32);
}

double Rng::uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }

double Rng::uniform(double low, double high) {
    const double x = low + (high - low) * uniform();
    return x < high ? x : low;  // rounding may reach the open end
}

std::int64_t Rng::integer(std::int64_t low, std::int64_t high) {
    assert(low <= high);
    const std::uint64_t span =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    if (span == 0) return static_cast<std::int64_t>(bits64());  // the whole range
    // Values below 2^64 mod span would make the low results likelier: draw those again.
    const std::uint64_t threshold = (0 - span) % span;
    std::uint64_t bits = bits64();
    while (bits < threshold) bits = bits64();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + bits % span);
}

bool Rng::chance(double probability) { return uniform() < probability; }

double Rng::normal() {
    // Marsaglia's polar method; the second value is dropped so that draws stay independent.
    while (true) {
        const double u = 2 * uniform() - 1, v = 2 * uniform() - 1;
        const double s = u * u + v * v;
        if (s > 0 && s < 1) return u * std::sqrt(-2 * portable_log(s) / s);
    }
}

std::int64_t Rng::poisson(double mean) {
    // Knuth's product of uniforms, in blocks of at most 16 so that exp(-mean) stays normal.
    std::int64_t count = 0;
    while (mean > 0) {
        const double block = mean < 16 ? mean : 16;
        const double limit = portable_exp(-block);
        for (double product = uniform(); product > limit; product *= uniform()) ++count;
        mean -= block;
    }
    return count;
}

double Rng::gamma(double shape) {
    assert(shape > 0);
    if (shape < 1) {
        const double exponent = log_gamma_draw(shape);
        return exponent < -700 ? 0 : portable_exp(exponent);
    }
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double t = 1 + c * x;
        if (t <= 0) continue;
        const double v = t * t * t;
        const double u = uniform();
        if (u > 0 && portable_log(u) < 0.5 * x * x + d - d * v + d * portable_log(v)) return d * v;
    }
}

double Rng::log_gamma_draw(double shape) {
    if (shape >= 1) return portable_log(gamma(shape));
    // gamma(a) = gamma(a + 1) * u^(1 / a)
    double u = uniform();
    while (u <= 0) u = uniform();
    return portable_log(gamma(shape + 1)) + portable_log(u) / shape;
}

double Rng::beta(double a, double b) {
    // x / (x + y) of two gamma draws, by their logarithms: small a and b make both of them 0.
    const double x = log_gamma_draw(a), y = log_gamma_draw(b);
    if (y - x > 700) return 0;
    if (x - y > 700) return 1;
    return 1 / (1 + portable_exp(y - x));
}

double portable_log(double x) {
    assert(x > 0);
    // x = m * 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh((m - 1) / (m + 1)).
    int exponent = 0;
    double m = std::frexp(x, &exponent);
    if (m < 0.70710678118654752440) {
        m *= 2;
        --exponent;
    }
    const double t = (m - 1) / (m + 1), t2 = t * t;
    double sum = 0;
    for (int k = 25; k >= 1; k -= 2) sum = sum * t2 + 1.0 / k;
    return 2 * t * sum + exponent * 0.69314718055994530942;
}

double portable_exp(double x) {
    assert(x > -745 && x < 709);
    // x = n ln 2 + r with |r| <= ln(2) / 2; ln 2 in two parts keeps r exact.
    const double n = std::floor(x * 1.44269504088896340736 + 0.5);
    const double r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    double sum = 1;
    for (int k = 14; k >= 1; --k) sum = 1 + sum * r / k;
    return std::ldexp(sum, static_cast<int>(n));
}

}  // namespace diorama
