#!/usr/bin/env bash
# Builds the gates of one module as a shared object behind the plain interface of sim/cosim/rtl_interface.h.
#
#   verilate.sh --out FILE.so [--stem STEM [--pe MODULE]] [--top MODULE] [--trace] [--runtime FOLDER] [--source FILE.sv]...
#               [-GNAME=VALUE]...
#
# --stem takes the module names of a slice from models/pe/pe_catalog.def; the default top is then pe_array.
# --pe takes the place of the slice's PE, pe_STEM. --source files come before rtl/ and may replace its modules. Nothing happens
# when FILE.so was built from the same sources before. Verilator's own runtime and headers are compiled once a --runtime folder, by
# default that of FILE.so.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/pe_catalog.sh"

out='' stem='' pe='' top='' trace='' runtime_folder='' parameters=() defines=() packages=("$root"/rtl/common/*_pkg.sv) sources=()
while (($#)); do
  case $1 in
    --out) out=$2; shift 2 ;;
    --stem) stem=$2; shift 2 ;;
    --pe) pe=$2; shift 2 ;;
    --top) top=$2; shift 2 ;;
    --trace) trace=1; shift ;;
    --runtime) runtime_folder=$2; shift 2 ;;
    --source) sources+=("$2"); shift 2 ;;
    -G*) parameters+=("$1"); shift ;;
    *) echo "verilate.sh: unknown argument '$1'; see the head of the script" >&2; exit 2 ;;
  esac
done
[[ $out ]] || { echo "verilate.sh: --out is missing" >&2; exit 2; }

if [[ $stem ]]; then
  catalog_macros "$stem" || exit
  top=${top:-pe_array}
  packages+=("$root/rtl/pe/${stem}_pkg.sv")
  [[ ! $pe ]] || slice_macros=("${slice_macros[@]/#LOP_PE=*/LOP_PE=$pe}")
  defines=("${slice_macros[@]/#/+define+}")
fi
[[ $top ]] || { echo "verilate.sh: --stem or --top is missing" >&2; exit 2; }

# A source of the same name replaces ours.
replaced() {
  local source
  for source in "${sources[@]}"; do [[ ${source##*/} == "${1##*/}" ]] && return 0; done
  return 1
}
files=()
for file in "${packages[@]}" "$(find "$root/rtl" -name "$top.sv")"; do
  [[ ! $file ]] || replaced "$file" || files+=("$file")
done
files+=("${sources[@]}")

# The key names everything the object depends on.
key=$({
  printf '%s\n' "$stem" "$top" "$trace" "${parameters[@]}" "${sources[@]}"
  find "$root/rtl" -name '*.sv' -print0 | sort -z | xargs -0 sha256sum | sed "s#$root##"
  ((${#sources[@]})) && sha256sum "${sources[@]}"
  printf '%s\n' "${defines[@]}"
  cat "$root/scripts/verilate.sh" "$root/sim/cosim/rtl_adapter.cpp" "$root/sim/cosim/rtl_interface.h"
} | sha256sum)
leave_if_fresh() {
  [[ -f $out && -f $out.key && $(cat "$out.key") == "$key" ]] || return 0
  touch "$out"
  exit 0
}
leave_if_fresh

command -v verilator >/dev/null || {
  echo "verilate.sh: verilator is not installed; install it with: apt-get install verilator" >&2; exit 3; }
mkdir -p "$(dirname "$out")"
work=$out.work
exec 9>"$out.lock"
flock 9
leave_if_fresh   # someone else may have built it meanwhile
rm -rf "$work" && mkdir -p "$work"

mapfile -t ordered < <(printf '%s\n' "${files[@]}" | grep '_pkg\.sv$'; printf '%s\n' "${files[@]}" | grep -v '_pkg\.sv$')

# Verilator 5.006 computes some trees of single-bit operators wrongly when it folds them (its issue 4059): netlists with all nets
# kept for a waveform showed it.
# Uninitialised registers and unassigned values get random bits: only control is reset, so none may reach a port.
verilator --cc --prefix Vmodel --top-module "$top" --Mdir "$work" -O3 -fno-const-bit-op-tree --x-assign unique --x-initial unique \
  --output-split 20000 ${trace:+--trace-fst --trace-underscore} -Wno-fatal -Wno-lint -Wno-style \
  -y "$root/rtl/common" -y "$root/rtl/pe" -y "$root/rtl/array" -y "$root/rtl/comparison" \
  "${defines[@]}" "${parameters[@]}" "${ordered[@]}" \
  2>"$work/log" || { cat "$work/log" >&2; exit 1; }

# What does not depend on the gates is compiled once. Reading the headers takes longer than the gates of a PE.
verilator_include=$(sed -n 's/^VERILATOR_ROOT = //p' "$work/Vmodel.mk")/include
version=$(sed -n 's/^#define VERILATOR_VERSION_INTEGER *//p' "$verilator_include/verilated_config.h")
runtime_folder=${runtime_folder:-$(dirname "$out")}/verilator_$version
mkdir -p "$runtime_folder"
compiler=(g++ -std=c++17 -fPIC -w -DVL_TIME_CONTEXT "-I$verilator_include" "-I$verilator_include/vltstd" "-I$root")
cached_compiler=("${compiler[@]}")
command -v ccache >/dev/null && cached_compiler=(ccache "${compiler[@]}")
headers=$runtime_folder/headers.hpp objects=()
exec 8>"$runtime_folder/lock"
flock 8
for name in verilated verilated_threads ${trace:+verilated_fst_c}; do
  object=$runtime_folder/$name.o
  [[ -f $object ]] || {
    "${cached_compiler[@]}" -O2 -c "$verilator_include/$name.cpp" -o "$object.tmp" && mv "$object.tmp" "$object"; }
  objects+=("$object")
done
[[ -f $headers.gch ]] || {
  echo '#include "verilated_fst_c.h"' >"$headers"
  "${compiler[@]}" -O1 -x c++-header "$headers" -o "$headers.tmp" && mv "$headers.tmp" "$headers.gch"; }
flock -u 8

# ccache takes a precompiled header only when told to.
export CCACHE_SLOPPINESS=pch_defines,time_macros

# One translation unit, for the same reason. -O2 would take half as long again, and a million cycles of 64 PEs no less. The code
# that writes waveforms is long and runs seldom, so it is compiled apart and faster still: by a pragma, as the option -O0 would
# refuse the headers of -O1.
compile() {
  local name=$1 file
  for file in "${@:2}"; do echo "#include \"$file\""; done >>"$work/$name.cpp"
  "${cached_compiler[@]}" -O1 ${trace:+-DLOP_TRACE} -include "$headers" "-I$work" -c "$work/$name.cpp" -o "$work/$name.o"
  objects+=("$work/$name.o")
}
mapfile -t waveform < <(find "$work" -name 'Vmodel*Trace*.cpp' | sort)
mapfile -t gates < <(find "$work" -name 'Vmodel*.cpp' ! -name '*Trace*' | sort)
if [[ $trace ]]; then
  echo '#pragma GCC optimize("O0")' >"$work/waveform.cpp"
  compile waveform "${waveform[@]}"
fi
compile gates "${gates[@]}" "$root/sim/cosim/rtl_adapter.cpp"
g++ -shared -o "$work/model.so" "${objects[@]}" -lpthread ${trace:+-lz}
mv "$work/model.so" "$out"
printf '%s' "$key" >"$out.key"
rm -rf "$work"
