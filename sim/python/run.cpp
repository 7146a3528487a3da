// A configuration, simulated, as the dictionary that a result file holds.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "configs/reader/config_error.hpp"
#include "configs/reader/document.hpp"
#include "sim/python/bindings.hpp"
#include "sim/sweep/point.hpp"

namespace lop::python {
namespace {

pybind11::object run(const std::string& file, const pybind11::dict& settings) {
  std::vector<std::string> overrides;
  for (const auto& [key, value] : settings) {
    overrides.push_back(fmt::format("{}={}", pybind11::cast<std::string>(key),
                                    pybind11::cast<std::string>(pybind11::str(value))));
  }
  std::string text;
  try {
    const pybind11::gil_scoped_release others_may_run;
    text = sweep::Point(config::Document::load(file, overrides)).result().dump();
  } catch (const config::ConfigError& error) {
    throw pybind11::value_error(error.what());
  }
  return pybind11::module_::import("json").attr("loads")(text);
}

}  // namespace

void bind_run(pybind11::module_& module) {
  using pybind11::arg;
  module.def("run", &run, arg("config"), arg("settings") = pybind11::dict(),
             "Runs a configuration file and returns its result, a dictionary as README.md describes it, without where and\n"
             "when it was computed. settings: {'workload.steps': 4} as --set.\n"
             "Raises ValueError with file, line and what was expected.");
}

}  // namespace lop::python
