"""The two sentences on top of a digest, made by a model of sentences that passed, and checked like them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.digest.write.by_model.proposals import TOLD, Place, Proposal
from bot.digest.write.by_model.trust import Trust
from bot.digest.write.by_model.two_readings import Desk, read_twice
from bot.digest.write.draft import BlockDraft, Line
from retrieval.articles import Article
from retrieval.language.terms import term_set
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import LEAD
from retrieval.model.prompts.sentence import Sentence

BLOCKS = 3
# A lead of which one line of the digest has so many of the terms says nothing beside it.
SAME_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Lead:
    """The lines that passed, how many sentences were proposed, and why the others are not there."""

    lines: tuple[Line, ...] = ()
    proposed: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


def write_lead(desk: Desk, topic_name: str, blocks: Sequence[BlockDraft], trust: Trust) -> Lead:
    """The lead of the first blocks, empty where nothing passed."""
    first = blocks[:BLOCKS]
    cited = list({a.id: a for block in first for line in block.lines for a in line.articles}.values())
    patience = trust.begin() if len(blocks) > 1 else None
    if patience is None:
        return Lead()
    reply = ask_model(desk.model, LEAD, _request(topic_name, first, cited), timeout=patience, replies=desk.replies)
    trust.note(reply)
    if isinstance(reply, Missing):
        return Lead()
    known = [line.text for block in blocks for line in block.lines]
    proposed = [_proposal(said, first, cited, known) for said in reply.sentences]
    read = read_twice(desk, [each for each in proposed if not each.fault], trust)
    rejected = Counter(f"model: {each.fault}" for each in proposed if each.fault) + read.rejected
    return Lead(tuple(each.line for each in read.passed), len(proposed), rejected)


def _request(topic_name: str, blocks: Sequence[BlockDraft], cited: Sequence[Article]) -> dict[str, Any]:
    numbers = {article.id: n for n, article in enumerate(cited, 1)}
    return {
        "topic": topic_name,
        "stories": [
            {
                "title": block.title,
                "lines": [
                    {"text": _told(line), "citations": [numbers[article.id] for article in line.articles]}
                    for line in block.lines
                ],
            }
            for block in blocks
        ],
    }


def _told(line: Line) -> str:
    """A line with the outlet that alone tells it: the lead must not make a fact of it."""
    return f"{', '.join(line.said_by)}: {line.text}" if line.said_by else line.text


def _proposal(said: Sentence, blocks: Sequence[BlockDraft], cited: Sequence[Article], known: Sequence[str]) -> Proposal:
    """A sentence of the lead; its story is that of the first article it cites."""
    articles = tuple(cited[n - 1] for n in dict.fromkeys(said.citations) if 1 <= n <= len(cited))
    story = next(
        block.story
        for block in blocks
        if not articles or any(article.id == articles[0].id for line in block.lines for article in line.articles)
    )
    made = Proposal.of(Place("lead"), said, Line(said.text, "", story, articles))
    return made if made.fault or _is_new(made.line.text, known) else replace(made, fault=TOLD)


def _is_new(text: str, known: Sequence[str]) -> bool:
    """Whether no line says all of it: a lead may hold a short line whole, and more."""
    said = term_set(text)
    return not any(len(said & term_set(line)) >= SAME_SHARE * len(said) for line in known)
