"""Whether any sentence of the sources is near a claim in meaning, by an embedder. Only ever makes the gate stricter."""

import numpy as np

from retrieval.claims.support import find_best, index_source
from retrieval.claims.tokens import Reading, read
from retrieval.ports import Embedder

# Cosine of a paraphrase is .92 and of unrelated sentences .75 with multilingual-e5-small, .60 and .02 with MiniLM.
_LEAST = {"multilingual": 0.80}
_LEAST_OTHERWISE = 0.25


def is_near_in_meaning(said: str, known: str, embedder: Embedder) -> bool:
    """Whether the claim is near its best sentence of the sources, or that sentence with its neighbours."""
    claim, source = read(said), read(known)
    best = find_best(claim, index_source(source)).sentence
    texts = [_text(source, n) for n in range(max(0, best - 1), min(len(source.bounds), best + 2))]
    passages = [text for text in [*texts, " ".join(texts)] if text]
    if not passages:
        return False
    least = next((value for name, value in _LEAST.items() if name in embedder.name), _LEAST_OTHERWISE)
    return float(np.max(embedder.embed_passages(passages) @ embedder.embed_query(said))) >= least


def _text(source: Reading, number: int) -> str:
    words = source.sentence(number)
    return source.text[words[0].start : words[-1].start + len(words[-1].text)] if words else ""
