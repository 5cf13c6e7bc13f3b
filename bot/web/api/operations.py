"""Every operation of the API once: its address, its parameters, what it asks of the desk, the shape of its answer. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.programs.reading_desk import USUAL_HITS, ReadingDesk, Wish
from bot.talk.frame.memory import Kind
from bot.web.api import parameters as ask
from bot.web.api import response_shapes as shapes
from bot.web.api.json_schema import Schema
from bot.web.api.parameters import Asked, Parameter

Call = Callable[[ReadingDesk, Asked], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """`kind` is what it counts as for the limits."""

    name: str
    path: str
    says: str
    shape: Schema
    call: Call
    parameters: tuple[Parameter, ...] = ()
    kind: Kind = "reading"
    method: Literal["GET", "POST"] = "GET"


def wish_of(asked: Asked) -> Wish:
    """A search as a request words it."""
    return Wish(
        asked.get("q", ""),
        asked.get("topic", ""),
        asked.get("side", ""),
        asked.get("outlet", ""),
        asked.get("from"),
        asked.get("to"),
        asked.get("limit", USUAL_HITS),
    )


OPERATIONS = (
    Operation("topics", "/topics", "The topics and their sides.", shapes.TOPICS, lambda desk, _: desk.topics()),
    Operation(
        "digests",
        "/topics/{topic}/digests",
        "The days of a topic that have a digest, newest first.",
        shapes.DIGESTS,
        lambda desk, asked: desk.digests(asked["topic"]),
        (ask.TOPIC_PATH,),
    ),
    Operation(
        "digest",
        "/topics/{topic}/digests/{day}",
        "The digest of a day, every sentence with its sources.",
        shapes.DIGEST,
        lambda desk, asked: desk.digest(asked["topic"], asked["day"]),
        (ask.TOPIC_PATH, ask.DAY_PATH),
    ),
    Operation(
        "stories",
        "/topics/{topic}/stories",
        "The story groups of a day: articles, sides, which side is missing.",
        shapes.STORIES,
        lambda desk, asked: desk.stories(asked["topic"], asked.get("date")),
        (ask.TOPIC_PATH, ask.DATE),
    ),
    Operation(
        "search",
        "/search",
        "The articles that match, each with its matching sentence; none where nothing is evidence for the words.",
        shapes.SEARCH,
        lambda desk, asked: desk.search(wish_of(asked)),
        (ask.WORDS, ask.TOPIC, ask.OUTLET, ask.SIDE, ask.FIRST, ask.LAST, ask.LIMIT),
        "search",
    ),
    Operation(
        "ask",
        "/ask",
        "An answer with its sources. A refusal is an answer too: its status is no_answer.",
        shapes.ANSWER,
        lambda desk, asked: desk.ask(asked["question"], asked.get("topic", "")),
        (ask.QUESTION, ask.TOPIC_BODY),
        "question",
        "POST",
    ),
    Operation(
        "compare",
        "/compare",
        "What each side of a topic says on something, in its outlets' own sentences.",
        shapes.COMPARISON,
        lambda desk, asked: desk.compare(asked["q"], asked.get("topic", "")),
        (ask.ABOUT, ask.TOPIC),
        "search",
    ),
    Operation(
        "outlets",
        "/outlets",
        "The outlets that have a side: country, owner, which side of which topic.",
        shapes.OUTLETS,
        lambda desk, asked: desk.outlets(asked.get("side", ""), asked.get("topic", "")),
        (ask.SIDE, ask.TOPIC),
    ),
)
