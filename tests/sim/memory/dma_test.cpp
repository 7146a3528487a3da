// DMA: which transfer is chosen, and when.
#include <gtest/gtest.h>

#include "sim/memory/dma.hpp"

namespace lop::sim {
namespace {

DramRequest clock(Dma& dma, const DmaInputs& in) {
  dma.compute(in);
  dma.commit();
  return dma.outputs();
}

TEST(Dma, LoadsComeInProgramOrderWithACycleBetweenChoices) {
  const TransferProgram program{{{Port::kWeight, 0, 5}, {Port::kActivation, 0, 7}}, {WriteBack{3}}, {}};
  Dma dma;
  dma.load_program(program);
  EXPECT_EQ(clock(dma, {}), (DramRequest{true, Port::kWeight, 5, true}));
  EXPECT_FALSE(clock(dma, {}).valid);
  EXPECT_EQ(clock(dma, {}), (DramRequest{true, Port::kActivation, 7, true}));
}

TEST(Dma, NothingIsChosenWhileTheDramIsNotReady) {
  const TransferProgram program{{{Port::kWeight, 0, 5}}, {}, {}};
  Dma dma;
  dma.load_program(program);
  EXPECT_FALSE(clock(dma, {false, {}, {}, {}}).valid);
  EXPECT_TRUE(clock(dma, {}).valid);
}

TEST(Dma, AFullOutputHalfGoesBeforeTheNextPieceOfALoad) {
  const TransferProgram program{{{Port::kWeight, 0, 2 * kPieceBursts + 1}}, {WriteBack{3}}, {}};
  Dma dma;
  dma.load_program(program);
  EXPECT_EQ(clock(dma, {}), (DramRequest{true, Port::kWeight, kPieceBursts, false}));
  clock(dma, {});
  const DmaInputs full{true, {}, {}, {1, 0}};
  EXPECT_EQ(clock(dma, full), (DramRequest{true, Port::kOutput, 3, true, nullptr, 0, true}));
  clock(dma, full);
  EXPECT_EQ(clock(dma, full), (DramRequest{true, Port::kWeight, kPieceBursts, false, nullptr, kPieceBursts}));
  clock(dma, full);
  EXPECT_EQ(clock(dma, full), (DramRequest{true, Port::kWeight, 1, true, nullptr, 2 * kPieceBursts}));
}

TEST(Dma, TheHeadWaitsForItsHalfAndNothingOvertakesIt) {
  const TransferProgram program{{{Port::kWeight, 2, 5}, {Port::kActivation, 0, 7}}, {}, {}};
  Dma dma;
  dma.load_program(program);
  EXPECT_FALSE(clock(dma, {true, {2, 0}, {}, {}}).valid);
  EXPECT_EQ(clock(dma, {true, {2, 1}, {}, {}}), (DramRequest{true, Port::kWeight, 5, true}));
}

}  // namespace
}  // namespace lop::sim
