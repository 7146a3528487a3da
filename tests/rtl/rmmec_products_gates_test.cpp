// RMMEC's products in one mode, from blocks and from plain multipliers, against integer arithmetic on the fields of a
// lane.
#include <random>

#include "tests/rtl/unit_gates.hpp"

namespace lop::cosim {
namespace {

struct Mode {
  const char* name;
  int lanes, scale_bits, field_bits, significand_bits;
};
constexpr Mode kModes[] = {{"fp4", 4, 4, 2, 2}, {"p4", 4, 4, 2, 1}, {"p8", 2, 4, 6, 6}, {"p16", 1, 6, 13, 13}};

std::uint64_t field(std::uint64_t word, int low, int bits) { return word >> low & ((std::uint64_t{1} << bits) - 1); }

std::int64_t signed_field(std::uint64_t word, int low, int bits) {
  const auto value = static_cast<std::int64_t>(field(word, low, bits));
  return value >> (bits - 1) != 0 ? value - (std::int64_t{1} << bits) : value;
}

std::uint64_t products(const Mode& mode, std::uint64_t a, std::uint64_t b) {
  const int width = 1 + mode.scale_bits + mode.field_bits, out_width = 2 + mode.scale_bits + 2 * mode.field_bits;
  std::uint64_t out = 0;
  for (int lane = 0; lane < mode.lanes; ++lane) {
    const int low = width * lane;
    const std::uint64_t product = field(a, low, mode.significand_bits) * field(b, low, mode.significand_bits);
    const std::int64_t scale = signed_field(a, low + mode.field_bits, mode.scale_bits) +
                               signed_field(b, low + mode.field_bits, mode.scale_bits);
    const std::uint64_t sign = field(a ^ b, low + width - 1, 1);
    const std::uint64_t lane_out =
        sign << (out_width - 1) |
        field(static_cast<std::uint64_t>(scale), 0, mode.scale_bits + 1) << 2 * mode.field_bits | product;
    out |= lane_out << (out_width * lane);
  }
  return out;
}

Comparison compare(const std::filesystem::path& gates_file) {
  UnitGates gates(gates_file);
  Comparison comparison;
  std::mt19937 random(3);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t a = i == 0 ? 0xfffffff : random() & 0xfffffff, b = i == 0 ? 0xfffffff : random() & 0xfffffff;
    gates.eval(a, b);
    for (int form = 0; form < 2; ++form) {
      for (int mode = 0; mode < 4; ++mode) {
        comparison.compare(gates.slot<std::uint64_t>(4 * form + mode), products(kModes[mode], a, b), [&] {
          return std::string(kModes[mode].name) + (form == 0 ? " from blocks " : " plain ") + std::to_string(a) +
                 " x " + std::to_string(b);
        });
      }
    }
  }
  return comparison;
}

const std::string kTop = "rmmec_products_units";
const std::string kPackage = "--source " LOP_SOURCE_DIR "/rtl/pe/rmmec_pkg.sv";

TEST(RmmecProducts, AreTheProductsOfTheFieldsFromBlocksAndFromPlainMultipliers) {
  compare(build_gates(kTop, source_of(kTop), kPackage, kTop)).expect_equal();
}

TEST(RmmecProducts, ADroppedBlockIsFound) {
  compare(build_broken_gates(
              kTop, kPackage,
              {"rmmec_multiply_block", "pe/rmmec_multiply.sv", "i < Digits - 1; i++", "i < Digits - 2; i++"}))
      .expect_different();
}

}  // namespace
}  // namespace lop::cosim
