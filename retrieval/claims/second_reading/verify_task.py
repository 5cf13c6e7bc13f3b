"""The request behind the second reading: the task `verify` made of items, and its verdicts as replies."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from retrieval.claims.second_reading.verifier import Ask, Item, Reply, VerdictCache, Verifier
from retrieval.claims.source import Source
from retrieval.claims.text_facts.tokens import read
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import VERIFY
from retrieval.model.prompts.verify import TOKENS_AN_ITEM
from retrieval.ports import Model

SOURCE_CHARACTERS = 4_000
_PATIENCE = timedelta(seconds=30)
_LONGEST_PROBLEM = 200


def verifier_of(model: Model, *, cache: VerdictCache | None = None) -> Verifier:
    """A second reader that asks a model. Another model or another prompt is another reader: it is asked anew."""
    return Verifier(ask_of(model), name=f"{model.name}, {VERIFY.mark}", cache=cache)


def ask_of(model: Model) -> Ask:
    """One request for each batch. A model that fails has not answered: its sentences stay unread."""

    def ask(items: Sequence[Item]) -> Mapping[str, Reply]:
        most = TOKENS_AN_ITEM * len(items) + 100
        found = ask_model(model, VERIFY, request_of(items), max_tokens=most, timeout=_PATIENCE)
        if isinstance(found, Missing):
            return {}
        judged = {verdict.id for verdict in found.verdicts}
        problems = found.problems([item.id for item in items if item.id in judged])
        return {id_: Reply(not problem, problem[:_LONGEST_PROBLEM]) for id_, problem in problems.items()}

    return ask


def request_of(items: Sequence[Item]) -> dict[str, Any]:
    """The items as the request holds them."""
    return {
        "items": [
            {
                "id": item.id,
                "sentence": item.sentence,
                "speaker": item.speaker,
                "sources": [_shown(n, source, item.sentence) for n, source in enumerate(item.sources, 1)],
            }
            for item in items
        ],
    }


def _shown(number: int, source: Source, sentence: str) -> dict[str, Any]:
    published = source.published.isoformat() if source.published else ""
    return {"n": number, "outlet": source.outlet, "published": published, "text": excerpt(source.said, sentence)}


def excerpt(text: str, sentence: str, *, most: int = SOURCE_CHARACTERS) -> str:
    """The text, or of a longer one its opening and the sentences nearest to a sentence, with their neighbours, in order."""
    if len(text) <= most:
        return text
    known, wanted = read(text), read(sentence).stems
    pieces = [known.text[start:end] for start, end in known.spans]
    near = sorted(range(1, len(pieces)), key=lambda n: (-len(wanted & known.stems_by_sentence[n]), n))
    chosen: set[int] = set()
    room = most
    for number in [0, *(beside for n in near for beside in (n, n - 1, n + 1))]:
        if number < len(pieces) and number not in chosen and len(pieces[number]) < room:
            chosen.add(number)
            room -= len(pieces[number]) + 1
        if room < most // 20:
            break
    return " ".join(pieces[number].strip() for number in sorted(chosen))
