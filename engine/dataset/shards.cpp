#include "engine/dataset/shards.hpp"

#include <string>

#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"

namespace diorama {

std::uint64_t shard_begin(std::uint64_t shard, std::uint64_t shards, std::uint64_t count) {
    // The product can exceed 64 bits.
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Wide>(shard) * count / shards);
}

std::optional<std::uint64_t> stored_shard_count(FileSystem& files,
                                                const std::filesystem::path& folder) {
    const auto text = read_file(files, folder / kShardsName, 1 << 12);
    const auto json = text ? parse_json(*text) : std::nullopt;
    if (!json) return std::nullopt;
    std::string error;
    const std::uint64_t shards = Fields(*json, "", error).integer("shards", UINT64_MAX);
    return error.empty() && shards > 0 ? std::optional(shards) : std::nullopt;
}

void store_shard_count(FileSystem& files, const std::filesystem::path& folder,
                       std::uint64_t shards) {
    if (stored_shard_count(files, folder) == shards) return;
    write_file(files, folder / kShardsName, json_text(Json{{"shards", shards}}) + "\n");
}

}  // namespace diorama
