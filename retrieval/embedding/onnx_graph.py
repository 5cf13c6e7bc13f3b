"""Makes an ONNX graph with 8-bit matrices of an encoder's weights. The home of onnx.

Every output of a matrix has a scale of its own, and so has every piece of text while it runs. One scale for a whole batch,
as the ready-made operator has it, makes a text's vector depend on its neighbours. Figures in docs/decisions/0040.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from retrieval.embedding.onnx_weights import Layer, Linear, Norm, Weights
from retrieval.ports import Vectors

_FUSED = "com.microsoft"


def encoder_graph(weights: Weights) -> bytes:
    """A serialised model: `words` (b, n, size), `mask` (b, n) and `lengths` (b) give `vectors` (b, size)."""
    graph = _Graph(heads=weights.heads, epsilon=weights.epsilon)
    state = graph.first_norm("words", weights.first_norm)
    for layer in weights.layers:
        state = graph.layer(state, layer)
    graph.pool(state)
    packed: bytes = graph.model(weights.size).SerializeToString()
    return packed


@dataclass
class _Graph:
    heads: int
    epsilon: float
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    whole: dict[str, tuple[str, str]] = field(default_factory=dict)

    def constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], *, domain: str = "", output: str = "", **attributes: Any) -> str:
        name = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
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

    def model(self, size: int) -> Any:
        inputs = [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "longest", size]),
            helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["texts", "longest"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
        ]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])]
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, self.constants)
        versions = [helper.make_opsetid("", 20), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=10, producer_name="counterpoint")


def _eight_bits(weight: Vectors) -> tuple[Any, Any]:
    """(in, out) whole numbers and the scale of each output."""
    scale = np.maximum(np.abs(weight).max(axis=1) / 127, 1e-12).astype(np.float32)
    whole = np.clip(np.rint(weight / scale[:, None]), -127, 127).astype(np.int8)
    return whole.T, scale
