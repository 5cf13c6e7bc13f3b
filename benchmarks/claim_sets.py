"""The labelled sets for claims, read from `../shared/eval`, and the claims made by machine. Texts stay where they are."""

import json
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.claim_edits import made_claims
from retrieval.claims.text_facts.tokens import read
from retrieval.language.sentences import split_sentences

EVAL = Path(__file__).parents[2] / "shared" / "eval"


@dataclass(frozen=True, slots=True)
class Labelled:
    """`group` is the number of the source: folds are cut by it. `kind` is the way a made claim was made."""

    group: int
    claim: str
    source: str
    is_supported: bool
    kind: str = ""


def read_qags() -> list[Labelled]:
    """CNN/DM summaries sentence by sentence, majority of three."""
    found = []
    for number, line in enumerate((EVAL / "qags" / "mturk_cnndm.jsonl").read_text("utf-8").splitlines()):
        page = json.loads(line)
        for sentence in page["summary_sentences"]:
            votes = sum(answer["response"] == "yes" for answer in sentence["responses"])
            found.append(Labelled(number, sentence["sentence"], page["article"], votes >= 2))
    return found


def read_wice(*, gold: bool = False) -> list[Labelled]:
    """Supported against the rest; the source is all of the evidence, or with `gold` the sentences named as supporting."""
    found = []
    for number, line in enumerate((EVAL / "wice_claim" / "dev.jsonl").read_text("utf-8").splitlines()):
        row = json.loads(line)
        chosen = (
            sorted({at for way in row["supporting_sentences"] for at in way}) if gold else range(len(row["evidence"]))
        )
        source = " ".join(row["evidence"][at] for at in chosen)
        if source:
            found.append(Labelled(number, row["claim"], source, row["label"] == "supported"))
    return found


def read_summedits(domain: str) -> list[Labelled]:
    """Summaries of several sentences, some edited in a word or two."""
    rows = json.loads((EVAL / "summedits" / f"summedits_{domain}.json").read_text("utf-8"))
    numbers: dict[str, int] = {}
    return [Labelled(numbers.setdefault(r["doc"], len(numbers)), r["summary"], r["doc"], r["label"] == 1) for r in rows]


def read_made(half: int) -> list[Labelled]:
    """Half 0 is for fitting, half 1 is held out: they share no article."""
    made = [claim for claim in made_claims() if claim.group % 2 == half]
    return [Labelled(m.group, m.claim, m.source, m.is_supported, m.kind) for m in made]


def read_told(half: int) -> list[Labelled]:
    """Sentences of experts' neutral summaries of three articles (neus): supported by the articles, and not supported by
    what is left of them when the sentences that hold much of it are taken out. Halves as of `read_made`."""
    split = ("val", "test")[half]
    sources, summaries = (
        (EVAL / "neus" / f"{split}.{end}").read_text("utf-8").splitlines() for end in ("source", "target")
    )
    chance = random.Random(3)
    found: list[Labelled] = []
    for number, (source, summary) in enumerate(zip(sources, summaries, strict=True)):
        sentences = [summary[span.start : span.end] for span in split_sentences(summary)]
        whole = [sentence for sentence in sentences if 8 <= len(sentence.split()) <= 50]
        for told in chance.sample(whole, min(2, len(whole))):
            found.append(Labelled(number, told, source, True, "told"))
            rest = _without_support(told, source)
            if len(rest.split()) > 60:
                found.append(Labelled(number, told, rest, False, "lost"))
    return found


def _without_support(claim: str, source: str) -> str:
    """The source without the sentences that hold more than about a third of the claim's weight."""
    known = read(source)
    sentences = len(known.bounds)
    holding = Counter(stem for here in known.stems_by_sentence for stem in here)
    weights = {stem: math.log(1 + sentences / (holding[stem] or 0.5)) for stem in read(claim).stems}
    total = sum(weights.values())
    held = [sum(weights[stem] for stem in weights.keys() & here) for here in known.stems_by_sentence]
    spans = split_sentences(known.text)
    return " ".join(known.text[s.start : s.end] for s, part in zip(spans, held, strict=True) if part < 0.35 * total)


SETS: dict[str, Callable[[], list[Labelled]]] = {
    "qags": read_qags,
    "wice": read_wice,
    "podcast": lambda: read_summedits("podcast"),
    "samsum": lambda: read_summedits("samsum"),
}
