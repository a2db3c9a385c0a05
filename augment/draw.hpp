/// Draws the parameters of one operator for one sample, and remembers them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/core/distribution.hpp"
#include "engine/core/frame.hpp"
#include "engine/core/rng.hpp"

namespace diorama {

/// Every parameter is drawn from a stream of its own name below the operator's, so one more
/// parameter or operator moves no other. What was drawn ends up in the sample's record.
class Draws {
 public:
    Draws(Rng rng, AppliedOperator& log) : rng_(rng), log_(log) {}

    double operator()(std::string_view name, const Distribution& distribution) {
        Rng rng = rng_.stream(name);
        return note(name, distribution.draw(rng));
    }
    float number(std::string_view name, const Distribution& distribution) {
        return static_cast<float>((*this)(name, distribution));
    }
    int whole(std::string_view name, const Distribution& distribution) {
        return static_cast<int>((*this)(name, distribution));
    }
    bool chance(std::string_view name, double probability) {
        return note(name, rng_.stream(name).chance(probability) ? 1.0 : 0.0) > 0;
    }
    /// One of `count` things.
    std::size_t index(std::string_view name, std::size_t count) {
        const auto i = rng_.stream(name).integer(0, static_cast<std::int64_t>(count) - 1);
        return static_cast<std::size_t>(note(name, static_cast<double>(i)));
    }
    double note(std::string_view name, double value) {
        log_.values.emplace_back(name, value);
        return value;
    }
    /// For the many draws of textures and positions, which are not noted.
    Rng stream(std::string_view name) const { return rng_.stream(name); }

 private:
    Rng rng_;
    AppliedOperator& log_;
};

}  // namespace diorama
