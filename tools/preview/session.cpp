#include "tools/preview/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/dataset/file_system.hpp"
#include "engine/io/file.hpp"
#include "tools/preview/camera_moves.hpp"
#include "tools/preview/yaml_edit.hpp"

namespace diorama::preview {
namespace {

constexpr std::chrono::milliseconds kLookEvery{200};

std::string lower_extension(const std::string& file) {
    std::string extension = std::filesystem::path(file).extension().string();
    std::ranges::transform(extension, extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return extension;
}

/// The depth under the middle of a picture, or the median of what is there; 1 m for nothing.
float depth_of_interest(const Frame& frame) {
    const Image<float>& depth = frame.depth;
    if (depth.empty()) return 1;
    const float middle = depth.at(depth.width() / 2, depth.height() / 2);
    if (std::isfinite(middle)) return middle;
    std::vector<float> finite;
    std::ranges::copy_if(depth, std::back_inserter(finite),
                         [](float d) { return std::isfinite(d); });
    if (finite.empty()) return 1;
    const auto at = finite.begin() + static_cast<std::ptrdiff_t>(finite.size() / 2);
    std::ranges::nth_element(finite, at);
    return *at;
}

}  // namespace

const KeyPath Session::kPosesPath{"scene", "camera", "poses"};
const KeyPath Session::kRollPath{"scene", "camera", "roll_deg"};

Session::Session(ConfigOptions config, MachineOptions machine, std::uint64_t index,
                 std::function<void()> on_news, bool draft_first)
    : options_(std::move(config)), maker_(std::move(machine), std::move(on_news)) {
    wish_.index = index;
    wish_.draft_first = draft_first;
    recent_.push_back(options_.file);
    watch_.watch({options_.file});
    config_changed();
}

bool Session::update() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_look_ >= kLookEvery) {
        last_look_ = now;
        if (watch_.changed()) config_changed();
    }
    News news = maker_.take();
    bool changed = false;
    const auto take = [&](auto& from, auto& to) {
        if (!from) return false;
        to = std::move(from);
        return changed = true;
    };
    if (take(news.config, config_)) {
        values_ = read_values(config_->resolved_yaml);
        thumbnails_.clear();
        statistics_.reset();
        ++sheet_version_;
        std::vector<std::string> files{options_.file};
        for (const std::string& file : origin_files(values_))
            if (file != options_.file) files.push_back(file);
        watch_.watch(files);
        const std::uint64_t last = config_->run.count - 1;
        if (wish_.index > last) go_to(last);
    }
    if (take(news.sample, sample_)) {
        ++sample_version_;
        if (picture_index_ >= sample_->pictures.size()) picture_index_ = 0;
        if (selected_ > picture()->labeled.frame.objects.size()) selected_ = 0;
    }
    if (news.errors) {
        errors_ = std::move(*news.errors);
        changed = true;
    }
    take(news.statistics, statistics_);
    for (Thumbnail& thumbnail : news.thumbnails) {
        thumbnails_[thumbnail.index] = std::move(thumbnail.picture);
        changed = true;
        ++sheet_version_;
    }
    // Enough for paging back and forth, and no more.
    std::erase_if(thumbnails_, [&](const auto& item) {
        return item.first + 4 * kSheetSize < wish_.index ||
               item.first > wish_.index + 5 * kSheetSize;
    });
    if (!news.device.empty()) {
        device_ = std::move(news.device);
        changed = true;
    }
    return changed;
}

const MadePicture* Session::picture() const {
    return sample_ && !sample_->pictures.empty() ? &sample_->pictures[picture_index_] : nullptr;
}

std::uint64_t Session::count() const { return config_ ? config_->run.count : 1; }

std::uint64_t Session::seed() const {
    if (const ValueOverride* change = override_of({"seed"})) return std::stoull(change->value);
    return config_ ? config_->run.seed : options_.seed.value_or(0);
}

Extent Session::config_extent() const {
    return config_ ? config_->run.image.extent : ImageConfig{}.extent;
}

void Session::go_to(std::uint64_t index) {
    const std::uint64_t last = count() - 1;
    index = config_ ? std::min(index, last) : index;
    if (index == wish_.index) return;
    wish_.index = index;
    selected_ = 0;
    // A pose by hand belongs to the sample that it was made for.
    if (camera_moved()) return reset_camera();
    send();
}

void Session::step(std::int64_t by) {
    const std::uint64_t distance = static_cast<std::uint64_t>(std::abs(by));
    if (by < 0) return go_to(wish_.index - std::min(distance, wish_.index));
    go_to(wish_.index + distance);
}

void Session::reroll() {
    selected_ = 0;
    const std::uint64_t next = seed() + 1;
    options_.seed.reset();
    set({.path = {"seed"}, .value = fmt::format("{}", next)});
}

void Session::want_sheet(bool wanted) {
    if (wish_.sheet == wanted) return;
    wish_.sheet = wanted;
    send();
}

void Session::want_channel(bool FrameRequest::*channel) {
    if (wish_.channel == channel) return;
    wish_.channel = channel;
    // What has not been made yet is wanted again in any case: it may have been begun without.
    if (channel && !(sample_ && sample_->index == wish_.index && sample_->made.*channel)) send();
}

void Session::want_statistics(bool wanted) {
    if (wish_.statistics == wanted) return;
    wish_.statistics = wanted;
    send();
}

const ValueOverride* Session::override_of(const KeyPath& path) const {
    const auto at = std::ranges::find(overrides_, path, &ValueOverride::path);
    return at == overrides_.end() ? nullptr : &*at;
}

void Session::set(ValueOverride change) {
    const auto at = std::ranges::find(overrides_, change.path, &ValueOverride::path);
    if (at != overrides_.end()) {
        if (at->value == change.value) return;
        *at = std::move(change);
    } else {
        overrides_.push_back(std::move(change));
    }
    config_changed();
}

