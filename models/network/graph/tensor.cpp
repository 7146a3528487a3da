// Extents and offsets.
#include "models/network/graph/tensor.hpp"

#include <algorithm>

namespace lop::network::graph {

std::optional<ElementType> element_type(std::int64_t data_type) {
  switch (data_type) {
    case 1: return ElementType::kFloat;
    case 6:
    case 7: return ElementType::kInteger;
    case 9: return ElementType::kBoolean;
    default: return std::nullopt;
  }
}

bool operator==(const TensorType& a, const TensorType& b) { return a.element == b.element && a.extents == b.extents; }

Tensor::Tensor(TensorType of) : type(std::move(of)) {
  const std::size_t count = elements(type.extents);
  if (is_float()) {
    floats.resize(count);
  } else {
    integers.resize(count);
  }
}

std::string text(const Extents& extents) {
  std::string out = "[";
  for (const std::int64_t extent : extents) out += (out.size() > 1 ? ", " : "") + std::to_string(extent);
  return out + "]";
}

std::size_t elements(const Extents& extents) {
  constexpr std::int64_t kMost = std::int64_t{1} << 28;
  std::int64_t product = 1;
  for (const std::int64_t extent : extents) {
    if (extent < 0 || extent > kMost || product * extent > kMost) {
      throw GraphError("a tensor of " + text(extents) + "; expected at most 2^28 elements");
    }
    product *= extent;
  }
  return static_cast<std::size_t>(product);
}

std::optional<Extents> broadcast(const Extents& a, const Extents& b) {
  const Extents& longer = a.size() < b.size() ? b : a;
  const Extents& shorter = a.size() < b.size() ? a : b;
  Extents out = longer;
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::int64_t& extent = out[longer.size() - shorter.size() + i];
    if (extent == 1) {
      extent = shorter[i];
    } else if (shorter[i] != 1 && shorter[i] != extent) {
      return std::nullopt;
    }
  }
  return out;
}

Extents strides(const Extents& extents) {
  Extents out(extents.size(), 1);
  for (std::size_t i = extents.size(); i-- > 1;) out[i - 1] = out[i] * extents[i];
  return out;
}

Offsets strided_offsets(const Extents& extents, const Extents& steps, std::int64_t first) {
  Offsets offsets(elements(extents));
  Extents index(extents.size(), 0);
  std::int64_t offset = first;
  for (std::uint32_t& out : offsets) {
    out = static_cast<std::uint32_t>(offset);
    for (std::size_t i = extents.size(); i-- > 0;) {
      offset += steps[i];
      if (++index[i] < extents[i]) break;
      offset -= steps[i] * extents[i];
      index[i] = 0;
    }
  }
  return offsets;
}

Offsets broadcast_offsets(const Extents& from, const Extents& to) {
  const Extents own = strides(from);
  Extents steps(to.size(), 0);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] != 1) steps[to.size() - from.size() + i] = own[i];
  }
  return strided_offsets(to, steps);
}

void gather(const Tensor& in, const Offsets& offsets, Tensor& out, float outside) {
  const auto move = [&](const auto& from, auto& to, auto nowhere) {
    std::transform(offsets.begin(), offsets.end(), to.begin(),
                   [&](std::uint32_t offset) { return offset == kOutside ? nowhere : from[offset]; });
  };
  if (in.is_float()) {
    move(in.floats, out.floats, outside);
  } else {
    move(in.integers, out.integers, static_cast<std::int64_t>(outside));
  }
}

}  // namespace lop::network::graph
