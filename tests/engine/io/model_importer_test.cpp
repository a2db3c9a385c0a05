// The pool of isolated workers, and files that mean harm.
#include "engine/io/model_importer.hpp"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "tests/engine/io/mesh_files.hpp"

namespace diorama {
namespace {

using test::flat_png;
using test::gltf;
using test::GltfParts;
using test::TemporaryFolder;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr const char* kTriangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\n";

std::string message_of(const Expected<std::shared_ptr<const Model>>& loaded) {
    return loaded ? "loaded" : loaded.errors().front().to_string();
}

struct Importing : ::testing::Test {
    TemporaryFolder folder;
    std::vector<std::string> notes;
    ImporterOptions options() {
        ImporterOptions o{.worker_count = 2,
                          .note = [this](const std::string& n) { notes.push_back(n); }};
        o.limits.timeout_s = 3.0;
        return o;
    }
};

TEST(AssertHandler, ReplacesTheLibrarysOwn) {
    // Found through the dynamic tables, as the library itself finds it; the executable comes first.
    void* found = ::dlsym(RTLD_DEFAULT, "_ZN6Assimp17aiAssertViolationEPKcS1_i");
    ASSERT_NE(found, nullptr);
    Dl_info where{};
    ASSERT_NE(::dladdr(found, &where), 0);
    EXPECT_THAT(where.dli_fname, ::testing::Not(HasSubstr("libassimp")));
    using Handler = void (*)(const char*, const char*, int);
    const auto handler = reinterpret_cast<Handler>(found);
    try {
        handler("a == b", "/somewhere/PlyLoader.cpp", 12);
        FAIL() << "came back";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "assertion 'a == b' failed at PlyLoader.cpp:12");
    }
}

TEST_F(Importing, ThroughAWorkerGivesTheSameAsInProcess) {
    const auto file = folder.write("quad.gltf", gltf());
    ModelImporter importer(options());
    const auto loaded = importer.load(file);
    ASSERT_TRUE(loaded) << message_of(loaded);
    EXPECT_EQ((*loaded)->name, "quad");
    EXPECT_EQ((*loaded)->bounds.max, glm::vec3(2, 1, 0));
    EXPECT_EQ(test::corners((*loaded)->parts.at(0)),
              test::corners(test::import_text("quad.gltf", gltf())->model.parts.at(0)));
    EXPECT_THAT(notes, ::testing::Each(HasSubstr("sandbox lacks")));
}

TEST_F(Importing, ManyThreadsShareTwoWorkers) {
    const auto file = folder.write("quad.gltf", gltf());
    ModelImporter importer(options());
    std::vector<std::thread> threads;
    std::atomic<int> loaded{0};
    for (int t = 0; t < 6; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) loaded += importer.load(file) ? 1 : 0;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(loaded, 60);
}

TEST_F(Importing, FindsTexturesAsPeopleSpellThem) {
    folder.write("maps/Wood Grain.PNG", flat_png({1, 2, 3, 255}));
    for (const char* spelling : {"maps/Wood Grain.PNG", "maps\\\\wood grain.png",
                                 "./maps/Wood%20Grain.PNG", "MAPS/wood%20grain.png"}) {
        GltfParts parts;
        parts.materials = R"([{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}])";
        parts.more =
            fmt::format(R"("textures": [{{"source": 0}}], "images": [{{"uri": "{}"}}],)", spelling);
        const auto loaded = ModelImporter(options()).load(folder.write("a.gltf", gltf(parts)));
        ASSERT_TRUE(loaded) << message_of(loaded);
        EXPECT_TRUE((*loaded)->materials.at(0).base_color_texture.texture) << spelling;
    }
    // An absolute path of somebody else's machine: its last part, beside the file.
    folder.write("beside.png", flat_png({1, 2, 3, 255}));
    folder.write("a.mtl", "newmtl m\nmap_Kd C:\\work\\art\\beside.png\n");
    const auto obj = ModelImporter(options()).load(folder.write(
        "a.obj", std::string("mtllib a.mtl\n") + kTriangle + "usemtl m\nf 1/1 2/1 3/1\n"));
    ASSERT_TRUE(obj) << message_of(obj);
    EXPECT_TRUE((*obj)->materials.at(0).base_color_texture.texture);
}

TEST_F(Importing, MissingTextureIsANoteNotAFailure) {
    folder.write("a.mtl", "newmtl m\nKd 1 1 1\nmap_Kd gone.png\n");
    const auto loaded = ModelImporter(options()).load(folder.write(
        "a.obj", std::string("mtllib a.mtl\n") + kTriangle + "usemtl m\nf 1/1 2/1 3/1\n"));
    ASSERT_TRUE(loaded) << message_of(loaded);
    EXPECT_THAT(notes, ::testing::Contains(HasSubstr("a.obj: texture 'gone.png' does not exist")));
}

TEST_F(Importing, WithoutAWorkerProgramTheBadOneIsNamed) {
    ImporterOptions broken = options();
    broken.worker_program = "/bin/false";
    ModelImporter importer(broken);
    const auto file = folder.write("quad.gltf", gltf());
    EXPECT_THROW((void)importer.load(file), std::runtime_error);
    EXPECT_THROW((void)importer.load(file), std::runtime_error);  // and nothing is stuck
}

struct Hostile : Importing {
    /// The message, after checking that nothing was loaded and that it did not take long.
    std::string refusal(const std::filesystem::path& file) {
        const auto start = std::chrono::steady_clock::now();
        const auto loaded = ModelImporter(options()).load(file);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        EXPECT_LT(took.count(), 5.0);
        EXPECT_FALSE(loaded);
        if (!loaded) {
            EXPECT_EQ(loaded.errors().front().file, file.string());
        }
        return message_of(loaded);
    }
};

TEST_F(Hostile, BuffersCannotLeaveTheRoot) {
    folder.write("secret.bin", Bytes(204, 0));
    for (const char* uri : {"../../../../../../../etc/passwd", "/etc/passwd", "../secret.bin",
                            "file:///etc/passwd", "sub/../../secret.bin"}) {
        GltfParts parts;
        parts.buffer_uri = uri;
        const std::string message = refusal(folder.write("model/a.gltf", gltf(parts)));
        EXPECT_THAT(message, AnyOf(HasSubstr("lies outside of"), HasSubstr("does not exist")))
            << uri;
    }
    // With the larger root given, the neighbor folder is allowed.
    GltfParts parts;
    parts.buffer_uri = "../quad.bin";
    folder.write("quad.bin", test::quad_buffer());
    const auto file = folder.write("model/a.gltf", gltf(parts));
    ModelImporter importer(options());
    EXPECT_FALSE(importer.load(file));
    const auto loaded = importer.load(file, folder.path());
    EXPECT_TRUE(loaded) << message_of(loaded);
}

TEST_F(Hostile, LinksCannotLeaveTheRoot) {
    folder.write("outside/quad.bin", test::quad_buffer());
    folder.write("inside/real.bin", test::quad_buffer());
    std::filesystem::create_symlink("../outside/quad.bin", folder.path() / "inside/out.bin");
    std::filesystem::create_symlink("real.bin", folder.path() / "inside/in.bin");
    GltfParts parts;
    parts.buffer_uri = "out.bin";
    EXPECT_THAT(refusal(folder.write("inside/a.gltf", gltf(parts))), HasSubstr("lies outside of"));
    parts.buffer_uri = "in.bin";
    const auto inside = folder.write("inside/b.gltf", gltf(parts));
    ModelImporter importer(options());
    EXPECT_TRUE(importer.load(inside));
    std::filesystem::create_symlink(inside, folder.path() / "outside/link.gltf");
    const auto linked =
        importer.load(folder.path() / "outside/link.gltf", folder.path() / "outside");
    EXPECT_THAT(message_of(linked), HasSubstr("lies outside of"));
}

TEST_F(Hostile, FifosAndDevicesDoNotBlock) {
    ASSERT_EQ(::mkfifo((folder.path() / "pipe.mtl").c_str(), 0600), 0);
    std::filesystem::create_symlink("/dev/zero", folder.path() / "zero.mtl");
    for (const char* library : {"pipe.mtl", "zero.mtl", "../../../../../../dev/zero"}) {
        const auto start = std::chrono::steady_clock::now();
        const auto loaded = ModelImporter(options()).load(folder.write(
            "a.obj", fmt::format("mtllib {}\n{}usemtl m\nf 1/1 2/1 3/1\n", library, kTriangle)));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        EXPECT_TRUE(loaded) << message_of(loaded);  // with a plain material
        EXPECT_LT(took.count(), 5.0) << library;
    }
    EXPECT_THAT(refusal(folder.path() / "pipe.mtl"), HasSubstr("not a regular file"));
}

TEST_F(Hostile, TextCalledGlbAndOtherNonsense) {
    EXPECT_THAT(refusal(folder.write("a.glb", "this is a letter, not a mesh\n")),
                HasSubstr("a.glb: is no mesh file, expected one of gltf, glb, obj, stl, ply"));
    EXPECT_THAT(refusal(folder.write("b.glb", Bytes{})), HasSubstr("is no mesh file"));
    EXPECT_THAT(refusal(folder.write("c.fbx", "Kaydara FBX Binary  \0")),
                HasSubstr("is a fbx file, expected one of"));
    EXPECT_THAT(refusal(folder.path() / "none.obj"), HasSubstr("does not exist"));
    EXPECT_THAT(refusal(folder.path()), HasSubstr("not a regular file"));
}

TEST_F(Hostile, NumbersThatAreNone) {
    EXPECT_THAT(refusal(folder.write("nan.obj", "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")),
                HasSubstr("nan.obj: "));
    EXPECT_THAT(refusal(folder.write("far.obj", "v 1e30 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")),
                HasSubstr("beyond 1e9"));
    EXPECT_THAT(refusal(folder.write("nan.stl", test::stl({{NAN, 0, 0, 1, 0, 0, 0, 1, 0}}))),
                HasSubstr("not finite"));
}

TEST_F(Hostile, IndicesOutOfRange) {
    EXPECT_THAT(refusal(folder.write("a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n")),
                HasSubstr("a.obj: "));
    std::string ply = test::kPly;
    ply.replace(ply.rfind("4 0 1 2 3"), 9, "4 0 1 2 9");
    EXPECT_THAT(refusal(folder.write("a.ply", ply)), HasSubstr("a.ply: "));
    Bytes buffer = test::quad_buffer();
    buffer[buffer.size() - 2] = 200;  // the last index
    folder.write("a.bin", buffer);
    GltfParts parts;
    parts.buffer_uri = "a.bin";
    const auto loaded = ModelImporter(options()).load(folder.write("a.gltf", gltf(parts)));
    if (loaded) {
        EXPECT_EQ((*loaded)->triangle_count(), 1u);  // the face is left out
    }
}

TEST_F(Hostile, HugeCounts) {
    std::string ply = test::kPly;
    ply.replace(ply.find("vertex 4"), 8, "vertex 2000000000");
    EXPECT_THAT(refusal(folder.write("a.ply", ply)), HasSubstr("a.ply: "));
    std::string text = gltf();
    text.replace(text.find(R"("count": 4, "type": "VEC3", "min")"), 10, R"("count": 4000000000)");
    EXPECT_THAT(refusal(folder.write("a.gltf", text)), HasSubstr("a.gltf: "));
    Bytes stl = test::stl({{0, 0, 0, 1, 0, 0, 0, 1, 0}});
    stl[83] = 0x7F;
    EXPECT_THAT(refusal(folder.write("a.stl", stl)), HasSubstr("is no mesh file"));
}

// Whatever a file does to its worker, this process and the other imports go on.
TEST_F(Hostile, MutantsNeverCrashThisProcess) {
    // Some broken PLY files keep the importer busy for ever.
    ImporterOptions impatient = options();
    impatient.limits.timeout_s = 0.1;
    ModelImporter importer(impatient);
    const auto good = folder.write("good.gltf", gltf());
    const std::vector<std::pair<std::string, Bytes>> seeds{
        {"a.glb", test::glb()},
        {"a.gltf", test::from_text(gltf())},
        {"a.obj", test::from_text(std::string(kTriangle) + "vn 0 0 1\nf 1/1/1 2/1/1 3/1/1\n")},
        {"a.ply", test::from_text(test::kPly)},
        {"a.stl", test::stl({{0, 0, 0, 1, 0, 0, 0, 1, 0}, {1, 0, 0, 1, 1, 0, 0, 1, 0}})}};
    for (const auto& [name, seed] : seeds) {
        const Rng rng = Rng{22}.stream(name);
        int refused = 0;
        for (std::uint64_t i = 0; i < 200; ++i) {
            const auto loaded =
                importer.load(folder.write(name, test::mutant(seed, rng.stream(i))));
            refused += loaded ? 0 : 1;
        }
        EXPECT_GT(refused, 20) << name;
        EXPECT_TRUE(importer.load(good)) << name;
    }
}

TEST_F(Hostile, TimeLimitEndsTheWorkerAndIsRemembered) {
    ImporterOptions impatient = options();
    impatient.limits.timeout_s = 0.01;
    ModelImporter importer(impatient);
    std::string obj;
    for (int i = 0; i < 100'000; ++i) obj += fmt::format("v {} {} {}\n", i % 300, i % 7, i / 300);
    for (int i = 2; i < 100'000; ++i) obj += fmt::format("f {} {} {}\n", i - 1, i, i + 1);
    const auto file = folder.write("many.obj", obj);
    EXPECT_THAT(message_of(importer.load(file)), HasSubstr("takes longer than 0.01 s"));
    const auto copy = folder.write("copy.obj", obj);
    std::filesystem::remove(file);
    EXPECT_THAT(message_of(importer.load(copy)), HasSubstr("copy.obj: takes longer than 0.01 s"));
    EXPECT_TRUE(ModelImporter(options()).load(copy));  // another importer may have more patience
}

TEST_F(Hostile, MemoryLimitIsAnErrorOfTheFile) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "sanitized builds have no limit of memory";
#endif
    ImporterOptions small = options();
    small.limits.memory_bytes = 300u << 20;
    ModelImporter importer(small);
    // 64 million pixels, 256 MB, from a few kilobytes.
    folder.write("big.png", encode_png(Image<std::uint8_t>({8192, 8192})));
    folder.write("a.mtl", "newmtl m\nmap_Kd big.png\n");
    const auto loaded = importer.load(folder.write(
        "a.obj", std::string("mtllib a.mtl\n") + kTriangle + "usemtl m\nf 1/1 2/1 3/1\n"));
    EXPECT_THAT(message_of(loaded),
                AnyOf(HasSubstr("more memory"), HasSubstr("broke its importer")));
    EXPECT_TRUE(importer.load(folder.write("good.gltf", gltf())));
}

TEST_F(Hostile, ExternalFilesAreCounted) {
    ImporterOptions few = options();
    few.limits.max_external_files = 2;
    std::string mtl, obj = std::string("mtllib a.mtl\n") + kTriangle;
    for (int i = 0; i < 4; ++i) {
        folder.write(fmt::format("t{}.png", i), flat_png({1, 2, 3, 255}));
        mtl += fmt::format("newmtl m{0}\nmap_Kd t{0}.png\n", i);
        obj += fmt::format("usemtl m{}\nf 1/1 2/1 3/1\n", i);
    }
    folder.write("a.mtl", mtl);
    const auto loaded = ModelImporter(few).load(folder.write("a.obj", obj));
    ASSERT_TRUE(loaded) << message_of(loaded);
    int textured = 0;
    for (const Material& material : (*loaded)->materials)
        textured += material.base_color_texture.texture ? 1 : 0;
    EXPECT_EQ(textured, 1);  // the material library is the other file
    EXPECT_THAT(notes, ::testing::Contains(HasSubstr("one file too many")));
}

}  // namespace
}  // namespace diorama
