// The tests' executable can also be started as an import worker, like the program itself.
#include <gtest/gtest.h>

#include "engine/io/model_importer.hpp"

int main(int argc, char** argv) {
    if (const auto code = diorama::run_as_import_worker(argc, argv)) return *code;
    ::testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
