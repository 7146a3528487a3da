// What the value tests of integer dot products share: one PE's accumulator, and sums in integers of any size.
#pragma once

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <functional>
#include <vector>

#include "models/pe/slice.hpp"
#include "tests/models/pe/operands.hpp"

namespace lop::test {

using Codes = std::vector<std::uint32_t>;

/// Accumulator of one PE after one output; as many codes as whole steps take.
inline std::int32_t dot_of(const pe::Slice& slice, int mode, const Codes& activations, const Codes& weights) {
  const std::unique_ptr<pe::Grid> grid = slice.make_grid(1, 1);
  grid->reset();
  run_output(slice, *grid, {mode, {static_cast<int>(activations.size())}, {activations}, {weights}, {{{}}}});
  return static_cast<std::int32_t>(grid->accumulators()[0]);
}

/// An exact sum as a register of 32 bits shows it.
inline std::int32_t wrapped(const boost::multiprecision::cpp_int& sum) {
  const boost::multiprecision::cpp_int modulus = boost::multiprecision::cpp_int(1) << 32;
  boost::multiprecision::cpp_int rest = sum % modulus;
  if (rest < 0) rest += modulus;
  return static_cast<std::int32_t>(rest.convert_to<std::uint32_t>());
}

/// Values of a row's or column's codes, from tables that the test types in.
using Decoder = std::function<std::vector<int>(const Codes&)>;

inline std::int32_t exact_dot(const Codes& activations, const Codes& weights, const Decoder& activation_values,
                              const Decoder& weight_values) {
  const std::vector<int> a = activation_values(activations), w = weight_values(weights);
  boost::multiprecision::cpp_int sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += boost::multiprecision::cpp_int(a[i]) * w[i];
  return wrapped(sum);
}

/// Every activation with every weight in every lane, the other lanes zero; then sums of random codes in all lanes.
inline void expect_exact_dots(const pe::Slice& slice, int mode, const Decoder& activation_values,
                              const Decoder& weight_values) {
  const int lanes = slice.lanes(mode);
  for (int lane = 0; lane < lanes; ++lane) {
    Codes activations(static_cast<std::size_t>(lanes), 0), weights(activations);
    for (std::uint32_t a = 0; a >> slice.activation_bits(mode) == 0; ++a) {
      for (std::uint32_t w = 0; w >> slice.weight_bits(mode) == 0; ++w) {
        activations[static_cast<std::size_t>(lane)] = a;
        weights[static_cast<std::size_t>(lane)] = w;
        ASSERT_EQ(dot_of(slice, mode, activations, weights),
                  exact_dot(activations, weights, activation_values, weight_values))
            << slice.modes()[static_cast<std::size_t>(mode)] << " lane " << lane << " codes " << a << " " << w;
      }
    }
  }
  for (const Draw way : kDraws) {
    OperandDraw draw(way, 11 + static_cast<std::uint64_t>(mode));
    for (int i = 0; i < 100; ++i) {
      Codes activations, weights;
      for (int k = 0; k < lanes * (1 + i % 7); ++k) {
        activations.push_back(draw.code(slice.activation_bits(mode)));
        weights.push_back(draw.code(slice.weight_bits(mode)));
      }
      ASSERT_EQ(dot_of(slice, mode, activations, weights),
                exact_dot(activations, weights, activation_values, weight_values))
          << slice.modes()[static_cast<std::size_t>(mode)] << " draw " << static_cast<int>(way);
    }
  }
}

/// `steps` steps of the same codes.
inline std::int32_t repeated_dot(const pe::Slice& slice, int mode, const Codes& activations, const Codes& weights,
                                 int steps) {
  Codes a, w;
  for (int i = 0; i < steps; ++i) {
    a.insert(a.end(), activations.begin(), activations.end());
    w.insert(w.end(), weights.begin(), weights.end());
  }
  return dot_of(slice, mode, a, w);
}

}  // namespace lop::test
