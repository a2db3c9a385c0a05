/// What the preview knows: the configuration with its overrides, the sample, the selection.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/preview/file_watch.hpp"
#include "tools/preview/sample_maker.hpp"
#include "tools/preview/value_tree.hpp"

namespace diorama::preview {

/// A value changed by hand: one `--set`.
struct ValueOverride {
    KeyPath path;
    std::string value;                    // YAML in flow style
    std::vector<std::string> instead_of;  // keys beside it that give way when it is saved
};

/// The state of the preview without its window. Changes take effect through a SampleMaker; what
/// it has made is shown after the next update(). One thread.
class Session {
 public:
    /// @param on_news      called on another thread whenever update() has something to do.
    /// @param draft_first  whether a less smooth sample comes before the very first one.
    Session(ConfigOptions config, MachineOptions machine, std::uint64_t index,
            std::function<void()> on_news, bool draft_first = false);

    /// Takes what has been made and looks for saved files. Call it often.
    /// @return whether anything has changed.
    bool update();
    /// Whether something is being made.
    bool busy() const { return maker_.busy(); }

    // What is shown. The last good sample stays while there are errors.
    const MadeSample* sample() const { return sample_.get(); }
    const MadePicture* picture() const;  // of the sample, the selected one
    std::size_t picture_index() const { return picture_index_; }
    void show_picture(std::size_t i) { picture_index_ = i; }
    const Diagnostics& errors() const { return errors_; }
    const ValueNode& values() const { return values_; }
    const std::map<std::uint64_t, Image<Rgb8>>& thumbnails() const { return thumbnails_; }
    const LabelStatistics* statistics() const { return statistics_.get(); }
    const std::string& device() const { return device_; }
    std::uint64_t sample_version() const { return sample_version_; }  // grows with each sample
    std::uint64_t sheet_version() const { return sheet_version_; }    // and with each thumbnail

    // Steering.
    std::uint64_t index() const { return wish_.index; }
    std::uint64_t count() const;  // of the dataset; 1 before it is known
    std::uint64_t seed() const;
    Extent config_extent() const;  // of the pictures, as configured
    void go_to(std::uint64_t index);
    void step(std::int64_t by);
    void reroll();  // the next seed, as an override
    void want_sheet(bool wanted);
    /// One more channel than usual, or null: made again where the sample lacks it.
    void want_channel(bool FrameRequest::*channel);
    void want_statistics(bool wanted);

    // Overrides.
    const std::vector<ValueOverride>& overrides() const { return overrides_; }
    const ValueOverride* override_of(const KeyPath& path) const;
    void set(ValueOverride change);
    void reset(const KeyPath& path);
    void reset_all();
    /// Writes all overrides into the file.
    /// @return what could not be written; then the file is as it was.
    Expected<Done> save();

    // The camera of a scene.
    bool has_camera() const;
    bool camera_moved() const { return override_of(kPosesPath) != nullptr; }
    /// The pose as one line of YAML; empty when the camera is where it was drawn.
    std::string camera_line() const;
    void begin_move();  // from here on only drafts are made
    void orbit(float yaw, float pitch);
    void pan(float right, float up);  // shares of the picture's height
    void dolly(float factor);
    void end_move();
    void reset_camera();

    // The configuration file.
    const std::string& file() const { return options_.file; }
    const std::vector<std::string>& recent() const { return recent_; }
    void open(const std::string& file);
    void reload();  // everything, meshes too
    /// What was dropped on the window: a configuration is opened, a mesh becomes one more object.
    /// @return what to tell the user.
    std::string drop(const std::string& file);

    // Selection: an id of the shown picture, 0 for none.
    std::uint32_t selected() const { return selected_; }
    void select(std::uint32_t id) { selected_ = id; }

    /// The command that makes this sample again, with everything that was changed.
    std::string reproducing_command() const;

 private:
    static const KeyPath kPosesPath, kRollPath;

    ConfigOptions config_options() const;
    void config_changed();
    void send();
    void move_camera(const glm::mat4& pose);

    ConfigOptions options_;
    std::vector<ValueOverride> overrides_;
    Wish wish_;
    std::shared_ptr<const LoadedConfig> config_;
    std::shared_ptr<const MadeSample> sample_;
    std::size_t picture_index_ = 0;
    Diagnostics errors_;
    ValueNode values_;
    std::map<std::uint64_t, Image<Rgb8>> thumbnails_;
    std::shared_ptr<const LabelStatistics> statistics_;
    std::string device_;
    std::uint64_t sample_version_ = 0, sheet_version_ = 0;
    std::uint32_t selected_ = 0;
    std::vector<std::string> recent_;
    FileWatch watch_;
    std::chrono::steady_clock::time_point last_look_;
    std::optional<glm::mat4> pose_;  // of a camera that was moved
    glm::vec3 pivot_{0.0f};          // of the move under way
    SampleMaker maker_;              // last: its thread ends first
};

}  // namespace diorama::preview
