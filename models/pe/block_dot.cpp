// Slices of scaled-block dot products: exact block sums and their way into FP32.
#include "models/pe/block_dot.hpp"

#include <algorithm>
#include <cmath>

#include "models/formats/fp32.hpp"
#include "models/pe/grid_base.hpp"

namespace lop::pe {
namespace {

__extension__ using Wide = __int128;

/// sum * 2^exponent rounded once.
float rounded_to_fp32(Wide sum, int exponent) {
  const bool negative = sum < 0;
  __extension__ unsigned __int128 magnitude = static_cast<unsigned __int128>(negative ? -sum : sum);
  if (magnitude == 0) return 0;
  bool sticky = false;
  for (; magnitude >> 64 != 0; magnitude >>= 1, ++exponent) sticky = sticky || (magnitude & 1) != 0;
  return formats::fp32_value(formats::pack(formats::kFp32, negative, static_cast<std::uint64_t>(magnitude), exponent,
                                           formats::Rounding::kNearestEven, formats::Overflow::kInfinity, sticky));
}

class BlockDotGrid final : public GridBase {
 public:
  BlockDotGrid(const BlockFormat& format, int rows, int columns)
      : GridBase(rows, columns),
        format_(format),
        weights_(columns_ * BlockDot::kLanes),
        sums_(rows_ * columns_),
        row_invalid_(rows_),
        column_invalid_(columns_),
        accumulators_(rows_ * columns_) {}

 protected:
  void accumulate(const Step& step, bool first, bool, bool) override {
    if (first) {
      std::fill(sums_.begin(), sums_.end(), 0);
      std::fill(row_invalid_.begin(), row_invalid_.end(), 0);
      std::fill(column_invalid_.begin(), column_invalid_.end(), 0);
    }
    const BlockElement& element = format_.elements[static_cast<std::size_t>(step.mode)];
    for (std::size_t c = 0; c < columns_; ++c) {
      decode(element, step.weights + c * kLanes, weights_.data() + c * kLanes, column_invalid_[c]);
    }
    std::int64_t activations[kLanes];
    for (std::size_t r = 0; r < rows_; ++r) {
      decode(element, step.activations + r * kLanes, activations, row_invalid_[r]);
      for (std::size_t c = 0; c < columns_; ++c) {
        Wide& sum = sums_[r * columns_ + c];
        for (std::size_t l = 0; l < kLanes; ++l) sum += static_cast<Wide>(activations[l]) * weights_[c * kLanes + l];
      }
    }
  }

  void end_group(const Step& step, bool head) override {
    const int last_place = 2 * format_.elements[static_cast<std::size_t>(step.mode)].last_place;
    for (std::size_t r = 0; r < rows_; ++r) {
      const formats::Unpacked activation_scale = formats::unpack(format_.scale, step.row_metadata[r]);
      for (std::size_t c = 0; c < columns_; ++c) {
        const formats::Unpacked weight_scale = formats::unpack(format_.scale, step.metadata[c].scale);
        const bool invalid = row_invalid_[r] != 0 || column_invalid_[c] != 0 ||
                             activation_scale.float_class == formats::FloatClass::kNan ||
                             weight_scale.float_class == formats::FloatClass::kNan;
        const std::size_t i = r * columns_ + c;
        const float block =
            invalid
                ? formats::fp32_value(formats::kFp32Nan)
                : rounded_to_fp32(sums_[i] * static_cast<Wide>(activation_scale.significand * weight_scale.significand),
                                  last_place + activation_scale.exponent + weight_scale.exponent);
        accumulators_[i] = (head ? 0.0f : accumulators_[i]) + block;
      }
    }
  }

  void latch(std::vector<std::uint32_t>& outputs) const override {
    std::transform(accumulators_.begin(), accumulators_.end(), outputs.begin(), formats::fp32_canonical);
  }

 private:
  static constexpr std::size_t kLanes = BlockDot::kLanes;

  static void decode(const BlockElement& element, const std::uint32_t* codes, std::int64_t* units,
                     std::uint8_t& invalid) {
    for (std::size_t l = 0; l < kLanes; ++l) {
      units[l] = element.unit(codes[l]);
      if (units[l] != BlockElement::kInvalid) continue;
      units[l] = 0;
      invalid = 1;
    }
  }

  const BlockFormat& format_;
  std::vector<std::int64_t> weights_;                       // [columns][lanes] of this step
  std::vector<Wide> sums_;                                  // [rows][columns], in units of 2^(2 last_place)
  std::vector<std::uint8_t> row_invalid_, column_invalid_;  // an element of this block
  std::vector<float> accumulators_;
};

}  // namespace

BlockElement::BlockElement(const std::string& element_name, int scale_exponent)
    : name(element_name),
      format(formats::number_format(element_name)),
      last_place(format.last_place() + scale_exponent) {
  for (std::uint32_t code = 0; code >> format.bits() == 0; ++code) {
    const double value = format.decode(code);
    units.push_back(std::isfinite(value) ? std::llround(std::ldexp(value, -format.last_place())) : kInvalid);
  }
}

MetadataUse BlockDot::metadata_use(int) const {
  MetadataUse use;
  use.scale = true;
  use.scale_bits = format_.scale.bits();
  use.one = formats::encode(format_.scale, 1.0);
  return use;
}

double BlockDot::activation_value(int mode, std::uint32_t code, std::uint32_t row_metadata) const {
  const std::int64_t units = element(mode).unit(code);
  if (units == BlockElement::kInvalid) return std::nan("");
  return std::ldexp(static_cast<double>(units), element(mode).last_place) *
         formats::decode(format_.scale, row_metadata);
}

double BlockDot::weight_value(int mode, std::uint32_t code, const Metadata& metadata) const {
  return activation_value(mode, code, metadata.scale);
}

const std::vector<std::string>& BlockDot::flag_names() const {
  static const std::vector<std::string> kNames = {"invalid"};
  return kNames;
}

std::uint32_t BlockDot::flags(const std::uint32_t* accumulator) const {
  return *accumulator == formats::kFp32Nan ? 1 : 0;
}

std::unique_ptr<Grid> BlockDot::make_grid(int rows, int columns) const {
  return std::make_unique<BlockDotGrid>(format_, rows, columns);
}

}  // namespace lop::pe
