// Grid of BitMoD PEs: packed state, columns side by side so that a step of a row is one vector loop.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pe/bitmod.hpp"
#include "models/pe/grid_base.hpp"

namespace lop::pe {

/// Terms of one step [lanes][columns]: exponent (kBitmodDeadExponent if empty), 0 or -1 for man and for sign.
struct BitmodTerms {
  std::vector<std::int32_t> exp, man, sign;
  std::int32_t bsig = 0;
};

/// A step of the PEs of one row; columns is a multiple of eight.
using BitmodRowStep = void (*)(const std::uint32_t* activations, const BitmodTerms& terms, std::size_t columns,
                               std::int32_t* m, std::int32_t* e);

/// The same bits with and without AVX2, which is taken where the processor has it.
BitmodRowStep bitmod_row_step(Alignment alignment, GuardRounding rounding, bool allow_avx2 = true);

class BitmodGrid final : public GridBase {
 public:
  BitmodGrid(const Bitmod& slice, int rows, int columns);

 protected:
  void reset_edges() override { phase_ = 0; }
  void accumulate(const Step& step, bool first, bool head, bool group_end) override;
  void end_group(const Step& step, bool head) override;
  void latch(std::vector<std::uint32_t>& outputs) const override;

 private:
  void generate_terms(const Step& step);

  std::vector<int> steps_per_chunk_;        // by mode
  std::uint32_t scale_mask_;
  BitmodRowStep row_step_;
  int phase_ = 0;                           // term within the chunk
  BitmodTerms terms_;
  std::size_t stride_;                      // columns, filled up to whole vectors
  std::vector<std::int32_t> m_, e_;         // [rows][stride] group accumulators
  std::vector<std::uint8_t> row_invalid_;   // [rows] an infinity or NaN in this group
  std::vector<float> accumulators_;         // [rows][columns] column units
  std::vector<std::int32_t> scales_;        // [columns] of the group that ends
};

}  // namespace lop::pe
