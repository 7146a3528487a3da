# Reads models/pe/pe_catalog.def for the scripts that work on gates; sourced with `root` set to the project's folder.

# Stems, one a line.
catalog_stems() {
  sed -nE 's/^PE\(([a-z0-9_]+),.*/\1/p' "$root/models/pe/pe_catalog.def"
}

# The macros that make rtl/array the array of a stem, as NAME=MODULE words in `slice_macros`; fails when it is not listed.
catalog_macros() {
  local row weight_edge activation_edge column output
  row=$(grep -E "^PE\($1," "$root/models/pe/pe_catalog.def") || {
    echo "${0##*/}: '$1' is not in models/pe/pe_catalog.def" >&2; return 2; }
  IFS=', ' read -r _ _ weight_edge activation_edge column output <<<"$(sed -E 's/^PE\((.*)\)$/\1/' <<<"$row")"
  slice_macros=("LOP_PKG=${1}_pkg" "LOP_PE=pe_$1" "LOP_WEIGHT_EDGE=$weight_edge" "LOP_ACTIVATION_EDGE=$activation_edge"
    "LOP_COLUMN=$column" "LOP_OUTPUT=$output")
}
