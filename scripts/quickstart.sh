#!/usr/bin/env bash
# From a fresh Debian 12 to a report: BitMoD beside FP16 on traced layers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh run
cmake --preset release
cmake --build --preset release -j"$(nproc)"
built=$SECONDS

mkdir -p results
for system in bitmod fp16; do
  build/bin/lopsim run "configs/systems/$system.yaml" --out "results/$system.json"
done
build/bin/lopsim report results/bitmod.json results/fp16.json --out results/report --arithmetic bitmod

echo
echo "The report is in results/report:"
find results/report* -type f | sort | sed 's/^/  /'
echo "wall time: $SECONDS s, of which $built s set-up and build"
