// Steps of a grid of RMMEC PEs.
#include "models/pe/rmmec_grid.hpp"

#include <algorithm>
#include <cstring>

namespace lop::pe {
namespace {

constexpr std::int64_t kNar = INT64_MIN;

/// Every code of a mode's format in units whose square is the quire's last place.
std::vector<std::int64_t> fixed_point(const std::string& format_name, RmmecMode mode) {
  const formats::NumberFormat format = formats::number_format(format_name);
  std::vector<std::int64_t> values(std::size_t{1} << format.bits());
  for (std::size_t code = 0; code < values.size(); ++code) {
    const formats::Unpacked number = format.unpack(static_cast<std::uint32_t>(code));
    if (number.float_class == formats::FloatClass::kNan) {
      values[code] = kNar;
    } else if (number.significand != 0) {
      const auto magnitude =
          static_cast<std::int64_t>(number.significand << (number.exponent - quire_last_place(mode) / 2));
      values[code] = number.negative ? -magnitude : magnitude;
    }
  }
  return values;
}

const std::vector<std::int64_t>& fixed_point_values(RmmecMode mode) {
  static const std::array<std::vector<std::int64_t>, 4> kValues = {
      fixed_point("e2m1", RmmecMode::kFp4), fixed_point("posit4_1", RmmecMode::kP4),
      fixed_point("posit8_0", RmmecMode::kP8), fixed_point("posit16_1", RmmecMode::kP16)};
  return kValues[static_cast<std::size_t>(mode)];
}

template <typename Quire>
Int128 lane_sum(const std::array<std::uint8_t, 16>& bytes) {
  std::array<Quire, sizeof bytes / sizeof(Quire)> quires;
  std::memcpy(quires.data(), bytes.data(), sizeof bytes);
  Int128 sum = 0;
  for (const Quire quire : quires) sum += quire;
  return sum;
}

}  // namespace

RmmecGrid::RmmecGrid(const Rmmec& slice, int rows, int columns)
    : GridBase(rows, columns, slice.accumulator_words()), pes_(rows_ * columns_) {
  for (int mode = 0; mode < 4; ++mode) {
    lanes_[static_cast<std::size_t>(mode)] = static_cast<std::size_t>(slice.lanes(mode));
  }
}

void RmmecGrid::decode(const std::uint32_t* codes, std::size_t lines, Operands& operands) const {
  const std::vector<std::int64_t>& values = fixed_point_values(mode_);
  const std::size_t lanes = lanes_[static_cast<std::size_t>(mode_)];
  operands.values.resize(lines * lanes);
  operands.nar.assign(lines, 0);
  for (std::size_t i = 0; i < lines * lanes; ++i) {
    const std::int64_t value = values[codes[i] & (values.size() - 1)];
    operands.values[i] = value == kNar ? 0 : value;
    if (value == kNar) operands.nar[i / lanes] = 1;
  }
}

/// Neighbouring lanes that share a quire are added before it.
template <typename Quire>
void RmmecGrid::add_products() {
  constexpr std::size_t kQuires = 16 / sizeof(Quire);
  const std::size_t lanes = lanes_[static_cast<std::size_t>(mode_)], shared = lanes / kQuires;
  for (std::size_t p = 0; p < pes_.size(); ++p) {
    Pe& pe = pes_[p];
    const std::size_t row = p / columns_, column = p % columns_;
    pe.nar = pe.nar || activations_.nar[row] != 0 || weights_.nar[column] != 0;
    if (pe.overflow) continue;
    const std::int64_t* activation = activations_.values.data() + row * lanes;
    const std::int64_t* weight = weights_.values.data() + column * lanes;
    std::array<Quire, kQuires> quires;
    std::memcpy(quires.data(), pe.quires.data(), sizeof quires);
    for (Quire& quire : quires) {
      Quire sum = 0;
      for (std::size_t l = 0; l < shared; ++l) sum += static_cast<Quire>(*activation++) * static_cast<Quire>(*weight++);
      // The lowest lane that overflows gives the sign; its quire keeps the sum without the bits above it.
      if (!__builtin_add_overflow(quire, sum, &quire) || pe.overflow) continue;
      pe.overflow = true;
      pe.overflow_negative = sum < 0;
    }
    std::memcpy(pe.quires.data(), quires.data(), sizeof quires);
  }
}

void RmmecGrid::accumulate(const Step& step, bool first, bool head, bool) {
  const auto mode = static_cast<RmmecMode>(step.mode);
  const bool begins = first && head;
  const bool refused = !begins && mode != mode_;
  if (begins) mode_ = mode;
  mode_change_ = refused || (mode_change_ && !begins);
  if (begins || refused) std::fill(pes_.begin(), pes_.end(), Pe{});
  if (refused) return;
  decode(step.activations, rows_, activations_);
  decode(step.weights, columns_, weights_);
  switch (mode_) {
    case RmmecMode::kFp4:
    case RmmecMode::kP4: add_products<std::int32_t>(); break;
    case RmmecMode::kP8: add_products<std::int64_t>(); break;
    case RmmecMode::kP16: add_products<Int128>(); break;
  }
}

void RmmecGrid::latch(std::vector<std::uint32_t>& outputs) const {
  for (std::size_t p = 0; p < pes_.size(); ++p) {
    RmmecResult result{0, mode_, pes_[p].nar, pes_[p].overflow, pes_[p].overflow_negative, mode_change_};
    switch (mode_) {
      case RmmecMode::kFp4:
      case RmmecMode::kP4: result.quire = lane_sum<std::int32_t>(pes_[p].quires); break;
      case RmmecMode::kP8: result.quire = lane_sum<std::int64_t>(pes_[p].quires); break;
      case RmmecMode::kP16: result.quire = lane_sum<Int128>(pes_[p].quires); break;
    }
    result.write(outputs.data() + p * RmmecResult::kWords);
  }
}

}  // namespace lop::pe
