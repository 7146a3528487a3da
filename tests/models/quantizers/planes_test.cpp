// Two planes: every element takes the best of its combinations, scales are least-squares, and known mixtures are found.
// A wrong sign in the normal equations fails here.
#include <gtest/gtest.h>

#include "tests/models/quantizers/quantizer_inputs.hpp"

namespace {

using namespace lop::quantizers;
using lop::tensor::Matrix;
using lop::test::mode;

struct Planes {
  const char* name;
  std::vector<int> digits;
};
const Planes kPlanes[] = {{"trit_planes", {-1, 0, 1}}, {"binary_planes", {-1, 1}}};

double squared_error(const float* weights, std::size_t count, const std::vector<int>& digits, double first,
                     double second) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    double least = INFINITY;
    for (const int a : digits) {
      for (const int b : digits) least = std::min(least, std::abs(a * first + b * second - double{weights[i]}));
    }
    sum += least * least;
  }
  return sum;
}

TEST(Planes, EveryElementTakesTheBestCombinationOfTheStoredScales) {
  for (const Planes& planes : kPlanes) {
    for (const ScalePrecision precision : {ScalePrecision::kFp32, ScalePrecision::kFp16, ScalePrecision::kE8m0}) {
      const Matrix<float> weights = lop::test::heavy_tailed(8, 150, 61);
      GroupQuantizeOptions options = mode(planes.name, 64);
      options.scale_precision = precision;
      const QuantizedMatrix got = quantize_groups(weights, options);
      const Matrix<double> values = dequantized(got);
      for (std::size_t row = 0; row < weights.rows; ++row) {
        for (std::size_t k = 0; k < weights.columns; ++k) {
          const double first = double{got.group_scale(row, k / 64)}, second = double{got.second_scale(row, k / 64)};
          const double least = squared_error(&weights(row, k), 1, planes.digits, first, second);
          const double difference = values(row, k) - double{weights(row, k)};
          ASSERT_EQ(difference * difference, least) << planes.name;
        }
      }
    }
  }
}

TEST(Planes, CodesAreTheDigitsOfBothPlanes) {
  // -1 is 11 in a trit and 1 in a sign; the first plane lies lowest.
  const QuantizedMatrix trits =
      quantize_groups(lop::test::row_of({4, 3, 2, 1, 0, -1, -2, -3, -4}), mode("trit_planes"));
  EXPECT_EQ(trits.group_scale(0, 0), 3.0f);
  EXPECT_EQ(trits.second_scale(0, 0), 1.0f);
  EXPECT_EQ(trits.codes.values, (std::vector<std::uint32_t>{5, 1, 13, 4, 0, 12, 7, 3, 15}));
  const QuantizedMatrix signs = quantize_groups(lop::test::row_of({3, 1, -1, -3}), mode("binary_planes"));
  EXPECT_EQ(signs.codes.values, (std::vector<std::uint32_t>{0, 2, 1, 3}));
}

TEST(Planes, MixturesOfTwoScalesAreFoundExactly) {
  std::mt19937 random(62);
  for (const Planes& planes : kPlanes) {
    for (const auto& [first, second] : {std::pair<float, float>{3, 1}, {3.25f, 1.25f}, {2.5f, 1}}) {
      std::vector<float> weights;
      for (int i = 0; i < 64; ++i) {
        const auto digit = [&] { return static_cast<float>(planes.digits[random() % planes.digits.size()]); };
        weights.push_back(digit() * first + digit() * second);
      }
      const QuantizedMatrix got = quantize_groups(lop::test::row_of(weights), mode(planes.name));
      EXPECT_EQ(dequantized(got).values, std::vector<double>(weights.begin(), weights.end()))
          << planes.name << " " << first;
    }
  }
}

TEST(Planes, TheResultIsNoWorseThanItsStartAndNoScaleNearbyIsBetterForItsCodes) {
  for (const Planes& planes : kPlanes) {
    const Matrix<float> weights = lop::test::heavy_tailed(16, 64, 63);
    const QuantizedMatrix got = quantize_groups(weights, mode(planes.name, 64));
    const Matrix<double> values = dequantized(got);
    for (std::size_t row = 0; row < weights.rows; ++row) {
      const double first = double{got.group_scale(row, 0)}, second = double{got.second_scale(row, 0)};
      double peak = 0, error = 0;
      for (std::size_t k = 0; k < 64; ++k) {
        peak = std::max(peak, std::abs(double{weights(row, k)}));
        error += std::pow(values(row, k) - double{weights(row, k)}, 2);
      }
      const double share = planes.digits.size() == 3 ? 0.25 : 1.0 / 3;
      EXPECT_LE(error,
                squared_error(weights.row(row), 64, planes.digits, peak * (1 - share), peak * share) * (1 + 1e-6));
      // A least-squares solution is a minimum for its codes; choosing
      // codes anew can only help the neighbours, so ask the codes.
      for (const auto& [up, down] : {std::pair<double, double>{1.001, 1}, {0.999, 1}, {1, 1.001}, {1, 0.999}}) {
        double moved = 0;
        for (std::size_t k = 0; k < 64; ++k) {
          const std::uint32_t code = got.codes(row, k);
          const auto digit = [&](int plane) {
            if (planes.digits.size() == 2) return (code >> plane & 1) != 0 ? -1 : 1;
            const std::uint32_t bits = code >> (2 * plane) & 3;
            return bits == 3 ? -1 : static_cast<int>(bits);
          };
          moved += std::pow(digit(0) * first * up + digit(1) * second * down - double{weights(row, k)}, 2);
        }
        EXPECT_GE(moved, error * (1 - 1e-6)) << planes.name << " row " << row;
      }
    }
  }
}

}  // namespace
