"""Starts PyTorch the same way for every training: one thread, one seed, and a warning where its matrix products are slow."""
import sys
import time

import torch

SIDE = 512
SLOW_GFLOPS = 10   # reference BLAS reaches about 1, OpenBLAS tens


def start(seed):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    matrix = torch.ones(SIDE, SIDE)
    matrix @ matrix
    start_s = time.process_time()
    matrix @ matrix
    gflops = 2 * SIDE ** 3 / (time.process_time() - start_s) / 1e9
    if gflops < SLOW_GFLOPS:
        print(f"slow: {gflops:.1f} GFLOP/s in a product of {SIDE} x {SIDE}; apt-get install libopenblas0-pthread", file=sys.stderr)
