#include "engine/config/source_config.hpp"

#include <algorithm>

#include "engine/config/source_reader.hpp"

namespace diorama::config {

SourceConfig read_coco_source(Reader& r) {
    SourceConfig source;
    source.coco = r.file("coco", {".json"}, "Annotations in COCO's format.");
    source.images = r.folder("images", "The folder of the pictures that they name.");
    return source;
}

void check_generator(const Reader& r, const RunConfig& run, const SourceConfig&) {
    if (run.categories.empty())
        r.complain("categories",
                   "missing: with 'source' it says which of the dataset's categories are used");
    for (const Channel channel : {Channel::Depth, Channel::Normals})
        if (std::ranges::find(run.channels, channel) != run.channels.end())
            r.complain("channels", "pictures of a COCO dataset have neither depth nor normals");
}

}  // namespace diorama::config
