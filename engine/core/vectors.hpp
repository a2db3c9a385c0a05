/// Loops that run on the widest vectors of the processor at hand, with the same bits on each.
#pragma once

namespace diorama {

/// Before a function: compiles it for AVX2 beside the baseline; the loader picks one. Nothing is
/// contracted into fused multiply-adds, so both give the same bits. Sanitized builds have the
/// baseline alone: their checks are not ready when the loader asks.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DIORAMA_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define DIORAMA_WIDE
#endif

/// For code written with intrinsics: a function with `target("avx2")`, to be called where
/// has_avx2().
#if defined(__x86_64__)
#define DIORAMA_AVX2 __attribute__((target("avx2")))
inline bool has_avx2() {
    static const bool kHas = __builtin_cpu_supports("avx2") != 0;
    return kHas;
}
#endif

}  // namespace diorama
