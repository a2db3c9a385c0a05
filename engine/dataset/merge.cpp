#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/dataset/finalize.hpp"
#include "engine/dataset/json.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/plan.hpp"
#include "engine/dataset/record.hpp"
#include "engine/dataset/sha256.hpp"
#include "engine/dataset/writer.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxConflicts = 20;

/// Copies a file in pieces to a temporary name and returns the hash of what went through.
std::string copy_to(FileSystem& files, const fs::path& from, const fs::path& temporary) {
    const auto source = files.open(from);
    if (!source) throw FileError(ENOENT, "read", from);
    const auto sink = files.create(temporary);
    Sha256 hash;
    std::string block(std::size_t{1} << 18, '\0');
    for (std::size_t size = 0; (size = source->read(block.data(), block.size())) > 0;) {
        const std::string_view bytes(block.data(), size);
        hash.update(bytes);
        sink->write(bytes);
    }
    sink->close();
    return hash.hex();
}

/// Links or copies one file of a sample. False when the bytes are not those of the record.
bool take_file(FileSystem& files, const fs::path& from, const fs::path& to,
               const std::string& sha256) {
    const fs::path temporary = temporary_path(to);
    bool good = true;
    try {
        if (!files.link(from, temporary)) good = copy_to(files, from, temporary) == sha256;
        if (good) files.rename(temporary, to);
    } catch (const FileError&) {
        remove_quietly(files, temporary);
        throw;
    }
    // Renaming one link onto another of the same file leaves both.
    files.remove(temporary);
    return good;
}

/// Brings the samples of one shard into the merged dataset.
class ShardTaker {
 public:
    ShardTaker(FileSystem& files, const fs::path& out, const Plan& plan, Durability durability)
        : files_(files),
          out_(out),
          plan_(plan),
          hash_(plan_hash(plan)),
          durability_(durability),
          in_out_(list_records(files, out)) {}

    void take(const fs::path& shard) {
        std::vector<std::uint64_t> taken;
        for (const std::uint64_t index : list_records(files_, shard))
            if (index < plan_.count && take_files(shard, index)) taken.push_back(index);
        // Records after their files, on the device as well.
        if (durability_ != Durability::None && !taken.empty()) files_.sync_mount(out_);
        for (const std::uint64_t index : taken)
            if (const auto text = read_file(files_, shard / record_name(index)))
                write_file(files_, out_ / record_name(index), *text);
        in_out_.insert(in_out_.end(), taken.begin(), taken.end());
        std::sort(in_out_.begin(), in_out_.end());
        take_devices(shard);
    }

    const Diagnostics& conflicts() const { return conflicts_; }

 private:
    /// Whether the sample has to get its record from this shard.
    bool take_files(const fs::path& shard, std::uint64_t index) {
        const fs::path name = record_name(index);
        const auto text = read_file(files_, shard / name);
        const auto entries = text ? check_record(*text, hash_, index) : std::nullopt;
        if (!entries || !files_present(files_, shard, *entries)) return false;
        if (std::binary_search(in_out_.begin(), in_out_.end(), index)) {
            const auto present = read_file(files_, out_ / name);
            const auto present_entries =
                present ? check_record(*present, hash_, index) : std::nullopt;
            if (present_entries && files_present(files_, out_, *present_entries)) {
                if (*present != *text)
                    conflict(shard, index, "other bytes than a sample of the same index");
                return false;
            }
        }
        for (const FileEntry& entry : *entries) {
            files_.make_folders((out_ / entry.path).parent_path());
            if (!take_file(files_, shard / entry.path, out_ / entry.path, entry.sha256)) {
                conflict(shard, index, entry.path + " is not what its record says");
                return false;
            }
        }
        return true;
    }

    void take_devices(const fs::path& shard) {
        for (const std::string& device : list_devices(files_, shard)) {
            const std::string name = device_name(device);
            const auto text = read_file(files_, shard / name);
            if (!text || files_.size_bytes(out_ / name)) continue;
            files_.make_folders(out_ / "devices");
            write_file(files_, out_ / name, *text);
        }
    }

    void conflict(const fs::path& shard, std::uint64_t index, const std::string& what) {
        if (conflicts_.size() < kMaxConflicts)
            conflicts_.push_back(
                data_fault(shard.string(), "", fmt::format("sample {}: {}", index, what)));
    }

    FileSystem& files_;
    const fs::path& out_;
    const Plan& plan_;
    std::string hash_;
    Durability durability_;
    std::vector<std::uint64_t> in_out_;  // samples with a record in `out`
    Diagnostics conflicts_;
};

/// The one plan of all shards.
Expected<Plan> common_plan(FileSystem& files, const std::vector<fs::path>& shards) {
    std::optional<Plan> common;
    Diagnostics errors;
    for (const fs::path& shard : shards) {
        auto plan = load_plan(files, shard);
        if (!plan) {
            errors.insert(errors.end(), plan.errors().begin(), plan.errors().end());
        } else if (!common) {
            common = *std::move(plan);
        } else {
            for (const std::string& difference : plan_differences(*common, *plan))
                errors.push_back({.fault = Fault::Config,
                                  .file = (shard / kPlanName).string(),
                                  .message = fmt::format("differs from the plan of '{}': {}",
                                                         shards.front().string(), difference)});
        }
    }
    if (!errors.empty()) return errors;
    if (!common) return Diagnostic{.fault = Fault::Usage, .message = "there is no shard to merge"};
    return *std::move(common);
}

}  // namespace

Expected<FinalizeReport> merge(FileSystem& files, const fs::path& out,
                               const std::vector<fs::path>& shards, Durability durability) {
    const auto plan = common_plan(files, shards);
    if (!plan) return plan.errors();
    // Opening writes the plan and the marker, or says how the plan of `out` differs.
    auto writer = DatasetWriter::open(files, out, *plan, {.durability = durability});
    if (!writer) return writer.errors();

    ShardTaker taker(files, out, *plan, durability);
    for (const fs::path& shard : shards) {
        std::error_code error;
        if (!fs::equivalent(shard, out, error)) taker.take(shard);
    }
    if (!taker.conflicts().empty()) return taker.conflicts();
    return finalize(files, out, durability);
}

}  // namespace diorama
