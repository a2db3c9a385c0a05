/// What a dataset is made from: the plan that every shard, resume and merge must agree on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/run_config.hpp"
#include "engine/core/expected.hpp"
#include "engine/dataset/file_system.hpp"

namespace diorama {

/// Content hash of an input file.
struct AssetHash {
    std::string name;    // as the configuration names it
    std::string sha256;  // 64 hexadecimal digits
};

/// Everything that decides the bytes of the dataset, as `plan.json` stores it.
struct Plan {
    std::string engine_version;
    std::uint64_t seed = 0;
    std::uint64_t count = 0;              // samples
    std::vector<std::string> categories;  // ids 1..N in this order
    std::vector<SubsetShare> split;       // at least one, shares with a positive sum
    std::vector<AssetHash> assets;        // by name
    std::string config_json = "{}";       // resolved configuration, one JSON object
};

/// The plan of a loaded configuration. Assets are sorted by name, repeated ones dropped.
Plan make_plan(const LoadedConfig& config, std::string engine_version,
               std::vector<AssetHash> assets);

/// The text of `plan.json`, the same for equal plans; ends in a line feed.
/// @pre `config_json` is JSON.
std::string encode_plan(const Plan& plan);

/// Reads `plan.json`; anything missing, ill-typed or out of range is Fault::Data.
Expected<Plan> decode_plan(std::string_view text, const std::string& file);

/// The plan of the dataset or shard in `folder`; Fault::NoInput when it has none.
Expected<Plan> load_plan(FileSystem& files, const std::filesystem::path& folder);

/// SHA-256 of encode_plan(): what records carry.
std::string plan_hash(const Plan& plan);

/// The keys in which two plans differ, each as `config.scene.camera.fov_y_deg: 45 -> 60`, at most
/// 20 and then the number of further ones. Empty when the plans are equal.
std::vector<std::string> plan_differences(const Plan& before, const Plan& after);

/// How the dataset is to be written: the part `output` of the resolved configuration. What is not
/// there, or of another form, has its default.
OutputConfig plan_output(const Plan& plan);

/// The subset of a sample: by a hash of its index alone, so that no other sample, seed or shard
/// moves it.
const std::string& subset_of(const Plan& plan, std::uint64_t index);
/// The same from the split alone. @pre  it is not empty.
const std::string& subset_of(const std::vector<SubsetShare>& split, std::uint64_t index);

/// "00000042": at least eight digits, the stem of every file of the sample.
std::string sample_name(std::uint64_t index);

/// Whether a text may be one component of a path in a dataset: 1 to 200 bytes, no '/', no control
/// characters, not starting with '.'.
bool is_plain_name(std::string_view text);

/// Whether a path stays inside its dataset: plain names with '/' between them.
bool is_inner_path(std::string_view path);

}  // namespace diorama
