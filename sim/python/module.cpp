// The Python module: number formats, quantisers, matrix products of PEs and whole runs, on numpy arrays.
#include "sim/python/bindings.hpp"

PYBIND11_MODULE(lopsim, module) {
  module.doc() =
      "Low-precision arithmetic as hardware computes it: number formats, quantisers, the matrix products of processing\n"
      "elements, bit by bit, and simulated runs.";
  lop::python::bind_formats(module);
  lop::python::bind_quantize(module);
  lop::python::bind_matmul(module);
  lop::python::bind_run(module);
}
