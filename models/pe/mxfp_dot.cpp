// MX slice: its elements.
#include "models/pe/mxfp_dot.hpp"

#include "models/pe/parameters.hpp"

namespace lop::pe {
namespace {

const std::vector<Parameter>& mxfp_parameters() {
  static const std::vector<Parameter> kParameters = {
      {"element", {"e2m1", "e2m3", "e3m2", "e4m3", "e5m2", "int8"}, ParameterKind::kMode},
      BlockDot::lanes_parameter(),
  };
  return kParameters;
}

const BlockFormat& mx_format() {
  static const BlockFormat kFormat = [] {
    BlockFormat format{{}, 32, formats::kE8M0};
    for (const std::string& name : mxfp_parameters().front().values)
      format.elements.emplace_back(name, name == "int8" ? -6 : 0);
    return format;
  }();
  return kFormat;
}

}  // namespace

MxfpDot::MxfpDot(const Choices& choices)
    : BlockDot(mx_format(), resolve_choices(std::string(kStem), mxfp_parameters(), choices)),
      default_mode_(choice_index(mxfp_parameters(), this->choices(), "element")) {}

const std::vector<Parameter>& MxfpDot::parameters() const { return mxfp_parameters(); }

}  // namespace lop::pe
