#!/usr/bin/env bash
# Sets up, builds and runs all tests but the nightly ones; the last line alone is "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

stop() {
  echo "test.sh: $1; nothing was tested" >&2
  echo "0 passed, 1 failed"
  exit 1
}

# Paths are hashed relative to the project: what is compiled here serves the copy that a test makes.
export CCACHE_BASEDIR=$PWD

scripts/setup.sh test || stop "the set-up failed"
cmake --preset test || stop "CMake failed"
cmake --build --preset test -j"$(nproc)" || stop "the build failed"
built=$SECONDS

results=$PWD/build/test_results.xml
rm -f "$results"
ctest --preset test --no-tests=error --output-junit "$results"
code=$?
[[ -f $results ]] || stop "ctest left no results"

attribute() { grep -m1 -oE "\b$1=\"[0-9]+\"" "$results" | tr -dc 0-9; }
tests=$(attribute tests) failed=$(attribute failures) skipped=$(attribute skipped) disabled=$(attribute disabled)
echo "wall time: $built s set-up and build, $((SECONDS - built)) s tests; $((skipped + disabled)) tests skipped"
echo "$((tests - failed - skipped - disabled)) passed, $failed failed"
exit $code
