#include "engine/io/model_import.hpp"

#include <assimp/postprocess.h>

#include <algorithm>
#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>
#include <cstring>
#include <string_view>

#include "engine/io/assimp_scene.hpp"
#include "engine/io/codecs.hpp"

// Assimp's debug builds, Debian's among them, end the process when an assertion fails. The
// executable's definition of this exported function takes the place of the library's; the exception
// makes the import fail like any other.
namespace Assimp {
__attribute__((visibility("default"))) void aiAssertViolation(const char* expression,
                                                              const char* file, int line) {
    const char* slash = std::strrchr(file, '/');
    throw std::runtime_error(
        fmt::format("assertion '{}' failed at {}:{}", expression, slash ? slash + 1 : file, line));
}
}  // namespace Assimp

namespace diorama {
namespace {

class MemoryStream final : public Assimp::IOStream {
 public:
    explicit MemoryStream(ByteView bytes) : bytes_(bytes) {}

    std::size_t Read(void* buffer, std::size_t size, std::size_t count) override {
        if (size == 0) return 0;
        const std::size_t whole = std::min(count, (bytes_.size() - at_) / size);
        if (whole > 0) std::memcpy(buffer, bytes_.data() + at_, whole * size);
        at_ += whole * size;
        return whole;
    }
    std::size_t Write(const void*, std::size_t, std::size_t) override { return 0; }
    aiReturn Seek(std::size_t offset, aiOrigin origin) override {
        // A negative offset arrives as a large number and wraps around in the sum.
        const std::size_t base = origin == aiOrigin_SET   ? 0
                                 : origin == aiOrigin_CUR ? at_
                                                          : bytes_.size();
        const std::size_t target = base + offset;
        if (target > bytes_.size()) return aiReturn_FAILURE;
        at_ = target;
        return aiReturn_SUCCESS;
    }
    std::size_t Tell() const override { return at_; }
    std::size_t FileSize() const override { return bytes_.size(); }
    void Flush() override {}

 private:
    ByteView bytes_;
    std::size_t at_ = 0;
};

/// Serves the mesh file itself from memory and everything else through `fetch`.
class FetchingSystem final : public Assimp::IOSystem {
 public:
    FetchingSystem(ByteView bytes, std::string name, const FetchFile& fetch)
        : bytes_(bytes), name_(std::move(name)), fetch_(fetch) {}

    bool Exists(const char* path) const override { return find(path) != nullptr; }
    char getOsSeparator() const override { return '/'; }
    Assimp::IOStream* Open(const char* path, const char* mode) override {
        if (mode && std::strpbrk(mode, "wa+")) return nullptr;
        const ByteView* content = find(path);
        return content ? new MemoryStream(*content) : nullptr;
    }
    void Close(Assimp::IOStream* stream) override { delete stream; }  // NOLINT: Assimp's rule

    /// Why the last file that was asked for could not be had; empty when all could.
    const std::string& last_failure() const { return last_failure_; }

 private:
    const ByteView* find(const std::string& path) const {
        if (path == name_) return &bytes_;
        auto known = files_.find(path);
        if (known == files_.end()) {
            Expected<Bytes> content = fetch_(path);
            File file;
            if (content) {
                file.content = std::move(*content);
                file.view = file.content;
                file.exists = true;
            } else {
                last_failure_ = fmt::format("'{}' {}", path, content.errors().front().message);
            }
            known = files_.emplace(path, std::move(file)).first;
        }
        return known->second.exists ? &known->second.view : nullptr;
    }

    struct File {
        Bytes content;
        ByteView view;
        bool exists = false;
    };
    ByteView bytes_;
    std::string name_;
    const FetchFile& fetch_;
    mutable std::map<std::string, File> files_;  // Exists is const in Assimp
    mutable std::string last_failure_;
};

Diagnostic bad_model(const std::string& name, std::string message) {
    return codecs::broken(name, std::move(message));
}

}  // namespace

Expected<ImportedModel> import_model(ByteView bytes, const std::string& name,
                                     const FetchFile& fetch, const ImportLimits& limits) {
    const std::filesystem::path path(name);
    if (bytes.size() > limits.max_file_bytes)
        return bad_model(name, fmt::format("has {} bytes, at most {} are allowed", bytes.size(),
                                           limits.max_file_bytes));
    const std::optional<std::string> format = sniff_mesh(bytes);
    if (!format ||
        std::find(limits.formats.begin(), limits.formats.end(), *format) == limits.formats.end())
        return bad_model(
            name, fmt::format("{}, expected one of {}",
                              format ? "is a " + *format + " file" : std::string("is no mesh file"),
                              fmt::join(limits.formats, ", ")));

    // Assimp's PLY reader looks for the end of the header for ever.
    constexpr std::string_view kHeaderEnd = "end_header";
    if (*format == "ply" && std::search(bytes.begin(), bytes.end(), kHeaderEnd.begin(),
                                        kHeaderEnd.end()) == bytes.end())
        return bad_model(name, "is a PLY file without 'end_header'");

    const std::string stem = path.stem().string();
    const std::string inner_name = (stem.empty() ? "model" : stem) + "." + *format;
    ImportedModel imported;
    FetchingSystem* files = nullptr;
    try {
        Assimp::Importer importer;
        files = new FetchingSystem(bytes, inner_name, fetch);
        importer.SetIOHandler(files);  // owns it
        const auto failure = [&](const char* what) {
            std::string message = fmt::format("{}: {}", what, importer.GetErrorString());
            if (!files->last_failure().empty()) message += "; " + files->last_failure();
            return bad_model(name, message);
        };
        const aiScene* scene = importer.ReadFile(inner_name, 0);
        if (!scene) return failure("cannot be imported");
        if ((scene->mFlags & AI_SCENE_FLAGS_INCOMPLETE) != 0 && scene->mNumMeshes == 0)
            return bad_model(name, "has no triangles");
        check_size(*scene, limits);
        scene =
            importer.ApplyPostProcessing(aiProcess_ValidateDataStructure | aiProcess_Triangulate);
        if (!scene) return failure("is inconsistent");
        imported.model = convert_scene({*scene, *format, fetch, limits, imported.notes});
        imported.model.name = stem;
        std::uint64_t vertices = 0;  // more than in the file where creases split them
        for (const MeshPart& part : imported.model.parts) vertices += part.vertices.size();
        if (vertices > limits.max_vertices)
            return bad_model(name, fmt::format("has more than {} vertices", limits.max_vertices));
        if (imported.model.triangle_count() > limits.max_faces)
            return bad_model(name, fmt::format("has more than {} triangles", limits.max_faces));
    } catch (const BadModel& error) {
        return bad_model(name, error.what());
    } catch (const std::bad_alloc&) {
        return bad_model(name, "needs more memory than an import may use");
    } catch (const std::exception& error) {
        return bad_model(name, fmt::format("cannot be imported: {}", error.what()));
    }
    return imported;
}

}  // namespace diorama
