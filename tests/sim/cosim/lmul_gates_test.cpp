// L-Mul's gates where the catalogue's campaign does not go: every pair of 8-bit codes, fixed-point windows, free
// formats and offsets, and accumulators that overflow.
#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "tests/sim/cosim/lockstep_expectation.hpp"

namespace lop::cosim {
namespace {

struct Case {
  const char *name, *format, *form, *offset, *accumulator, *strict, *pre_offset;
};

class LmulGates : public testing::TestWithParam<Case> {};

TEST_P(LmulGates, EqualTheModelOnRandomCodesLongSumsAndEveryPairWherePairsAreFew) {
  const Case& tested = GetParam();
  CampaignOptions options;
  options.stem = "lmul";
  options.fixed = {{"format", tested.format},           {"form", tested.form},     {"offset", tested.offset},
                   {"accumulator", tested.accumulator}, {"strict", tested.strict}, {"pre_offset", tested.pre_offset}};
  options.steps = 30'000;
  options.reset_period = 2'000;
  const std::vector<CampaignRow> rows = run_campaign(options, [](const CampaignRow&) {});
  expect_equal(rows);
  EXPECT_EQ(rows.size(), pe::make_slice("lmul", options.fixed)->weight_bits(0) <= 8 ? 3u : 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Lmul, LmulGates,
    testing::Values(Case{"e4m3", "e4m3", "adder", "paper", "fp32", "false", "false"},
                    Case{"e4m3_none", "e4m3", "adder", "none", "fp32", "false", "false"},
                    Case{"e5m2", "e5m2", "adder", "paper", "fp32", "false", "false"},
                    Case{"e5m2_none", "e5m2", "adder", "none", "fp32", "false", "false"},
                    Case{"fp16_none", "fp16", "adder", "none", "fp32", "false", "false"},
                    Case{"e4m3_literal_fixed", "e4m3", "literal", "paper", "fixed", "false", "true"},
                    Case{"e5m2_fixed_strict", "e5m2", "adder", "paper", "fixed", "true", "true"},
                    Case{"fp16_fixed", "fp16", "adder", "paper", "fixed", "false", "false"},
                    Case{"fp32_literal", "fp32", "literal", "511", "fp32", "true", "false"},
                    Case{"bf16_in_40_bits", "bf16", "literal", "127", "fixed:40", "false", "false"}),
    [](const auto& tested) { return std::string(tested.param.name); });

void expect_equal_dots(const pe::Choices& choices, std::uint32_t code, std::size_t count, std::uint32_t out) {
  const auto slice = pe::make_slice("lmul", choices);
  const auto gates = make_rtl_witness(*slice, {}, find_or_build({slice.get(), {}, false, {}, {}}), 1);
  const DotProduct dot{std::vector<std::uint32_t>(count, code), std::vector<std::uint32_t>(count, code), {}, {}};
  const DotResult values = dot_from_values(*slice, *slice->make_grid(1, 1), 0, dot);
  const DotResult found = dot_from_gates(*slice, *gates, 0, dot);
  EXPECT_EQ(found.accumulator, values.accumulator);
  EXPECT_EQ(found.out, values.out);
  EXPECT_EQ(found.out, out);
}

TEST(LmulGatesOverflow, AFixedPointWindowWrapsAtTheSameStep) {
  const pe::Choices choices = {{"format", "fp16"}, {"accumulator", "fixed"}};
  expect_equal_dots(choices, 0x7bff, 65'568, 0x4f7ffffc);
  expect_equal_dots(choices, 0x7bff, 65'569, 0xcf7fff04);
}

TEST(LmulGatesOverflow, AFloatBecomesInfinite) {
  expect_equal_dots({}, 0x7f7f, 1, 0x7f7f0000);
  expect_equal_dots({}, 0x7f7f, 2, 0x7f800000);
  expect_equal_dots({{"accumulator", "fp16"}}, 0x7f7f, 1, 0x7c00);
}

}  // namespace
}  // namespace lop::cosim
