// What tests of networks compare: logits with PyTorch's, results on one thread with those on four.
#pragma once

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "models/tensor/matrix.hpp"
#include "workloads/safetensors.hpp"

namespace lop::accuracy {

/// The largest difference of logits from those that PyTorch computed of a shipped network on images.
inline double logit_error(const tensor::Matrix<float>& found, const std::string& network) {
  const std::string file = LOP_SOURCE_DIR "/workloads/fashion_mnist/" + network + "_logits.safetensors";
  const tensor::Matrix<float> expected = workloads::TensorFile(file).read_matrix("logits");
  EXPECT_EQ(found.values.size(), expected.values.size());
  double most = 0;
  for (std::size_t i = 0; i < found.values.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(found.values[i]) - expected.values[i]));
  }
  return most;
}

/// compute()  anything that can be compared
template <typename Compute>
void expect_same_on_any_threads(Compute compute) {
  const auto on = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return compute();
  };
  EXPECT_EQ(on(4), on(1));
}

}  // namespace lop::accuracy
