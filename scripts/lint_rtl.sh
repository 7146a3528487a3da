#!/usr/bin/env bash
# Lints the array of PEs, or a module that needs no slice, with Verilator and yosys, and writes it back as Verilog.
#
#   lint_rtl.sh [STEM [VARIANT [TILE_ROWSxTILE_COLUMNS.ROWSxCOLUMNS]]] [--array pe_array|ws_array] [--netlist FILE.v]
#   lint_rtl.sh --unit FILE.sv [NAME=VALUE]... [--netlist FILE.v]
#
# Without STEM every PE of models/pe/pe_catalog.def; VARIANT is the word of build-time parameters, as rtl/pe/*_pkg.sv
# describe it, default 0; without a geometry 1x1.1x1, 2x2.2x2 and 1x3.4x4. Every warning is an error; rtl/lint.vlt names
# the few that Verilator may not give. --netlist: what yosys made of the last top, as Verilog of plain operators.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/pe_catalog.sh"

netlist='' unit='' array=pe_array words=()
while (($#)); do
  case $1 in
    --array) array=${2:?}; shift 2 ;;
    --netlist) netlist=${2:?}; shift 2 ;;
    --unit) unit=${2:?}; shift 2 ;;
    -*) echo "lint_rtl.sh: unknown argument '$1'; see the head of the script" >&2; exit 2 ;;
    *) words+=("$1"); shift ;;
  esac
done
for tool in verilator yosys; do
  command -v $tool >/dev/null || { echo "lint_rtl.sh: $tool is not installed; install it with: apt-get install $tool" >&2; exit 3; }
done

packages=("$root"/rtl/{common,pe}/*_pkg.sv)

# VARIANT GEOMETRY -> NAME=VALUE words in `parameters`
read_geometry() {
  [[ $1 =~ ^[0-9]+$ && $2 =~ ^([0-9]+)x([0-9]+)\.([0-9]+)x([0-9]+)$ ]] || {
    echo "lint_rtl.sh: '$1 $2': expected a number and a geometry such as 2x2.4x4" >&2; return 2; }
  parameters=("Variant=$1" "Rows=${BASH_REMATCH[3]}" "Columns=${BASH_REMATCH[4]}")
  # A weight-stationary array has PEs alone, no tiles.
  [[ $array == ws_array ]] || parameters+=("TileRows=${BASH_REMATCH[1]}" "TileColumns=${BASH_REMATCH[2]}")
}

# lint TOP_FILE FOLDER...    with `parameters` and `slice_macros`; the folders of rtl that its modules come from
lint() {
  local top modules=() folders=() folder needed
  top=$(basename "$1" .sv)
  for folder in "${@:2}"; do
    folders+=(-y "$root/rtl/$folder")
    modules+=("$root/rtl/$folder"/*.sv)
  done
  verilator --lint-only -Wall --top-module "$top" "${slice_macros[@]/#/+define+}" "${parameters[@]/#/-G}" \
    "${folders[@]}" "$root/rtl/lint.vlt" "${packages[@]}" "$1" || return

  local chosen=() write=''
  for parameter in "${parameters[@]}"; do chosen+=(-chparam "${parameter%=*}" "${parameter#*=}"); done
  [[ $netlist ]] && write="opt; write_verilog -noattr $netlist"
  mapfile -t needed < <(awk -v macros="${slice_macros[*]}" -f "$root/scripts/needed_rtl.awk" "$1" "${packages[@]}" "${modules[@]}")
  # -e: a warning that matches is an error, and every warning matches.
  yosys -q -e . -p "read_verilog -sv -defer ${slice_macros[*]/#/-D} ${needed[*]}
    hierarchy -check -top $top ${chosen[*]}; proc; check -assert; $write" || return
  # The parameters have done their work, but whoever builds the top sets them.
  [[ ! $netlist || ! ${parameters[*]} ]] ||
    sed -i "s/^module $top(/module $top #(parameter $(printf '%s, ' "${parameters[@]}" | sed 's/, $//')) (/" "$netlist"
}

if [[ $unit ]]; then
  slice_macros=() parameters=("${words[@]}")
  [[ -f $unit ]] || { echo "lint_rtl.sh: there is no file '$unit'" >&2; exit 2; }
  lint "$unit" common pe comparison || { echo "lint_rtl.sh: $unit ${words[*]} does not pass" >&2; exit 1; }
  exit
fi

stems=("${words[0]:-}") variant=${words[1]:-0}
[[ ${stems[0]} ]] || mapfile -t stems < <(catalog_stems)
geometries=("${words[2]:-1x1.1x1}")
[[ ${words[2]:-} ]] || geometries+=(2x2.2x2 1x3.4x4)
for stem in "${stems[@]}"; do
  catalog_macros "$stem"
  for geometry in "${geometries[@]}"; do
    read_geometry "$variant" "$geometry"
    lint "$root/rtl/array/$array.sv" common array pe || {
      echo "lint_rtl.sh: $array of $stem, variant $variant, $geometry does not pass" >&2; exit 1; }
  done
done
