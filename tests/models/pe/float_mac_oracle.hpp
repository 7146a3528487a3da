// Floating-point MACs in exact rationals, rounded once a step; what every one of them must show.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "models/pe/slice.hpp"
#include "tests/models/formats/exact_oracle.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {

using Codes = std::vector<std::uint32_t>;
using Reader = std::function<Number(std::uint32_t)>;

inline Reader reader(const Definition& format) {
  return [format](std::uint32_t code) { return number_of(format, code); };
}

class FloatMacOracle {
 public:
  FloatMacOracle(Reader activation, Reader weight, const Definition& accumulator)
      : activation_(std::move(activation)), weight_(std::move(weight)), format_(accumulator) {}

  std::uint32_t nan() const { return format_.bits() == 16 ? 0x7e00 : 0x7fc00000; }

  /// IEEE 754: a zero sum of two negative zeros is negative, every other exact zero is positive. Any infinity or NaN of
  /// an operand is invalid; an infinite accumulator is one that has overflown.
  std::uint32_t add(std::uint32_t accumulator, std::uint32_t a, std::uint32_t w) const {
    const Number sum = number_of(format_, accumulator), x = activation_(a), y = weight_(w);
    if (sum.nan || x.nan || x.infinite || y.nan || y.infinite) return nan();
    if (sum.infinite) return accumulator;
    const bool product_negative = x.negative != y.negative;
    const Rational exact = sum.value() + x.value() * y.value();
    const bool negative = exact < 0 || (exact == 0 && sum.magnitude == 0 && sum.negative && product_negative);
    return code_of(format_, negative, abs(exact), formats::Rounding::kNearestEven, false);
  }

  std::uint32_t dot(const Codes& activations, const Codes& weights) const {
    std::uint32_t accumulator = 0;
    for (std::size_t k = 0; k < activations.size(); ++k) accumulator = add(accumulator, activations[k], weights[k]);
    return accumulator;
  }

 private:
  Reader activation_, weight_;
  Definition format_;
};

inline std::uint32_t dot_of(const pe::Slice& slice, const Codes& activations, const Codes& weights) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(1, 1);
  grid->reset();
  run_output(slice, *grid, {0, {static_cast<int>(activations.size())}, {activations}, {weights}, {{{}}}});
  return grid->accumulators()[0];
}

/// Dot products of every draw and several lengths, on a grid of several PEs.
inline void expect_one_rounding_a_step(const pe::Slice& slice, const FloatMacOracle& oracle) {
  for (const Draw way : kDraws) {
    OperandDraw draw(way, 7);
    const std::unique_ptr<pe::Grid> grid = slice.make_grid(2, 3);
    grid->reset();
    for (const int length : {1, 2, 5, 33, 130}) {
      const OutputOperands output = draw_output(slice, 0, 2, 3, {length}, draw);
      run_output(slice, *grid, output);
      for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_EQ(grid->accumulators()[i], oracle.dot(output.activations[i / 3], output.weights[i % 3]))
            << "draw " << static_cast<int>(way) << " length " << length;
      }
    }
  }
}

/// One step of every activation with every weight on top of every accumulator.
inline void expect_steps(const pe::Slice& slice, const FloatMacOracle& oracle, const Codes& accumulators,
                         const Codes& activations, const Codes& weights) {
  const std::unique_ptr<pe::SumChain> chain = slice.make_chain(1, static_cast<int>(weights.size()));
  chain->load(0, weights.data());
  std::size_t different = 0;
  for (const std::uint32_t start : accumulators) {
    for (const std::uint32_t a : activations) {
      Codes sums(weights.size(), start);
      chain->pass(0, &a, sums.data());
      for (std::size_t c = 0; c < weights.size(); ++c) {
        const std::uint32_t expected = oracle.add(start, a, weights[c]);
        if (sums[c] == expected || ++different > 5) continue;
        ADD_FAILURE() << std::hex << start << " + " << a << " * " << weights[c] << ": " << sums[c] << " for "
                      << expected;
      }
    }
  }
  EXPECT_EQ(different, 0u);
}

/// An invalid operand makes the outputs of its row or column NaN, and no other and no later one.
inline void expect_invalid_until_the_next_output(const pe::Slice& slice, const FloatMacOracle& oracle,
                                                 const Codes& bad_activations, const Codes& bad_weights,
                                                 std::uint32_t one_activation, std::uint32_t one_weight) {
  const std::uint32_t a = one_activation, w = one_weight;
  for (const std::uint32_t bad : bad_weights) {
    EXPECT_EQ(dot_of(slice, {a, a}, {w, bad}), oracle.nan());
    EXPECT_EQ(dot_of(slice, {0, a}, {bad, w}), oracle.nan());
  }
  for (const std::uint32_t bad : bad_activations) {
    EXPECT_EQ(dot_of(slice, {bad, a}, {w, w}), oracle.nan());
    const std::unique_ptr<pe::Grid> grid = slice.make_grid(2, 2);
    grid->reset();
    run_output(slice, *grid, {0, {2}, {{bad, a}, {a, a}}, {{w, w}, {w, w}}, {{{}}, {{}}}});
    EXPECT_EQ(grid->accumulators()[0], oracle.nan());
    EXPECT_EQ(grid->accumulators()[1], oracle.nan());
    EXPECT_EQ(grid->accumulators()[2], oracle.dot({a, a}, {w, w}));
    run_output(slice, *grid, {0, {1}, {{a}, {a}}, {{w}, {w}}, {{{}}, {{}}}});
    EXPECT_EQ(grid->accumulators()[0], oracle.dot({a}, {w}));
  }
  const std::uint32_t nan = oracle.nan();
  EXPECT_EQ(flags_shown(slice, &nan), std::vector<std::string>{"invalid"});
}

}  // namespace lop::test
