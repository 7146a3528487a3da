#!/usr/bin/env bash
# Installs the Debian packages that Lopsim needs; does nothing when all are there.
#
#   setup.sh [run|test|nightly]    run: build and run the program; test (default): the tests and the gate tools as well; nightly: the
#                                  second compiler as well
set -euo pipefail

# The README gives the reason of each.
run_packages=(g++ cmake ninja-build pkg-config ccache git python3 python3-matplotlib verilator libsystemc-dev libboost-dev
  libboost-iostreams-dev libyaml-cpp-dev nlohmann-json3-dev libfmt-dev libcli11-dev libssl-dev libtbb-dev libsqlite3-dev
  libonnx-dev libprotobuf-dev pybind11-dev python3-dev python3-numpy)
test_packages=(libgtest-dev libbenchmark-dev libopenblas-dev libmpfr-dev yosys berkeley-abc opensta qflow-tech-osu018)
nightly_packages=(clang)

case ${1:-test} in
  run) wanted=("${run_packages[@]}") ;;
  test) wanted=("${run_packages[@]}" "${test_packages[@]}") ;;
  nightly) wanted=("${run_packages[@]}" "${test_packages[@]}" "${nightly_packages[@]}") ;;
  *) echo "setup.sh: unknown argument '$1'; expected run, test or nightly" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup.sh: no apt here; install by other means: ${wanted[*]}" >&2
  exit 3
fi

present=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qx "$package installed" <<<"$present" || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=(env DEBIAN_FRONTEND=noninteractive)
if ((EUID != 0)); then
  command -v sudo >/dev/null || {
    echo "setup.sh: neither root nor sudo; ask an administrator for: apt-get install ${missing[*]}" >&2; exit 3; }
  as_root=(sudo "${as_root[@]}")
fi
apt=("${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -q -y)
install=("${apt[@]}" install --no-install-recommends "${missing[@]}")

echo "setup.sh: installing ${missing[*]}" >&2
known=1
for package in "${missing[@]}"; do
  apt-cache show --no-all-versions "$package" >/dev/null 2>&1 || known=0
done
# Package lists that name all may still be too old for what the mirror holds: then the second attempt has fresh ones.
if ((!known)) || ! "${install[@]}" >&2; then
  "${apt[@]}" update >&2
  "${install[@]}" >&2
fi
