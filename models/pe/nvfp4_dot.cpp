// NVFP4 slice: its element and scale.
#include "models/pe/nvfp4_dot.hpp"

#include "models/pe/parameters.hpp"

namespace lop::pe {
namespace {

const std::vector<Parameter>& nvfp4_parameters() {
  static const std::vector<Parameter> kParameters = {BlockDot::lanes_parameter()};
  return kParameters;
}

const BlockFormat& nvfp4_format() {
  static const BlockFormat kFormat{{BlockElement("e2m1")}, 16, formats::kUe4M3};
  return kFormat;
}

}  // namespace

Nvfp4Dot::Nvfp4Dot(const Choices& choices)
    : BlockDot(nvfp4_format(), resolve_choices(std::string(kStem), nvfp4_parameters(), choices)) {}

const std::vector<Parameter>& Nvfp4Dot::parameters() const { return nvfp4_parameters(); }

const std::vector<std::string>& Nvfp4Dot::modes() const {
  static const std::vector<std::string> kModes = {"nvfp4"};
  return kModes;
}

}  // namespace lop::pe
