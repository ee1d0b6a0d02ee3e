"""The sentence encoder all-MiniLM-L6-v2 as an ONNX graph, built from its published weights without torch.

The architecture is BERT's (Devlin et al., 2018): summed embeddings, then layers of self-attention and a
feed-forward block, each with a residual and a layer norm after it. The sentence's vector is the mean over
its tokens, scaled to length one, as sentence-transformers defines this model. Needs `onnx` and
`safetensors`, which are there at set-up only: nothing that runs imports this module.
"""

from __future__ import annotations

import logging
import math
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

LAYERS = 6
HEADS = 12
WIDTH = 384
LAYER_NORM_EPSILON = 1e-12
OPSET = 20
"""The first with `Gelu`; its default is the exact, erf form that BERT was trained with."""
IR_VERSION = 10

Weights = Mapping[str, np.ndarray]


class Sketch:
    """Collects nodes and constants; each method adds one operation and returns the name of its result."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operation: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        result = name or f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(operation, list(inputs), [result], name=f"node_{result}", **attributes)
        )
        return result

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def floats(self, value: float) -> str:
        return self.constant(f"float_{value}", np.array(value, np.float32))

    def ints(self, *values: int) -> str:
        return self.constant("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def dense(self, x: str, name: str) -> str:
        """x · Wᵀ + b: the weights are stored output-first, `MatMul` wants them input-first."""
        product = self.add("MatMul", x, self.constant(f"{name}.weight.T", self.weights[f"{name}.weight"].T))
        return self.add("Add", product, self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=LAYER_NORM_EPSILON)


def sentence_graph(weights: Weights) -> onnx.ModelProto:
    """`(input_ids, attention_mask: int64 [n, tokens]) → vectors: float32 [n, 384]`, each of length one."""
    sketch = Sketch(weights)
    # [n, tokens] → [n, 1, 1, tokens]: nothing where a token is, a very negative number where padding is.
    mask = sketch.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    absent = sketch.add("Sub", sketch.floats(1.0), mask)
    penalty = sketch.add("Mul", sketch.add("Unsqueeze", absent, sketch.ints(1, 2)), sketch.floats(-1e9))

    hidden = _embeddings(sketch)
    for number in range(LAYERS):
        hidden = _layer(sketch, hidden, penalty, f"encoder.layer.{number}")
    _mean_of_length_one(sketch, hidden, mask)

    tokens = ["sentences", "tokens"]
    graph = helper.make_graph(
        sketch.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, tokens)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["sentences", WIDTH])],
        list(sketch.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def build_quantized(weights: Path, target: Path) -> None:
    """Read float weights (`model.safetensors`) and write the graph with int8 weights: 21 MB instead of 91."""
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder, "float.onnx")
        onnx.save_model(sentence_graph(load_file(weights)), exact)
        # Seven bits: without VNNI, x86 adds pairs of int8 products with saturation, where full-range weights
        # overflow, and a vector would depend on the processor.
        with _quiet():
            quantize_dynamic(exact, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """The quantizer recommends, on the root logger, a preparation that only convolutions gain by."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _embeddings(sketch: Sketch) -> str:
    words = sketch.add("Gather", sketch.weight("embeddings.word_embeddings.weight"), "input_ids")
    count = sketch.add("Slice", sketch.add("Shape", "input_ids"), sketch.ints(1), sketch.ints(2))
    all_places = sketch.weight("embeddings.position_embeddings.weight")
    places = sketch.add("Slice", all_places, sketch.ints(0), count, sketch.ints(0))
    # One sentence at a time: every token is of segment 0.
    kind = sketch.constant("segment_0", sketch.weights["embeddings.token_type_embeddings.weight"][0])
    total = sketch.add("Add", sketch.add("Add", words, places), kind)
    return sketch.norm(total, "embeddings.LayerNorm")


def _layer(sketch: Sketch, x: str, penalty: str, name: str) -> str:
    attended = sketch.dense(
        _attention(sketch, x, penalty, f"{name}.attention.self"), f"{name}.attention.output.dense"
    )
    x = sketch.norm(sketch.add("Add", x, attended), f"{name}.attention.output.LayerNorm")
    wide = sketch.add("Gelu", sketch.dense(x, f"{name}.intermediate.dense"))
    narrow = sketch.dense(wide, f"{name}.output.dense")
    return sketch.norm(sketch.add("Add", x, narrow), f"{name}.output.LayerNorm")


def _attention(sketch: Sketch, x: str, penalty: str, name: str) -> str:
    def heads(part: str, order: list[int]) -> str:
        split = sketch.add(
            "Reshape", sketch.dense(x, f"{name}.{part}"), sketch.ints(0, 0, HEADS, WIDTH // HEADS)
        )
        return sketch.add("Transpose", split, perm=order)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scores = sketch.add("Mul", sketch.add("MatMul", query, key), sketch.floats(1 / math.sqrt(WIDTH // HEADS)))
    shares = sketch.add("Softmax", sketch.add("Add", scores, penalty), axis=-1)
    mixed = sketch.add("Transpose", sketch.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    return sketch.add("Reshape", mixed, sketch.ints(0, 0, WIDTH))


def _mean_of_length_one(sketch: Sketch, hidden: str, mask: str) -> str:
    # The mean's division cancels out when the vector is scaled to length one, so a masked sum is enough.
    present = sketch.add("Mul", hidden, sketch.add("Unsqueeze", mask, sketch.ints(2)))
    total = sketch.add("ReduceSum", present, sketch.ints(1), keepdims=0)
    length = sketch.add("ReduceL2", total, sketch.ints(1), keepdims=1)
    return sketch.add("Div", total, length, name="vectors")
