// Lines, cells, and what stands in which column.
#include "workloads/scale_sim.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <string>

#include "configs/reader/config_error.hpp"
#include "configs/reader/source.hpp"
#include "workloads/convolution_layer.hpp"
#include "workloads/limits.hpp"

namespace lop::workloads {
namespace {

using Titles = std::vector<std::string>;

const Titles kConvolution = {"layer name",   "ifmap height", "ifmap width", "filter height",
                             "filter width", "channels",     "num filter",  "strides"};
const Titles kTwoStrides = {"layer name", "ifmap height", "ifmap width",   "filter height", "filter width",
                            "channels",   "num filter",   "stride height", "stride width"};
const Titles kGemm = {"layer", "m", "n", "k"};

struct Cell {
  std::string text;
  int column = 1;
};

class Line {
 public:
  Line(const std::filesystem::path& file, int number, const std::string& text)
      : file_(file), number_(number), text_(text) {
    std::size_t begin = 0;
    while (begin <= text.size()) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      add_cell(begin, end);
      begin = end + 1;
    }
    if (cells_.size() > 1 && cells_.back().text.empty()) cells_.pop_back();
  }

  bool is_blank() const { return cells_.size() == 1 && cells_.front().text.empty(); }
  const std::vector<Cell>& cells() const { return cells_; }

  [[noreturn]] void fail(std::size_t cell, const std::string& message) const {
    const int column = cells_[std::min(cell, cells_.size() - 1)].column;
    throw config::ConfigError({file_.string(), number_, column}, message, text_);
  }

 private:
  void add_cell(std::size_t begin, std::size_t end) {
    const char* const space = " \t\r";
    const std::size_t first = std::min(text_.find_first_not_of(space, begin), end);
    const std::size_t last = first == end ? end : text_.find_last_not_of(space, end - 1) + 1;
    const auto characters = std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(first),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    cells_.push_back({text_.substr(first, last - first), static_cast<int>(characters) + 1});
  }

  const std::filesystem::path& file_;
  int number_;
  std::string text_;
  std::vector<Cell> cells_;
};

std::string joined(const Titles& titles) {
  std::string text;
  for (const std::string& title : titles) text += (text.empty() ? "" : ", ") + title;
  return text;
}

/// The titles in small letters.
Titles titles_of(const Line& header) {
  Titles titles;
  for (const Cell& cell : header.cells()) {
    titles.push_back(cell.text);
    for (char& c : titles.back()) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const Titles& known : {kConvolution, kTwoStrides, kGemm}) {
    if (titles == known) return titles;
  }
  const Titles& meant = titles.size() < kConvolution.size()   ? kGemm
                        : titles.size() == kTwoStrides.size() ? kTwoStrides
                                                              : kConvolution;
  std::size_t at = 0;
  while (at < titles.size() && at < meant.size() && titles[at] == meant[at]) ++at;
  header.fail(at, "expected the titles \"" + joined(kConvolution) + "\", \"" + joined(kTwoStrides) + "\" or \"" +
                      joined(kGemm) + "\"");
}

/// The numbers of a line by their titles.
class Row {
 public:
  Row(const Line& line, const Titles& titles) : line_(line), titles_(titles) {
    if (line.cells().size() != titles.size()) {
      line.fail(titles.size(), "expected " + std::to_string(titles.size()) + " cells (" + joined(titles) + "), found " +
                                   std::to_string(line.cells().size()));
    }
    if (name().empty()) fail(titles.front(), "expected the layer's name");
  }

  const std::string& name() const { return line_.cells().front().text; }

  std::int64_t number(const std::string& title, std::int64_t most) const {
    const std::string& text = line_.cells()[at(title)].text;
    const bool digits = !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos;
    const std::int64_t value = digits ? std::stoll(text) : 0;
    if (value < 1 || value > most) {
      fail(title, title + ": found \"" + text + "\"; expected an integer from 1 to " + std::to_string(most));
    }
    return value;
  }

  [[noreturn]] void fail(const std::string& title, const std::string& message) const { line_.fail(at(title), message); }

 private:
  std::size_t at(const std::string& title) const {
    return static_cast<std::size_t>(std::find(titles_.begin(), titles_.end(), title) - titles_.begin());
  }

  const Line& line_;
  const Titles& titles_;
};

Layer gemm(const Row& row) {
  Layer layer;
  layer.name = row.name();
  layer.m = row.number("m", kExtentMax);
  layer.n = row.number("n", kExtentMax);
  layer.k = row.number("k", kExtentMax);
  return layer;
}

Layer convolution(const Row& row, bool two_strides) {
  tensor::Convolution c;
  c.kernel = {row.number("filter height", kPlaneMax), row.number("filter width", kPlaneMax)};
  c.stride.height = row.number(two_strides ? "stride height" : "strides", kPlaneMax);
  c.stride.width = two_strides ? row.number("stride width", kPlaneMax) : c.stride.height;
  // A stride's remainder is filled up to a whole window.
  const auto whole_windows = [&](const std::string& of, std::int64_t kernel, std::int64_t stride) {
    const std::int64_t size = row.number("ifmap " + of, kPlaneMax);
    if (size < kernel) row.fail("filter " + of, "filter " + of + ": the filter is larger than its IFMAP");
    return (size - kernel + stride - 1) / stride * stride + kernel;
  };
  c.input = {whole_windows("height", c.kernel.height, c.stride.height),
             whole_windows("width", c.kernel.width, c.stride.width)};
  c.channels = row.number("channels", kCountMax);
  c.output_channels = row.number("num filter", kExtentMax);
  if (row.name().find("DP") != std::string::npos) {
    c.groups = c.channels;
    c.output_channels *= c.channels;
  }
  if (c.m() > kExtentMax || c.k() > kExtentMax) {
    row.fail("ifmap height", "the windows have " + std::to_string(c.m()) + " places of " + std::to_string(c.k()) +
                                 " elements; expected at most 2^24 of either");
  }
  return convolution_layer(row.name(), c, 1);
}

}  // namespace

std::vector<Layer> read_scale_sim(const std::filesystem::path& file) {
  const std::string problem = config::why_not_a_configuration(file);
  if (!problem.empty()) throw config::ConfigError({file.string(), 1, 1}, problem);
  std::ifstream stream(file);
  Titles titles;
  std::vector<Layer> layers;
  std::set<std::string> names;
  int number = 0;
  for (std::string text; std::getline(stream, text);) {
    const Line line(file, ++number, text);
    if (line.is_blank()) continue;
    if (titles.empty()) {
      titles = titles_of(line);
      continue;
    }
    const Row row(line, titles);
    layers.push_back(titles == kGemm ? gemm(row) : convolution(row, titles == kTwoStrides));
    Layer& layer = layers.back();
    layer.role = layer.name;
    layer.matrices = layer.count;
    if (!names.insert(layer.name).second) {
      row.fail(titles.front(), "another layer is called '" + layer.name + "' as well");
    }
  }
  if (layers.empty()) {
    throw config::ConfigError({file.string(), std::max(number, 1), 1}, "expected a line of titles and one a layer");
  }
  return layers;
}

}  // namespace lop::workloads
