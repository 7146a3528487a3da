#!/usr/bin/env bash
# Runs the long campaigns and prints what ran and what passed; exit 1 when one failed.
#
#   nightly.sh [CAMPAIGN...]    arrays bits conversions fidelity formats kernels memory regression sanitizers, cosim-STEM of a PE, or
#                               gates-TECHNOLOGY; all without arguments
#
# gates-TECHNOLOGY makes all cost tables of a technology anew; LOPSIM_LIBERTY names a folder with its library, osu018's is Debian's.
# Without such a folder only gates-osu018 is among all. Logs go to build/nightly.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
source scripts/pe_catalog.sh
export CCACHE_BASEDIR=$root   # as in test.sh

known=(arrays bits conversions fidelity formats kernels memory regression)
while read -r stem; do known+=("cosim-$stem"); done < <(catalog_stems)
known+=(sanitizers gates-osu018)
all=("${known[@]}")
known+=(gates-asap7 gates-nangate45 gates-sky130hd)
[[ ! ${LOPSIM_LIBERTY:-} ]] || all=("${known[@]}")
wanted=("$@")
((${#wanted[@]})) || wanted=("${all[@]}")
for name in "${wanted[@]}"; do
  [[ " ${known[*]} " == *" $name "* ]] || { echo "nightly.sh: unknown campaign '$name'; known: ${known[*]}" >&2; exit 2; }
done

nightly_tests() {
  ctest --test-dir build --no-tests=error --output-on-failure -j "$(nproc)" -L nightly -R "$1"
}

sanitizers() {
  cmake --preset sanitize && cmake --build build-sanitize -j "$(nproc)" &&
    ctest --test-dir build-sanitize --no-tests=error --output-on-failure -j "$(nproc)" -LE nightly -E Readme
}

# Every table, then what the units cost that no PE has.
gates() {
  local files=()
  if [[ $1 == osu018 ]]; then
    files=(/usr/share/qflow/tech/osu018/osu018_stdcells.lib)
  else
    [[ ${LOPSIM_LIBERTY:-} ]] || { echo "LOPSIM_LIBERTY names no folder of Liberty files"; return 1; }
    mapfile -t files < <(find "$LOPSIM_LIBERTY" -name "$1*.lib*" | sort)
  fi
  scripts/characterize.sh "$1" "${files[@]}" && scripts/compare_units.py --technology "$1" --liberty "${files[@]}"
}

campaign() {
  case $1 in
    arrays) nightly_tests LongArrays ;;
    bits) scripts/same_bits.sh ;;
    conversions) nightly_tests Fp16Conversion ;;
    fidelity) nightly_tests ManyMachines ;;
    formats) nightly_tests ManyTriples ;;
    kernels) nightly_tests ManyOutputs ;;
    memory) /usr/bin/python3 scripts/big_checkpoint.py build/bin/lopsim build/nightly/checkpoint ;;
    regression) build/bin/lopsim cosim configs/cosim/full.yaml --waveforms build/nightly --junit build/nightly/cosim.xml ;;
    gates-*) gates "${1#gates-}" ;;
    cosim-*) build/bin/lopsim cosim --pe "${1#cosim-}" --steps 10000000 --seed 1 ;;
    sanitizers) sanitizers ;;
  esac
}

# The line of a log that says how much was done.
summary() {
  grep -E 'tests passed|: [0-9]+ mismatches$|PEs in [0-9]+ s$|^one hash|^a checkpoint of' "$1" | tail -1
}

if ! { scripts/setup.sh nightly && cmake --preset test && cmake --build --preset test -j "$(nproc)"; }; then
  echo "nightly.sh: the build failed; nothing was run" >&2
  exit 1
fi

mkdir -p build/nightly
rows=() failed=0
for name in "${wanted[@]}"; do
  log=build/nightly/$name.log start=$SECONDS
  echo "nightly.sh: $name ..." >&2
  if campaign "$name" >"$log" 2>&1; then
    verdict=passed
  else
    verdict=FAILED
    failed=$((failed + 1))
  fi
  rows+=("$(printf '%-20s %-7s %7d s  %s' "$name" $verdict $((SECONDS - start)) "$(summary "$log")")")
done
printf '\n%-20s %-7s %9s  %s\n' campaign verdict time what
printf '%s\n' "${rows[@]}"
echo "$((${#wanted[@]} - failed)) passed, $failed failed; logs in build/nightly"
((failed == 0))
