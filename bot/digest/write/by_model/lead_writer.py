"""The two sentences on top of a digest, made by a model of sentences that passed, and checked like them."""

import re
from collections.abc import Sequence
from typing import Any

from bot.digest.articles.headlines import LONGEST_WORDS
from bot.digest.write.by_model.brief import source_of
from bot.digest.write.by_model.story_writer import Desk
from bot.digest.write.by_model.trust import Trust
from bot.digest.write.draft import BlockDraft, Line, outlets_of
from retrieval.articles import Article
from retrieval.claims import Draft as Claim
from retrieval.claims import review
from retrieval.language.terms import term_set
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import LEAD
from retrieval.model.prompts.sentence import Sentence

BLOCKS = 3
# A lead of which one line of the digest has so many of the terms says nothing beside it.
SAME_SHARE = 0.8
_UNWANTED = re.compile(r"\[\d+\]|<|https?:")


def write_lead(desk: Desk, topic_name: str, blocks: Sequence[BlockDraft], trust: Trust) -> tuple[tuple[Line, ...], int]:
    """The lead of the first blocks, empty where none passed; and how many sentences were proposed."""
    first = blocks[:BLOCKS]
    cited = list({a.id: a for block in first for line in block.lines for a in line.articles}.values())
    patience = trust.begin() if len(blocks) > 1 else None
    if patience is None:
        return (), 0
    reply = ask_model(desk.model, LEAD, _request(topic_name, first, cited), timeout=patience, replies=desk.replies)
    trust.note(reply)
    if isinstance(reply, Missing):
        return (), 0
    known = [line.text for block in blocks for line in block.lines]
    lines = [line for said in reply.sentences if (line := _line(said, first, cited)) and _is_new(line.text, known)]
    claims = [Claim(line.text, tuple(map(source_of, line.articles))) for line in lines]
    reviewed = review(claims, verifier=desk.verifier)
    passed = (line for line, each in zip(lines, reviewed, strict=True) if each.verdict.is_supported)
    return tuple(passed), len(reply.sentences)


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


def _line(said: Sentence, blocks: Sequence[BlockDraft], cited: Sequence[Article]) -> Line | None:
    text = " ".join(said.text.split())
    articles = tuple(cited[n - 1] for n in dict.fromkeys(said.citations) if 1 <= n <= len(cited))
    if not articles or len(text.split()) > LONGEST_WORDS or _UNWANTED.search(text):
        return None
    outlets = outlets_of(articles)
    is_named = any(outlet.casefold() in text.casefold() for outlet in outlets)
    story = next(
        block.story for block in blocks for line in block.lines if any(a.id == articles[0].id for a in line.articles)
    )
    return Line(text, "", story, articles, () if len(outlets) > 1 or is_named else outlets)


def _is_new(text: str, known: Sequence[str]) -> bool:
    """Whether no line says all of it: a lead may hold a short line whole, and more."""
    said = term_set(text)
    return not any(len(said & term_set(line)) >= SAME_SHARE * len(said) for line in known)
