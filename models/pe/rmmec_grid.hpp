// Grid of RMMEC PEs: operands as fixed-point integers, so that a product is one multiplication whatever its format.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/pe/grid_base.hpp"
#include "models/pe/rmmec.hpp"

namespace lop::pe {

class RmmecGrid final : public GridBase {
 public:
  RmmecGrid(const Rmmec& slice, int rows, int columns);

 protected:
  void accumulate(const Step& step, bool first, bool head, bool group_end) override;
  void end_group(const Step&, bool) override {}
  void latch(std::vector<std::uint32_t>& outputs) const override;

 private:
  struct Pe {
    std::array<std::uint8_t, 16> quires{};   // of the mode's width, lane 0 first
    bool nar = false, overflow = false, overflow_negative = false;
  };
  /// The operands of a step by row or column.
  struct Operands {
    std::vector<std::int64_t> values;   // [lines][lanes]
    std::vector<std::uint8_t> nar;      // [lines] a NaR among them
  };

  void decode(const std::uint32_t* codes, std::size_t lines, Operands& operands) const;
  template <typename Quire>
  void add_products();

  std::array<std::size_t, 4> lanes_;    // by mode
  RmmecMode mode_ = RmmecMode::kFp4;    // of the output under way
  bool mode_change_ = false;            // of the output under way: every PE sees the same modes
  Operands activations_, weights_;
  std::vector<Pe> pes_;                 // [rows][columns]
};

}  // namespace lop::pe
