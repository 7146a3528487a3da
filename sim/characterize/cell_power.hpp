// Internal power and leakage of one kind of cell, as a function of what happens at its pins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/characterize/cell_states.hpp"
#include "sim/characterize/liberty.hpp"

namespace lop::characterize {

/// Transition times of the two edges, between the library's thresholds.
struct Slew {
  double rise_ps = 0, fall_ps = 0;
};

/// What happens at one pin of one instance. An output that is connected to nothing: kUnknown, kUnknown.
struct PinActivity {
  double toggles_per_cycle = 0, high_fraction = 0;
  double load_ff = 0;  // of an output
  Slew slew;           // of an input
};

class CellPower {
 public:
  /// `cell` outlives this. errors  std::invalid_argument: conditions too wide, functions in a circle
  explicit CellPower(const Cell& cell);
  CellPower(const CellPower&) = delete;
  CellPower& operator=(const CellPower&) = delete;

  struct Figures {
    std::vector<double> internal_fj_per_cycle;  // by pin
    double leakage_nw = 0;
  };
  /// `pins` as in the cell.
  Figures evaluate(const std::vector<PinActivity>& pins) const;

 private:
  /// Groups of one supply, one of which holds at a time.
  struct Groups {
    std::vector<const InternalPower*> powers;
    StateChoice choice;
  };
  /// An input that makes an output toggle.
  struct Cause {
    std::size_t pin;
    // Which edge of the input is behind a rising and a falling output: 1 its rise, 0 its fall, 0.5 either.
    double rise_from_rise, fall_from_rise;
    StateChoice reaches;  // states in which the output follows the input
    std::vector<Groups> supplies;
  };
  struct PinPower {
    std::vector<Groups> supplies;  // of an input
    std::vector<Cause> causes;     // of an output
  };
  struct SupplyLeakage {
    std::vector<double> leakages_nw;
    double otherwise_nw;
    StateChoice choice;
  };

  void add_causes(int pin, PinPower& to) const;
  Cause cause(int output, const std::string& related) const;
  std::vector<Groups> supplies_of(const Pin& pin, const std::string& related, const BooleanFunction* function) const;
  void add_leakages();
  double input_fj(const PinPower& power, const PinActivity& activity, const std::vector<double>& high) const;
  double output_fj(std::size_t output, const std::vector<PinActivity>& pins, const std::vector<double>& toggles,
                   const std::vector<double>& high) const;

  const Cell& cell_;
  CellStates states_;
  std::vector<PinPower> pins_;
  std::vector<SupplyLeakage> leakages_;
};

}  // namespace lop::characterize
