/// Counter-based random numbers: every draw is a function of (seed, stream names, draw index).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace diorama {

/// One block of Philox-4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key.
/// Method: "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; unchanged.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// A 64-bit hash of a name, the same on every platform (FNV-1a).
std::uint64_t hash_name(std::string_view name);

/// A stream of random numbers, as a small value.
///
/// Child streams are keyed, not advanced: `rng.stream("lights")` is the same whatever was drawn
/// from `rng` or from its other children, so a new draw in one place shifts no other.
///
///     const Rng sample = Rng{seed}.stream(index);
///     Rng camera = sample.stream("camera");
///     const double fov = camera.uniform(30.0, 65.0);
///
/// All distributions are computed with +, -, *, / and sqrt, or with float functions that give
/// the same bits on every x86-64 (OPERATIONS.md section 4), and draw a number of words that
/// depends on nothing but their own stream.
class Rng {
 public:
    explicit Rng(std::uint64_t seed);

    [[nodiscard]] Rng stream(std::string_view name) const;
    [[nodiscard]] Rng stream(std::uint64_t index) const;

    std::uint32_t bits32();
    std::uint64_t bits64();

    /// In [0, 1), a multiple of 2^-53.
    double uniform();
    /// In [low, high); low when both are equal.
    double uniform(double low, double high);
    /// In {low, ..., high}, both ends included, without modulo bias. Requires low <= high.
    std::int64_t integer(std::int64_t low, std::int64_t high);
    bool chance(double probability);
    /// Standard normal, by the ratio-free polar method with our own logarithm.
    double normal();
    /// Poisson by multiplication of uniforms in blocks; mean in [0, 1e6].
    std::int64_t poisson(double mean);
    /// Gamma(shape, 1) after Marsaglia & Tsang 2000; shape > 0.
    double gamma(double shape);
    /// Beta(a, b) in [0, 1]; a, b > 0.
    double beta(double a, double b);

 private:
    double log_gamma_draw(double shape);  // the logarithm of gamma(shape), exact where that is 0
    Rng(std::array<std::uint32_t, 2> key, int) : key_(key) {}

    std::array<std::uint32_t, 2> key_;
    std::uint64_t block_ = 0;
    std::array<std::uint32_t, 4> words_{};
    int left_ = 0;
};

/// Natural logarithm and exponential from +, -, *, / alone: the same bits on every platform,
/// within 4 ulp. For what decides content; x > 0 for portable_log, |x| < 700 for portable_exp.
double portable_log(double x);
double portable_exp(double x);

}  // namespace diorama
