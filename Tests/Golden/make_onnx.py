#!/usr/bin/env python3
"""Writes what the ONNX project and ONNX Runtime say of each operator, for the tests to compare with.

Set-up:  python3 -m venv .venv && .venv/bin/pip install onnx==1.16.2 onnxruntime numpy 'opencv-python-headless<5'
Use:     .venv/bin/python Tests/Golden/make_onnx.py [SEED]

Into Tests/Golden/onnx/, one case a line as JSON:
  nodes.jsonl      the official backend tests of the operators that are read (onnx/backend/test/data/node, Apache-2.0):
                   model, input and expected outputs. A model has one input here: others became initializers, and so
                   did an input that is not of floats. Operators that are the same since a version before 7 say 7.
  operators.jsonl  each operator on random shapes and parameters from a seed, as ONNX Runtime computes it
  faces.jsonl      the shipped ONNX models on crops of the demo's pictures: `photo` is the crop, bytes of RGB
  networks.jsonl   small networks of many layers: a ResNet, an inverted bottleneck with an attention over channels
Numbers are little-endian, in base 64.
"""
import base64
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx")
OPERATORS = set("""Conv BatchNormalization Relu PRelu Clip LeakyRelu Sigmoid HardSigmoid HardSwish Add Sub Mul Div
    MaxPool AveragePool GlobalAveragePool GlobalMaxPool Gemm MatMul Flatten Reshape Transpose Concat Softmax Pad Resize
    Upsample Dropout Identity Squeeze Unsqueeze ReduceMean ReduceL1 ReduceL2 LpNormalization Slice Split Cast Constant
    ConstantOfShape Shape Size Gather Expand""".split())
LARGEST = 1 << 14


