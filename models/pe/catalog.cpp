// The catalogue as a factory; pe_includes.hpp is generated from pe_catalog.def.
#include <algorithm>

#include "models/pe/slice.hpp"
#include "pe_includes.hpp"

namespace lop::pe {

const std::vector<std::string>& stems() {
  static const std::vector<std::string> kStems = {
#define PE(stem, type, ...) #stem,
#include "models/pe/pe_catalog.def"
#undef PE
  };
  return kStems;
}

std::unique_ptr<Slice> make_slice(const std::string& stem, const Choices& choices) {
#define PE(name, type, ...) \
  if (stem == #name) return std::make_unique<type>(choices);
#include "models/pe/pe_catalog.def"
#undef PE
  std::string known;
  for (const std::string& name : stems()) known += (known.empty() ? "" : ", ") + name;
  throw OperandError("unknown PE '" + stem + "'; known: " + known);
}

}  // namespace lop::pe
