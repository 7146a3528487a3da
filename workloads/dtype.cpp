// The table of element types.
#include "workloads/dtype.hpp"

#include <array>

namespace lop::workloads {
namespace {

struct Entry {
  Dtype dtype;
  const char* name;
  std::size_t bytes;
};

constexpr std::array<Entry, 13> kEntries = {{{Dtype::kF64, "F64", 8},
                                             {Dtype::kF32, "F32", 4},
                                             {Dtype::kF16, "F16", 2},
                                             {Dtype::kBf16, "BF16", 2},
                                             {Dtype::kI64, "I64", 8},
                                             {Dtype::kI32, "I32", 4},
                                             {Dtype::kI16, "I16", 2},
                                             {Dtype::kI8, "I8", 1},
                                             {Dtype::kU64, "U64", 8},
                                             {Dtype::kU32, "U32", 4},
                                             {Dtype::kU16, "U16", 2},
                                             {Dtype::kU8, "U8", 1},
                                             {Dtype::kBool, "BOOL", 1}}};

const Entry& entry(Dtype dtype) { return kEntries[static_cast<std::size_t>(dtype)]; }

}  // namespace

std::size_t dtype_bytes(Dtype dtype) { return entry(dtype).bytes; }

const char* dtype_name(Dtype dtype) { return entry(dtype).name; }

std::optional<Dtype> dtype_from_name(std::string_view name) {
  for (const Entry& candidate : kEntries) {
    if (name == candidate.name) return candidate.dtype;
  }
  return std::nullopt;
}

std::string dtype_names() {
  std::string names;
  for (const Entry& candidate : kEntries) names += (names.empty() ? "" : " ") + std::string(candidate.name);
  return names;
}

}  // namespace lop::workloads