def packed(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


def case(name, model, x, outputs):
    """One line: only floats are compared, whole numbers as floats."""
    row = {"name": name, "model": base64.b64encode(model.SerializeToString()).decode()}
    if x is not None:
        row["input"] = {"shape": list(x.shape), "values": packed(x)}
    row["outputs"] = [{"name": n, "shape": list(y.shape), "values": packed(y)} for n, y in outputs]
    return row


def write(file, rows):
    with open(os.path.join(HERE, file), "w") as out:
        for row in rows:
            out.write(json.dumps(row, separators=(",", ":")) + "\n")
    print(f"{file}: {len(rows)} cases")


def official():
    folder = os.path.join(os.path.dirname(onnx.__file__), "backend", "test", "data", "node")
    rows = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        model = onnx.load(os.path.join(path, "model.onnx"))
        if not all(n.op_type in OPERATORS for n in model.graph.node):
            continue

        def load(kind, values):
            found = []
            for i, info in enumerate(values):
                tensor = onnx.TensorProto()
                with open(os.path.join(path, "test_data_set_0", f"{kind}_{i}.pb"), "rb") as file:
                    tensor.ParseFromString(file.read())
                found.append(tensor)
            return found

        if not all(i.type.HasField("tensor_type") for i in list(model.graph.input) + list(model.graph.output)):
            rows.append(case(name, model, None, []))
            continue
        inputs, expected = load("input", model.graph.input), load("output", model.graph.output)
        for info, tensor in zip(list(model.graph.input) + list(model.graph.output), inputs + expected):
            # The test data has bfloat16 as whole numbers of the same bits.
            if info.type.tensor_type.elem_type == TensorProto.BFLOAT16 and tensor.data_type == TensorProto.UINT16:
                tensor.data_type = TensorProto.BFLOAT16
        model.opset_import[0].version = max(7, model.opset_import[0].version)
        infos = list(model.graph.input)
        del model.graph.input[:]
        x = None
        for info, tensor in zip(infos, inputs):
            tensor.name = info.name
            if x is None and tensor.data_type == TensorProto.FLOAT and len(model.graph.initializer) == 0:
                x = numpy_helper.to_array(tensor)
                model.graph.input.append(info)
            else:
                model.graph.initializer.append(tensor)
        if x is None:
            x = np.zeros(1, np.float32)
            model.graph.input.append(helper.make_tensor_value_info("unused", TensorProto.FLOAT, [1]))
        outputs = []
        for info, tensor in zip(model.graph.output, expected):
            if tensor.data_type not in (TensorProto.STRING,):
                try:
                    outputs.append((info.name, numpy_helper.to_array(tensor).astype(np.float32)))
                except (TypeError, ValueError):
                    pass
        if x.size > LARGEST or any(y.size > LARGEST for _, y in outputs):
            x, outputs = None, []
        rows.append(case(name, model, x, outputs))
    write("nodes.jsonl", rows)


class Builder:
    """A graph under construction, with random weights."""

    def __init__(self, rng, shape, opset):
        self.rng, self.opset, self.nodes, self.weights = rng, opset, [], []
        self.input = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
        self.shape, self.last = shape, "x"

    def weight(self, *shape, scale=1.0, low=None):
        values = self.rng.standard_normal(shape).astype(np.float32) * np.float32(scale)
        return self.constant(np.abs(values) + np.float32(low) if low is not None else values)

    def constant(self, array):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, kind, *more, reading=None, outputs=1, **attributes):
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, [reading or self.last, *more], names, **attributes))
        self.last = names[0]
        return names if outputs > 1 else names[0]

    def case(self, name, outputs=None):
        outputs = outputs or [self.last]
        infos = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in outputs]
        graph = helper.make_graph(self.nodes, "g", [self.input], infos, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        x = self.rng.standard_normal(self.shape).astype(np.float32)
        return case(name, model, x, list(zip(outputs, session.run(None, {"x": x}))))


def random_operator(kind, rng, opset):
    """Adds one operator with random parameters to a new graph."""
    n = lambda low, high: int(rng.integers(low, high + 1))
    c, h, w = n(1, 9), n(3, 8), n(4, 9)
    b = Builder(rng, [1, c, h, w], opset)
    flat = lambda size: Builder(rng, [1, size], opset)
    if kind == "Conv":
        group = int(rng.choice([g for g in range(1, c + 1) if c % g == 0]))
        outputs, kh, kw, d = group * n(1, 5), n(1, 3), n(1, 3), n(1, 2)
        attributes = {"group": group, "kernel_shape": [kh, kw], "strides": [n(1, 2), n(1, 3)], "dilations": [d, 1]}
        if d == 1 and rng.random() < 0.4:
            attributes["auto_pad"] = str(rng.choice(["SAME_UPPER", "SAME_LOWER", "VALID"]))
        else:
            attributes["pads"] = [n(0, 2) for _ in range(4)]
        bias = [b.weight(outputs)] if rng.random() < 0.7 else []
        b.add("Conv", b.weight(outputs, c // group, kh, kw), *bias, **attributes)
    elif kind == "Depthwise":
        k = n(1, 3)
        b.add("Conv", b.weight(c, 1, k, k), b.weight(c), group=c, kernel_shape=[k, k], strides=[n(1, 2)] * 2,
              pads=[k // 2] * 4)
        if rng.random() < 0.5:
            b.add("PRelu", b.weight(c, 1, 1))
    elif kind == "BatchNormalization":
        b.add(kind, b.weight(c), b.weight(c), b.weight(c), b.weight(c, low=0.1), epsilon=1e-3)
    elif kind in ("Relu", "Sigmoid", "HardSwish", "Identity", "Dropout"):
        b.add(kind)
    elif kind == "LeakyRelu":
        b.add(kind, alpha=float(rng.random()))
    elif kind == "HardSigmoid":
        b.add(kind, alpha=0.3, beta=0.4)
    elif kind == "PRelu":
        b.add(kind, b.weight(*[(c, 1, 1), (1,), (c, h, w)][n(0, 2)]))
    elif kind == "Clip":
        if opset < 11:
            b.add(kind, min=-0.5, max=0.75)
        else:
            b.add(kind, b.constant(np.float32(-0.5)), b.constant(np.float32(0.75)))
    elif kind in ("Add", "Sub", "Mul", "Div"):
        other = [(c, 1, 1), (), (h, w), (1, c, h, 1), (1, 1, 1, 1), (w,)][n(0, 5)]
        constant = b.weight(*other, low=0.5)
        if rng.random() < 0.3:
            b.add("Sigmoid")
            b.nodes.append(helper.make_node(kind, [constant, b.last], ["z"]))
            b.last = "z"
        elif rng.random() < 0.3:
            first = b.add("Sigmoid")
            b.add(kind, first, reading="x")
        else:
            b.add(kind, constant)
    elif kind in ("MaxPool", "AveragePool"):
        k = n(2, 3)
        attributes = {"kernel_shape": [k, k], "strides": [n(1, 3)] * 2, "pads": [n(0, k - 1) for _ in range(4)]}
        if opset >= 10 and rng.random() < 0.4:
            attributes.update(ceil_mode=1, pads=[0] * 4)
        elif kind == "AveragePool" and rng.random() < 0.5:
            attributes["count_include_pad"] = 1
        b.add(kind, **attributes)
    elif kind in ("GlobalAveragePool", "GlobalMaxPool"):
        b.add(kind)
    elif kind == "Gemm":
        k, out = n(1, 40), n(1, 40)
        b = flat(k)
        turned = int(rng.random() < 0.5)
        b.add(kind, b.weight(*((out, k) if turned else (k, out))), b.weight(*[(out,), (1, out), (1,)][n(0, 2)]),
              transB=turned, alpha=0.5, beta=1.5)
    elif kind == "MatMul":
        b.add(kind, b.weight(w, n(1, 30)))
    elif kind == "Flatten":
        b.add(kind, axis=n(0, 4))
    elif kind == "Reshape":
        b.add(kind, b.constant(np.int64([[1, -1], [0, -1, w], [1, c * h, 0 * w + w], [0, 0, -1]][n(0, 3)])))
    elif kind == "Transpose":
        b.add(kind, perm=[int(p) for p in rng.permutation(4)])
    elif kind == "Concat":
        a = b.add("Relu")
        b.add(kind, a, b.add("Sigmoid", reading="x"), reading="x", axis=n(1, 3))
    elif kind == "Softmax":
        b.add(kind, axis=n(1, 3))
    elif kind == "Pad":
        pads = [0, 0, n(0, 3), n(0, 3), 0, n(0, 2), n(0, 3), n(0, 3)]
        mode = str(rng.choice(["constant", "edge", "reflect"]))
        if opset < 11:
            b.add(kind, pads=pads, mode=mode, value=0.5)
        else:
            b.add(kind, b.constant(np.int64(pads)), b.constant(np.float32(0.5)), mode=mode)
    elif kind == "Resize":
        modes = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]
        region = "" if opset >= 13 else b.constant(np.zeros(0, np.float32))
        b.add(kind, region, b.constant(np.float32([1, 1, n(1, 3), rng.choice([0.5, 1.5, 2])])), mode="nearest",
              coordinate_transformation_mode=str(rng.choice(modes)),
              nearest_mode=str(rng.choice(["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])))
    elif kind == "Upsample":
        b.opset = 9
        b.add(kind, b.constant(np.float32([1, 1, 2, 3])), mode="nearest")
    elif kind in ("Squeeze", "Unsqueeze"):
        b = Builder(rng, [1, c, 1, w], opset)
        axes = [[2], [-2], [0, 2]][n(0, 2)] if kind == "Squeeze" else [[0], [2, -1]][n(0, 1)]
        b.add(kind, **({"axes": axes} if opset < 13 else {})) if opset < 13 else b.add(kind, b.constant(np.int64(axes)))
    elif kind in ("ReduceMean", "ReduceL1", "ReduceL2"):
        axes = [[2, 3], [1], [-1], [1, 2, 3]][n(0, 3)]
        keep = n(0, 1)
        if opset < 18:
            b.add(kind, axes=axes, keepdims=keep)
        else:
            b.add(kind, b.constant(np.int64(axes)), keepdims=keep)
    elif kind == "LpNormalization":
        b.add(kind, axis=n(1, 3), p=n(1, 2))
    elif kind == "Slice":
        starts, ends, axes, steps = [[1, 0], [3, 2], [2, 3], [1, 1]] if rng.random() < 0.5 else [
            [-1, 1], [-1000, 1000], [3, 2], [-2, 2]]
        if opset < 10:
            b.add(kind, starts=[1, 0], ends=[3, 100], axes=[2, 3])
        else:
            b.add(kind, *[b.constant(np.int64(v)) for v in (starts, ends, axes, steps)])
    elif kind == "Split":
        first = n(1, w - 1)
        sizes = [first, w - first]
        names = (b.add(kind, axis=3, split=sizes, outputs=2) if opset < 13
                 else b.add(kind, b.constant(np.int64(sizes)), axis=3, outputs=2))
        return b, names
    elif kind == "Cast":
        b.add("Cast", to=TensorProto.FLOAT)
    elif kind == "Gather":
        b.add(kind, b.constant(np.int64([0, -1, w - 2])), axis=3)
    elif kind == "Expand":
        b = Builder(rng, [1, c, 1, w], opset)
        b.add(kind, b.constant(np.int64([1, c, h, w])))
    return b, None


def operators(seed):
    kinds = """Conv Conv Conv Depthwise BatchNormalization Relu PRelu Clip LeakyRelu Sigmoid HardSigmoid HardSwish Add
        Sub Mul Div MaxPool AveragePool GlobalAveragePool GlobalMaxPool Gemm MatMul Flatten Reshape Transpose Concat
        Softmax Pad Resize Upsample Dropout Identity Squeeze Unsqueeze ReduceMean ReduceL1 ReduceL2 LpNormalization
        Slice Split Cast Gather Expand""".split()
    rows = []
    for opset in (7, 10, 12, 13, 18, 21):
        for index, kind in enumerate(kinds):
            if (kind in ("HardSwish", "Expand") and opset < 14) or (kind == "Resize" and opset < 11):
                continue
            if kind == "Upsample" and opset != 7:
                continue
            rng = np.random.default_rng([seed, opset, index])
            builder, outputs = random_operator(kind, rng, opset)
            rows.append(builder.case(f"{kind} opset {opset} seed {seed}/{opset}/{index}", outputs))
    write("operators.jsonl", rows)


def networks(seed):
    rows = []
    rng = np.random.default_rng(seed)
    b = Builder(rng, [1, 3, 16, 16], 13)
    conv = lambda out, inp, k, **more: b.add("Conv", b.weight(out, inp, k, k, scale=(2 / (inp * k * k)) ** 0.5),
                                             kernel_shape=[k, k], pads=[k // 2] * 4, **more)
    norm = lambda c: b.add("BatchNormalization", b.weight(c, low=0.5), b.weight(c), b.weight(c, scale=0.1),
                           b.weight(c, low=0.5))
    conv(16, 3, 3)
    norm(16)
    b.add("PRelu", b.weight(16, 1, 1))
    channels = 16
    for width, stride in ((16, 1), (24, 2), (32, 2)):
        before = b.last
        norm(channels)
        conv(width, channels, 3)
        norm(width)
        b.add("PRelu", b.weight(width, 1, 1))
        conv(width, width, 3, strides=[stride] * 2)
        norm(width)
        after = b.last
        if stride > 1 or width != channels:
            b.last = before
            conv(width, channels, 1, strides=[stride] * 2)
            before = norm(width)
        b.add("Add", before, reading=after)
        channels = width
    norm(channels)
    b.add("Flatten", axis=1)
    b.add("Gemm", b.weight(24, channels * 16, scale=0.04), b.weight(24), transB=1)
    b.add("LpNormalization", axis=-1)
    rows.append(b.case("resnet"))

    b = Builder(rng, [1, 3, 16, 16], 17)
    conv(16, 3, 3, strides=[2, 2])
    b.add("HardSwish")
    start = b.last
    conv(64, 16, 1)
    b.add("Clip", b.constant(np.float32(0)), b.constant(np.float32(6)))
    b.add("Conv", b.weight(64, 1, 5, 5, scale=0.2), kernel_shape=[5, 5], pads=[2] * 4, group=64)
    wide = b.add("LeakyRelu", alpha=0.1)
    b.add("GlobalAveragePool")
    conv(8, 64, 1)
    b.add("Relu")
    conv(64, 8, 1)
    attention = b.add("HardSigmoid")
    b.add("Mul", attention, reading=wide)
    conv(16, 64, 1)
    b.add("Add", start)
    # Two halves of the channels, one of them grouped, mixed again as shuffling networks do.
    left, right = b.add("Split", b.constant(np.int64([8, 8])), axis=1, outputs=2)
    b.last = right
    b.add("Conv", b.weight(8, 4, 3, 3, scale=0.3), kernel_shape=[3, 3], pads=[1] * 4, group=2)
    b.add("Concat", left, axis=1)
    b.add("Reshape", b.constant(np.int64([1, 2, 8, 8, 8])))
    b.add("Transpose", perm=[0, 2, 1, 3, 4])
    b.add("Reshape", b.constant(np.int64([1, 16, 8, 8])))
    b.add("AveragePool", kernel_shape=[2, 2], strides=[2, 2])
    shape = b.add("Shape")
    batch = b.add("Gather", b.constant(np.int64(0)), reading=shape)
    batch = b.add("Unsqueeze", b.constant(np.int64([0])), reading=batch)
    whole = b.add("Concat", b.constant(np.int64([-1])), reading=batch, axis=0)
    b.add("Reshape", whole, reading=b.nodes[-5].output[0])
    b.add("MatMul", b.weight(256, 20, scale=0.05))
    rows.append(b.case("bottleneck"))
    write("networks.jsonl", rows)


def faces():
    import cv2

    models = os.path.join(HERE, "..", "..", "..", "models")
    deviation = np.float32([0.229, 0.224, 0.225]), np.float32([0.485, 0.456, 0.406])
    inputs = {
        "mobilefacenet.onnx": (112, lambda x: (x / np.float32(255) - deviation[1]) / deviation[0]),
        "onet.onnx": (48, lambda x: (x - np.float32(127.5)) / np.float32(128)),
    }
    rows = []
    for file, (side, scaled) in inputs.items():
        session = onnxruntime.InferenceSession(os.path.join(models, file), providers=["CPUExecutionProvider"])
        names = [o.name for o in session.get_outputs()]
        for picture, left, top, width in (("obama.jpg", 330, 60, 330), ("biden.jpg", 420, 190, 320)):
            rgb = cv2.imread(os.path.join(models, "demo", picture))[:, :, ::-1]
            crop = cv2.resize(rgb[top:top + width, left:left + width], (side, side), interpolation=cv2.INTER_AREA)
            x = scaled(crop.astype(np.float32)).transpose(2, 0, 1)[None]
            outputs = zip(names, session.run(None, {"face": np.ascontiguousarray(x)}))
            rows.append({
                "model": file, "picture": picture, "photo": base64.b64encode(crop.tobytes()).decode(),
                "outputs": [{"name": n, "shape": list(y.shape), "values": packed(y)} for n, y in outputs]})
    write("faces.jsonl", rows)


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print(f"seed {seed}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}")
    os.makedirs(HERE, exist_ok=True)
    official()
    operators(seed)
    networks(seed)
    faces()


main()
