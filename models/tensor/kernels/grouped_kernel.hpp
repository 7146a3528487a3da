// Kernels whose FP32 accumulators take a group at a time.
#pragma once

#include <vector>

#include "models/tensor/kernels/kernel.hpp"

namespace lop::tensor::kernels {

class GroupedKernel : public Kernel {
 public:
  void run(const Block& block, std::uint32_t* accumulators) const final;

 protected:
  GroupedKernel(const pe::Slice& slice, std::size_t groups) : Kernel(slice), groups_(groups) {}
  std::size_t groups() const { return groups_; }
  /// shapes  totals {rows, kPanel}; scratch is for what a group leaves behind
  virtual void add_group(std::size_t group, std::size_t row, std::size_t rows, std::size_t panel,
                         std::vector<std::int32_t>& scratch, float* totals) const = 0;

 private:
  std::size_t groups_;
};

}  // namespace lop::tensor::kernels
