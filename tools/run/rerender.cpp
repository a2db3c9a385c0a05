#include "tools/run/rerender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/shards.hpp"
#include "engine/dataset/writer.hpp"
#include "engine/io/file.hpp"
#include "tools/run/augmented.hpp"
#include "tools/run/generator.hpp"
#include "tools/run/stages.hpp"

namespace diorama {
namespace {

/// Compares a sample with its record: the hash of every file, then all labels at once.
void compare(const EncodedSample& sample, const Record& record, RerenderReport& result) {
    Record again{.plan = record.plan, .index = record.index, .subset = record.subset};
    for (const EncodedPicture& picture : sample.pictures) {
        for (const EncodedFile& file : picture.files) {
            const std::string path =
                path_of(file, record.subset, sample.index, picture.labels.suffix);
            again.files.push_back({path, file.bytes.size(), sha256_hex(file.bytes)});
            ++result.files;
            const auto before = std::ranges::find(record.files, path, &FileEntry::path);
            if (before == record.files.end()) {
                result.differences.push_back(path + ": is not in the dataset");
            } else if (*before != again.files.back()) {
                result.differences.push_back(path + ": other bytes");
            }
        }
        again.pictures.push_back(picture.labels);
    }
    Record labels = record;
    labels.files = again.files;
    if (encode_record(labels) != encode_record(again))
        result.differences.push_back(sample_name(record.index) + ": other labels");
}

}  // namespace

Expected<RerenderReport> rerender(const RerenderOptions& options, FileSystem& files,
                                  const std::string& folder) {
    const auto config = load_config(options.config);
    if (!config) return config.errors();
    Assets assets(config->run.assets);
    const auto plan = make_run_plan(*config, options.config, assets);
    if (!plan) return plan.errors();
    const auto stored = load_plan(files, folder);
    if (!stored) return stored.errors();
    const std::vector<std::string> changes = plan_differences(*stored, *plan);
    if (!changes.empty()) {
        Diagnostics findings;
        for (const std::string& change : changes) {
            findings.push_back({.fault = Fault::Config,
                                .file = options.config.file,
                                .message = "the dataset was made from another plan: " + change});
        }
        return findings;
    }

    const auto renderers = open_renderers(config->run, options.machine, 1);
    const auto resources = load_resources(config->run.augment);
    if (!resources) return resources.errors();
    const Generator generator = augmented(
        config->run,
        make_generator(config->run, frame_request(config->run), {assets, renderers.get()}),
        *resources);
    RerenderReport result;
    const std::uint64_t count = std::min(options.count, plan->count);
    for (std::uint64_t k = 0; k < count; ++k) {
        const std::uint64_t index = shard_begin(k, count, plan->count);
        const std::filesystem::path path = std::filesystem::path(folder) / record_name(index);
        const auto text = read_file(files, path);
        if (!text) {
            return Diagnostic{.fault = Fault::NoInput,
                              .file = path.string(),
                              .message = "is missing or too large"};
        }
        const auto record = decode_record(*text, path.string());
        if (!record) return record.errors();
        auto frames = generator(index);
        if (!frames) return frames.errors();
        compare(label_and_encode(std::move(*frames), config->run), *record, result);
        ++result.samples;
    }
    return result;
}

}  // namespace diorama
