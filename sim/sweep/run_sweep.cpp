// Threads over combinations; the store is behind one lock.
#include "sim/sweep/run_sweep.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <mutex>

#include "sim/sweep/point.hpp"

namespace lop::sweep {
namespace {

using Json = nlohmann::ordered_json;
using Compute = std::function<Json(std::size_t combination, const Point& point)>;

/// One entry a combination; null for those that are excluded.
std::vector<Json> for_each_combination(const SweepPlan& plan, int threads, const Compute& compute,
                                       const std::function<void()>& done) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  std::vector<Json> rows(plan.combinations());
  const auto one = [&](std::size_t combination) {
    const config::Document document = plan.configuration(combination);
    if (plan.excluded(document)) return;
    Json& row = rows[combination];
    row["config_sha256"] = nullptr;
    Json& set = row["set"] = Json::object();
    for (const auto& [key, value] : plan.settings(combination)) set[key] = value;
    try {
      const Point point(document);
      row["config_sha256"] = point.config_sha256();
      row.update(compute(combination, point));
    } catch (const config::ConfigError& error) {
      row["error"] = error.what();
    }
  };
  tbb::parallel_for(std::size_t{0}, rows.size(), [&](std::size_t combination) {
    one(combination);
    done();
  });
  return rows;
}

SweepResult collected(std::vector<Json> rows) {
  SweepResult result;
  for (Json& row : rows) {
    if (row.is_null()) {
      ++result.excluded;
      continue;
    }
    result.refused += row.contains("error");
    Json point;
    point["point"] = result.points.size();
    point.update(row);
    result.points.push_back(std::move(point));
  }
  return result;
}

}  // namespace

SweepResult run_sweep(const SweepPlan& plan, PointStore& store, const SweepOptions& options) {
  std::mutex mutex;
  std::atomic<std::size_t> done = 0, computed = 0;
  const std::size_t total = plan.combinations();
  const Compute compute = [&](std::size_t combination, const Point& point) {
    std::optional<std::string> kept;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      kept = store.find(point.config_sha256());
    }
    if (!kept) {
      kept = point.needs_own_process() ? options.own_process(combination) : point.row().dump();
      const std::lock_guard<std::mutex> lock(mutex);
      store.put(point.config_sha256(), *kept);
      ++computed;
    }
    return Json::parse(*kept);
  };
  std::vector<Json> rows = for_each_combination(plan, options.threads, compute, [&] {
    ++done;
    if (options.progress) options.progress(done, computed, total);
  });
  SweepResult result = collected(std::move(rows));
  result.computed = computed;
  return result;
}

SweepResult check_sweep(const SweepPlan& plan, int threads) {
  return collected(for_each_combination(
      plan, threads, [](std::size_t, const Point&) { return Json::object(); }, [] {}));
}

}  // namespace lop::sweep
