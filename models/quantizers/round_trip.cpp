// Three kinds of types: groups with scales, scaled blocks, numbers without a scale. Some rows at a time, so that codes
// never take more room than a few rows.
#include "models/quantizers/round_trip.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/formats/fp32.hpp"
#include "models/formats/number_format.hpp"
#include "models/quantizers/block_format.hpp"
#include "models/quantizers/group_quantizer.hpp"

namespace lop::quantizers {

class RoundTrip::Method {
 public:
  virtual ~Method() = default;
  virtual bool joins_rows() const { return false; }
  /// Of the whole matrix; 1 where rows do not depend on each other.
  virtual float common_scale(const tensor::Matrix<float>&) const { return 1; }
  virtual void apply_rows(tensor::Matrix<float>& some, float common_scale) const = 0;
};

class RoundTrip::Groups : public RoundTrip::Method {
 public:
  explicit Groups(GroupQuantizeOptions options) : options_(std::move(options)) {
    quantize_groups(tensor::Matrix<float>(1, 1), options_);  // refuses a bad name now
  }
  void apply_rows(tensor::Matrix<float>& some, float) const override {
    const tensor::Matrix<double> values = dequantized(quantize_groups(some, options_));
    std::transform(values.values.begin(), values.values.end(), some.values.begin(),
                   [](double value) { return static_cast<float>(value); });
  }

 private:
  GroupQuantizeOptions options_;
};

class RoundTrip::Blocks : public RoundTrip::Method {
 public:
  explicit Blocks(BlockFormat format) : format_(std::move(format)) {}
  bool joins_rows() const override { return format_.has_tensor_scale; }
  float common_scale(const tensor::Matrix<float>& values) const override {
    return joins_rows() ? tensor_scale(format_, values.values.data(), values.values.size()) : 1;
  }
  void apply_rows(tensor::Matrix<float>& some, float common_scale) const override {
    std::vector<std::uint8_t> codes(some.columns), scales((some.columns + format_.block_size - 1) / format_.block_size);
    for (std::size_t r = 0; r < some.rows; ++r) {
      float* row = some.row(r);
      encode_blocks(format_, {}, common_scale, row, some.columns, codes.data(), scales.data());
      decode_blocks(format_, common_scale, codes.data(), scales.data(), some.columns, row);
    }
  }

 private:
  BlockFormat format_;
};

class RoundTrip::Elements : public RoundTrip::Method {
 public:
  explicit Elements(formats::NumberFormat format) : format_(std::move(format)) {}
  void apply_rows(tensor::Matrix<float>& some, float) const override {
    for (float& value : some.values) {
      const double nearest = format_.decode(format_.encode_fp32(formats::fp32_code(value), format_.default_rule()));
      if (!std::isfinite(value) || !std::isfinite(nearest)) {
        throw QuantizeError(std::to_string(value) + " in " + format_.name() +
                            "; expected a finite number in its range");
      }
      value = static_cast<float>(nearest);
    }
  }

 private:
  formats::NumberFormat format_;
};

namespace {

std::optional<formats::NumberFormat> wide_format(const std::string& name) {
  try {
    formats::NumberFormat format = formats::number_format(name);
    // Integers always have a scale.
    if (format.bits() > 8 && !std::holds_alternative<formats::IntFormat>(format.kind())) return format;
  } catch (const std::invalid_argument&) {
  }
  return std::nullopt;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

GroupQuantizeOptions group_options(const std::string& type, RunLength run) {
  GroupQuantizeOptions options;
  options.weight_mode = type;
  options.scale_precision = ScalePrecision::kFp16;
  options.granularity = run.elements > 0 ? Granularity::kGroup : Granularity::kToken;
  if (run.elements > 0) options.group_size = run.elements;
  if (type == "bitmod4" || type == "bitmod3") options.weight_mode = type == "bitmod4" ? "fp4" : "fp3";
  options.plain = type == "fp4" || type == "fp3";
  if (type.rfind("int", 0) == 0 && ends_with(type, "_asym")) {
    options.weight_mode = "u" + type.substr(0, type.size() - std::string("_asym").size());
  }
  return options;
}

}  // namespace

RoundTrip::RoundTrip(const std::string& type, RunLength run) {
  if (is_block_format(type)) {
    method_ = std::make_unique<Blocks>(block_format(type));
  } else if (auto format = wide_format(type)) {
    method_ = std::make_unique<Elements>(*std::move(format));
  } else {
    method_ = std::make_unique<Groups>(group_options(type, run));
  }
}

RoundTrip::~RoundTrip() = default;
RoundTrip::RoundTrip(RoundTrip&&) noexcept = default;

bool RoundTrip::joins_rows() const { return method_->joins_rows(); }

void RoundTrip::apply(tensor::Matrix<float>& values) const {
  if (values.values.empty()) return;
  constexpr std::size_t kElementsAtATime = 1 << 15;
  const std::size_t rows_at_a_time = std::max<std::size_t>(kElementsAtATime / values.columns, 1);
  const float common_scale = method_->common_scale(values);
  const std::size_t parts = (values.rows + rows_at_a_time - 1) / rows_at_a_time;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, parts, 1), [&](const tbb::blocked_range<std::size_t>& range) {
    for (std::size_t part = range.begin(); part < range.end(); ++part) {
      const std::size_t first = part * rows_at_a_time;
      tensor::Matrix<float> some(std::min(rows_at_a_time, values.rows - first), values.columns);
      std::copy_n(values.row(first), some.values.size(), some.values.begin());
      method_->apply_rows(some, common_scale);
      std::copy(some.values.begin(), some.values.end(), values.row(first));
    }
  });
}

}  // namespace lop::quantizers
