/// Sets that are joined: union by size, path halving.
#pragma once

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace diorama {

class DisjointSets {
 public:
    explicit DisjointSets(std::size_t count) : parent_(count), size_(count, 1) {
        std::iota(parent_.begin(), parent_.end(), 0);
    }

    /// The element that stands for the set of `i`.
    int find(int i) {
        while (parent_[at(i)] != i) {
            parent_[at(i)] = parent_[at(parent_[at(i)])];
            i = parent_[at(i)];
        }
        return i;
    }
    /// Joins the sets of two elements; gives what stands for both.
    int join(int a, int b) {
        a = find(a);
        b = find(b);
        if (a == b) return a;
        if (size_[at(a)] < size_[at(b)]) std::swap(a, b);
        parent_[at(b)] = a;
        size_[at(a)] += size_[at(b)];
        return a;
    }
    /// Of the set that `root` stands for.
    int size(int root) const { return size_[at(root)]; }

 private:
    static std::size_t at(int i) { return static_cast<std::size_t>(i); }

    std::vector<int> parent_, size_;
};

}  // namespace diorama
