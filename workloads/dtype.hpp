// Element types of tensor files: names as safetensors spells them, sizes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lop::workloads {

enum class Dtype { kF64, kF32, kF16, kBf16, kI64, kI32, kI16, kI8, kU64, kU32, kU16, kU8, kBool };

std::size_t dtype_bytes(Dtype dtype);
const char* dtype_name(Dtype dtype);
std::optional<Dtype> dtype_from_name(std::string_view name);
/// "F64 F32 ..." for messages.
std::string dtype_names();

}  // namespace lop::workloads
