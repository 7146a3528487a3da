// BitMoD: terms and lanes decoded once, groups of steps, dequantisation.
#include <cmath>
#include <cstring>

#include "models/formats/fp32.hpp"
#include "models/formats/vector_clones.hpp"
#include "models/pe/bitmod.hpp"
#include "models/tensor/kernels/bitmod_dot.hpp"
#include "models/tensor/kernels/fp16_outputs.hpp"
#include "models/tensor/kernels/grouped_kernel.hpp"
#include "models/tensor/kernels/packing.hpp"

namespace lop::tensor::kernels {
namespace {

constexpr std::uint32_t kCodes = 256;
constexpr std::size_t kMostTerms = 4;

/// A term of every code and special value of a mode.
struct TermTable {
  std::int8_t exponent[kMostTerms][formats::kSpecialCount][kCodes], sign[kMostTerms][formats::kSpecialCount][kCodes];
  std::int32_t bsig[kMostTerms];

  TermTable(int mode, std::size_t terms) {
    for (std::size_t t = 0; t < terms; ++t) {
      for (int special = 0; special < formats::kSpecialCount; ++special) {
        for (std::uint32_t code = 0; code < kCodes; ++code) {
          const pe::BitmodTerm term =
              pe::bitmod_term(static_cast<formats::WeightMode>(mode), code, special, static_cast<int>(t));
          exponent[t][special][code] = static_cast<std::int8_t>(term.man ? term.exp : pe::kBitmodDeadExponent);
          sign[t][special][code] = term.negative ? -1 : 0;
          bsig[t] = term.bsig;  // of every code alike
        }
      }
    }
  }
};

void set_lane(BitmodChunk& chunk, std::size_t lane, std::uint32_t code) {
  const auto field = static_cast<std::int32_t>(code >> 10 & 31);
  const std::int32_t significand = static_cast<std::int32_t>(code & 1023) | (field != 0 ? 1024 : 0);
  chunk.exponent[lane] = significand == 0 ? pe::kBitmodDeadExponent : std::max(field, 1);
  chunk.significand[lane] = significand << 3;
  chunk.sign[lane] = (code & 0x8000) != 0 ? -1 : 0;
}

/// accumulator + m x scale x 2^(e - 28 - half_unit), exact but for the one rounding of the sum, as m x scale has 23
/// bits. `no_number` is 0, or NaN for a group that holds an infinity or NaN.
LOP_VECTOR_CLONES void dequantise(const std::int32_t* m, const std::int32_t* e, const std::int32_t* scales,
                                  std::int32_t half_unit, float no_number, float* accumulators) {
  for (std::size_t c = 0; c < kPanel; ++c) {
    const float power = formats::fp32_value(static_cast<std::uint32_t>(e[c] - 28 - half_unit + 127) << 23);
    const float group = m[c] == 0 ? 0.0f : static_cast<float>(m[c] * scales[c]) * power;
    accumulators[c] += group + no_number;
  }
}

class BitmodKernel final : public GroupedKernel {
 public:
  BitmodKernel(const pe::Bitmod& slice, int mode, const GemmOperands& operands, InstructionSet set)
      : GroupedKernel(slice, group_count(slice, operands.activations.columns)),
        runs_{operands.activations.columns, static_cast<std::size_t>(slice.group_size()), pe::kBitmodLanes},
        terms_(static_cast<std::size_t>(slice.steps_per_chunk(mode))),
        table_(mode, terms_),
        half_unit_(formats::is_float(static_cast<formats::WeightMode>(mode)) ? 1 : 0),
        dot_(bitmod_dot(slice.alignment(), slice.rounding(), set)),
        scales_(
            by_group_and_column<std::int32_t>(operands.metadata,
                                              [mask = (1u << slice.scale_bits()) - 1](const pe::Metadata& metadata) {
                                                return static_cast<std::int32_t>(metadata.scale & mask);
                                              })),
        no_number_(operands.activations.rows, runs_.count()),
        activations_(operands.activations.rows * runs_.chunks(), empty_chunk()),
        weights_(panels_of(operands.weights.rows) * runs_.chunks() * terms_, empty_term()) {
    for_each_line(operands.activations.rows, [&](std::size_t r) { decode_row(operands, r); });
    for_each_line(operands.weights.rows, [&](std::size_t c) { decode_column(operands, c); });
  }

