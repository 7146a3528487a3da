#!/usr/bin/env python3
"""Writes onnx_operators.json: for operators of ONNX, inputs and the outputs that PyTorch and numpy give them.

Products and sums are of small whole numbers, so that no order of summation rounds. Functions are computed in FP64 and
rounded once. What needs PyTorch runs here alone; the tests read the file.
"""
import json
import math
import pathlib

import numpy
import torch
from torch.nn import functional

CASES = []
random = numpy.random.default_rng(5)


def tensor(value):
    value = numpy.asarray(value)
    kind = {"f": "float", "i": "integer", "b": "boolean"}[value.dtype.kind]
    if kind == "float":
        values = [float(v) if math.isfinite(v) else str(float(v)) for v in value.astype(numpy.float32).ravel()]
    else:
        values = [int(v) for v in value.ravel()]
    return {"type": kind, "extents": list(value.shape), "values": values}


def case(op, inputs, outputs, opset=17, constants=None, note="", **attributes):
    """constants: which inputs are; all but the first unless said. An input of None is left out."""
    constants = range(1, len(inputs)) if constants is None else constants
    CASES.append({"name": f"{op} {note}".strip(), "op": op, "opset": opset, "attributes": attributes,
                  "inputs": [None if i is None else tensor(i) for i in inputs], "constants": list(constants),
                  "outputs": [tensor(o) for o in (outputs if isinstance(outputs, list) else [outputs])]})


def whole(*extents):
    return random.integers(-4, 5, extents).astype(numpy.float32)


def real(*extents):
    return random.normal(size=extents).astype(numpy.float32)


def ints(*values):
    return numpy.array(values, numpy.int64)


def t(array):
    return torch.from_numpy(numpy.ascontiguousarray(array).astype(numpy.float64))


def rounded(array):
    return (array.numpy() if isinstance(array, torch.Tensor) else array).astype(numpy.float32)


