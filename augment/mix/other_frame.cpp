#include "augment/mix/other_frame.hpp"

namespace diorama {

Expected<Frame> draw_other_frame(const Surroundings& surroundings, std::uint64_t own, Draws& draw,
                                 const std::string& name) {
    std::uint64_t index = own;
    if (surroundings.sample_count > 1) {
        const auto last = static_cast<std::int64_t>(surroundings.sample_count) - 2;
        index = static_cast<std::uint64_t>(draw.stream(name).integer(0, last));
        if (index >= own) ++index;
    }
    draw.note(name, static_cast<double>(index));
    return surroundings.sample(index);
}

}  // namespace diorama
