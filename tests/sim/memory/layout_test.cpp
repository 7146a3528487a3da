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
TEST(Layout, EveryRowStartsOnABurst) { EXPECT_EQ((PackedRows{600}).bursts(3, 0, 600), 6); }
TEST(Layout, BitsOutsideARowAreRefused) { EXPECT_THROW((PackedRows{600}).bursts(1, 0, 601), InternalError); }

}  // namespace
}  // namespace lop::sim