def pointwise():
    a, b = real(2, 3, 4), real(3, 1)
    for op, function in (("Add", numpy.add), ("Sub", numpy.subtract), ("Mul", numpy.multiply), ("Div", numpy.divide)):
        case(op, [a, b], function(a, b), note="of extents that broadcast")
        case(op, [b, a], function(b, a), note="broadcasts its first input", constants=[0])
        case(op, [a, a], function(a, a), note="of two that depend on the image", constants=[])
    case("Div", [ints(-7, 7, 9), ints(2)], ints(-3, 3, 4), note="of integers")
    case("Mul", [ints(-7, 7), ints(2)], ints(-14, 14), note="of integers")
    base = numpy.array([0.5, 1.5, -2, -0.25, 3, 0, 7.5], numpy.float32)
    for exponent in (2.0, 3.0, -1.0, 0.5, 0.0, 1.7, 70.0, 71.0, -0.5):
        e = numpy.array(exponent, numpy.float32)
        with numpy.errstate(all="ignore"):
            expected = numpy.power(base.astype(numpy.float64), numpy.float64(e)).astype(numpy.float32)
        case("Pow", [base, e], expected, note=f"to {exponent}")
    special = numpy.array([0.0, -0.0, numpy.inf, -numpy.inf, numpy.nan, 1, -1], numpy.float32)
    for exponent in (numpy.inf, -numpy.inf, numpy.nan, 0.3, -0.3, 0.5, 3, -3, 101, -101):
        e = numpy.full(7, exponent, numpy.float32)
        with numpy.errstate(all="ignore"):
            case("Pow", [special, e], numpy.power(special.astype(numpy.float64), e).astype(numpy.float32), note=f"special to {exponent}")
    case("Pow", [base, ints(2)], base * base, note="with an integer")
    x = numpy.concatenate([real(40) * 3, [0, -0.0, 0.4999, 0.5, -0.5, 1e-6, -1e-20, 9, -12]]).astype(numpy.float32)
    case("Neg", [x], -x)
    case("Abs", [x], abs(x))
    case("Sqrt", [abs(x)], numpy.sqrt(abs(x)))
    case("Exp", [x], rounded(torch.exp(t(x))))
    case("Erf", [x], rounded(torch.erf(t(x))))
    case("Tanh", [x], rounded(torch.tanh(t(x))))
    case("Sigmoid", [x], rounded(torch.sigmoid(t(x))))
    case("Relu", [x], numpy.maximum(x, 0))
    case("LeakyRelu", [x], numpy.where(x < 0, numpy.float32(0.25) * x, x), alpha=0.25)
    case("LeakyRelu", [x], numpy.where(x < 0, numpy.float32(0.01) * x, x), note="by default")
    # PyTorch adds 1 to erf and tanh, which loses the digits of large negative numbers; these do not.
    wide = x.astype(numpy.float64)
    exact = wide * numpy.vectorize(math.erfc)(-wide / math.sqrt(2)) / 2
    approximate = wide / (1 + numpy.exp(-2 * math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
    assert numpy.allclose(exact, functional.gelu(t(x)), atol=1e-12)
    assert numpy.allclose(approximate, functional.gelu(t(x), approximate="tanh"), atol=1e-12)
    case("Gelu", [x], exact.astype(numpy.float32), opset=20)
    case("Gelu", [x], approximate.astype(numpy.float32), opset=20, approximate="tanh", note="by tanh")
    case("Clip", [x, numpy.float32(-1), numpy.float32(2)], numpy.clip(x, -1, 2))
    case("Clip", [x, None, numpy.float32(2)], numpy.minimum(x, 2), note="from above")
    case("Clip", [x], numpy.clip(x, 0, 6), opset=6 + 1, min=0.0, max=6.0, note="by attributes")
    c = real(2, 3) > 0
    y = real(2, 3)
    case("Where", [c, y, numpy.array([7], numpy.float32)], numpy.where(c, y, numpy.float32(7)))
    case("Where", [c[:, :1], ints(1, 2, 3), ints(9)], numpy.where(c[:, :1], ints(1, 2, 3), ints(9)), note="of integers")
    case("Equal", [ints(1, 2, 3), ints(2)], ints(1, 2, 3) == 2)
    z = whole(3, 4)
    case("Equal", [z, numpy.float32(0)], z == 0, note="of numbers")
    n = numpy.array([1.9, -1.9, 0, -0.0, 300], numpy.float32)
    case("Cast", [n], n.astype(numpy.int64), to=7)
    case("Cast", [n], n != 0, to=9, note="to BOOL")
    case("Cast", [ints(-3, 0, 2**24 + 1)], numpy.array([-3, 0, 2**24], numpy.float32), to=1, note="to FLOAT")
    case("Cast", [ints(-3, 5)], ints(-3, 5), to=6, note="to INT32")


def movement():
    x = real(2, 3, 4)
    case("Reshape", [x, ints(4, 6)], x.reshape(4, 6))
    case("Reshape", [x, ints(0, -1)], x.reshape(2, 12), note="with 0 and -1")
    case("Reshape", [numpy.zeros((0, 3), numpy.float32), ints(3, 0)], numpy.zeros((3, 0), numpy.float32), allowzero=1, note="of nothing")
    case("Flatten", [x], x.reshape(2, 12))
    case("Flatten", [x], x.reshape(6, 4), axis=-1, note="from the end")
    case("Flatten", [x], x.reshape(1, 24), axis=0, note="whole")
    case("Flatten", [x], x.reshape(24, 1), axis=3, note="behind the last")
    case("Transpose", [x], x.transpose(2, 1, 0))
    case("Transpose", [x], x.transpose(1, 2, 0), perm=[1, 2, 0], note="in an order")
    y = real(1, 3, 1)
    case("Squeeze", [y], y.reshape(3))
    case("Squeeze", [y, ints(-1)], y.reshape(1, 3), note="of one axis")
    case("Squeeze", [y], y.reshape(3, 1), opset=11, axes=[0], note="by an attribute")
    case("Unsqueeze", [x, ints(0, -1)], x.reshape(1, 2, 3, 4, 1))
    case("Unsqueeze", [x], x.reshape(2, 1, 3, 4), opset=11, axes=[1], note="by an attribute")
    case("Expand", [y, ints(2, 1, 4)], numpy.broadcast_to(y, (2, 3, 4)))
    case("Expand", [y, ints(1)], y, note="to less")
    case("Tile", [x, ints(2, 1, 3)], numpy.tile(x, (2, 1, 3)))
    case("Identity", [x], x)
    case("Dropout", [x], x)
    case("Dropout", [x, numpy.float32(0.5), numpy.array(False)], x, note="with inputs")
    case("Slice", [x, ints(1, 0), ints(3, 2**62), ints(1, 2), ints(1, 2)], x[:, 1:3, ::2])
    case("Slice", [x, ints(-1), ints(-2**62), ints(2), ints(-1)], x[:, :, ::-1], note="backwards")
    case("Slice", [x, ints(-1), ints(-5), ints(2), ints(-2)], x[:, :, ::-2], note="backwards by two")
    case("Slice", [x, ints(5), ints(9), ints(1)], x[:, 5:9], note="of nothing")
    case("Slice", [x], x[0:1, :, 1:-1], opset=9, starts=[0, 1], ends=[1, -1], axes=[0, 2], note="by attributes")
    case("Split", [x, ints(1, 3)], [x[:, :, :1], x[:, :, 1:]], axis=2)
    case("Split", [x], [x[:, :1], x[:, 1:2], x[:, 2:]], axis=1, note="in equal parts")
    case("Split", [x], [x[..., :1], x[..., 1:]], opset=11, axis=-1, split=[1, 3], note="by an attribute")
    case("Split", [x], [x[:, :2], x[:, 2:]], opset=18, axis=1, num_outputs=2, note="with a smaller last part")
    case("Gather", [x, ints(1)[0]], x[1], note="of one")
    case("Gather", [x, numpy.array([[0, -1], [2, 2]])], x[:, [[0, 2], [2, 2]]], axis=1)
    y = real(2, 1, 4)
    case("Concat", [x, y, x], numpy.concatenate([x, y, x], 1), axis=1)
    case("Concat", [x, x], numpy.concatenate([x, x], 2), axis=-1, constants=[], note="of two that depend on the image")
    case("Concat", [ints(1), ints(2, 3)], ints(1, 2, 3), axis=0, note="of integers")
    case("Pad", [x, ints(0, 1, 2, 0, 0, 1)], numpy.pad(x, ((0, 0), (1, 0), (2, 1))))
    case("Pad", [x, ints(0, 1, 2, 0, 0, 1), numpy.float32(5)], numpy.pad(x, ((0, 0), (1, 0), (2, 1)), constant_values=5), note="with a value")
    case("Pad", [x, ints(1, 2), None, ints(-1)], numpy.pad(x, ((0, 0), (0, 0), (1, 2))), opset=18, note="of one axis")
    case("Pad", [x], numpy.pad(x, ((0, 0), (0, 1), (0, 0)), constant_values=-1), opset=10, pads=[0, 0, 0, 0, 1, 0], value=-1.0, note="by attributes")
    case("Constant", [], numpy.float32(2.5), value_float=2.5)
    case("Constant", [], ints(3, 4), value_ints=[3, 4], note="of integers")
    case("ConstantOfShape", [ints(2, 3)], numpy.zeros((2, 3), numpy.float32), constants=[0])
    case("Shape", [x], ints(2, 3, 4))
    case("Shape", [x], ints(3), start=1, end=-1, note="in part")


def reductions():
    x = real(2, 3, 5)
    wide = x.astype(numpy.float64)
    case("ReduceMean", [x], wide.mean((0, 1, 2), keepdims=True).astype(numpy.float32))
    case("ReduceMean", [x], wide.mean(1).astype(numpy.float32), axes=[1], keepdims=0, note="of one axis")
    case("ReduceMean", [x, ints(-1, 0)], wide.mean((0, 2), keepdims=True).astype(numpy.float32), opset=18, note="by an input")
    case("ReduceSum", [x, ints(0, 1)], wide.sum((0, 1), keepdims=True).astype(numpy.float32))
    case("ReduceSum", [x], x, noop_with_empty_axes=1, note="over nothing")
    case("ReduceSum", [x], wide.sum(2).astype(numpy.float32), opset=11, axes=[2], keepdims=0, note="by an attribute")
    case("Softmax", [x], rounded(torch.softmax(t(x), -1)))
    case("Softmax", [x], rounded(torch.softmax(t(x), 1)), axis=1, note="of the middle axis")
    case("Softmax", [x], rounded(torch.softmax(t(x).reshape(2, 15), 1)).reshape(2, 3, 5), opset=11, note="of all axes behind the first")
    gain, bias = real(5), real(5)
    mean = wide.mean(-1, keepdims=True)
    normal = ((wide - mean) / numpy.sqrt(((wide - mean) ** 2).mean(-1, keepdims=True) + numpy.float32(1e-3))).astype(numpy.float32)
    case("LayerNormalization", [x, gain, bias], normal * gain + bias, epsilon=1e-3)
    case("LayerNormalization", [x, gain], normal * gain, epsilon=1e-3, note="without a bias")
    assert numpy.allclose(normal * gain + bias, functional.layer_norm(torch.from_numpy(x), (5,), torch.from_numpy(gain), torch.from_numpy(bias), 1e-3), atol=1e-5)
    y = real(1, 3, 2, 2)
    gain, bias, mean, variance = real(3), real(3), real(3), abs(real(3)) + numpy.float32(0.1)
    factor = (gain / numpy.sqrt(variance.astype(numpy.float64) + numpy.float32(1e-5))).astype(numpy.float32)
    shape = (1, 3, 1, 1)
    expected = (y - mean.reshape(shape)) * factor.reshape(shape) + bias.reshape(shape)
    case("BatchNormalization", [y, gain, bias, mean, variance], expected)
    assert numpy.allclose(expected, functional.batch_norm(*map(torch.from_numpy, (y, mean, variance, gain, bias))), atol=1e-5)


def windows():
    x = whole(1, 2, 7, 6)
    image = torch.from_numpy(x)
    case("MaxPool", [x], rounded(functional.max_pool2d(image, 2)), kernel_shape=[2, 2], strides=[2, 2])
    case("MaxPool", [x], rounded(functional.max_pool2d(image, 3, 2, 1)), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], note="with padding")
    case("MaxPool", [x], rounded(functional.max_pool2d(image, 2, 2, 0, 1, True)), kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1, note="beyond the border")
    case("MaxPool", [x], rounded(functional.max_pool2d(image, (2, 3), 1, 0, (2, 1))), kernel_shape=[2, 3], dilations=[2, 1], note="with dilation")
    for padded in (0, 1):
        average = functional.avg_pool2d(image.double(), 3, 2, 1, False, bool(padded))
        case("AveragePool", [x], rounded(average), kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=padded, note=f"with padding {padded}")
        average = functional.avg_pool2d(image.double(), (2, 3), (2, 2), (0, 1), True, bool(padded))
        case("AveragePool", [x], rounded(average), kernel_shape=[2, 3], strides=[2, 2], pads=[0, 1, 0, 1], count_include_pad=padded, ceil_mode=1, note=f"beyond the border {padded}")
    case("GlobalAveragePool", [x], rounded(image.double().mean((2, 3), keepdim=True)))
    w, b = whole(4, 2, 3, 3), whole(4)
    weights, bias = torch.from_numpy(w), torch.from_numpy(b)
    case("Conv", [x, w, b], rounded(functional.conv2d(image, weights, bias)))
    case("Conv", [x, w], rounded(functional.conv2d(image, weights, None, (2, 1), (1, 2), (1, 2))), strides=[2, 1], pads=[1, 2, 1, 2], dilations=[1, 2], kernel_shape=[3, 3], note="with strides, padding and dilation")
    case("Conv", [x, w], rounded(functional.conv2d(functional.pad(image, (2, 1, 0, 1)), weights)), pads=[0, 2, 1, 1], note="with uneven padding")
    grouped = whole(6, 1, 2, 3)
    case("Conv", [x, grouped, whole(6) * 0 + 1], rounded(functional.conv2d(image, torch.from_numpy(grouped), torch.ones(6), groups=2)), group=2, note="in groups")
    for mode, pad in (("SAME_UPPER", (0, 1, 1, 1)), ("SAME_LOWER", (1, 0, 1, 1)), ("VALID", (0, 0, 0, 0))):
        # Height 7 in steps of 2 is padded by 1 on both sides, width 6 by 1 on one.
        case("Conv", [x, w], rounded(functional.conv2d(functional.pad(image, pad), weights, None, 2)), auto_pad=mode, strides=[2, 2], note=mode)


def products():
    a, b, c = whole(3, 4), whole(4, 5), whole(5)
    for constants in ([1], [0], []):
        note = f"with constants {constants}"
        case("MatMul", [a, b], a @ b, constants=constants, note=note)
        stack, other = whole(2, 1, 3, 4), whole(3, 4, 2)
        case("MatMul", [stack, other], stack @ other, constants=constants, note="of stacks " + note)
        case("MatMul", [stack, b], stack @ b, constants=constants, note="of a stack and a matrix " + note)
        case("MatMul", [a[0], b], a[0] @ b, constants=constants, note="of a row " + note)
        case("MatMul", [a, b[:, 0].copy()], a @ b[:, 0], constants=constants, note="of a column " + note)
        case("Gemm", [a, b, c], a @ b + c, constants=constants + [2], note=note)
        d = whole(3, 1)
        case("Gemm", [a.T.copy(), b.T.copy(), d], numpy.float32(0.5) * (a @ b) + numpy.float32(2) * d, constants=constants + [2], transA=1, transB=1, alpha=0.5, beta=2.0, note="transposed and scaled " + note)
        case("Gemm", [a, b], a @ b, constants=constants, note="without a sum " + note)


pointwise()
movement()
reductions()
windows()
products()
file = pathlib.Path(__file__).with_suffix(".json")
file.write_text("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]\n", encoding="utf-8")
print(len(CASES), "cases")
