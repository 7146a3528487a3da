// Edit distance between names.
#include "configs/reader/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace lop::config {
namespace {

constexpr std::size_t kComparedCharacters = 64;  // longer names are never slips of short ones; bounds the work

// clock for clock_ghz: the unit was left out, or put where there is none.
bool lacks_unit(std::string_view a, std::string_view b) {
  return b.size() > a.size() && !a.empty() && b.substr(0, a.size()) == a && b[a.size()] == '_';
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> names) {
  std::vector<std::pair<int, std::string>> ranked;
  for (std::string& candidate : names) {
    const bool unit = lacks_unit(name, candidate) || lacks_unit(candidate, name);
    const int distance = edit_distance(name.substr(0, kComparedCharacters), candidate.substr(0, kComparedCharacters));
    ranked.emplace_back(unit ? 1 : distance, std::move(candidate));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> result;
  for (auto& entry : ranked) result.push_back(std::move(entry.second));
  return result;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  const std::string best = nearest_first(name, names).front();
  const auto longer = static_cast<int>(std::max(name.size(), best.size()));
  const bool near = edit_distance(name.substr(0, kComparedCharacters),
                                  std::string_view(best).substr(0, kComparedCharacters)) <= std::max(1, longer / 3);
  if (!near && !lacks_unit(name, best) && !lacks_unit(best, name)) return "";
  return "; did you mean \"" + best + "\"?";
}

}  // namespace lop::config
