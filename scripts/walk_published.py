#!/usr/bin/env python3
"""Walks from the published speed-up of BitMoD over FP16 to the machine's, one cause at a time, as Markdown.

    walk_published.py LOPSIM [NETWORK]      NETWORK as configs/published/bitmod.yaml names it; default llama-2-7b

Exit 1 when a run fails.
"""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = ROOT / "configs/published"
SYSTEMS = ROOT / "configs/systems"
DESIGNS = ("fp16", "bitmod_lossy")
TOKENS = 256
# FP16 has 24 x 32 PEs in prefill and 12 x 64 in decode, BitMoD 32 x 32 and 16 x 64.
TILES = {"fp16": "{rows: 6, columns: 8}", "bitmod": "{rows: 8, columns: 8}"}
# FP16's weights do not fit into one channel.
BANKS = ("banks, rows and refresh of two channels of DDR4-3200 (51.2 GB/s)",
         f"memory.dram.device={ROOT}/configs/memory/ddr4_3200.yaml", "memory.dram.channels=2")
PREFILL_GRID, DECODE_GRID = "{rows: 4, columns: 4}", "{rows: 2, columns: 8}"


def cycles(program, config, settings):
    """(cycles, their breakdown) of one run."""
    words = [program, "run", config]
    for setting in settings:
        words += ["--set", setting]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"walk_published.py: {done.stderr}")
    result = json.loads(done.stdout)
    return result["totals"]["cycles"], result["breakdown_cycles"]


class Walk:
    """Rows of a table: a cause, and what both designs then take."""

    def __init__(self, program, network):
        self.program, self.network, self.rows = program, network, []

    def published(self, cause, release, phases, *settings):
        """Phases: {phase: times}. Settings are of both designs, or {design: [setting]}."""
        totals = []
        for design in DESIGNS:
            own = [item for setting in settings for item in (setting.get(design, []) if isinstance(setting, dict)
                                                             else [setting])]
            totals.append(sum(times * cycles(self.program, PUBLISHED / f"bitmod_{release}_{design}.yaml",
                                             [f"workload.network={self.network}", f"workload.phase={phase}", *own])[0]
                              for phase, times in phases.items()))
        self.rows.append((cause, *totals))

    def machine(self, cause, *phases, settings=()):
        """The machine with the arrays that the designs have, tokens down and output channels across.

        phases  (workload keys, BitMoD's weights, grid of tiles) each; settings are of all runs
        """
        name = self.network.replace("-", "_").replace(".", "_")
        cache = "parameters: {qk: {weight_mode: int8}, pv: {weight_mode: int8}}"
        totals, causes = [], []
        for system, more in (("fp16", ""), ("bitmod", f", {cache}")):
            runs = [cycles(self.program, SYSTEMS / f"{system}.yaml",
                           [f"workload={{file: {ROOT}/workloads/{name}.yaml, {keys}, attention: true{more}}}",
                            f"array.tile={TILES[system]}", f"array.tile_grid={grid}", *settings,
                            *([f"pe.parameters.weight_mode={weights}"] if system == "bitmod" else [])])
                    for keys, weights, grid in phases]
            totals.append(sum(run[0] for run in runs))
            causes.append(runs[-1][1])
        self.rows.append((cause, *totals))
        return causes

    def markdown(self):
        text = "| | FP16 Mcycles | BitMoD Mcycles | speed-up |\n|---|---:|---:|---:|\n"
        return text + "".join(f"| {cause} | {fp16 / 1e6:.1f} | {bitmod / 1e6:.1f} | {fp16 / bitmod:.2f} |\n"
                              for cause, fp16, bitmod in self.rows)


def table_of(causes):
    """The machine's cycles by cause, one row a design."""
    names = [name for name in causes[0] if any(cause[name] for cause in causes)]
    text = "| machine, Mcycles | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names) + "\n"
    return text + "".join(f"| {design} | " + " | ".join(f"{cause[name] / 1e6:.1f}" for name in names) + " |\n"
                          for design, cause in zip(("FP16", "BitMoD"), causes))


def main(program, network="llama-2-7b"):
    kv = {"bitmod_lossy": ["kv_bits=16"]}
    prefill = Walk(program, network)
    prefill.published("published, release of 2024", 2024, {"prefill": 1})
    prefill.published("attention has its shapes", 2025, {"prefill": 1}, kv)
    prefill.published("8-bit keys and values for BitMoD", 2025, {"prefill": 1})
    prefill.published("lm_head on the last token", 2025, {"prefill": 1}, "lm_head=last_token")
    causes = prefill.machine("the machine: its tiling and refetch, fill, drain, dequantisation, DRAM latency",
                             (f"phase: prefill, tokens: {TOKENS}", "fp4", PREFILL_GRID))
    prefill.machine(f"{BANKS[0]} in place of 32 GB/s",
                    (f"phase: prefill, tokens: {TOKENS}", "fp4", PREFILL_GRID), settings=BANKS[1:])
    print(f"### {network}, prefill of {TOKENS}\n\n{prefill.markdown()}")
    print(table_of(causes))
    generate = Walk(program, network)
    generate.published("published: 20 steps, all at a context of 256", 2024, {"prefill": 1, "decode": 20})
    generate.published("256 steps", 2024, {"prefill": 1, "decode": 256})
    generate.published("attention has its shapes", 2025, {"prefill": 1, "decode": 256}, kv, {"fp16": []})
    generate.published("8-bit keys and values, lm_head on the last token", 2025, {"prefill": 1, "decode": 256},
                       "lm_head=last_token")
    causes = generate.machine("the machine, with a context that grows",
                              (f"phase: prefill, tokens: {TOKENS}", "fp4", PREFILL_GRID),
                              (f"phase: decode, tokens: {TOKENS}, steps: 256", "fp3", DECODE_GRID))
    generate.machine(f"{BANKS[0]} in place of 32 GB/s",
                     (f"phase: prefill, tokens: {TOKENS}", "fp4", PREFILL_GRID),
                     (f"phase: decode, tokens: {TOKENS}, steps: 256", "fp3", DECODE_GRID), settings=BANKS[1:])
    print(f"\n### {network}, prefill of {TOKENS} and 256 decode steps\n\n{generate.markdown()}")
    print(table_of(causes).replace("machine,", "machine, decode,", 1), end="")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
