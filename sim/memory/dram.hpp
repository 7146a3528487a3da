// The DRAM as a two-phase block of the machine: takes one transfer request at a time, tells when blocks are complete.
#pragma once

#include <array>
#include <deque>
#include <memory>

#include "sim/memory/dram_model.hpp"

namespace lop::sim {

struct DramOutputs {
  // a request sent this cycle is taken, unless one was sent the cycle before
  bool ready = true;
  // blocks whose last byte has arrived (reads) or been accepted (writes)
  std::array<std::uint8_t, kPortCount> done{};

  bool operator==(const DramOutputs& o) const { return ready == o.ready && done == o.done; }
};

class Dram {
 public:
  explicit Dram(const DramTiming& timing) : timing_(timing) { reset(); }
  void reset();
  void compute(const DramRequest& request);
  void commit();
  const DramOutputs& outputs() const { return outputs_; }
  DramCommands commands() const { return model_->commands(); }

 private:
  DramTiming timing_;
  std::unique_ptr<DramModel> model_;
  std::int64_t cycle_ = 0;
  std::int64_t may_choose_ = 0;                                   // kNever until the model tells
  std::array<std::deque<std::int64_t>, kPortCount> completions_;  // cycles, in order
  DramOutputs outputs_, next_;
};

}  // namespace lop::sim
