// Scaling between nodes against the published examples.
#include <gtest/gtest.h>

#include "sim/report/node_scaling.hpp"
#include "tests/sim/report/sample_run.hpp"

namespace lop::report {
namespace {

TEST(NodeScaling, GivesTheExampleOfTheAuthorsCorrigendum) {
  // 65 nm at 1.3 V: 2.604; 32 nm at 0.9 V: 0.4571; printed to four digits each.
  EXPECT_NEAR(energy_factor(65, 1.3, 32, 0.9), 0.4571 / 2.604, 0.0001);
}

TEST(NodeScaling, GivesThePrintedEnergiesFrom45Nm) {
  const struct {
    int node_nm;
    double voltage_v, factor;
  } kPrinted[] = {{32, 0.9, 0.654}, {32, 0.8, 0.513}, {32, 0.7, 0.395}, {20, 0.9, 0.287}, {20, 0.8, 0.219},
                  {16, 0.9, 0.226}, {14, 0.8, 0.138}, {10, 0.7, 0.086}, {7, 0.9, 0.124},  {7, 0.7, 0.068}};
  for (const auto& printed : kPrinted) {
    EXPECT_NEAR(energy_factor(45, 0.9, printed.node_nm, printed.voltage_v), printed.factor, 0.0005) << printed.node_nm;
  }
}

TEST(NodeScaling, InterpolatesBetweenListedNodes) {
  EXPECT_DOUBLE_EQ(area_factor(45, 45), 1);
  EXPECT_DOUBLE_EQ(area_factor(45, 32), .46);
  EXPECT_NEAR(area_factor(45, 28), 0.377, 0.0005);
  EXPECT_NEAR(energy_factor(45, 0.9, 28, 0.9), 0.532, 0.0005);
}

TEST(NodeScaling, MarksEveryFigureAndLeavesGeneralPrices) {
  PriceList list = test::sample_prices();
  list.node_nm = 45;
  list.voltage_v = 0.9;
  const PriceList small = scaled(list, 32, 0.9);
  EXPECT_EQ(small.node_nm, 32);
  EXPECT_NE(small.technology.find("scaled"), std::string::npos);
  EXPECT_DOUBLE_EQ(small.area("bitmod", "pe")->area_um2, 1000 * .46);
  EXPECT_NE(small.area("bitmod", "pe")->source.find("scaled"), std::string::npos);
  EXPECT_NEAR(small.price("bitmod", "pe.step")->energy_pj, 0.5 * 0.654, 0.0005);
  EXPECT_NE(small.price("bitmod", "pe.step")->source.find("scaled"), std::string::npos);
  EXPECT_EQ(small.price("bitmod", "dram.read")->energy_pj, 512);
  EXPECT_NE(small.notes.back().find("never measured"), std::string::npos);
}

TEST(NodeScaling, RefusesWhatThePublishedFactorsDoNotCover) {
  PriceList list = test::sample_prices();
  EXPECT_THROW(scaled(list, 16, 0.9), ScalingError) << "no voltage";
  list.voltage_v = 0.9;
  EXPECT_THROW(scaled(list, 16, 0.9), ScalingError) << "areas from 28 nm are not published";
  list.node_nm = 180;
  EXPECT_THROW(scaled(list, 28, 0.9), ScalingError);
  EXPECT_THROW(area_factor(45, 5), ScalingError);
  EXPECT_THROW(energy_factor(45, 3.3, 32, 0.9), ScalingError);
}

}  // namespace
}  // namespace lop::report
