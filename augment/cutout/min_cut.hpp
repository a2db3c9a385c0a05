/// The cheapest way to divide the nodes of a graph between two ends.
#pragma once

#include <cstdint>
#include <vector>

namespace diorama {

/// A graph whose nodes each belong to the source's or the sink's side in the end.
///
///     MinCut cut(2);
///     cut.add_terminals(0, 5, 1);  // 5 to part node 0 from the source, 1 to part it from the sink
///     cut.add_terminals(1, 0, 3);
///     cut.add_edge(0, 1, 2);       // 2 to have 0 and 1 on different sides
///     cut.solve();                 // 3: node 0 stays with the source, node 1 goes to the sink
///
/// Method: blocking flows on levels, "Algorithm for Solution of a Problem of Maximum Flow in a
/// Network with Power Estimation", Soviet Math. Doklady 1970. Integers only, so exact.
class MinCut {
 public:
    explicit MinCut(std::int32_t node_count);

    /// Adds to the costs of putting a node on the sink's side and on the source's side. None may be
    /// negative.
    void add_terminals(std::int32_t node, std::int64_t to_source, std::int64_t to_sink);
    /// Adds an undirected edge.
    void add_edge(std::int32_t a, std::int32_t b, std::int64_t capacity);

    /// @return the cost of the cheapest division. Call once.
    std::int64_t solve();
    /// After solve: whether the node is on the source's side. Of several cheapest divisions the one
    /// with the fewest nodes there.
    bool on_source_side(std::int32_t node) const;

 private:
    struct Arc {
        std::int32_t to = 0;
        std::int32_t next = -1;  // arc from the same node
        std::int64_t left = 0;   // capacity not yet used
    };
    struct Node {
        std::int32_t first = -1, current = -1;  // arcs
        std::int32_t level = -1;  // steps from the source in the graph of what is left
        std::int64_t from_source = 0, to_sink = 0;
    };

    bool find_levels();
    std::int64_t push_paths_from(std::int32_t start);

    std::vector<Node> nodes_;
    std::vector<Arc> arcs_;  // an edge's two directions lie side by side
};

}  // namespace diorama
