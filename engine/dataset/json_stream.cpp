#include "engine/dataset/json_stream.hpp"

#include <iterator>
#include <memory>
#include <vector>

namespace diorama {
namespace {

/// The bytes of a file as an input iterator; the default one is the end.
class ByteIterator {
 public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    ByteIterator() = default;
    explicit ByteIterator(std::shared_ptr<FileSource> source)
        : state_(std::make_shared<State>(State{std::move(source), std::vector<char>(1 << 16)})) {
        refill();
    }

    const char& operator*() const { return state_->block[state_->position]; }
    ByteIterator& operator++() {
        if (++state_->position == state_->size) refill();
        return *this;
    }
    ByteIterator operator++(int) {
        ByteIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const ByteIterator& other) const { return at_end() == other.at_end(); }

 private:
    struct State {
        std::shared_ptr<FileSource> source;
        std::vector<char> block;
        std::size_t position = 0;
        std::size_t size = 0;
    };

    void refill() {
        state_->position = 0;
        state_->size = state_->source->read(state_->block.data(), state_->block.size());
    }
    bool at_end() const { return !state_ || state_->size == 0; }

    std::shared_ptr<State> state_;
};

}  // namespace

std::optional<Json> stream_json(
    FileSystem& files, const std::filesystem::path& path,
    const std::function<void(const std::string&, const Json&)>& element) {
    std::shared_ptr<FileSource> source = files.open(path);
    if (!source) return std::nullopt;
    std::string key;
    const auto visit = [&](int depth, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::key && depth == 1) key = value.get<std::string>();
        if (event != Json::parse_event_t::object_end || depth != 2) return true;
        element(key, value);
        return false;
    };
    Json top = Json::parse(ByteIterator(std::move(source)), ByteIterator(), visit, false);
    if (!top.is_object()) return std::nullopt;
    return top;
}

}  // namespace diorama
