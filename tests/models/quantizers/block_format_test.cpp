// Names, sizes and refusals of the block formats.
#include "models/quantizers/block_format.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/quantizers/group_quantizer.hpp"
#include "tests/models/quantizers/block_calls.hpp"

namespace {

using namespace lop;
using namespace lop::quantizers;
using namespace lop::test;

template <typename Error, typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(BlockFormat, TakesTheBitsOfThePublishedTable) {
  const std::vector<std::pair<std::string, double>> published = {
      {"mxfp8_e4m3", 8.25}, {"mxfp8_e5m2", 8.25}, {"mxfp6_e2m3", 6.25}, {"mxfp6_e3m2", 6.25}, {"mxfp4", 4.25},
      {"mxint8", 8.25},     {"nvfp4", 4.5},       {"fp4_ue5m3", 4.5},   {"bfp3", 4.5},        {"bfp7", 8.5}};
  for (const auto& [name, bits] : published) EXPECT_EQ(block_format(name).bits_per_element(), bits) << name;
  BlockFormat wider = block_format("fp4_ue5m3");
  wider.block_size = 32;
  EXPECT_EQ(wider.bits_per_element(), 4.25);
}

TEST(BlockFormat, EndsAtThePublishedElement) {
  const std::vector<std::pair<std::string, double>> published = {
      {"mxfp8_e4m3", 448}, {"mxfp8_e5m2", 57344},  {"mxfp6_e2m3", 7.5},  {"mxfp6_e3m2", 28},
      {"mxfp4", 6},        {"mxint8", 127.0 / 64}, {"mx_int4", 7.0 / 4}, {"mx_uint8", 255.0 / 128},
      {"bfp1", 1},         {"bfp4", 15.0 / 8},     {"mx_posit8_0", 64}};
  for (const auto& [name, largest] : published) EXPECT_EQ(block_format(name).largest_element(), largest) << name;
}

TEST(BlockFormat, ReadsNamesInEitherCase) {
  EXPECT_EQ(block_format("MXFP4").name, "mxfp4");
  EXPECT_TRUE(is_block_format("NVFP4"));
  EXPECT_TRUE(is_block_format("mx_fp4_er+"));
  for (const char* name : {"", "mxfp5", "bfp0", "bfp8", "mx_", "mx_fp16", "mx_int1", "e4m3", "nvfp4 "}) {
    EXPECT_FALSE(is_block_format(name)) << name;
  }
}

TEST(BlockFormat, ListsTheKnownNamesWhenOneIsUnknown) {
  const std::string message = refusal<std::invalid_argument>([] { block_format("mxfp5"); });
  EXPECT_TRUE(contains(message, "'mxfp5'") && contains(message, "mxfp8_e4m3, ") && contains(message, "nvfp4"))
      << message;
}

TEST(BlockFormat, RefusesOptionsThatItHasNoUseFor) {
  const auto said = [](const char* name, const BlockOptions& options, float tensor_scale) {
    return refusal<QuantizeError>([&] { encode(block_format(name), {1.0f}, options, tensor_scale); });
  };
  BlockOptions options;
  options.scale_rounding = ScaleRounding::kCeil;
  EXPECT_TRUE(contains(said("nvfp4", options, 1), "scale_rounding"));
  options = {};
  options.zero_block = ZeroBlock::kUnit;
  EXPECT_TRUE(contains(said("fp4_ue5m3", options, 1), "zero_block"));
  options = {};
  options.lost_block = LostBlock::kSmallest;
  EXPECT_TRUE(contains(said("mxfp4", options, 1), "lost_block"));
  options = {};
  options.element_rounding = formats::Rounding::kStochastic;
  EXPECT_TRUE(contains(said("mxfp4", options, 1), "stochastic"));
  EXPECT_TRUE(contains(said("mxfp4", {}, 2), "expected 1"));
  for (const float scale : {0.0f, -1.0f, INFINITY, NAN}) {
    EXPECT_TRUE(contains(said("nvfp4", {}, scale), "finite positive")) << scale;
  }
}

TEST(BlockFormat, RefusesBlocksOfNothing) {
  BlockFormat format = block_format("mxfp4");
  format.block_size = 0;
  std::uint8_t code = 0, scale = 0;
  float value = 1;
  EXPECT_THROW(encode_blocks(format, {}, 1, &value, 1, &code, &scale), QuantizeError);
  EXPECT_THROW(decode_blocks(format, 1, &code, &scale, 1, &value), QuantizeError);
}

TEST(BlockFormat, NamesTheValueThatIsNotFinite) {
  std::vector<float> values(70, 1.0f);
  values[67] = -INFINITY;
  values[68] = NAN;
  for (const char* name : {"mxfp4", "nvfp4", "bfp4"}) {
    const std::string message = refusal<QuantizeError>([&] { encode(block_format(name), values); });
    EXPECT_TRUE(contains(message, "[67] is -inf")) << message;
  }
}

}  // namespace
