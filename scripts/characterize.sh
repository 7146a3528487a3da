#!/usr/bin/env bash
# Makes the cost tables of one technology anew: every PE with the variants below, in configs/cost/TECHNOLOGY.
#
#   characterize.sh TECHNOLOGY LIBERTY... [--defaults] [-- STEM...]
#
# With --defaults, PEs with their default parameters alone. All at the technology's clock. Netlists, gates and logs are kept in build/characterize; what has not changed there is not made again. All processors are used.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/scripts/pe_catalog.sh"
cd "$root"

(($# >= 2)) || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
technology=$1; shift
[[ -f configs/technology/$technology.yaml ]] || { echo "characterize.sh: there is no configs/technology/$technology.yaml" >&2; exit 2; }
clock_ghz=$(sed -n 's/^clock_ghz: //p' "configs/technology/$technology.yaml")
[[ $clock_ghz ]] || { echo "characterize.sh: configs/technology/$technology.yaml: no clock_ghz" >&2; exit 2; }
liberty=() stems=() defaults=''
while (($#)) && [[ $1 != -- ]]; do
  if [[ $1 == --defaults ]]; then defaults=1; else liberty+=("$1"); fi
  shift
done
(($#)) && { shift; stems=("$@"); }
((${#stems[@]})) || mapfile -t stems < <(catalog_stems)

# Build-time parameters that the tables of docs/costs.md compare; the default comes first.
variants_of() {
  [[ ! $defaults ]] || return 0
  case $1 in
    bitmod) printf -- '--variant=%s ' default alignment=five_input alignment=post_shift ;;
    fp16_mac) printf -- '--variant=%s ' default accumulator=fp16 ;;
    fp8_mac) printf -- '--variant=%s ' default format=e5m2 ;;
    lmul) printf -- '--variant=%s ' default accumulator=bf16 accumulator=fp16 accumulator=fixed:32 format=e4m3 format=e5m2 format=fp16 ;;
    mixpe_w4a8) printf -- '--variant=%s ' default multiplier=precomputed_3x multiplier=booth multiplier=inferred ;;
    mixpe_w4a16)
      printf -- '--variant=%s ' default multiplier=precomputed_3x multiplier=booth multiplier=inferred accumulator=fp16 \
        accumulator=block_aligned ;;
    rmmec) printf -- '--variant=%s ' default lane_plan=quadratic ;;
  esac
}

folder=build/characterize
mkdir -p "$folder" "configs/cost/$technology"
start=$SECONDS
one() {
  local stem=$1 start=$SECONDS
  # shellcheck disable=SC2046
  if build/bin/lopsim characterize "$stem" --technology "$technology" --clock-ghz "$clock_ghz" --cycles 2000 --with-minimum --liberty "${liberty[@]}" \
      $(variants_of "$stem") --folder "$folder" --out "configs/cost/$technology/$stem.yaml" >"$folder/$technology.$stem.log" 2>&1; then
    echo "$technology $stem: $((SECONDS - start)) s"
  else
    echo "$technology $stem: FAILED after $((SECONDS - start)) s: $(tail -1 "$folder/$technology.$stem.log")"
    return 1
  fi
}
failed=0
for stem in "${stems[@]}"; do
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || failed=1; done
  one "$stem" &
done
while (($(jobs -rp | wc -l))); do wait -n || failed=1; done
echo "$technology: ${#stems[@]} PEs in $((SECONDS - start)) s"
exit $failed
