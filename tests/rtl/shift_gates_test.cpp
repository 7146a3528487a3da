// The gates of shift_right_sticky and leading_zero_count, every input to 10 bits, against integer arithmetic.
#include "models/formats/rounding.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

Comparison compare_every_shift(UnitGates& gates, int max_width) {
  Comparison comparison;
  for (int amount = 0; amount < 32; ++amount) {
    for (std::uint32_t value = 0; value >> max_width == 0; ++value) {
      gates.eval(value, static_cast<std::uint64_t>(amount));
      for (int width = 1; width <= max_width; ++width) {
        if (value >> width != 0) continue;
        const int seen = width % 3 == 0 ? amount % 4 : amount;  // some units have two bits for the amount
        const auto describe = [&] {
          return std::to_string(value) + " of " + std::to_string(width) + " bits by " + std::to_string(seen);
        };
        const std::uint64_t mask = (1u << width) - 1;
        const std::uint64_t logical = value >> seen;
        const bool negative = value >> (width - 1) != 0;
        const std::int64_t number = negative ? std::int64_t{value} - (1 << width) : value;
        const auto arithmetic = static_cast<std::uint64_t>(formats::shift_right_floor(number, seen)) & mask;
        const std::uint64_t lost = std::uint64_t{logical << seen != value} << 11;
        comparison.compare(gates.slot<std::uint16_t>(3 * width - 3), logical | lost, describe);
        comparison.compare(gates.slot<std::uint16_t>(3 * width - 2), arithmetic | lost, describe);
        std::uint64_t zeros = 0;
        while (static_cast<int>(zeros) < width && value >> (width - 1 - static_cast<int>(zeros)) == 0) ++zeros;
        comparison.compare(gates.slot<std::uint16_t>(3 * width - 1), zeros, describe);
      }
    }
  }
  return comparison;
}

TEST(ShiftGates, EqualIntegerShiftsAndCountsOnEveryInput) {
  UnitGates gates(build_gates("shift_units"));
  compare_every_shift(gates, 10).expect_equal();
}

TEST(ShiftGates, ReadByYosysEqualIntegerShiftsAndCounts) {
  UnitGates gates(build_gates_through_yosys("shift_units"));
  compare_every_shift(gates, 10).expect_equal();
}

TEST(ShiftGates, ALostBitThatIsForgottenIsFound) {
  UnitGates gates(build_broken_gates("shift_units", "-GMaxWidth=4",
                                     {"shift_lost_bit", "common/shift_right_sticky.sv", "~({Width{1'b1}} << amount_i)",
                                      "(~({Width{1'b1}} << amount_i) >> 1)"}));
  compare_every_shift(gates, 4).expect_different();
}

TEST(ShiftGates, AZeroThatIsCountedWrongIsFound) {
  UnitGates gates(build_broken_gates("shift_units", "-GMaxWidth=4",
                                     {"leading_zero_count_of_zero", "common/leading_zero_count.sv",
                                      "count_o = CountWidth'(Width);", "count_o = CountWidth'(Width - 1);"}));
  compare_every_shift(gates, 4).expect_different();
}

}  // namespace
}  // namespace lop::cosim
