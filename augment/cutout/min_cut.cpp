#include "augment/cutout/min_cut.hpp"

#include <algorithm>
#include <cassert>

namespace diorama {

MinCut::MinCut(std::int32_t node_count) : nodes_(static_cast<std::size_t>(node_count)) {}

void MinCut::add_terminals(std::int32_t node, std::int64_t to_source, std::int64_t to_sink) {
    assert(to_source >= 0 && to_sink >= 0);
    nodes_.data()[node].from_source += to_source;
    nodes_.data()[node].to_sink += to_sink;
}

void MinCut::add_edge(std::int32_t a, std::int32_t b, std::int64_t capacity) {
    assert(a != b && capacity >= 0);
    const auto add = [&](std::int32_t from, std::int32_t to) {
        Node& node = nodes_.data()[from];
        arcs_.push_back({to, node.first, capacity});
        node.first = static_cast<std::int32_t>(arcs_.size()) - 1;
    };
    add(a, b);
    add(b, a);
}

/// Breadth first from the source; whether some node with room to the sink was met.
bool MinCut::find_levels() {
    std::vector<std::int32_t> queue;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        Node& node = nodes_[i];
        node.level = node.from_source > 0 ? 0 : -1;
        node.current = node.first;
        if (node.level == 0) queue.push_back(static_cast<std::int32_t>(i));
    }
    bool met_sink = false;
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const Node& node = nodes_.data()[queue[at]];
        met_sink = met_sink || node.to_sink > 0;
        for (std::int32_t i = node.first; i >= 0; i = arcs_.data()[i].next) {
            const Arc& arc = arcs_.data()[i];
            Node& other = nodes_.data()[arc.to];
            if (arc.left == 0 || other.level >= 0) continue;
            other.level = node.level + 1;
            queue.push_back(arc.to);
        }
    }
    return met_sink;
}

/// Depth first along rising levels, without recursion: paths grow arc by arc, carry what they can
/// where they end at the sink, and shrink again to the arc that is full.
std::int64_t MinCut::push_paths_from(std::int32_t start) {
    std::int64_t pushed = 0;
    std::vector<std::int32_t> path;  // arcs
    std::int32_t at = start;
    while (true) {
        Node& node = nodes_.data()[at];
        if (node.to_sink > 0) {
            std::int64_t amount = std::min(node.to_sink, nodes_.data()[start].from_source);
            for (const std::int32_t i : path) amount = std::min(amount, arcs_.data()[i].left);
            node.to_sink -= amount;
            nodes_.data()[start].from_source -= amount;
            pushed += amount;
            std::size_t full = path.size();
            for (std::size_t k = path.size(); k-- > 0;) {
                arcs_.data()[path[k]].left -= amount;
                arcs_.data()[path[k] ^ 1].left += amount;
                if (arcs_.data()[path[k]].left == 0) full = k;
            }
            if (nodes_.data()[start].from_source == 0) return pushed;
            if (full < path.size()) {
                at = arcs_.data()[path[full] ^ 1].to;
                path.resize(full);
            }
            continue;
        }
        while (node.current >= 0) {
            const Arc& arc = arcs_.data()[node.current];
            if (arc.left > 0 && nodes_.data()[arc.to].level == node.level + 1) break;
            node.current = arc.next;
        }
        if (node.current >= 0) {
            path.push_back(node.current);
            at = arcs_.data()[node.current].to;
        } else if (path.empty()) {
            return pushed;
        } else {
            node.level = -1;  // leads nowhere
            at = arcs_.data()[path.back() ^ 1].to;
            path.pop_back();
        }
    }
}

std::int64_t MinCut::solve() {
    std::int64_t cost = 0;
    // What both ends give a node passes straight through it.
    for (Node& node : nodes_) {
        const std::int64_t through = std::min(node.from_source, node.to_sink);
        node.from_source -= through;
        node.to_sink -= through;
        cost += through;
    }
    while (find_levels()) {
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            if (nodes_[i].from_source > 0) cost += push_paths_from(static_cast<std::int32_t>(i));
    }
    return cost;
}

bool MinCut::on_source_side(std::int32_t node) const { return nodes_.data()[node].level >= 0; }

}  // namespace diorama
