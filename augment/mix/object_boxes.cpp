#include "augment/mix/object_boxes.hpp"

#include <algorithm>

namespace diorama {

std::vector<std::pair<std::uint32_t, Rect>> labelled_boxes(const Image<std::uint32_t>& ids,
                                                           const std::vector<Object>& objects) {
    std::vector<Rect> boxes(objects.size());
    for (int y = 0; y < ids.height(); ++y) {
        const std::uint32_t* row = ids.row(y);
        for (int x = 0; x < ids.width();) {
            int end = x + 1;
            while (end < ids.width() && row[end] == row[x]) ++end;
            if (row[x] != kBackgroundId) {
                Rect& box = boxes.at(row[x] - 1);
                if (box.empty()) box = {x, y, end - x, 1};
                const int left = std::min(box.x, x), right = std::max(box.right(), end);
                box = {left, box.y, right - left, y + 1 - box.y};
            }
            x = end;
        }
    }
    std::vector<std::pair<std::uint32_t, Rect>> labelled;
    for (std::size_t i = 0; i < objects.size(); ++i)
        if (!boxes[i].empty() && objects[i].labelled())
            labelled.emplace_back(static_cast<std::uint32_t>(i + 1), boxes[i]);
    return labelled;
}

}  // namespace diorama
