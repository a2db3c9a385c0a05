#include "engine/dataset/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

#include "engine/dataset/json_stream.hpp"
#include "engine/dataset/layout.hpp"
#include "engine/dataset/sha256.hpp"
#include "engine/dataset/unsynced.hpp"

namespace diorama {
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kForecastAfter = 8;  // samples

using Clock = std::chrono::steady_clock;

std::string_view as_text(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Names of the files in a folder that are not temporary.
std::vector<std::string> file_names(FileSystem& files, const fs::path& folder) {
    std::vector<std::string> names;
    files.list(folder, [&](const FileSystem::Entry& entry) {
        if (!entry.folder && !is_temporary_name(entry.name)) names.emplace_back(entry.name);
    });
    std::sort(names.begin(), names.end());
    return names;
}

bool is_finished(FileSystem& files, const fs::path& folder) {
    return files.size_bytes(folder / kManifestName).has_value();
}

void mark_incomplete(FileSystem& files, const fs::path& folder) {
    write_file(files, folder / kIncompleteMarker,
               "Samples are missing, or `diorama finalize` was not run yet.\n");
}

/// The files that finalize() made: in a manifest they follow the last record.
std::vector<std::string> finalized_files(FileSystem& files, const fs::path& folder) {
    std::vector<std::string> names;
    stream_json(files, folder / kManifestName, [&](const std::string& key, const Json& value) {
        std::string problem;
        const std::string path = key == "files" ? Fields(value, "", problem).text("path") : "";
        if (path.starts_with("records/"))
            names.clear();
        else if (is_inner_path(path) && !path.starts_with("devices/"))
            names.push_back(path);
    });
    return names;
}

/// Takes away what only a finished dataset has.
void reopen(FileSystem& files, const fs::path& folder) {
    mark_incomplete(files, folder);
    const std::vector<std::string> finalized = finalized_files(files, folder);
    files.remove(folder / kManifestName);
    for (const std::string& name : finalized) files.remove(folder / name);
    for (const std::string& name : file_names(files, folder / "annotations"))
        files.remove(folder / "annotations" / name);
}

/// Removes every record that is not of `plan`, with the files it names, and the old devices.
void remove_other_samples(FileSystem& files, const fs::path& folder, const std::string& plan) {
    for (const std::uint64_t index : list_records(files, folder)) {
        const fs::path path = folder / record_name(index);
        const auto text = read_file(files, path);
        if (!text || check_record(*text, plan, index)) continue;
        // The record goes last: after a kill it still says which files are left.
        if (const auto record = decode_record(*text, path.string()))
            for (const FileEntry& entry : record->files) files.remove(folder / entry.path);
        files.remove(path);
    }
    for (const std::string& name : file_names(files, folder / "devices"))
        files.remove(folder / "devices" / name);
}

void record_device(FileSystem& files, const fs::path& folder, const std::string& fingerprint) {
    if (fingerprint.empty()) return;
    const fs::path path = folder / device_name(fingerprint);
    if (files.size_bytes(path)) return;
    files.make_folders(path.parent_path());
    write_file(files, path, json_text(Json{{"fingerprint", fingerprint}}) + "\n");
}

Diagnostics other_plan(const fs::path& path, const Plan& before, const Plan& after) {
    Diagnostics errors;
    for (const std::string& difference : plan_differences(before, after))
        errors.push_back({.fault = Fault::Config,
                          .file = path.string(),
                          .message = "the folder was made from another plan: " + difference});
    return errors;
}

/// Gives the bytes of `from`, which are `bytes`, a second name where the disk can, else a copy.
void link_or_write(FileSystem& files, const fs::path& from, const fs::path& to,
                   std::string_view bytes, bool durable) {
    const fs::path temporary = temporary_path(to);
    if (!files.link(from, temporary)) return write_file(files, to, bytes, durable);
    files.rename(temporary, to);
    // Renaming one link onto another of the same file leaves both.
    files.remove(temporary);
    if (durable) files.sync_folder(to.parent_path());
}

}  // namespace

std::string path_of(const EncodedFile& file, const std::string& subset, std::uint64_t index,
                    const std::string& suffix) {
    return file.path.empty() ? data_name(file.channel, subset, index, suffix, file.extension)
                             : file.path;
}

/// What the calls of commit() share, under one lock.
struct DatasetWriter::State {
    struct Waiting {
        std::uint64_t index = 0;
        std::string record;
    };

