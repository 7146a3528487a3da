// All points of a sweep: those that are not in the store are computed, and all are written in the sweep's order.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sim/sweep/point_store.hpp"
#include "sim/sweep/sweep_plan.hpp"

namespace lop::sweep {

struct SweepOptions {
  int threads = 1;
  /// The row of one combination, from a process of its own, as text of JSON; what failed is thrown.
  std::function<std::string(std::size_t combination)> own_process;
  /// Called from several threads: points that are done, new among them, and all that are left to look at.
  std::function<void(std::size_t done, std::size_t computed, std::size_t total)> progress;
};

/// A point as results.jsonl has it: point, config_sha256, set, then the row, or error.
struct SweepResult {
  std::vector<nlohmann::ordered_json> points;
  std::size_t excluded = 0, computed = 0, refused = 0;
};

/// A combination that its configuration refuses has an `error` and does not stop the others. The same result whatever
/// the number of threads, and whatever was there before. errors  StoreError, and what own_process throws
SweepResult run_sweep(const SweepPlan& plan, PointStore& store, const SweepOptions& options);

/// Reads and checks every combination and computes nothing: points have config_sha256, set, and error where refused.
SweepResult check_sweep(const SweepPlan& plan, int threads);

}  // namespace lop::sweep
