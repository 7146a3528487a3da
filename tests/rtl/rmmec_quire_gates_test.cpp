// The RMMEC's quire adder against wide integers at the ends of its lanes: two lanes of 64 bits hold 2^39 products of
// the largest posits, which no sequence of steps reaches.
#include <array>
#include <boost/multiprecision/cpp_int.hpp>

#include "sim/cosim/operand_source.hpp"
#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

using Integer = boost::multiprecision::cpp_int;
using Words = std::array<std::uint32_t, 4>;   // of 128 bits, the lowest first

struct Lanes {
  int mode;         // mode_i
  int lane_words;   // of 32 bits
};
const std::string kPackage = "--source " LOP_SOURCE_DIR "/rtl/pe/rmmec_pkg.sv";
constexpr Lanes kModes[] = {{0, 1}, {1, 1}, {2, 2}, {3, 4}};   // fp4, p4, p8, p16

Integer lane_value(const Words& words, int first, int count) {
  Integer value = 0;
  for (int w = count - 1; w >= 0; --w) value = (value << 32) + words[static_cast<std::size_t>(first + w)];
  const Integer modulus = Integer(1) << (32 * count);
  return value >= modulus / 2 ? Integer(value - modulus) : value;
}

/// A lane's number within 8 of an end of its range, of zero, or anywhere.
void draw_lane(Random& random, Words& words, int first, int count) {
  const std::uint32_t choice = random.below(4);
  for (int w = 0; w < count; ++w) {
    const bool top = w + 1 == count;
    words[static_cast<std::size_t>(first + w)] = choice == 3   ? static_cast<std::uint32_t>(random.next())
                                                 : choice == 0 ? (top ? 0x7fffffffu : 0xffffffffu)
                                                 : choice == 1 ? (top ? 0x80000000u : 0u)
                                                               : 0u;
  }
  if (choice == 3) return;
  const std::uint32_t little = random.below(8);
  std::uint32_t& lowest = words[static_cast<std::size_t>(first)];
  if (choice == 0) lowest -= little;
  else lowest += little;
}

class QuireAdder {
 public:
  explicit QuireAdder(const std::filesystem::path& gates = build_gates("rmmec_quire_add", {}, kPackage,
                                                                       "rmmec_quire_add"))
      : gates_(gates, 1),
        mode_(gates_.port("mode_i")),
        quire_(gates_.port("quire_i")),
        addend_(gates_.port("addend_i")),
        sum_(gates_.port("sum_o")),
        overflow_(gates_.port("overflow_o")),
        negative_(gates_.port("negative_o")) {}

  void compare(const Lanes& lanes, const Words& quire, const Words& addend, Comparison& comparison, int& overflows) {
    mode_.set(static_cast<std::uint64_t>(lanes.mode));
    std::memcpy(quire_.bits, quire.data(), sizeof quire);
    std::memcpy(addend_.bits, addend.data(), sizeof addend);
    gates_.eval();
    Words sum;
    std::memcpy(sum.data(), sum_.bits, sizeof sum);
    bool overflow = false, negative = false;
    for (int first = 4 - lanes.lane_words; first >= 0; first -= lanes.lane_words) {
      const Integer exact = lane_value(quire, first, lanes.lane_words) + lane_value(addend, first, lanes.lane_words);
      const Integer half = Integer(1) << (32 * lanes.lane_words - 1);
      if (exact >= half || exact < -half) {
        overflow = true;
        negative = exact < 0;
      }
      const Integer shown = lane_value(sum, first, lanes.lane_words) - exact;
      comparison.compare(shown % (2 * half) == 0, true, [&] {
        return "lane from word " + std::to_string(first) + " of mode " + std::to_string(lanes.mode);
      });
    }
    overflows += overflow;
    comparison.compare(overflow_.value(), overflow, [&] { return "overflow of mode " + std::to_string(lanes.mode); });
    if (overflow) {
      comparison.compare(negative_.value(), negative, [&] { return "sign of mode " + std::to_string(lanes.mode); });
    }
  }

 private:
  RtlModel gates_;
  RtlPort mode_, quire_, addend_, sum_, overflow_, negative_;
};

Comparison compare_lanes(QuireAdder& adder) {
  Comparison comparison;
  Random random(17);
  for (const Lanes& lanes : kModes) {
    int overflows = 0;
    for (int i = 0; i < 100'000; ++i) {
      Words quire{}, addend{};
      for (int first = 0; first < 4; first += lanes.lane_words) {
        draw_lane(random, quire, first, lanes.lane_words);
        draw_lane(random, addend, first, lanes.lane_words);
      }
      adder.compare(lanes, quire, addend, comparison, overflows);
    }
    EXPECT_GT(overflows, 1000);
  }
  return comparison;
}

TEST(RmmecQuireAdder, SumsEveryLaneAndFindsEveryOverflow) {
  QuireAdder adder;
  compare_lanes(adder).expect_equal();
}

TEST(RmmecQuireAdder, ACarryThatStopsInsideALaneOf64BitsIsFound) {
  QuireAdder adder(
      build_broken_gates("rmmec_quire_add", kPackage, {"quire_carry", "pe/rmmec_quire_add.sv", "4'b1010", "4'b1000"}));
  compare_lanes(adder).expect_different();
}

}  // namespace
}  // namespace lop::cosim
