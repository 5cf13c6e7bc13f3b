"""Defines the weights of a BERT-like encoder: what a model file gives and a graph is made from."""

from dataclasses import dataclass

from retrieval.ports import Vectors


@dataclass(frozen=True, slots=True)
class Linear:
    """`weight` has shape (out, in)."""

    weight: Vectors
    bias: Vectors


@dataclass(frozen=True, slots=True)
class Norm:
    weight: Vectors
    bias: Vectors


@dataclass(frozen=True, slots=True)
class Layer:
    """One block of the encoder, in the order it is computed."""

    query: Linear
    key: Linear
    value: Linear
    attended: Linear
    attended_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm


@dataclass(frozen=True, slots=True)
class Weights:
    """All of an encoder but its word and position tables."""

    heads: int
    epsilon: float
    first_norm: Norm
    layers: tuple[Layer, ...]

    @property
    def size(self) -> int:
        return int(self.first_norm.weight.shape[0])
