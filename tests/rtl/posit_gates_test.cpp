// The gates of posit_decode and posit_encode against models/formats/posit.hpp: every code, every rounding boundary.
#include "tests/rtl/exact_value.hpp"
#include "tests/rtl/posit_units.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

using formats::PositClass;
using formats::PositFormat;
using formats::PositUnpacked;

/// Formats in the slots of posit_decode_units.
PositFormat decoded_format(int slot, int max_bits) { return {slot < 4 * (max_bits - 1) ? slot / 4 + 2 : 32, slot % 4}; }

std::uint64_t decoded_slot(const PositFormat& format, std::uint32_t code) {
  const DecodedPosit number = decoded_posit(format, code);
  const std::uint64_t flags =
      std::uint64_t{number.zero} << 2 | std::uint64_t{number.nar} << 1 | std::uint64_t{number.sign};
  return flags << 48 | (static_cast<std::uint64_t>(number.scale) & 0xffff) << 32 | number.significand;
}

void compare_decoded(UnitGates& gates, const PositFormat& format, int slot, std::uint32_t code,
                     Comparison& comparison) {
  comparison.compare(gates.slot<std::uint64_t>(slot), decoded_slot(format, code),
                     [&] { return format.name() + " code " + std::to_string(code); });
}

Comparison compare_every_code(UnitGates& gates, int max_bits) {
  Comparison comparison;
  for (std::uint32_t code = 0; code >> max_bits == 0; ++code) {
    gates.eval(code);
    for (int slot = 0; slot < 4 * (max_bits - 1); ++slot) {
      const PositFormat format = decoded_format(slot, max_bits);
      if ((code & ~format.mask()) == 0) compare_decoded(gates, format, slot, code, comparison);
    }
  }
  return comparison;
}

/// The formats of posit_encode_units up to max_bits, and those of 16 and 32 bits behind them.
PositFormat encoded_format(int slot, int max_bits) {
  const int narrow = 4 * (max_bits - 1);
  return {slot < narrow ? slot / 4 + 2 : slot < narrow + 4 ? 16 : 32, slot % 4};
}

void compare_encoded(UnitGates& gates, const ExactValue& value, int first_slot, int last_slot, int max_bits,
                     Comparison& comparison) {
  gates.eval(std::uint64_t{value.sticky} << 45 | std::uint64_t{value.negative} << 44 |
             (static_cast<std::uint64_t>(value.scale) & 0xfff) << 32 | value.significand);
  for (int slot = first_slot; slot <= last_slot; ++slot) {
    const PositFormat format = encoded_format(slot, max_bits);
    const std::uint32_t expected = pack(format, value.negative, value.significand, value.scale - 31, value.sticky);
    comparison.compare(gates.slot<std::uint32_t>(slot), expected, [&] { return format.name() + value.words(); });
  }
}

/// All inputs there are: every significand, scale, sign and sticky bit of the given widths.
Comparison compare_every_value(UnitGates& gates, int max_bits, int significand_width, int scale_width) {
  Comparison comparison;
  const std::uint32_t one = 1u << (significand_width - 1);
  for (std::uint32_t significand = one; significand < 2 * one; ++significand) {
    for (int scale = -(1 << (scale_width - 1)); scale < 1 << (scale_width - 1); ++scale) {
      for (int bits = 0; bits < 4; ++bits) {
        const ExactValue value{(bits & 1) != 0, scale, significand << (32 - significand_width), (bits & 2) != 0};
        compare_encoded(gates, value, 0, 4 * (max_bits - 1) - 1, max_bits, comparison);
      }
    }
  }
  return comparison;
}

TEST(PositDecodeGates, EqualTheModelOnEveryCodeOf2To16Bits) {
  UnitGates gates(build_gates("posit_decode_units"));
  compare_every_code(gates, 16).expect_equal();
}

TEST(PositDecodeGates, EqualTheModelOnCornersAndRandomCodesOf32Bits) {
  UnitGates gates(build_gates("posit_decode_units"));
  Comparison comparison;
  const auto compare = [&](std::uint32_t code) {
    gates.eval(code);
    for (int slot = 60; slot < 64; ++slot) compare_decoded(gates, decoded_format(slot, 16), slot, code, comparison);
  };
  for (int bit = 0; bit < 32; ++bit) {
    for (int offset = -2; offset <= 2; ++offset) {
      const std::uint32_t code = (1u << bit) + static_cast<std::uint32_t>(offset);
      compare(code);
      compare(~code);
    }
  }
  Random random(32);
  for (int i = 0; i < 60'000; ++i) {
    const std::uint64_t bits = random.next();
    // Moved right, a code has a long run of zeros or of ones.
    compare(static_cast<std::uint32_t>(static_cast<std::int32_t>(bits) >> (i % 32)));
    compare(static_cast<std::uint32_t>(bits) >> (i % 32));
  }
  comparison.expect_equal();
}

