// Dot products through one RMMEC PE, and the same in exact rationals.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/pe/rmmec.hpp"
#include "tests/models/formats/posit_oracle.hpp"

namespace lop::test {

using Codes = std::vector<std::uint32_t>;

inline constexpr pe::RmmecMode kRmmecModes[] = {pe::RmmecMode::kFp4, pe::RmmecMode::kP4, pe::RmmecMode::kP8, pe::RmmecMode::kP16};

/// What one PE shows of an output.
struct RmmecShown {
  std::vector<std::uint32_t> accumulator;
  std::uint32_t out = 0;
  std::vector<std::string> flags;

  Integer quire() const {
    Integer magnitude = 0;
    for (int w = 3; w >= 0; --w) magnitude = magnitude << 32 | accumulator[static_cast<std::size_t>(w)];
    return accumulator[3] >> 31 != 0 ? magnitude - (Integer(1) << 128) : magnitude;
  }
};

class RmmecPe {
 public:
  explicit RmmecPe(const std::string& output_format = "posit16_1", const std::string& lane_plan = "linear")
      : slice_(pe::make_slice("rmmec", {{"output_format", output_format}, {"lane_plan", lane_plan}})), grid_(slice_->make_grid(1, 1)) {}

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
      step(mode, Codes(activations.begin() + k, activations.begin() + end), Codes(weights.begin() + k, weights.begin() + end), k == 0,
           k + lanes >= size);
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
  return code_of(fp32 ? kFp32Definition : kFp4Definition, value < 0, abs(value), formats::Rounding::kNearestEven, !fp32);
}

}  // namespace lop::test
