// Bursts touched by pieces of packed rows.
#include <gtest/gtest.h>

#include "sim/kernel/check.hpp"
#include "sim/memory/layout.hpp"

namespace lop::sim {
namespace {

// A burst is 64 bytes = 512 bits.
TEST(Layout, APieceInsideOneBurstTouchesOne) { EXPECT_EQ(bursts_touched(100, 512), 1); }
TEST(Layout, OneBitAcrossTheBoundaryTouchesASecondBurst) { EXPECT_EQ(bursts_touched(511, 513), 2); }
TEST(Layout, AnEmptyPieceTouchesNone) { EXPECT_EQ(bursts_touched(7, 7), 0); }
TEST(Layout, EveryRowStartsOnABurst) { EXPECT_EQ((PackedRows{0, 9, 600}).region(2, 5, 0, 600).bursts(), 6); }
TEST(Layout, BitsOutsideARowAreRefused) { EXPECT_THROW((PackedRows{0, 9, 600}).region(0, 1, 0, 601), InternalError); }

TEST(Layout, APieceBeginsInTheBurstOfItsFirstBit) {
  // Rows of two bursts from burst 64 on: row 3 begins at 70, bit 520 is in its second burst.
  const BurstRegion region = PackedRows{64, 9, 600}.region(3, 5, 520, 600);
  EXPECT_EQ(region.first, 71);
  EXPECT_EQ(region.stride, 2);
  EXPECT_EQ(region.length, 1);
}

TEST(Layout, TheNextMatrixBeginsOnAPageOf4KiB) {
  // 9 rows of two bursts from 64 on end at 82; a page is 64 bursts.
  EXPECT_EQ((PackedRows{64, 9, 600}).end_page(), 128);
}

}  // namespace
}  // namespace lop::sim
