// What the module is made of.
#pragma once

#include <pybind11/pybind11.h>

namespace lop::python {

void bind_formats(pybind11::module_& module);
void bind_quantize(pybind11::module_& module);
void bind_matmul(pybind11::module_& module);
void bind_run(pybind11::module_& module);

}  // namespace lop::python
