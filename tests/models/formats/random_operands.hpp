// Random operands of products, sums and fused products, in stated shares of what is hard.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/formats/rounding.hpp"

namespace lop::test {

struct Operands {
  std::uint32_t a, b, c;
};

/// What a number system has to say of its codes.
struct OperandSpace {
  std::uint32_t mask;            // of all bits of a code
  std::uint32_t neighbour_span;  // codes in about two binades near 1
  std::uint32_t small_codes;     // from zero up: floats' subnormals, posits of long regimes
  std::uint32_t one;
  std::vector<std::uint32_t> specials;
  std::function<std::uint32_t(std::uint32_t)> negate;
  std::function<std::uint32_t(std::uint32_t, std::uint32_t)> product;  // near enough: it only steers operands
};

enum class OperandKind {
  kUniform,            // any three codes
  kCancelling,         // b is -a, moved by up to 3 codes
  kCancellingProduct,  // c is -(a * b), moved by up to 3 codes; b is near 1, so that the product is in range
  kNeighbours,         // b is within two binades of a, either sign
  kNeighbourProduct,   // c is within two binades of a * b, either sign; b is near 1
  kSmall,              // a and one of the others are small
  kSpecial             // each a special with probability 1/2, one at least
};

/// Case i is of kind kOperandShares[i % 16].
inline constexpr std::array kOperandShares = {
    OperandKind::kUniform,    OperandKind::kUniform,           OperandKind::kUniform,
    OperandKind::kUniform,    OperandKind::kUniform,           OperandKind::kUniform,
    OperandKind::kCancelling, OperandKind::kCancelling,        OperandKind::kCancellingProduct,
    OperandKind::kNeighbours, OperandKind::kCancellingProduct, OperandKind::kNeighbourProduct,
    OperandKind::kSmall,      OperandKind::kSmall,             OperandKind::kSpecial,
    OperandKind::kSpecial};
static_assert(kOperandShares.size() == 16);

/// The random words of one case, the same whatever was drawn before.
class CaseRandom {
 public:
  CaseRandom(std::uint64_t seed, std::uint64_t index) : seed_(seed), next_(index * kWords) {}
  std::uint64_t word() { return formats::counter_random(seed_, next_++); }
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(word() % count); }

 private:
  static constexpr std::uint64_t kWords = 32;
  std::uint64_t seed_;
  std::uint64_t next_;
};

inline Operands random_operands(const OperandSpace& space, std::uint64_t index, CaseRandom& random) {
  const auto any = [&] { return static_cast<std::uint32_t>(random.word()) & space.mask; };
  const auto moved = [&](std::uint32_t code, std::uint32_t span) {
    return (code + random.below(2 * span + 1) - span) & space.mask;
  };
  const auto either_sign = [&](std::uint32_t code) { return random.below(2) == 0 ? code : space.negate(code); };
  const auto special = [&] { return space.specials[random.below(static_cast<std::uint32_t>(space.specials.size()))]; };

  Operands operands{any(), any(), any()};
  auto& [a, b, c] = operands;
  switch (kOperandShares[index % kOperandShares.size()]) {
    case OperandKind::kUniform: break;
    case OperandKind::kCancelling: b = moved(space.negate(a), 3); break;
    case OperandKind::kCancellingProduct:
      b = either_sign(moved(space.one, space.neighbour_span));
      c = moved(space.negate(space.product(a, b)), 3);
      break;
    case OperandKind::kNeighbours: b = either_sign(moved(a, space.neighbour_span)); break;
    case OperandKind::kNeighbourProduct:
      b = either_sign(moved(space.one, space.neighbour_span));
      c = either_sign(moved(space.product(a, b), space.neighbour_span));
      break;
    case OperandKind::kSmall:
      a = either_sign(random.below(space.small_codes));
      (random.below(2) == 0 ? b : c) = either_sign(random.below(space.small_codes));
      break;
    case OperandKind::kSpecial: {
      const std::uint32_t chosen = 1 + random.below(7);
      if ((chosen & 1) != 0) a = special();
      if ((chosen & 2) != 0) b = special();
      if ((chosen & 4) != 0) c = special();
      break;
    }
  }
  return operands;
}

}  // namespace lop::test
