// DMA: at most one transfer is chosen a cycle, none in the cycle after a choice.
#include "sim/memory/dma.hpp"

#include <algorithm>

namespace lop::sim {

void Dma::reset() {
  next_load_ = 0;
  bursts_sent_ = 0;
  next_write_back_ = 0;
  addresses_left_ = 0;
  request_ = {};
  next_ = {};
}

void Dma::compute(const DmaInputs& in) {
  next_ = {};
  choose(in);
  addresses_left_ = next_.valid ? addresses_of(next_) : std::max<std::int64_t>(0, addresses_left_ - 1);
}

void Dma::choose(const DmaInputs& in) {
  if (addresses_left_ > 1) return;
  // The answer to a request on its way to the DRAM is not in `ready` yet.
  if (request_.valid || !in.dram_ready) return;
  if (next_write_back_ < program_->write_backs.size() && in.output.holds(static_cast<std::int64_t>(next_write_back_))) {
    next_ = program_->write_back(next_write_back_);
    ++next_write_back_;
    return;
  }
  if (next_load_ == program_->loads.size()) return;
  const Load& load = program_->loads[next_load_];
  const BufferState& buffer = load.port == Port::kWeight ? in.weight : in.activation;
  if (!buffer.half_free_for(load.block)) return;
  const std::int64_t piece = std::min(kPieceBursts, load.bursts - bursts_sent_);
  next_ = program_->request(load, bursts_sent_, piece);
  bursts_sent_ += piece;
  if (!next_.last) return;
  bursts_sent_ = 0;
  ++next_load_;
}

}  // namespace lop::sim
