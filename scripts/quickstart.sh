#!/usr/bin/env bash
# From a fresh Debian 12 to a report: the shipped language model on four accelerators of 1 mm2 of PEs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh run
cmake --preset release
cmake --build --preset release -j"$(nproc)"
built=$SECONDS

# Time, energy and area of a prompt of 64 tokens and 64 more; then what 4,096 predictions lose in the PE's own arithmetic.
mkdir -p results
timed=() accuracies=()
for accelerator in fp16:fp16_mac:accumulator=fp16 bitmod:bitmod:weight_mode=fp4 int8:int8_mac: mixpe:mixpe_w4a8:; do
  IFS=: read -r name pe parameter <<<"$accelerator"
  build/bin/lopsim run "configs/systems/speeches_$name.yaml" --out "results/$name.json"
  build/bin/lopsim run configs/accuracy/language_model.yaml --set workload.predictions=4096 --set "arithmetic=$pe" \
    ${parameter:+--set "pe.parameters.$parameter"} --out "results/accuracy_$name.json"
  timed+=("results/$name.json")
  accuracies+=("results/accuracy_$name.json")
done
build/bin/lopsim report "${timed[@]}" "${accuracies[@]}" --out results/report --arithmetic bitmod

echo
echo "The report is in results/report:"
find results/report* -type f | sort | sed 's/^/  /'
echo "wall time: $SECONDS s, of which $built s set-up and build"