    std::mutex mutex;
    std::vector<Waiting> batch;
    Clock::time_point last_sync = Clock::now();
    std::set<std::string> folders;  // that exist
    std::uint64_t expected = 0;     // samples this writer is going to write
    std::uint64_t written = 0;
    std::uint64_t written_bytes = 0;
    std::vector<fs::path> notes;  // of records that are in place, but perhaps not on the device

    /// Syncs, after which the records that were in place before are safe.
    void sync(FileSystem& files, const fs::path& folder) {
        std::vector<fs::path> covered;
        {
            const std::lock_guard lock(mutex);
            covered = std::exchange(notes, {});
        }
        files.sync_mount(folder);
        for (const fs::path& note : covered) files.remove(note);
    }

    /// Writes the records of the batch after their files have reached the device.
    void write_batch(FileSystem& files, const fs::path& folder, std::vector<Waiting> records) {
        std::size_t done = 0;
        fs::path note;
        try {
            std::vector<std::uint64_t> samples;
            for (const Waiting& waiting : records) samples.push_back(waiting.index);
            note = note_unsynced(files, folder, samples);
            sync(files, folder);
            for (; done < records.size(); ++done)
                write_file(files, folder / record_name(records[done].index), records[done].record);
            const std::lock_guard lock(mutex);
            notes.push_back(std::move(note));
        } catch (...) {  // the rest gets another chance in the next batch
            const std::lock_guard lock(mutex);
            if (!note.empty()) notes.push_back(std::move(note));
            for (; done < records.size(); ++done) batch.push_back(std::move(records[done]));
            throw;
        }
    }
};

DatasetWriter::DatasetWriter(FileSystem& files, fs::path folder, Plan plan, WriterOptions options)
    : files_(files),
      folder_(std::move(folder)),
      plan_(std::move(plan)),
      hash_(plan_hash(plan_)),
      options_(std::move(options)),
      state_(std::make_unique<State>()) {}

DatasetWriter::~DatasetWriter() = default;

Expected<std::unique_ptr<DatasetWriter>> DatasetWriter::open(FileSystem& files, fs::path folder,
                                                             Plan plan, WriterOptions options) {
    files.make_folders(folder / "records");
    const fs::path plan_path = folder / kPlanName;
    const std::string text = encode_plan(plan);
    const auto existing = read_file(files, plan_path);
    const bool same = existing == text;
    if (existing && !same) {
        const auto stored = decode_plan(*existing, plan_path.string());
        if (options.existing == ExistingData::Resume) {
            if (!stored) return stored.errors();
            if (encode_plan(*stored) != text) return other_plan(plan_path, *stored, plan);
        }
    }
    std::unique_ptr<DatasetWriter> writer(
        new DatasetWriter(files, std::move(folder), std::move(plan), std::move(options)));
    const fs::path& target = writer->folder_;
    if (!is_finished(files, target)) mark_incomplete(files, target);
    if (!same) {
        // The plan comes last: a run that is killed in between starts over.
        if (existing) {
            reopen(files, target);
            remove_other_samples(files, target, writer->hash_);
        }
        write_file(files, plan_path, text);
    }
    return writer;
}

DatasetWriter::Pending DatasetWriter::pending(const std::vector<std::uint64_t>& requested) {
    Pending result;
    const std::vector<std::uint64_t> present = list_records(files_, folder_);
    const std::set<std::uint64_t> unsynced = unsynced_samples(files_, folder_);
    for (const std::uint64_t index : requested) {
        SampleState state = SampleState::Missing;
        if (options_.existing == ExistingData::Resume &&
            std::binary_search(present.begin(), present.end(), index))
            state = sample_state(files_, folder_, hash_, index,
                                 unsynced.contains(index) ? Depth::Content : Depth::Sizes);
        result.complete += state == SampleState::Complete ? 1 : 0;
        result.broken += state == SampleState::Broken ? 1 : 0;
        result.foreign += state == SampleState::Foreign ? 1 : 0;
        if (state != SampleState::Complete) result.indices.push_back(index);
    }
    if (!result.indices.empty()) {
        if (is_finished(files_, folder_)) reopen(files_, folder_);
        record_device(files_, folder_, options_.device);
    }
    const std::lock_guard lock(state_->mutex);
    state_->expected = result.indices.size();
    return result;
}

void DatasetWriter::commit(const EncodedSample& sample) {
    assert(sample.index < plan_.count && !sample.pictures.empty());
    Record record{.plan = hash_, .index = sample.index, .subset = subset_of(plan_, sample.index)};
    const bool durable = options_.durability == Durability::Sample;

    // A sample that is made again is not complete while its files change.
    if (options_.existing == ExistingData::Overwrite)
        files_.remove(folder_ / record_name(sample.index));

    std::uint64_t bytes = 0;
    for (const EncodedPicture& picture : sample.pictures) {
        const std::size_t first = record.files.size();
        for (const EncodedFile& file : picture.files) {
            const std::string name =
                path_of(file, record.subset, sample.index, picture.labels.suffix);
            const fs::path path = folder_ / name;
            {
                const std::lock_guard lock(state_->mutex);
                const std::string parent = path.parent_path();
                if (!state_->folders.contains(parent)) files_.make_folders(parent);
                state_->folders.insert(parent);
            }
            if (file.linked) {
                const FileEntry& original = record.files.at(first);
                link_or_write(files_, folder_ / original.path, path, as_text(file.bytes), durable);
                record.files.push_back({name, original.size_bytes, original.sha256});
                continue;
            }
            write_file(files_, path, as_text(file.bytes), durable);
            record.files.push_back({name, file.bytes.size(), sha256_hex(as_text(file.bytes))});
            bytes += file.bytes.size();
        }
        record.pictures.push_back(picture.labels);
    }
    std::string text = encode_record(record);
    // What finalize() could not read would be found only after the whole run.
    if (const auto readable = decode_record(text, record_name(sample.index)); !readable)
        throw std::logic_error("unusable labels: " + readable.errors().front().to_string());
    bytes += 2 * text.size();  // once more in the COCO file

    std::vector<State::Waiting> batch;
    std::uint64_t written = 0, written_bytes = 0, expected = 0;
    {
        const std::lock_guard lock(state_->mutex);
        written = ++state_->written;
        written_bytes = state_->written_bytes += bytes;
        expected = state_->expected;
        if (options_.durability == Durability::Batch) {
            state_->batch.push_back({sample.index, std::move(text)});
            const auto now = Clock::now();
            if (state_->batch.size() >= options_.batch_samples ||
                now - state_->last_sync >= options_.batch_time) {
                batch = std::exchange(state_->batch, {});
                state_->last_sync = now;
            }
        }
    }
    if (options_.durability != Durability::Batch)
        write_file(files_, folder_ / record_name(sample.index), text, durable);
    if (!batch.empty()) state_->write_batch(files_, folder_, std::move(batch));

    // Early, rather than after a night's work.
    if (written < kForecastAfter || !std::has_single_bit(written) || expected <= written) return;
    const std::uint64_t left = expected - written, needed = written_bytes / written * left;
    const std::uint64_t free = files_.free_bytes(folder_);
    if (free < needed) {
        flush();
        constexpr std::uint64_t kMegabyte = 1'000'000;
        throw FileError(ENOSPC, "write to", folder_,
                        fmt::format("{} more samples need about {} MB, {} MB are free", left,
                                    needed / kMegabyte + 1, free / kMegabyte));
    }
}

void DatasetWriter::flush() {
    if (options_.durability != Durability::Batch) return;
    std::vector<State::Waiting> batch;
    bool all_safe = false;
    {
        const std::lock_guard lock(state_->mutex);
        batch = std::exchange(state_->batch, {});
        all_safe = batch.empty() && state_->notes.empty();
        state_->last_sync = Clock::now();
    }
    if (all_safe) return;
    if (!batch.empty()) state_->write_batch(files_, folder_, std::move(batch));
    state_->sync(files_, folder_);
}

}  // namespace diorama
