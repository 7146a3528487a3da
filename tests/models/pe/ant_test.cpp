// The ANT slice against the published values of its types and exact sums.
#include <gtest/gtest.h>

#include <map>

#include "tests/models/pe/dot_oracle.hpp"

namespace lop::test {
namespace {

const std::vector<std::string> kTypes = {"flint4", "int4", "pot4", "int8"};

/// By code; int8 is computed.
const std::map<std::string, std::vector<int>> kValues = {
    {"flint4", {0, 1, 2, 3, 16, 8, 4, 6, 0, -1, -2, -3, -16, -8, -4, -6}},
    {"int4", {0, 1, 2, 3, 4, 5, 6, 7, -8, -7, -6, -5, -4, -3, -2, -1}},
    {"pot4", {0, 1, 2, 4, 8, 16, 32, 64, 0, -1, -2, -4, -8, -16, -32, -64}},
};

Decoder values_of(const std::string& type) {
  return [type](const Codes& codes) {
    std::vector<int> values;
    for (const std::uint32_t code : codes) {
      const int byte = static_cast<int>(code);
      values.push_back(type == "int8" ? (byte < 128 ? byte : byte - 256) : kValues.at(type)[code]);
    }
    return values;
  };
}

TEST(Ant, MultipliesAllPairsOfCodesInEveryLaneOfEveryPairOfTypes) {
  for (const std::string& weight_type : kTypes) {
    for (const std::string& activation_type : kTypes) {
      const auto slice = pe::make_slice("ant", {{"weight_type", weight_type}, {"activation_type", activation_type}});
      const int mode = slice->default_mode();
      EXPECT_EQ(slice->modes()[static_cast<std::size_t>(mode)], weight_type + "_" + activation_type);
      EXPECT_EQ(slice->lanes(mode), weight_type == "int8" || activation_type == "int8" ? 1 : 4);
      expect_exact_dots(*slice, mode, values_of(activation_type), values_of(weight_type));
    }
  }
}

TEST(Ant, HasTheFlintsOfThePaper) {
  // 0xxx the integers, 11xx 8 to 14, 101x 16 and 24, 1001 32, 1000 64, without a sign; a sign and three bits make
  // flint4.
  const auto slice = pe::make_slice("ant", {{"activation_type", "int8"}});
  for (const auto& [code, value] : {std::pair{4u, 16}, {5u, 8}, {6u, 4}, {7u, 6}, {12u, -16}, {15u, -6}}) {
    EXPECT_EQ(dot_of(*slice, slice->default_mode(), {1}, {code}), value);
  }
}

TEST(Ant, WrapsAroundBeyond32Bits) {
  // Four products of 64 * 64 a step: 131072 steps reach 2^31.
  const auto slice = pe::make_slice("ant", {{"weight_type", "pot4"}, {"activation_type", "pot4"}});
  const Codes largest(4, 7);
  EXPECT_EQ(repeated_dot(*slice, slice->default_mode(), largest, largest, 131071), 2147467264);
  EXPECT_EQ(repeated_dot(*slice, slice->default_mode(), largest, largest, 131072), INT32_MIN);
}

TEST(Ant, AFlintExponentOffByOneDiffers) {
  // The oracle checked.
  const auto slice = pe::make_slice("ant");
  const Decoder doubled = [](const Codes& codes) {
    std::vector<int> values = values_of("flint4")(codes);
    for (int& value : values) value *= value >= 4 ? 2 : 1;
    return values;
  };
  EXPECT_NE(dot_of(*slice, 0, {5, 0, 0, 0}, {1, 0, 0, 0}),
            exact_dot({5, 0, 0, 0}, {1, 0, 0, 0}, doubled, values_of("flint4")));
}

}  // namespace
}  // namespace lop::test
