// lopsim pe on slices with scales on both sides: the activations' scales are optional, counted and checked.
#include <gtest/gtest.h>

#include "tests/sim/cli/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace lop::cli::test {
namespace {

class PeCommand : public testing::Test {
 protected:
  Ran dot(const std::string& stem, const std::string& line) const {
    return lopsim(folder_.path().string(), {"pe", stem}, line + "\n");
  }

  lop::test::TemporaryFolder folder_;
};

TEST_F(PeCommand, TakesTheScalesOfTheActivationsOneABlock) {
  // 6 x 1 + 0.5 x 1.5 - 6 x 2 = -5.25, times 2 x 4.
  const std::string codes = R"("a":["7","1","f"],"w":["2","3","4"])";
  EXPECT_EQ(dot("mxfp_dot", "{" + codes + R"(,"scale":["80"],"a_scale":["81"]})").out,
            "{\"out\":\"c2280000\",\"accumulator\":\"c2280000\",\"steps\":1,\"flags\":[]}\n");
  EXPECT_EQ(dot("nvfp4_dot", "{" + codes + R"(,"scale":["40"],"a_scale":["48"],"channel_scale":0.5})").out,
            "{\"out\":\"c1a80000\",\"accumulator\":\"c2280000\",\"steps\":1,\"flags\":[]}\n");
}

TEST_F(PeCommand, TakesOneForScalesOfTheActivationsThatAreNotGiven) {
  for (const auto& [stem, one] : {std::pair{"mxfp_dot", "7f"}, {"nvfp4_dot", "38"}}) {
    EXPECT_NE(dot(stem, std::string(R"({"a":["7","1","f"],"w":["2","3","4"],"scale":[")") + one + "\"]}")
                  .out.find("\"out\":\"c0a80000\""),
              std::string::npos)
        << stem;
  }
}

TEST_F(PeCommand, RefusesTooManyScalesAndCodesThatAreNoScale) {
  const Ran many = dot("mxfp_dot", R"({"a":["7"],"w":["2"],"scale":["7f"],"a_scale":["7f","7f"]})");
  EXPECT_EQ(many.exit_code, 2);
  EXPECT_NE(many.err.find("expected \"a_scale\": an array of 1 entries, one a group"), std::string::npos) << many.err;
  const Ran wide = dot("nvfp4_dot", R"({"a":["7"],"w":["2"],"scale":["38"],"a_scale":["80"]})");
  EXPECT_EQ(wide.exit_code, 2);
  EXPECT_NE(wide.err.find("a_scale[0]: expected 0..127, got \"80\""), std::string::npos) << wide.err;
}

}  // namespace
}  // namespace lop::cli::test
