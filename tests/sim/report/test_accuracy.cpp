// Accuracy figures worked out by hand.
#include "sim/report/accuracy.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace lop::report {
namespace {

// Signal 9 + 16 = 25, noise 0.25: 20 dB. Cosine (9 + 14) / (5 sqrt(9 + 12.25)).
TEST(Accuracy, MatchesHandComputedFigures) {
  const LayerAccuracy accuracy = measure_accuracy({3, 4}, {3, 3.5});
  EXPECT_DOUBLE_EQ(accuracy.sqnr_db, 20);
  EXPECT_DOUBLE_EQ(accuracy.cosine, 23 / (5 * std::sqrt(21.25)));
  EXPECT_EQ(accuracy.max_error, 0.5);
}

TEST(Accuracy, EqualOutputsAreExact) {
  const LayerAccuracy accuracy = measure_accuracy({0.1, -7}, {0.1, -7});
  EXPECT_EQ(accuracy.sqnr_db, std::numeric_limits<double>::infinity());
  EXPECT_EQ(accuracy.cosine, 1);
  EXPECT_EQ(accuracy.max_error, 0);
}

TEST(Accuracy, AnInfiniteOutputHasNoSqnr) {
  const LayerAccuracy accuracy = measure_accuracy({1, 2}, {1, std::numeric_limits<double>::infinity()});
  EXPECT_TRUE(std::isnan(accuracy.sqnr_db));
  EXPECT_TRUE(std::isnan(accuracy.max_error));
}

TEST(Accuracy, RefusesDifferentSizes) { EXPECT_THROW(measure_accuracy({1}, {1, 2}), std::invalid_argument); }

}  // namespace
}  // namespace lop::report
