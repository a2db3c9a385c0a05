#include "tools/run/exit_code_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace diorama {
namespace {

TEST(ExitCodeMap, ChangesWhatIsNamedAndNothingElse) {
    const auto map = ExitCodeMap::parse({"temp=99,io=100", "33=12"});
    ASSERT_TRUE(map);
    EXPECT_EQ((*map)(75), 99);
    EXPECT_EQ((*map)(74), 100);
    EXPECT_EQ((*map)(33), 12);
    for (const int code : {0, 1, 64, 65, 66, 69, 70, 73, 78, 99}) EXPECT_EQ((*map)(code), code);
    EXPECT_EQ((*ExitCodeMap::parse({}))(75), 75);
    // The codes that it makes are not looked up again.
    const auto swapped = ExitCodeMap::parse({"temp=74,io=75"});
    EXPECT_EQ((*swapped)(75), 74);
    EXPECT_EQ((*swapped)(74), 75);
}

TEST(ExitCodeMap, EveryNameStandsForItsCode) {
    const std::pair<const char*, int> names[] = {
        {"partial", 1}, {"memory", 33},      {"usage", 64},    {"data", 65},
        {"input", 66},  {"unavailable", 69}, {"software", 70}, {"create", 73},
        {"io", 74},     {"temp", 75},        {"config", 78}};
    for (const auto& [name, code] : names)
        EXPECT_EQ((*ExitCodeMap::parse({std::string(name) + "=7"}))(code), 7) << name;
}

TEST(ExitCodeMap, Grammar) {
    for (const char* text : {"temp", "temp=", "=99", "temp=256", "temp=-1", "temp=9x", "tmp=99",
                             "0=1", "2=3", "temp=99,,", "temp=99 ,io=3"})
        EXPECT_FALSE(ExitCodeMap::parse({text})) << text;
    EXPECT_THAT(ExitCodeMap::parse({"tmp=99"}).errors()[0].message,
                ::testing::HasSubstr("unavailable"));
}

}  // namespace
}  // namespace diorama
