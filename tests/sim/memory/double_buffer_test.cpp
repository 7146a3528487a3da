// Double-buffer control: order, occupancy, bandwidth.
#include <gtest/gtest.h>

#include "sim/kernel/check.hpp"
#include "sim/memory/double_buffer.hpp"

namespace lop::sim {
namespace {

void clock(DoubleBuffer& buffer, const BufferEvents& events) {
  buffer.compute(events);
  buffer.commit();
}

TEST(DoubleBuffer, AHalfIsFreeForTheBlockAfterNextOnceItsBlockIsEmptied) {
  DoubleBuffer buffer(1);
  clock(buffer, {1, 0, 0, 0});
  clock(buffer, {1, 0, 0, 0});
  EXPECT_FALSE(buffer.state().half_free_for(2));
  clock(buffer, {0, 1, 0, 0});
  EXPECT_TRUE(buffer.state().half_free_for(2));
  EXPECT_FALSE(buffer.state().half_free_for(3));
}

TEST(DoubleBuffer, AnEventIsSeenInTheNextCycle) {
  DoubleBuffer buffer(1);
  buffer.compute({1, 0, 0, 0});
  EXPECT_FALSE(buffer.state().holds(0));
  buffer.commit();
  EXPECT_TRUE(buffer.state().holds(0));
}

TEST(DoubleBuffer, AThirdBlockInTwoHalvesIsRefused) {
  DoubleBuffer buffer(1);
  clock(buffer, {2, 0, 0, 0});
  EXPECT_THROW(buffer.compute({1, 0, 0, 0}), InternalError);
}

TEST(DoubleBuffer, AHalfEmptiedBeforeItIsFullIsRefused) {
  DoubleBuffer buffer(1);
  EXPECT_THROW(buffer.compute({0, 1, 0, 0}), InternalError);
}

TEST(DoubleBuffer, FiveWordsOfTwoBanksNeedThreeCyclesSinceTheAccessBefore) {
  DoubleBuffer buffer(2);
  clock(buffer, {0, 0, 5, 0});
  clock(buffer, {});
  EXPECT_THROW(buffer.compute({0, 0, 5, 0}), InternalError);
  clock(buffer, {});
  EXPECT_NO_THROW(buffer.compute({0, 0, 5, 0}));
}

TEST(DoubleBuffer, WordsOfArrayAndDmaAreCountedApartAndForgottenByReset) {
  DoubleBuffer buffer(4);
  clock(buffer, {1, 0, 3, 40});
  EXPECT_EQ(buffer.array_words(), 3u);
  EXPECT_EQ(buffer.dma_words(), 40u);
  buffer.reset();
  EXPECT_EQ(buffer.array_words() + buffer.dma_words(), 0u);
  EXPECT_EQ(buffer.state(), BufferState{});
}

}  // namespace
}  // namespace lop::sim
