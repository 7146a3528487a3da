// RMMEC's quires: sums of digit products, joined in 128 bits. Where no lane quire can overflow order does not matter.
#include <array>
#include <cmath>

#include "models/formats/number_format.hpp"
#include "models/pe/rmmec.hpp"
#include "models/tensor/kernels/digit_sums.hpp"

namespace lop::tensor::kernels {
namespace {

constexpr std::int64_t kNar = INT64_MIN;
constexpr std::size_t kTileRows = 8;  // whose sums stay near the processor

/// How a mode's numbers are summed up in 32 bits.
struct Plan {
  int digits;
  std::size_t run;       // elements after which sums move on to 64 bits, 0: never
  std::size_t elements;  // of a reduction, above which a quire may overflow; 0: none
};

/// Products of fp4, p4 and p8 reach 96^2, 2^16 and 2^24 last places; five digit products of p16 share a sum and reach
/// 5 x 2^22. The quires of fp4 and p4 have 32 bits, those of p8 64; p16's largest product is 2^112 of 2^127.
constexpr std::array<Plan, 4> kPlans = {{{1, 0, 32767}, {1, 0, 32767}, {1, 64, 0}, {kMostDigits, 96, 32767}}};

std::vector<std::int64_t> values_of(const pe::Rmmec& slice, int mode) {
  const formats::NumberFormat format = formats::number_format(slice.activation_format(mode));
  std::vector<std::int64_t> values(std::size_t{1} << format.bits());
  for (std::size_t code = 0; code < values.size(); ++code) {
    const double value = format.decode(static_cast<std::uint32_t>(code));
    const int last_place = pe::quire_last_place(static_cast<pe::RmmecMode>(mode)) / 2;
    values[code] = std::isnan(value) ? kNar : std::llround(std::ldexp(value, -last_place));
  }
  return values;
}

/// Every code in units whose square is the quire's last place.
const std::vector<std::int64_t>& all_values(const pe::Rmmec& slice, int mode) {
  static const std::array<std::vector<std::int64_t>, 4> kValues = {values_of(slice, 0), values_of(slice, 1),
                                                                   values_of(slice, 2), values_of(slice, 3)};
  return kValues[static_cast<std::size_t>(mode)];
}

class QuireKernel final : public Kernel {
 public:
  QuireKernel(const pe::Rmmec& slice, int mode, const GemmOperands& operands, const Plan& plan, InstructionSet set)
      : Kernel(slice),
        mode_(static_cast<pe::RmmecMode>(mode)),
        row_nar_(operands.activations.rows),
        column_nar_(panels_of(operands.weights.rows) * kPanel),
        operands_(operands, plan.run != 0 ? plan.run : operands.activations.columns, plan.digits, set,
                  [&, &units = all_values(slice, mode)](std::size_t line, bool of_weights, std::int64_t* values) {
                    decode_line(units, operands, line, of_weights, values);
                  }) {}

  void run(const Block& block, std::uint32_t* accumulators) const override {
    const std::size_t sums_per_output = operands_.sums_per_output();
    std::vector<std::int32_t> sums(kTileRows * sums_per_output * kPanel);
    std::vector<std::int64_t> totals(sums.size());
    for (std::size_t p = 0; p < block.panels; ++p) {
      for (std::size_t row = 0; row < block.rows; row += kTileRows) {
        const std::size_t rows = std::min(kTileRows, block.rows - row);
        std::fill(totals.begin(), totals.end(), 0);
        for (std::size_t run = 0; run < operands_.runs().count(); ++run) {
          operands_.sum(block.row + row, rows, block.panel + p, run, sums.data());
          for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += sums[i];
        }
        for (std::size_t r = 0; r < rows; ++r) {
          write_results(totals.data() + r * sums_per_output * kPanel, block.row + row + r, (block.panel + p) * kPanel,
                        accumulators + ((row + r) * block.panels + p) * kPanel * pe::RmmecResult::kWords);
        }
      }
    }
  }

 private:
  void decode_line(const std::vector<std::int64_t>& units, const GemmOperands& operands, std::size_t line,
                   bool of_weights, std::int64_t* values) {
    const std::uint32_t* codes = (of_weights ? operands.weights : operands.activations).row(line);
    for (std::size_t k = 0; k < operands.weights.columns; ++k) {
      values[k] = units[codes[k] & (units.size() - 1)];
      if (values[k] != kNar) continue;
      values[k] = 0;
      (of_weights ? column_nar_ : row_nar_)[line] = 1;
    }
  }

  void write_results(const std::int64_t* totals, std::size_t row, std::size_t column, std::uint32_t* words) const {
    for (std::size_t c = 0; c < kPanel; ++c) {
      pe::RmmecResult result;
      result.mode = mode_;
      result.nar = row_nar_[row] != 0 || column_nar_[column + c] != 0;
      for (std::size_t s = operands_.sums_per_output(); s-- > 0;) {
        result.quire = result.quire * (1 << kDigitBits) + totals[s * kPanel + c];
      }
      result.write(words + c * pe::RmmecResult::kWords);
    }
  }

  pe::RmmecMode mode_;
  std::vector<std::uint8_t> row_nar_, column_nar_;
  DigitOperands operands_;
};

}  // namespace

std::unique_ptr<Kernel> make_quire_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                          InstructionSet set) {
  const auto* rmmec = dynamic_cast<const pe::Rmmec*>(&slice);
  if (rmmec == nullptr) return nullptr;
  const Plan& plan = kPlans[static_cast<std::size_t>(mode)];
  if (plan.elements != 0 && operands.activations.columns > plan.elements) return nullptr;
  return std::make_unique<QuireKernel>(*rmmec, mode, operands, plan, set);
}

}  // namespace lop::tensor::kernels
