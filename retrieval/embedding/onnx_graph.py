"""Makes an ONNX graph with 8-bit matrices of an encoder's weights, as the bytes of its file (onnx.proto3 numbers the fields).

Every output of a matrix has a scale of its own, and so has every piece of text while it runs. One scale for a whole batch,
as the ready-made operator has it, makes a text's vector depend on its neighbours. Figures in docs/decisions/0040.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from retrieval.embedding.onnx_weights import Layer, Linear, Norm, Weights
from retrieval.embedding.protobuf import chunk, float32, number
from retrieval.ports import Vectors

_FUSED = "com.microsoft"
_KINDS = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}  # TensorProto.DataType
_FLOAT_VALUE, _INT_VALUE = 1, 2  # AttributeProto.AttributeType


def encoder_graph(weights: Weights) -> bytes:
    """A serialised model: `words` (b, n, size), `mask` (b, n) and `lengths` (b) give `vectors` (b, size)."""
    graph = _Graph(heads=weights.heads, epsilon=weights.epsilon)
    state = graph.first_norm("words", weights.first_norm)
    for layer in weights.layers:
        state = graph.layer(state, layer)
    graph.pool(state)
    return graph.model(weights.size)


@dataclass
class _Graph:
    heads: int
    epsilon: float
    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)
    whole: dict[str, tuple[str, str]] = field(default_factory=dict)

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(_tensor(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], *, domain: str = "", output: str = "", **attributes: float) -> str:
        name = output or f"n{len(self.nodes)}"
        parts = [*(chunk(1, each) for each in inputs), chunk(2, name), chunk(4, kind)]
        parts += [chunk(5, _attribute(*pair)) for pair in sorted(attributes.items())]
        self.nodes.append(b"".join([*parts, chunk(7, domain)]))
        return name

    def linear(self, state: str, linear: Linear) -> str:
        matrix, scale = _eight_bits(linear.weight)
        whole, piece_scale = self._whole_numbers(state)
        zeros = np.zeros(scale.shape, np.int8)
        sides = [np.float32(1), scale, np.uint8(128), zeros]
        inputs = [whole, self.constant(matrix), *map(self.constant, sides)]
        product = self.node("MatMulIntegerToFloat", inputs, domain=_FUSED)
        scaled = self.node("Mul", [product, piece_scale])
        return self.node("Add", [scaled, self.constant(linear.bias)])

    def _whole_numbers(self, state: str) -> tuple[str, str]:
        """The state in 8 bits and the scale of each piece; made once for matrices that share a state."""
        if state not in self.whole:
            peak = self.node("ReduceMax", [self.node("Abs", [state]), self.constant(np.array([-1]))], keepdims=1)
            share = self.node("Mul", [peak, self.constant(np.float32(1 / 127))])
            scale = self.node("Add", [share, self.constant(np.float32(1e-9))])
            scaled = self.node("Div", [state, scale])
            inputs = [scaled, self.constant(np.float32(1)), self.constant(np.uint8(128))]
            self.whole[state] = (self.node("QuantizeLinear", inputs), scale)
        return self.whole[state]

    def first_norm(self, state: str, norm: Norm) -> str:
        inputs = [state, self.constant(norm.weight), self.constant(norm.bias)]
        return self.node("LayerNormalization", inputs, axis=-1, epsilon=self.epsilon)

    def added_norm(self, state: str, change: str, norm: Norm) -> str:
        inputs = [state, change, self.constant(norm.weight), self.constant(norm.bias)]
        return self.node("SkipLayerNormalization", inputs, domain=_FUSED, epsilon=self.epsilon)

    def layer(self, state: str, layer: Layer) -> str:
        query, key, value = (self.linear(state, part) for part in (layer.query, layer.key, layer.value))
        inputs = [query, key, value, "", "lengths"]
        context = self.node("MultiHeadAttention", inputs, domain=_FUSED, num_heads=self.heads)
        attended = self.added_norm(state, self.linear(context, layer.attended), layer.attended_norm)
        inner = self.node("Gelu", [self.linear(attended, layer.inner)], domain=_FUSED)
        return self.added_norm(attended, self.linear(inner, layer.outer), layer.outer_norm)

    def pool(self, state: str) -> None:
        """The mean over a text's words, at length 1 (the length swallows the division)."""
        column = self.node("Unsqueeze", ["mask", self.constant(np.array([2]))])
        kept = self.node("Mul", [state, column])
        total = self.node("ReduceSum", [kept, self.constant(np.array([1]))], keepdims=0)
        self.node("LpNormalization", [total], output="vectors", axis=-1, p=2)

    def model(self, size: int) -> bytes:
        inputs = [
            _place("words", "float32", ["texts", "longest", size]),
            _place("mask", "float32", ["texts", "longest"]),
            _place("lengths", "int32", ["texts"]),
        ]
        parts = [chunk(1, node) for node in self.nodes] + [chunk(2, "encoder")]
        parts += [chunk(5, constant) for constant in self.constants] + [chunk(11, place) for place in inputs]
        graph = b"".join([*parts, chunk(12, _place("vectors", "float32", ["texts", size]))])
        versions = [chunk(8, chunk(1, domain) + number(2, release)) for domain, release in (("", 20), (_FUSED, 1))]
        return b"".join([number(1, 10), chunk(2, "counterpoint"), chunk(7, graph), *versions])


def _tensor(value: Any, name: str) -> bytes:
    shape = [number(1, length) for length in value.shape]
    return b"".join([*shape, number(2, _KINDS[value.dtype.name]), chunk(8, name), chunk(9, value.tobytes())])


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return chunk(1, name) + number(3, value) + number(20, _INT_VALUE)
    return chunk(1, name) + float32(2, value) + number(20, _FLOAT_VALUE)


def _place(name: str, kind: str, shape: list[str | int]) -> bytes:
    """What goes in or out: its name and shape; a length that may be any has a name."""
    lengths = [number(1, length) if isinstance(length, int) else chunk(2, length) for length in shape]
    tensor = number(1, _KINDS[kind]) + chunk(2, b"".join(chunk(1, length) for length in lengths))
    return chunk(1, name) + chunk(2, chunk(1, tensor))


def _eight_bits(weight: Vectors) -> tuple[Any, Any]:
    """(in, out) whole numbers and the scale of each output."""
    scale = np.maximum(np.abs(weight).max(axis=1) / 127, 1e-12).astype(np.float32)
    whole = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8)
    return whole.T, scale
