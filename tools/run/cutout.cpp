#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "augment/cutout/contact_sheet.hpp"
#include "augment/cutout/cutout.hpp"
#include "engine/dataset/file_system.hpp"
#include "engine/io/image_decode.hpp"
#include "engine/io/image_encode.hpp"
#include "tools/run/commands.hpp"
#include "tools/run/exit_code.hpp"

namespace diorama {
namespace {

constexpr std::size_t kRowsPerSheet = 16;

struct CutoutCommand {
    std::vector<std::string> photos;
    std::string out;
    bool keep_going = false;
};

std::string_view as_text(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// "mugs/IMG_1.jpg" -> "mugs/IMG_1.png": the folder that a photograph lies in is its category.
std::filesystem::path name_of(const std::string& photo) {
    const std::filesystem::path path = std::filesystem::absolute(photo).lexically_normal();
    return path.parent_path().filename() / path.stem().concat(".png");
}

Expected<Image<Rgb8>> load_photo(const std::string& file) {
    const auto image = load_image(file);
    if (!image) return image.errors();
    Image<Rgb8> photo(image->extent());
    for (std::size_t i = 0; i < photo.pixels().size(); ++i) {
        const Rgba8& pixel = image->pixels()[i];
        if (pixel.a != 255) {
            return Diagnostic{.file = file,
                              .message = "is partly transparent, so it is cut out already"};
        }
        photo.pixels()[i] = {pixel.r, pixel.g, pixel.b};
    }
    return photo;
}

/// Collects rows and writes them out, a sheet at a time.
class ContactSheets {
 public:
    ContactSheets(FileSystem& files, std::filesystem::path folder)
        : files_(files), folder_(std::move(folder)) {}

    void add(const Image<Rgb8>& photo, const Cutout& cutout) {
        rows_.push_back(contact_row(photo, cutout));
        if (rows_.size() == kRowsPerSheet) flush();
    }
    void flush() {
        if (rows_.empty()) return;
        const auto file = folder_ / fmt::format("contact_sheet_{}.png", ++count_);
        write_file(files_, file, as_text(encode_png(contact_sheet(rows_))));
        fmt::print("{}\n", file.string());
        rows_.clear();
    }

 private:
    FileSystem& files_;
    std::filesystem::path folder_;
    std::vector<Image<Rgb8>> rows_;
    int count_ = 0;
};

int cut_all(const CutoutCommand& command) {
    // Found before any work: two photographs that would become one file.
    std::map<std::filesystem::path, std::string> names;
    for (const std::string& photo : command.photos) {
        const auto [other, is_new] = names.emplace(name_of(photo), photo);
        if (!is_new) {
            return report({usage_error(fmt::format("{} and {} would both become {}", other->second,
                                                   photo, other->first.string()))});
        }
    }
    PosixFileSystem files;
    const std::filesystem::path folder = command.out;
    ContactSheets sheets(files, folder);
    Diagnostics failures;
    for (const std::string& file : command.photos) {
        const auto photo = load_photo(file);
        const auto cutout = photo ? cut_out(*photo, file) : Expected<Cutout>(photo.errors());
        if (!cutout) {
            const int code = report(cutout.errors());
            if (!command.keep_going) return code;
            failures.insert(failures.end(), cutout.errors().begin(), cutout.errors().end());
            continue;
        }
        const std::filesystem::path name = name_of(file);
        const auto write = [&](const std::filesystem::path& to, const Bytes& bytes) {
            files.make_folders(to.parent_path());
            write_file(files, to, as_text(bytes));
            fmt::print("{}\n", to.string());
        };
        write(folder / name, encode_png(cutout->pixels));
        write(folder / "masks" / name, encode_png(cutout->mask));
        sheets.add(*photo, *cutout);
    }
    sheets.flush();
    const std::size_t failed = failures.size(), total = command.photos.size();
    if (failed == 0) return kOk;
    fmt::print(stderr, "{} of {} photographs were not cut out\n", failed, total);
    return failed == total ? static_cast<int>(failures.front().fault) : kPartial;
}

}  // namespace

void add_cutout(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<CutoutCommand>();
    CLI::App* command =
        app.add_subcommand("cutout", "Cut objects out of photographs with a plain background");
    command->add_option("PHOTO", options->photos, "Photographs, one object or group on each")
        ->required();
    command
        ->add_option("--out,-o", options->out,
                     "Folder for FOLDER/PHOTO.png with alpha, masks/FOLDER/PHOTO.png, and contact "
                     "sheets; the names go to stdout")
        ->required()
        ->type_name("DIR");
    command->add_flag("--keep-going", options->keep_going,
                      "Go on after a photograph that cannot be cut out; exit 1 in the end");
    command->footer("Example:\n  diorama cutout photos/*/*.jpg --out cutouts --keep-going\n");
    command->callback([options, &chosen] { chosen = [options] { return cut_all(*options); }; });
}

}  // namespace diorama
