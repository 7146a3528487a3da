#!/usr/bin/env bash
# Builds models/ with g++ and clang++, unoptimised and at -O3, and hashes what it computes on 1, 2 and 4 threads; exit 1 when two
# hashes differ, with the parts in which they do.
#
#   same_bits.sh [FOLDER]    default: build/bits
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
folder=${1:-build/bits}
for compiler in g++ clang++; do
  command -v "$compiler" >/dev/null || { echo "same_bits.sh: no $compiler; expected Debian's g++ and clang" >&2; exit 3; }
done

mkdir -p "$folder"
first='' failed=0
for compiler in g++ clang++; do
  for level in O0 O3; do
    build=$folder/$compiler-$level
    cmake -S . -B "$build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release \
      -DCMAKE_CXX_FLAGS_RELEASE="-$level -DNDEBUG" >"$build.log" 2>&1 &&
      cmake --build "$build" --target model_bits -j "$(nproc)" >>"$build.log" 2>&1 ||
      { echo "same_bits.sh: $compiler -$level: $(tail -1 "$build.log"); see $build.log" >&2; exit 3; }
    for threads in 1 2 4; do
      hashes=$build.$threads
      "$build/bin/model_bits" "$threads" >"$hashes"
      printf '%-8s -%s %s threads  %s\n' "$compiler" "$level" "$threads" "$(sed -n 's/^all *//p' "$hashes")"
      first=${first:-$hashes}
      diff "$first" "$hashes" || failed=1
    done
  done
done
((failed == 0)) && echo "one hash: $(sed -n 's/^all *//p' "$first")"
exit $failed
