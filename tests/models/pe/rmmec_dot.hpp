// Dot products through one RMMEC PE, the same in exact rationals, and published rows of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/pe/rmmec.hpp"
#include "tests/models/formats/golden_rows.hpp"
#include "tests/models/formats/posit_oracle.hpp"

namespace lop::test {

using Codes = std::vector<std::uint32_t>;

inline constexpr pe::RmmecMode kRmmecModes[] = {pe::RmmecMode::kFp4, pe::RmmecMode::kP4, pe::RmmecMode::kP8,
                                                pe::RmmecMode::kP16};

/// Two's complement of 128 bits, low words first.
inline Integer rmmec_quire(const std::vector<std::uint32_t>& accumulator) {
  Integer bits = 0;
  for (int w = 3; w >= 0; --w) bits = bits << 32 | accumulator[static_cast<std::size_t>(w)];
  return accumulator[3] >> 31 != 0 ? bits - (Integer(1) << 128) : bits;
}

/// What one PE shows of an output.
struct RmmecShown {
  std::vector<std::uint32_t> accumulator;
  std::uint32_t out = 0;
  std::vector<std::string> flags;
  Integer quire() const { return rmmec_quire(accumulator); }
};

/// A file of dot products of eight: its mode, its format, and the bits of its quire column.
struct RmmecGolden {
  pe::RmmecMode mode;
  const char* format;
  int quire_bits;
};
inline constexpr RmmecGolden kRmmecGolden[] = {{pe::RmmecMode::kP4, "posit4_1", 32},
                                               {pe::RmmecMode::kP8, "posit8_0", 32},
                                               {pe::RmmecMode::kP16, "posit16_1", 128}};

struct RmmecGoldenRow {
  Codes activations, weights;
  Integer quire;             // in last places
  bool nar;                  // 1000... in the file; the quire is then not known
  std::uint32_t fused;       // of the format
};

inline std::vector<RmmecGoldenRow> rmmec_golden_rows(const RmmecGolden& golden) {
  std::vector<RmmecGoldenRow> rows;
  for (const auto& cells : golden_rows(std::string(golden.format) + "_dot8_quire.csv", 1000)) {
    RmmecGoldenRow row;
    for (std::size_t i = 0; i < 8; ++i) {
      row.activations.push_back(hexadecimal(cells[i]));
      row.weights.push_back(hexadecimal(cells[8 + i]));
    }
    const Integer half = Integer(1) << (golden.quire_bits - 1), bits("0x" + cells[16]);
    row.nar = bits == half;
    row.quire = bits >= half ? bits - 2 * half : bits;
    row.fused = hexadecimal(cells[17]);
    rows.push_back(row);
  }
  return rows;
}

class RmmecPe {
 public:
  explicit RmmecPe(const std::string& output_format = "posit16_1", const std::string& lane_plan = "linear")
      : slice_(pe::make_slice("rmmec", {{"output_format", output_format}, {"lane_plan", lane_plan}})),
        grid_(slice_->make_grid(1, 1)) {}

  const pe::Slice& slice() const { return *slice_; }

  /// One step; missing lanes are zero.
  void step(pe::RmmecMode mode, Codes activations, Codes weights, bool clear, bool read) {
    const auto lanes = static_cast<std::size_t>(slice_->lanes(static_cast<int>(mode)));
    activations.resize(lanes);
    weights.resize(lanes);
    pe::Step step;
    step.mode = static_cast<int>(mode);
    step.clear = clear;
    step.end_group = step.read = read;
    step.activations = activations.data();
    step.weights = weights.data();
    grid_->step(step);
  }
  RmmecShown shown() const {
    RmmecShown shown{grid_->accumulators(), 0, {}};
    shown.out = slice_->out_code(shown.accumulator.data(), 0);
    shown.flags = pe::flags_shown(*slice_, shown.accumulator.data());
    return shown;
  }
  RmmecShown dot(pe::RmmecMode mode, const Codes& activations, const Codes& weights) {
    const auto lanes = static_cast<std::ptrdiff_t>(slice_->lanes(static_cast<int>(mode)));
    const auto size = static_cast<std::ptrdiff_t>(activations.size());
    for (std::ptrdiff_t k = 0; k < size; k += lanes) {
      const std::ptrdiff_t end = std::min(size, k + lanes);
      step(mode, Codes(activations.begin() + k, activations.begin() + end),
           Codes(weights.begin() + k, weights.begin() + end), k == 0, k + lanes >= size);
    }
    return shown();
  }

 private:
  std::unique_ptr<pe::Slice> slice_;
  std::unique_ptr<pe::Grid> grid_;
};

/// nullopt for NaR
inline std::optional<Rational> rmmec_value(pe::RmmecMode mode, std::uint32_t code) {
  static const PositOracle kPosits[] = {{4, 1}, {8, 0}, {16, 1}};
  if (mode == pe::RmmecMode::kFp4) return number_of(kFp4Definition, code).value();
  return kPosits[static_cast<int>(mode) - 1].value(code);
}

/// Of the quire's last place, as the products of the formats force it.
inline Rational rmmec_last_place(pe::RmmecMode mode) {
  constexpr int kExponents[] = {-8, -8, -12, -56};
  return power_of_two(kExponents[static_cast<int>(mode)]);
}

inline std::uint32_t rmmec_out(const std::string& format, const Rational& value) {
  if (format == "posit16_1") return PositOracle(16, 1).code_of(value);
  if (format == "posit8_0") return PositOracle(8, 0).code_of(value);
  if (format == "posit4_1") return PositOracle(4, 1).code_of(value);
  const bool fp32 = format == "fp32";
  return code_of(fp32 ? kFp32Definition : kFp4Definition, value < 0, abs(value), formats::Rounding::kNearestEven,
                 !fp32);
}

}  // namespace lop::test
