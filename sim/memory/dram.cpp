// Asks the model cycle by cycle and keeps what it tells until its cycle.
#include "sim/memory/dram.hpp"

#include "sim/kernel/check.hpp"

namespace lop::sim {

void Dram::reset() {
  model_ = make_dram_model(timing_);
  cycle_ = may_choose_ = 0;
  for (auto& completions : completions_) completions.clear();
  outputs_ = next_ = {};
}

void Dram::compute(const DramRequest& request) {
  if (request.valid) {
    LOP_CHECK(request.bursts > 0, "a transfer has at least one burst");
    LOP_CHECK(may_choose_ < cycle_ || cycle_ == 0, "DRAM request while not ready");
    may_choose_ = DramModel::kNever;
    model_->request(cycle_, request);
  }
  while (const auto event = model_->advance(cycle_)) {
    if (event->kind == DramEvent::Kind::kMayChoose) {
      may_choose_ = event->cycle;
    } else {
      completions_[static_cast<std::size_t>(event->port)].push_back(event->cycle);
    }
  }
  next_ = {};
  next_.ready = may_choose_ <= cycle_ + 1;
  for (std::size_t port = 0; port < kPortCount; ++port) {
    for (auto& completions = completions_[port]; !completions.empty() && completions.front() <= cycle_ + 1;) {
      ++next_.done[port];
      completions.pop_front();
    }
  }
}

void Dram::commit() {
  outputs_ = next_;
  ++cycle_;
}

}  // namespace lop::sim
