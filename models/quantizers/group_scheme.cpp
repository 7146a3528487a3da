// What a group quantiser stores.
#include "models/quantizers/group_scheme.hpp"

#include <utility>

#include "models/quantizers/group_quantizer.hpp"
#include "models/quantizers/group_types.hpp"
#include "models/quantizers/stored_parts.hpp"

namespace lop::quantizers {
namespace {

class GroupScheme : public Scheme {
 public:
  explicit GroupScheme(GroupQuantizeOptions options) : options_(std::move(options)) { make_group_rule(options_); }

  StoredMatrix quantize(const tensor::Matrix<float>& values) const override {
    const QuantizedMatrix quantized = quantize_groups(values, options_);
    const GroupRule& rule = *quantized.rule;
    const auto scales = [&](const std::string& suffix, const tensor::Matrix<float>& matrix) {
      return stored_floats(suffix, options_.scale_precision, {matrix.rows, matrix.columns}, matrix.values);
    };
    StoredMatrix stored{{packed_codes("codes", quantized.codes, rule.code_bits())},
                        dequantized(quantized),
                        bits_per_element(quantized)};
    if (options_.second_level == SecondLevel::kInt8) {
      stored.parts.push_back(packed_codes("scale_codes", quantized.scale_codes, 8));
      stored.parts.push_back(stored_floats("channel_scale", ScalePrecision::kFp32, {quantized.channel_scale.size()},
                                           quantized.channel_scale));
    } else {
      stored.parts.push_back(scales("group_scale", quantized.group_scale));
    }
    if (rule.scales() > 1) stored.parts.push_back(scales("second_scale", quantized.second_scale));
    if (rule.special_bits() > 0) stored.parts.push_back(stored_bytes("special", quantized.special));
    if (rule.zero_bits() > 0) stored.parts.push_back(stored_bytes("zero", quantized.zero));
    return stored;
  }

 private:
  GroupQuantizeOptions options_;
};

}  // namespace

std::unique_ptr<Scheme> make_group_scheme(const GroupQuantizeOptions& options) {
  return std::make_unique<GroupScheme>(options);
}

}  // namespace lop::quantizers
