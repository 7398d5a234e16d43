"""The reader's network as an OpenVINO graph.

In bfloat16 by default: the fastest that keeps F1 within 0.3 of float32 (eval/LOG.md). In "int8" the
big products are of 8-bit integers: weights rounded for each output channel when they are loaded, what
they are multiplied with for each token while it runs, so that no ranges have to be known beforehand.
How fast each is: `python -m rag.reader.speed`.
"""

from collections.abc import Mapping

import numpy as np
import openvino
from openvino import Node
from openvino import opset13 as ops

HEADS = 12
GROUP = 128  # values that share a scale when the input of a product is rounded
# The network's names.
LAYER = "encoder.encoder.layer"
QUERY, KEY, VALUE = (f"attention.self.{name}" for name in ("query", "key", "value"))
OUT, UP, DOWN = "attention.output.dense", "intermediate.dense", "output.dense"
PRECISIONS = ("f32", "bf16", "int8")


def compile_network(tensors: Mapping[str, np.ndarray], precision: str = "bf16") -> openvino.CompiledModel:
    """The network as a compiled model, all float32.

    It takes the (windows, tokens, width) summed embeddings, a (windows, 1, 1, tokens) mask to be added
    to attention, and a (windows, tokens, 1) mask to be added to span logits. It gives the (windows,
    tokens, 2) logits of an answer's first and last token and the (windows, 1) logits of there being one.
    """
    model = _Builder(tensors, rounded=precision == "int8").model()
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if precision == "int8" else 0,
    }
    return openvino.Core().compile_model(model, "CPU", settings)


class _Builder:
    def __init__(self, tensors: Mapping[str, np.ndarray], rounded: bool) -> None:
        self._tensors, self._rounded = tensors, rounded

    def model(self) -> openvino.Model:
        width = len(self._tensors["encoder.embeddings.LayerNorm.weight"])
        embedded = ops.parameter([-1, -1, width], np.float32, "embedded")
        mask = ops.parameter([-1, 1, 1, -1], np.float32, "mask")
        outside = ops.parameter([-1, -1, 1], np.float32, "outside")
        states = self._normalised(embedded, "encoder.embeddings.LayerNorm")
        layer = 0
        while f"{LAYER}.{layer}.{UP}.weight" in self._tensors:
            states = self._layer(states, mask, f"{LAYER}.{layer}")
            layer += 1
        span = ops.add(self._dense(states, "span"), outside)
        return openvino.Model([span, self._verdict(states, span)], [embedded, mask, outside])

    def _verdict(self, states: Node, span: Node) -> Node:
        first = ops.squeeze(ops.gather(states, _integers([0]), _integers(1)), _integers([1]))
        looked = ops.matmul(ops.softmax(span, 1), states, True, False)
        pooled = ops.concat([first, ops.reshape(looked, _integers([0, -1]), True)], -1)
        return self._dense(ops.tanh(self._dense(pooled, "look")), "verdict")

    def _layer(self, states: Node, mask: Node, name: str) -> Node:
        query, key, value = (_heads(self._product(states, f"{name}.{part}")) for part in (QUERY, KEY, VALUE))
        attended = _joined(ops.scaled_dot_product_attention(query, key, value, mask))
        attended = ops.add(states, self._product(attended, f"{name}.{OUT}"))
        states = self._normalised(attended, f"{name}.attention.output.LayerNorm")
        lowered = self._product(ops.gelu(self._product(states, f"{name}.{UP}"), "erf"), f"{name}.{DOWN}")
        return self._normalised(ops.add(states, lowered), f"{name}.output.LayerNorm")

    def _product(self, node: Node, name: str) -> Node:
        """A dense layer in the precision asked for; the heads, which are small, are always in full precision."""
        if not self._rounded:
            return self._dense(node, name)
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        return ops.add(ops.matmul(node, _rounded(weight), False, True), ops.constant(bias))

    def _dense(self, node: Node, name: str) -> Node:
        weight, bias = self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"]
        return ops.add(ops.matmul(node, ops.constant(weight), False, True), ops.constant(bias))

    def _normalised(self, node: Node, name: str) -> Node:
        centred = ops.mvn(node, _integers([-1]), True, 1e-12, "INSIDE_SQRT")
        scaled = ops.multiply(centred, ops.constant(self._tensors[f"{name}.weight"]))
        return ops.add(scaled, ops.constant(self._tensors[f"{name}.bias"]))


def _rounded(weight: np.ndarray) -> Node:
    """(outputs, inputs) as int8 and a scale for each output, in the form that OpenVINO multiplies as such."""
    scale = (np.abs(weight).max(axis=1, keepdims=True) / 127).astype(np.float32)
    rounded = np.round(weight / scale).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(rounded), "f32"), ops.constant(scale))


def _integers(values: int | list[int]) -> Node:
    return ops.constant(np.array(values, dtype=np.int64))


def _heads(node: Node) -> Node:
    """(windows, tokens, width) to (windows, heads, tokens, width of a head)."""
    split = ops.reshape(node, _integers([0, 0, HEADS, -1]), True)
    return ops.transpose(split, _integers([0, 2, 1, 3]))


def _joined(node: Node) -> Node:
    swapped = ops.transpose(node, _integers([0, 2, 1, 3]))
    return ops.reshape(swapped, _integers([0, 0, -1]), True)
