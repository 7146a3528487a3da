// Reading the bank table and looking banks up.
#include "sim/report/sram_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <vector>

namespace lop::report {
namespace {

constexpr const char* kHeader =
    "node_nm,capacity_bytes,width_bits,read_energy_pj,write_energy_pj,leakage_mw,gate_leakage_mw,area_mm2,access_ns,"
    "cycle_ns";
constexpr std::size_t kColumns = 10;

class Row {
 public:
  Row(const std::string& line, std::string where) : where_(std::move(where)) {
    std::size_t begin = 0;
    for (std::size_t comma; (comma = line.find(',', begin)) != std::string::npos; begin = comma + 1) {
      fields_.push_back(line.substr(begin, comma - begin));
    }
    fields_.push_back(line.substr(begin));
    if (fields_.size() != kColumns) fail(fmt::format("expected {} columns, found {}", kColumns, fields_.size()));
  }

  template <typename T>
  T positive(std::size_t column) const {
    const std::string& text = fields_[column];
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value > T{}) ||
        !std::isfinite(static_cast<double>(value))) {
      fail(fmt::format("column {}: expected a number above 0, found '{}'", column + 1, text));
    }
    return value;
  }

  [[noreturn]] void fail(const std::string& problem) const { throw SramTableError(where_ + ": " + problem); }

 private:
  std::string where_;
  std::vector<std::string> fields_;
};

/// Fields that are figures, in the order of the columns.
constexpr double SramBank::* kFigures[] = {
    &SramBank::read_energy_pj,  &SramBank::write_energy_pj, &SramBank::leakage_mw, &SramBank::gate_leakage_mw,
    &SramBank::area_mm2,        &SramBank::access_ns,       &SramBank::cycle_ns};

double distance(const SramBank& bank, int node_nm, std::int64_t capacity_bytes, int width_bits) {
  const auto octaves = [](double a, double b) { return std::abs(std::log2(a / b)); };
  // Another node is another technology: it ranks behind any bank of the same node.
  return 100 * octaves(bank.node_nm, node_nm) +
         octaves(static_cast<double>(bank.capacity_bytes), static_cast<double>(capacity_bytes)) +
         octaves(bank.width_bits, width_bits);
}

bool next_line(std::ifstream& file, std::string& line) {
  if (!std::getline(file, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

}  // namespace

SramTable::SramTable(const std::filesystem::path& csv) : path_(csv) {
  std::ifstream file(csv);
  std::string line;
  if (!file || !next_line(file, line)) {
    throw SramTableError(csv.string() + ": cannot be read; expected a CSV table of SRAM banks");
  }
  if (line != kHeader) throw SramTableError(csv.string() + ":1: expected the header " + kHeader);
  for (int number = 2; next_line(file, line); ++number) {
    const Row row(line, fmt::format("{}:{}", csv.string(), number));
    SramBank bank;
    bank.node_nm = row.positive<int>(0);
    bank.capacity_bytes = row.positive<std::int64_t>(1);
    bank.width_bits = row.positive<int>(2);
    for (std::size_t i = 0; i < std::size(kFigures); ++i) bank.*kFigures[i] = row.positive<double>(3 + i);
    bank.source = source(fmt::format("{}", bank.capacity_bytes), bank);
    if (!banks_.emplace(std::tuple(bank.node_nm, bank.capacity_bytes, bank.width_bits), bank).second) {
      row.fail("this bank is listed twice");
    }
  }
  if (banks_.empty()) throw SramTableError(csv.string() + ": lists no banks");
}

std::string SramTable::source(const std::string& bytes, const SramBank& bank) const {
  return fmt::format("CACTI 7, {}: {} nm, {} bytes x {} bits a bank", path_.filename().string(), bank.node_nm, bytes,
                     bank.width_bits);
}

SramBank SramTable::bank(int node_nm, std::int64_t capacity_bytes, int width_bits) const {
  const SramBank *smaller = nullptr, *larger = nullptr;
  for (const auto& [key, listed] : banks_) {
    if (listed.node_nm != node_nm || listed.width_bits != width_bits) continue;
    if (listed.capacity_bytes == capacity_bytes) return listed;
    if (listed.capacity_bytes < capacity_bytes) smaller = &listed;   // capacities ascend
    if (listed.capacity_bytes > capacity_bytes && larger == nullptr) larger = &listed;
  }
  if (smaller != nullptr && larger != nullptr) {
    SramBank between = *smaller;
    const double share = static_cast<double>(capacity_bytes - smaller->capacity_bytes) /
                         static_cast<double>(larger->capacity_bytes - smaller->capacity_bytes);
    for (double SramBank::*figure : kFigures) {
      between.*figure = smaller->*figure + share * (larger->*figure - smaller->*figure);
    }
    between.capacity_bytes = capacity_bytes;
    between.source = source(fmt::format("{} (interpolated between {} and {})", capacity_bytes, smaller->capacity_bytes,
                                        larger->capacity_bytes),
                            between);
    return between;
  }
  throw SramTableError(fmt::format("{} has no bank of {} bytes, {} bits wide, at {} nm; the nearest are {}",
                                   path_.string(), capacity_bytes, width_bits, node_nm,
                                   nearest(node_nm, capacity_bytes, width_bits)));
}

std::string SramTable::nearest(int node_nm, std::int64_t capacity_bytes, int width_bits) const {
  constexpr std::size_t kNamed = 3;
  std::vector<const SramBank*> banks;
  for (const auto& item : banks_) banks.push_back(&item.second);
  std::stable_sort(banks.begin(), banks.end(), [&](const SramBank* a, const SramBank* b) {
    return distance(*a, node_nm, capacity_bytes, width_bits) < distance(*b, node_nm, capacity_bytes, width_bits);
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, banks.size()); ++i) {
    text += fmt::format("{}{} bytes x {} bits at {} nm", i ? ", " : "", banks[i]->capacity_bytes, banks[i]->width_bits,
                        banks[i]->node_nm);
  }
  return text;
}

}  // namespace lop::report