  void out_codes(const std::uint32_t* accumulators, const std::uint32_t* channel_scales, std::size_t columns,
                 std::uint32_t* out) const override {
    fp16_of_scaled(accumulators, channel_scales, columns, out);
  }

 private:
  void add_group(std::size_t group, std::size_t row, std::size_t rows, std::size_t panel,
                 std::vector<std::int32_t>& scratch, float* totals) const override {
    const std::size_t first = runs_.first_chunk(group), chunks = runs_.chunks();
    scratch.resize(2 * rows * kPanel);
    std::int32_t *m = scratch.data(), *e = m + rows * kPanel;
    dot_(activations_.data() + row * chunks + first, chunks, rows, weights_.data() + (panel * chunks + first) * terms_,
         runs_.chunks(group), table_.bsig, terms_, m, e);
    const std::int32_t* scales = scales_.data() + group * (scales_.size() / groups()) + panel * kPanel;
    for (std::size_t r = 0; r < rows; ++r) {
      dequantise(m + r * kPanel, e + r * kPanel, scales, half_unit_, no_number_(row + r, group), totals + r * kPanel);
    }
  }
  static BitmodChunk empty_chunk() {
    BitmodChunk chunk{};
    std::fill(std::begin(chunk.exponent), std::end(chunk.exponent), pe::kBitmodDeadExponent);
    return chunk;
  }
  static BitmodPanelTerm empty_term() {
    BitmodPanelTerm term{};
    std::memset(term.exponent, pe::kBitmodDeadExponent, sizeof term.exponent);
    return term;
  }

  void decode_row(const GemmOperands& operands, std::size_t r) {
    const std::uint32_t* codes = operands.activations.row(r);
    BitmodChunk* row = activations_.data() + r * runs_.chunks();
    for_each_element(runs_, [&](std::size_t chunk, std::size_t lane, std::size_t k) {
      set_lane(row[chunk], lane, codes[k]);
      if ((codes[k] & 0x7c00) == 0x7c00) no_number_(r, k / runs_.length) = formats::fp32_value(formats::kFp32Nan);
    });
  }
  void decode_column(const GemmOperands& operands, std::size_t c) {
    const std::uint32_t* codes = operands.weights.row(c);
    BitmodPanelTerm* panel = weights_.data() + c / kPanel * runs_.chunks() * terms_;
    for_each_element(runs_, [&](std::size_t chunk, std::size_t lane, std::size_t k) {
      const int special = operands.metadata(c, k / runs_.length).special & 3;
      const std::uint32_t code = codes[k] & (kCodes - 1);
      for (std::size_t t = 0; t < terms_; ++t) {
        BitmodPanelTerm& term = panel[chunk * terms_ + t];
        term.exponent[lane][c % kPanel] = table_.exponent[t][special][code];
        term.sign[lane][c % kPanel] = table_.sign[t][special][code];
      }
    });
  }

  Runs runs_;
  std::size_t terms_;
  TermTable table_;
  std::int32_t half_unit_;
  BitmodDot dot_;
  std::vector<std::int32_t> scales_;      // [groups][columns]
  Matrix<float> no_number_;               // [rows][groups] 0 or NaN
  std::vector<BitmodChunk> activations_;  // [rows][chunks]
  std::vector<BitmodPanelTerm> weights_;  // [panels][chunks][terms]
};

}  // namespace

std::unique_ptr<Kernel> make_bitmod_kernel(const pe::Slice& slice, int mode, const GemmOperands& operands,
                                           InstructionSet set) {
  const auto* bitmod = dynamic_cast<const pe::Bitmod*>(&slice);
  if (bitmod == nullptr) return nullptr;
  return std::make_unique<BitmodKernel>(*bitmod, mode, operands, set);
}

}  // namespace lop::tensor::kernels