TEST(PositDecodeGates, ReadByYosysEqualTheModel) {
  UnitGates gates(build_gates_through_yosys("posit_decode_units"));
  compare_every_code(gates, 16).expect_equal();
}

TEST(PositDecodeGates, RegimeOffByOneIsFound) {
  UnitGates gates(
      build_broken_gates("posit_decode_units", "-GMaxBits=5",
                         {"posit_decode_regime", "common/posit_decode.sv", "RegimeWidth'(run) ^ {RegimeWidth{~ones}}",
                          "ones ? RegimeWidth'(run) : -RegimeWidth'(run)"}));
  compare_every_code(gates, 5).expect_different();
}

TEST(PositEncodeGates, EqualTheModelOnEveryInputForEveryFormatOf2To8Bits) {
  UnitGates gates(build_gates("posit_encode_units"));
  compare_every_value(gates, 8, 10, 8).expect_equal();
}

TEST(PositEncodeGates, EqualTheModelWhereTheSignificandIsShorterThanTheCode) {
  UnitGates gates(build_gates("posit_encode_units", source_of("posit_encode_units"),
                              "-GMaxBits=6 -GSignificandWidth=1 -GScaleWidth=4", "posit_encode_narrow"));
  compare_every_value(gates, 6, 1, 4).expect_equal();
}

TEST(PositEncodeGates, EqualTheModelOnEveryBoundaryOf16BitsAndOnBothSidesOfIt) {
  UnitGates gates(build_gates("posit_encode_units"));
  Comparison comparison;
  for (int exponent_bits = 0; exponent_bits < 4; ++exponent_bits) {
    for (std::uint32_t code = 1; code < 0x10000; ++code) {  // a code of 16 bits, then the boundary above it
      const PositUnpacked number = unpack(PositFormat{17, exponent_bits}, code);
      if (number.posit_class != PositClass::kReal) continue;
      const int fraction_bits = leading_one(number.significand);
      const auto significand = static_cast<std::uint32_t>(number.significand << (31 - fraction_bits));
      const int scale = number.exponent + fraction_bits;
      const bool negative = code % 3 == 0;
      const ExactValue below = significand == 0x80000000u ? ExactValue{negative, scale - 1, 0xffffffffu, true}
                                                          : ExactValue{negative, scale, significand - 1, true};
      for (const ExactValue& value :
           {below, ExactValue{negative, scale, significand, false}, ExactValue{negative, scale, significand, true}}) {
        compare_encoded(gates, value, 28 + exponent_bits, 28 + exponent_bits, 8, comparison);
      }
    }
  }
  comparison.expect_equal();
}

TEST(PositEncodeGates, EqualTheModelOnRandomValuesAndTiesOf16And32Bits) {
  UnitGates gates(build_gates("posit_encode_units"));
  Random random(33);
  Comparison comparison;
  for (int i = 0; i < 400'000; ++i) {
    const int limit = (i % 2 == 0 ? 14 : 30) << random.below(4);
    const int scale = static_cast<int>(random.below(static_cast<std::uint32_t>(2 * limit + 9))) - limit - 4;
    compare_encoded(gates, random_value(random, scale), 28, 35, 8, comparison);
  }
  comparison.expect_equal();
}

TEST(PositEncodeGates, ZeroAndNarComeBeforeTheNumberAndNarBeforeZero) {
  UnitGates gates(build_gates("posit_encode_units"));
  Comparison comparison;
  for (std::uint64_t flags = 1; flags < 4; ++flags) {
    for (const std::uint64_t number : {0x000080000000ul, 0x0700aaaaaaaaul, 0x3010fffffffful, 0x1fffc0000000ul}) {
      gates.eval(flags << 46 | number);
      for (int slot = 0; slot < 36; ++slot) {
        const PositFormat format = encoded_format(slot, 8);
        comparison.compare(gates.slot<std::uint32_t>(slot), (flags & 2) != 0 ? format.nar_code() : 0,
                           [&] { return format.name(); });
      }
    }
  }
  comparison.expect_equal();
}

TEST(PositEncodeGates, ReadByYosysEqualTheModel) {
  UnitGates gates(build_gates_through_yosys("posit_encode_units"));
  compare_every_value(gates, 8, 10, 8).expect_equal();
}

TEST(PositEncodeGates, TiesAwayFromZeroAreFound) {
  UnitGates gates(
      build_broken_gates("posit_encode_units", "-GMaxBits=5",
                         {"posit_encode_ties", "common/posit_encode.sv", "guard & (sticky | kept[0])", "guard"}));
  compare_every_value(gates, 5, 10, 8).expect_different();
}

}  // namespace
}  // namespace lop::cosim
