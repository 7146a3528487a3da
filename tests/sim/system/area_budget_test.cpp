// Arrays sized to an area, against areas added by hand.
#include "sim/system/area_budget.hpp"

#include <gtest/gtest.h>

namespace lop::sim {
namespace {

/// A PE is 1000 um2, a weight edge 250, a column unit 10, an output unit 1.
report::PriceList prices() {
  report::PriceList list;
  list.pes["int8_mac"] = {{}};
  list.pes["int8_mac"][0].areas = {
      {"pe", 1000, "s"}, {"weight_edge", 250, "s"}, {"column_unit", 10, "s"}, {"output_unit", 1, "s"}};
  return list;
}

ArrayGeometry fitted(double budget_um2, const ArrayGeometry& tile = {1, 1, 1, 1}) {
  return fit_array(prices(), *pe::make_slice("int8_mac"), tile, budget_um2, 1024);
}

TEST(AreaBudget, CountsEveryPieceOfEveryPart) {
  const ArrayGeometry array{3, 2, 4, 8};
  // 12 x 16 PEs, 16 weight edges, 3 x 16 column units, 16 output units
  EXPECT_EQ(array_area_um2(prices(), *pe::make_slice("int8_mac"), array), 192'000 + 16 * 250 + 48 * 10 + 16);
  EXPECT_EQ(part_count("activation_edge", array), 12);
  EXPECT_THROW(part_count("buffer", array), std::invalid_argument);
}

TEST(AreaBudget, TakesTheMostTilesThatFit) {
  const struct {
    double budget_um2;
    int tile_rows, tile_columns;
  } kCases[] = {
      {1260, 0, 0}, {1261, 1, 1},  // one PE with its units
      {2521, 1, 1}, {2522, 1, 2},  // two columns
      {4541, 1, 2}, {4542, 2, 2},  // 4000 + 2 x (250 + 20 + 1)
      {9083, 2, 3}, {9084, 2, 4},  // 8 tiles in two rows before 9 in three, which take 9843
      {9843, 3, 3},
  };
  for (const auto& tested : kCases) {
    const ArrayGeometry array = fitted(tested.budget_um2);
    EXPECT_EQ(array.tile_rows, tested.tile_rows) << tested.budget_um2;
    EXPECT_EQ(array.tile_columns, tested.tile_columns) << tested.budget_um2;
  }
}

TEST(AreaBudget, KeepsTheTile) {
  const ArrayGeometry array = fitted(70'000, {1, 1, 8, 8});
  EXPECT_EQ(array.rows, 8);
  EXPECT_EQ(array.columns, 8);
  EXPECT_EQ(array.tile_rows * array.tile_columns, 1);  // 64000 + 8 x 261
}

}  // namespace
}  // namespace lop::sim