void Session::reset(const KeyPath& path) {
    if (std::erase_if(overrides_, [&](const ValueOverride& o) { return o.path == path; }) > 0)
        config_changed();
}

void Session::reset_all() {
    if (overrides_.empty()) return;
    overrides_.clear();
    pose_.reset();
    config_changed();
}

Expected<Done> Session::save() {
    auto bytes = read_file(options_.file);
    if (!bytes) return bytes.errors();
    std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    for (const ValueOverride& change : overrides_) {
        auto edited = edit_yaml(
            text, options_.file,
            {.path = change.path, .value = change.value, .instead_of = change.instead_of});
        if (!edited) return edited.errors();
        text = std::move(*edited);
    }
    // Beside the file and then over it: what reads it meanwhile never sees half of it. A link
    // stays a link.
    const std::filesystem::path real = std::filesystem::canonical(options_.file);
    const auto permissions = std::filesystem::status(real).permissions();
    PosixFileSystem files;
    write_file(files, real, text);
    std::filesystem::permissions(real, permissions);
    overrides_.clear();
    pose_.reset();
    watch_.changed();  // by ourselves
    config_changed();
    return Done{};
}

bool Session::has_camera() const {
    return config_ && std::holds_alternative<SceneConfig>(config_->run.generator);
}

std::string Session::camera_line() const {
    const ValueOverride* change = override_of(kPosesPath);
    return change ? "poses: " + change->value : "";
}

void Session::begin_move() {
    if (wish_.draft || !picture()) return;
    const Camera& camera = picture()->labeled.frame.camera;
    pivot_ = unproject(camera, camera.intrinsics.cx, camera.intrinsics.cy,
                       double{depth_of_interest(picture()->labeled.frame)});
    if (!pose_) pose_ = camera.world_from_camera;
    wish_.draft = true;
}

void Session::orbit(float yaw, float pitch) {
    if (pose_) move_camera(orbited(*pose_, pivot_, yaw, pitch));
}

void Session::pan(float right, float up) {
    if (!pose_) return;
    // A share of the picture's height, at the distance of the pivot, in meters.
    const Camera& camera = picture()->labeled.frame.camera;
    const float distance = glm::length(glm::vec3((*pose_)[3]) - pivot_);
    const float height_m =
        distance * static_cast<float>(camera.extent.height / camera.intrinsics.fy);
    move_camera(panned(*pose_, right * height_m, up * height_m));
    pivot_ +=
        glm::vec3((*pose_)[0]) * (right * height_m) + glm::vec3((*pose_)[1]) * (up * height_m);
}

void Session::dolly(float factor) {
    if (pose_) move_camera(dollied(*pose_, pivot_, factor));
}

void Session::move_camera(const glm::mat4& pose) {
    pose_ = pose;
    // The roll is in the pose already.
    std::erase_if(overrides_, [](const ValueOverride& o) { return o.path == kRollPath; });
    overrides_.push_back({.path = kRollPath, .value = "0"});
    set({.path = kPosesPath, .value = poses_text(pose), .instead_of = {"orbit", "look_at"}});
}

void Session::end_move() {
    if (!wish_.draft) return;
    wish_.draft = false;
    if (!camera_moved()) pose_.reset();
    send();
}

void Session::reset_camera() {
    pose_.reset();
    wish_.draft = false;
    std::erase_if(overrides_, [](const ValueOverride& change) {
        return change.path == kPosesPath || change.path == kRollPath;
    });
    config_changed();
}

void Session::open(const std::string& file) {
    std::erase(recent_, file);
    recent_.insert(recent_.begin(), file);
    if (recent_.size() > 10) recent_.pop_back();
    options_ = {.file = file};
    overrides_.clear();
    pose_.reset();
    wish_.index = 0;
    selected_ = 0;
    watch_.watch({file});
    reload();
}

void Session::reload() {
    ++wish_.assets_version;
    config_changed();
}

std::string Session::drop(const std::string& file) {
    const std::string extension = lower_extension(file);
    if (extension == ".yaml" || extension == ".yml") {
        open(file);
        return "opened " + file;
    }
    const auto& formats = config_ ? config_->run.assets.formats : AssetConfig{}.formats;
    if (std::ranges::find(formats, extension.empty() ? "" : extension.substr(1)) == formats.end())
        return file + ": neither a configuration (.yaml) nor a mesh of a format in assets.formats";
    if (!has_camera()) return file + ": only a scene takes meshes";
    const auto& scene = std::get<SceneConfig>(config_->run.generator);
    const std::string name = std::filesystem::path(file).stem().string();
    const std::string place = scene.surfaces.empty()
                                  ? "{position_m: [0, 0, 0]}"
                                  : fmt::format("{{on: \"{}\"}}", scene.surfaces.front().name);
    set({.path = {"scene", "objects", scene.objects.size()},
         .value = fmt::format("{{category: \"{}\", mesh: \"{}\", size_m: 0.15, place: {}}}", name,
                              std::filesystem::absolute(file).string(), place)});
    return "added " + name + " as scene.objects[" + std::to_string(scene.objects.size()) + "]";
}

std::string Session::reproducing_command() const {
    return fmt::format("diorama sample {} --index {} --out look", shell_words(config_options()),
                       wish_.index);
}

ConfigOptions Session::config_options() const {
    ConfigOptions options = options_;
    for (const ValueOverride& change : overrides_)
        options.set.push_back(to_text(change.path) + "=" + change.value);
    return options;
}

void Session::config_changed() {
    ++wish_.config_version;
    wish_.config = config_options();
    send();
}

void Session::send() { maker_.want(wish_); }

}  // namespace diorama::preview
