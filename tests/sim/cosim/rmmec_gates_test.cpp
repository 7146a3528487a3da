// The RMMEC's gates on the published rows of exact dot products, and beyond the ends of its lane quires.
#include <gtest/gtest.h>

#include "sim/cosim/dot_product.hpp"
#include "sim/cosim/rtl_build.hpp"
#include "tests/models/pe/rmmec_dot.hpp"

namespace lop::cosim {
namespace {

using test::Codes;

class Gates {
 public:
  explicit Gates(const std::string& output_format = "posit16_1")
      : slice_(pe::make_slice("rmmec", {{"output_format", output_format}})),
        witness_(make_rtl_witness(*slice_, {}, find_or_build({slice_.get(), {}, false, {}, {}}), 1)) {}

  const pe::Slice& slice() const { return *slice_; }
  /// As the values have it.
  DotResult dot(pe::RmmecMode mode, const Codes& activations, const Codes& weights) {
    const DotProduct dot{activations, weights, {}, {}};
    const auto grid = slice_->make_grid(1, 1);
    const DotResult gates = dot_from_gates(*slice_, *witness_, static_cast<int>(mode), dot);
    const DotResult values = dot_from_values(*slice_, *grid, static_cast<int>(mode), dot);
    EXPECT_EQ(gates.accumulator, values.accumulator);
    EXPECT_EQ(gates.out, values.out);
    return gates;
  }

 private:
  std::unique_ptr<pe::Slice> slice_;
  std::unique_ptr<ArrayWitness> witness_;
};

class RmmecGates : public testing::TestWithParam<test::RmmecGolden> {};

TEST_P(RmmecGates, GiveTheQuireAndTheFusedResultOfEveryRow) {
  Gates gates(GetParam().format);
  for (const test::RmmecGoldenRow& row : test::rmmec_golden_rows(GetParam())) {
    const DotResult result = gates.dot(GetParam().mode, row.activations, row.weights);
    ASSERT_EQ(result.out, row.fused);
    ASSERT_EQ(result.flags, row.nar ? std::vector<std::string>{"nar"} : std::vector<std::string>{});
    if (!row.nar) {
      ASSERT_EQ(test::rmmec_quire(result.accumulator), row.quire);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, RmmecGates, testing::ValuesIn(test::kRmmecGolden),
                         [](const auto& tested) { return std::string(tested.param.format); });

/// `products` of the largest number with itself or with its negative, in lane 0.
void expect_overflow(Gates& gates, pe::RmmecMode mode, std::uint32_t most, std::uint32_t activation, int products,
                     bool expected) {
  const auto lanes = static_cast<std::size_t>(gates.slice().lanes(static_cast<int>(mode)));
  Codes activations(lanes * static_cast<std::size_t>(products)), weights(activations.size());
  for (std::size_t k = 0; k < activations.size(); k += lanes) {
    activations[k] = activation;
    weights[k] = most;
  }
  const DotResult result = gates.dot(mode, activations, weights);
  EXPECT_EQ(result.flags, expected ? std::vector<std::string>{"ovf"} : std::vector<std::string>{}) << products;
  if (expected) {
    EXPECT_EQ(result.out, activation == most ? 0x7fffu : 0x8001u);
  }
}

TEST(RmmecGatesOverflow, ComesWithTheProductThatALaneCannotHold) {
  Gates gates;
  for (const int beyond : {0, 1, 3}) {
    const bool over = beyond > 0;
    expect_overflow(gates, pe::RmmecMode::kP4, 7, 7, 32767 + beyond, over);
    expect_overflow(gates, pe::RmmecMode::kP4, 7, 9, 32768 + beyond, over);
    expect_overflow(gates, pe::RmmecMode::kP16, 0x7fff, 0x7fff, 32767 + beyond, over);
    expect_overflow(gates, pe::RmmecMode::kP16, 0x7fff, 0x8001, 32768 + beyond, over);
  }
}

TEST(RmmecGatesOverflow, TakesTheSignOfTheLowestLaneAndIgnoresWhatFollows) {
  Gates gates;
  for (const bool lowest_negative : {false, true}) {
    const std::uint32_t low = lowest_negative ? 9 : 7, high = lowest_negative ? 7 : 9;
    // The lane below zero holds a product more, so it is one ahead, and both overflow with the last product but one.
    Codes activations = {0, lowest_negative ? 9u : 0u, lowest_negative ? 0u : 9u, 0};
    for (int i = 0; i < 32768; ++i) activations.insert(activations.end(), {0, low, high, 0});
    activations.insert(activations.end(), {7, high, low, 7});
    const DotResult result = gates.dot(pe::RmmecMode::kP4, activations, Codes(activations.size(), 7));
    EXPECT_EQ(result.flags, std::vector<std::string>{"ovf"});
    EXPECT_EQ(result.out, lowest_negative ? 0x8001u : 0x7fffu);
  }
}

TEST(RmmecGatesOverflow, OfFp4ComesAfter233016Products) {
  Gates gates;
  const Codes full(4 * 233016, 7), over(4 * 233017, 7);
  const DotResult most = gates.dot(pe::RmmecMode::kFp4, full, full),
                  beyond = gates.dot(pe::RmmecMode::kFp4, over, over);
  EXPECT_TRUE(most.flags.empty());
  EXPECT_EQ(test::rmmec_quire(most.accumulator), test::Integer(4) * 233016 * 36 * 256);
  EXPECT_EQ(beyond.flags, std::vector<std::string>{"ovf"});
  EXPECT_EQ(beyond.out, 0x7fffu);
}

}  // namespace
}  // namespace lop::cosim
