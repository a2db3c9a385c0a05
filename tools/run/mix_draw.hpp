/// Which part of a mix makes a sample.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace diorama {

/// The part of sample `index`: random in order, but stratified. Of every 2^k samples that begin at
/// a multiple of 2^k, each part makes its share to within one sample on either side.
/// @param weights  of the parts, not negative, with a positive sum.
std::size_t mix_part_of(const std::vector<double>& weights, std::uint64_t seed,
                        std::uint64_t index);

}  // namespace diorama
