#!/usr/bin/env python3
"""The Python module against arithmetic written out in numpy, and against the command line.

    module_test.py PROGRAM SOURCE_DIR    with build/python in PYTHONPATH
"""
import json
import subprocess
import sys
import unittest

import numpy

import lopsim

PROGRAM, SOURCE = sys.argv[1:3]


class Formats(unittest.TestCase):
    def test_codes_of_e4m3_are_the_published_ones(self):
        # OCP 8-bit floating point: 448 is the largest, 2^-9 the smallest, 0x7f NaN.
        values = numpy.array([448, 1, -1.5, 2.0**-9, numpy.nan], dtype=numpy.float32)
        self.assertEqual(lopsim.encode(values, "e4m3").tolist(), [0x7E, 0x38, 0xBC, 0x01, 0x7F])
        self.assertEqual(lopsim.decode(numpy.array([0x7E, 0x01]), "e4m3").tolist(), [448, 2.0**-9])

    def test_shapes_are_kept(self):
        self.assertEqual(lopsim.encode(numpy.zeros((2, 3, 4)), "int8").shape, (2, 3, 4))

    def test_fp16_is_numpys(self):
        values = numpy.random.default_rng(1).standard_normal(10000).astype(numpy.float32)
        self.assertTrue(numpy.array_equal(lopsim.decode(lopsim.encode(values, "fp16"), "fp16"), values.astype(numpy.float16)))

    def test_an_unknown_format_is_a_value_error(self):
        with self.assertRaisesRegex(ValueError, "format"):
            lopsim.encode(numpy.zeros(1), "nothing")


class Quantize(unittest.TestCase):
    def test_int4_of_groups_is_numpys(self):
        weights = numpy.random.default_rng(2).standard_normal((5, 64)).astype(numpy.float32)
        groups = weights.reshape(5, 2, 32)
        scale = numpy.abs(groups).max(axis=2, keepdims=True) / numpy.float32(7)
        expected = numpy.clip(numpy.rint(groups / scale), -7, 7)
        result = lopsim.quantize(weights, "int4", group_size=32)
        self.assertTrue(numpy.array_equal(result["group_scale"], scale[:, :, 0]))
        self.assertTrue(numpy.array_equal(result["values"], (expected * scale.astype(numpy.float64)).reshape(5, 64)))
        self.assertEqual(result["bits_per_element"], 4 + 32 / 32)

    def test_what_cannot_be_quantised_is_a_value_error(self):
        with self.assertRaises(ValueError):
            lopsim.quantize(numpy.array([[numpy.inf]]), "int4")
        with self.assertRaisesRegex(ValueError, "two dimensions"):
            lopsim.quantize(numpy.zeros(3), "int4")


class Matmul(unittest.TestCase):
    def test_fp16_mac_adds_in_fp32_in_rising_k(self):
        random = numpy.random.default_rng(3)
        a = random.standard_normal((4, 50)).astype(numpy.float16)
        w = random.standard_normal((6, 50)).astype(numpy.float16)
        expected = numpy.zeros((4, 6), dtype=numpy.float32)
        for k in range(50):  # a product of two FP16 numbers is exact in FP32
            expected += numpy.outer(a[:, k].astype(numpy.float32), w[:, k].astype(numpy.float32))
        self.assertTrue(numpy.array_equal(lopsim.matmul(a, w, "fp16_mac"), expected))
        # The oracle notices another order: adding the other way round gives other bits.
        other = numpy.zeros((4, 6), dtype=numpy.float32)
        for k in reversed(range(50)):
            other += numpy.outer(a[:, k].astype(numpy.float32), w[:, k].astype(numpy.float32))
        self.assertFalse(numpy.array_equal(other, expected))

    def test_int8_mac_is_exact_on_integers(self):
        random = numpy.random.default_rng(4)
        a, w = random.integers(-127, 128, (3, 40)), random.integers(-127, 128, (5, 40))
        a[:, 0] = w[:, 0] = 127  # so that a scale is one
        self.assertTrue(numpy.array_equal(lopsim.matmul(a, w, pe="int8_mac"), a @ w.T))

    def test_parameters_are_keywords(self):
        random = numpy.random.default_rng(5)
        a, w = random.standard_normal((2, 128)), random.standard_normal((3, 128))
        exact = a.astype(numpy.float16).astype(float) @ w.astype(numpy.float16).astype(float).T
        error = {mode: numpy.abs(lopsim.matmul(a, w, "bitmod", weight_mode=mode) - exact).mean() for mode in ("int8", "fp3")}
        self.assertLess(error["int8"] * 5, error["fp3"])

    def test_what_does_not_fit_is_a_value_error(self):
        a = numpy.zeros((2, 3))
        for wrong in (lambda: lopsim.matmul(a, numpy.zeros((2, 4)), "fp16_mac"), lambda: lopsim.matmul(a, a, "nothing"),
                      lambda: lopsim.matmul(a, a, "bitmod", weight_mode="fp9"), lambda: lopsim.matmul(a, a, "bitmod", no=1)):
            self.assertRaises(ValueError, wrong)

    def test_pes_and_parameters_are_listed(self):
        self.assertIn("rmmec", lopsim.pes())
        self.assertEqual(lopsim.parameters("fp16_mac")["accumulator"][0], "fp32")


class Run(unittest.TestCase):
    CONFIG = f"{SOURCE}/configs/systems/llama_2_7b_decode.yaml"

    def test_a_result_is_that_of_the_command_line(self):
        printed = json.loads(subprocess.run([PROGRAM, "run", self.CONFIG, "--set", "workload.steps=2"], check=True,
                                            capture_output=True).stdout)
        del printed["provenance"]
        self.assertEqual(lopsim.run(self.CONFIG, {"workload.steps": 2}), printed)

    def test_a_wrong_key_is_a_value_error_with_its_place(self):
        with self.assertRaisesRegex(ValueError, "workload.stepz"):
            lopsim.run(self.CONFIG, {"workload.stepz": 2})


unittest.main(argv=[sys.argv[0]], verbosity=2)
