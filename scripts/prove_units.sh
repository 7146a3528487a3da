#!/usr/bin/env bash
# Proves small combinational units of rtl/ equal to their truth tables, which come from the value models, and prints a table.
#
#   prove_units.sh [--source FILE.sv] [TEXT...]    units whose line has one of the texts in it, such as posit_decode; all without
#
# --source: instead of the file of rtl/ with the same name. `inputs` counts the inputs for which a unit promises something.
# Exit codes: 0 all equivalent, 1 a difference, which comes with an input, 2 bad arguments, 3 a tool is missing or fails.
# tests/rtl/proofs/units.hpp says how to add a unit.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build() {
  export CCACHE_BASEDIR=$root   # as in test.sh
  cd "$root" && cmake --preset test && cmake --build build --target prove_units
}
(build) >&2 || { echo "prove_units.sh: the build failed; nothing was proved" >&2; exit 3; }
exec "$root/build/bin/prove_units" "$@"
