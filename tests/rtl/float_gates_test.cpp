// The gates of float_unpack and float_round_pack against models/formats/float_format.hpp, in every format of its table.
#include "tests/rtl/exact_value.hpp"
#include "tests/rtl/float_units.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

using formats::FloatFormat;
using formats::Overflow;
using formats::Rounding;

std::uint64_t unpacked_slot(const FloatFormat& format, std::uint32_t code, bool normalise) {
  const UnpackedFields fields = unpacked_fields(format, code, normalise);
  const std::uint64_t flags = std::uint64_t{fields.sign} << 3 | std::uint64_t{fields.zero} << 2 |
                              std::uint64_t{fields.infinite} << 1 | std::uint64_t{fields.nan};
  return std::uint64_t{format_word(format)} << 44 | flags << 40 |
         (static_cast<std::uint64_t>(fields.exponent) & 0xffff) << 24 | fields.significand;
}

/// The code in all formats that have so many bits.
void compare_unpacked(UnitGates& gates, std::uint32_t code, Comparison& comparison) {
  static const std::vector<FloatFormat> formats = unit_formats();
  gates.eval(code);
  for (std::size_t f = 0; f < formats.size(); ++f) {
    if (std::uint64_t{code} >> formats[f].bits() != 0) continue;
    for (const bool normalise : {false, true}) {
      comparison.compare(gates.slot<std::uint64_t>(static_cast<int>(2 * f) + normalise),
                         unpacked_slot(formats[f], code, normalise),
                         [&] { return std::string(formats[f].name) + " code " + std::to_string(code); });
    }
  }
}

Comparison compare_every_code(UnitGates& gates, int bits) {
  Comparison comparison;
  for (std::uint32_t code = 0; code >> bits == 0; ++code) compare_unpacked(gates, code, comparison);
  return comparison;
}

/// In all formats, saturating or not, through a significand of 32 bits and, where that holds the value, of 8.
void compare_rounded(UnitGates& gates, const ExactValue& value, Comparison& comparison) {
  static const std::vector<FloatFormat> formats = unit_formats();
  gates.eval(std::uint64_t{value.sticky} << 43 | std::uint64_t{value.negative} << 42 |
             (static_cast<std::uint64_t>(value.scale) & 0x3ff) << 32 | value.significand);
  for (std::size_t f = 0; f < formats.size(); ++f) {
    for (const Overflow overflow : {Overflow::kInfinity, Overflow::kSaturate}) {
      const std::uint32_t expected = pack(formats[f], value.negative, value.significand, value.scale - 31,
                                          Rounding::kNearestEven, overflow, value.sticky);
      const auto describe = [&] {
        return std::string(formats[f].name) + value.words() + (overflow == Overflow::kSaturate ? ", saturating" : "");
      };
      const int slot = static_cast<int>(4 * f) + (overflow == Overflow::kSaturate);
      comparison.compare(gates.slot<std::uint32_t>(slot + 2), expected, describe);
      if ((value.significand & 0xffffff) == 0) comparison.compare(gates.slot<std::uint32_t>(slot), expected, describe);
    }
  }
}

/// Every value of a significand of 8 bits and an exponent of 10.
Comparison compare_every_short_value(UnitGates& gates) {
  Comparison comparison;
  for (std::uint32_t significand = 0x80; significand < 0x100; ++significand) {
    for (int exponent = -512; exponent < 512; ++exponent) {
      for (int bits = 0; bits < 4; ++bits) {
        compare_rounded(gates, {(bits & 1) != 0, exponent, significand << 24, (bits & 2) != 0}, comparison);
      }
    }
  }
  for (const bool negative : {false, true}) compare_rounded(gates, {negative, 0, 0, false}, comparison);
  return comparison;
}

TEST(FloatUnpackGates, EqualTheModelOnEveryCodeOfEveryFormatUpTo19Bits) {
  UnitGates gates(build_gates("float_unpack_units"));
  compare_every_code(gates, 19).expect_equal();
}

TEST(FloatUnpackGates, EqualTheModelOnCornersAndRandomCodesOfFp32) {
  UnitGates gates(build_gates("float_unpack_units"));
  Comparison comparison;
  for (std::uint32_t upper = 0; upper < 0x200; ++upper) {
    for (const std::uint32_t mantissa : {0u, 1u, 2u, 0x3fffffu, 0x400000u, 0x7ffffeu, 0x7fffffu}) {
      compare_unpacked(gates, upper << 23 | mantissa, comparison);
    }
  }
  Random random(5);
  for (int i = 0; i < 300'000; ++i) {
    const auto code = static_cast<std::uint32_t>(random.next());
    // every second subnormal
    compare_unpacked(gates, i % 2 == 0 ? code : (code & 0x807fffff) >> (code % 23), comparison);
  }
  comparison.expect_equal();
}

TEST(FloatUnpackGates, ReadByYosysEqualTheModel) {
  UnitGates gates(build_gates_through_yosys("float_unpack_units"));
  compare_every_code(gates, 16).expect_equal();
}

TEST(FloatUnpackGates, SubnormalsOfAnotherExponentAreFound) {
  UnitGates gates(build_broken_gates(
      "float_unpack_units", "",
      {"float_unpack_subnormal", "common/float_unpack.sv", "ExponentWidth'(1);", "ExponentWidth'(0);"}));
  compare_every_code(gates, 8).expect_different();
}

TEST(FloatRoundPackGates, EqualTheModelOnEverySignificandOf8BitsAndEveryExponent) {
  UnitGates gates(build_gates("float_round_units"));
  compare_every_short_value(gates).expect_equal();
}

TEST(FloatRoundPackGates, EqualTheModelOnRandomValuesAndTies) {
  UnitGates gates(build_gates("float_round_units"));
  Random random(6);
  Comparison comparison;
  for (int i = 0; i < 400'000; ++i) {
    // Around the ends of each format, or anywhere.
    const FloatFormat& format = formats::kFloatFormats[random.below(formats::kFloatFormats.size())];
    const int ends[] = {-format.bias(), format.bias(), -format.bias() - format.mantissa_bits, 0};
    const int exponent = i % 4 == 0 ? static_cast<int>(random.below(1024)) - 512
                                    : ends[random.below(4)] + static_cast<int>(random.below(11)) - 5;
    compare_rounded(gates, random_value(random, exponent), comparison);
  }
  comparison.expect_equal();
}

TEST(FloatRoundPackGates, ReadByYosysEqualTheModel) {
  UnitGates gates(build_gates_through_yosys("float_round_units"));
  compare_every_short_value(gates).expect_equal();
}

TEST(FloatRoundPackGates, TheLargestNumberTakenForAnOverflowIsFound) {
  UnitGates gates(
      build_broken_gates("float_round_units", "",
                         {"float_round_pack_overflow", "common/float_round_pack.sv", "rounded > (", "rounded >= ("}));
  compare_every_short_value(gates).expect_different();
}

}  // namespace
}  // namespace lop::cosim
