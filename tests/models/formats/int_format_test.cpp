// Integer codes of every width.
#include "models/formats/int_format.hpp"

#include <gtest/gtest.h>

namespace {

using lop::formats::IntFormat;

TEST(IntFormat, EveryCodeComesBackFromItsValue) {
  for (int bits = 1; bits <= 16; ++bits) {
    for (const bool is_signed : {true, false}) {
      const IntFormat format{bits, is_signed};
      std::int64_t value = is_signed ? -(std::int64_t{1} << (bits - 1)) : 0;
      EXPECT_EQ(format.min_value(), value);
      for (std::uint32_t i = 0; i < 1u << bits; ++i, ++value) {
        ASSERT_EQ(format.decode(format.encode(value)), value) << bits;
        ASSERT_EQ(format.encode(value), static_cast<std::uint64_t>(value) % (std::uint64_t{1} << bits)) << bits;
      }
      EXPECT_EQ(format.max_value(), value - 1);
    }
  }
}

TEST(IntFormat, ValuesOutOfRangeSaturate) {
  EXPECT_EQ((IntFormat{4}.encode(8)), 7u);
  EXPECT_EQ((IntFormat{4}.encode(-9)), 8u);
  EXPECT_EQ((IntFormat{4, false}.encode(16)), 15u);
  EXPECT_EQ((IntFormat{4, false}.encode(-1)), 0u);
}

TEST(IntFormat, BitsAboveTheWidthAreIgnored) {
  EXPECT_EQ((IntFormat{4}.decode(0xabf7)), 7);
  EXPECT_EQ((IntFormat{4}.decode(0xab08)), -8);
  EXPECT_EQ((IntFormat{4, false}.decode(0xab0f)), 15);
}

TEST(IntFormat, ThirtyTwoBitsAreTheHostsOwn) {
  EXPECT_EQ((IntFormat{32}.decode(0x80000000)), -2147483648LL);
  EXPECT_EQ((IntFormat{32, false}.decode(0xffffffff)), 4294967295LL);
  EXPECT_EQ((IntFormat{32}.encode(std::int64_t{1} << 40)), 0x7fffffffu);
  EXPECT_EQ(lop::formats::sign_extend(0xfff8, 4), -8);
}

}  // namespace
