// Error figures on vectors whose figures are known.
#include "models/quantizers/error_metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using lop::quantizers::compare;
using lop::quantizers::ErrorMeter;

TEST(ErrorMetrics, FiguresOfAKnownPair) {
  // Signal 3^2 + 4^2 = 25, error 0.5^2 = 0.25: 20 dB.
  const ErrorMeter meter = compare(std::vector<float>{3, 4}, std::vector<double>{3, 4.5});
  EXPECT_DOUBLE_EQ(meter.sqnr_db(), 20.0);
  EXPECT_DOUBLE_EQ(meter.rms_relative(), 0.1);
  EXPECT_EQ(meter.max_error(), 0.5);
  EXPECT_DOUBLE_EQ(meter.cosine(), 27.0 / (5.0 * std::sqrt(29.25)));
}

TEST(ErrorMetrics, EqualVectorsHaveInfiniteSqnr) {
  const ErrorMeter meter = compare(std::vector<double>{1, -2}, std::vector<double>{1, -2});
  EXPECT_EQ(meter.sqnr_db(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(meter.rms_relative(), 0);
  EXPECT_DOUBLE_EQ(meter.cosine(), 1);
}

TEST(ErrorMetrics, AReferenceOfZerosHasNoSignal) {
  const ErrorMeter meter = compare(std::vector<double>{0, 0}, std::vector<double>{0, 1});
  EXPECT_EQ(meter.sqnr_db(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(meter.rms_relative(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(meter.cosine(), 0);
  EXPECT_EQ(compare(std::vector<double>{0}, std::vector<double>{0}).cosine(), 1);
}

TEST(ErrorMetrics, TensorsArePooledBySums) {
  ErrorMeter pooled;
  pooled.add(3, 3);
  pooled.add(4, 4.5);
  const ErrorMeter whole = compare(std::vector<double>{3, 4}, std::vector<double>{3, 4.5});
  EXPECT_EQ(pooled.sqnr_db(), whole.sqnr_db());
}

TEST(ErrorMetrics, ANanShowsInEveryFigure) {
  const ErrorMeter meter = compare(std::vector<double>{1, 1, 1}, std::vector<double>{1, std::nan(""), 9});
  EXPECT_TRUE(std::isnan(meter.sqnr_db()));
  EXPECT_TRUE(std::isnan(meter.cosine()));
  EXPECT_TRUE(std::isnan(meter.max_error()));
  EXPECT_TRUE(std::isnan(meter.rms_relative()));
}

TEST(ErrorMetrics, LengthsMustAgree) {
  EXPECT_THROW(compare(std::vector<double>{1}, std::vector<double>{1, 2}), std::invalid_argument);
}

}  // namespace
