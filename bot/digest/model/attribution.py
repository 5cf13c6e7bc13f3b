"""Who says a sentence, joined with the sentence for readers: the one place where that is done, and where files undo it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.digest.articles.headlines import Manner
from bot.digest.model.digest import Bullet
from retrieval.messages import Phrase

_REST = re.compile(r"(?P<opinion> \(opinion\))?(?P<form> asks| headline)?: (?=\S)")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A sentence in pieces, for surfaces that link the outlet: "West Times" + (" ", "asks", ": ") + "Who built it?".

    Our own words in the `joint` are Phrases.
    """

    outlets: str
    joint: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        return "".join((self.outlets, *self.joint, self.words))


def attributed(said: Bullet) -> Attributed:
    """The sentence as its outlets' word, never as fact; a headline that is no sentence stands in quotation marks."""
    is_quotable = said.manner == "heads" and not re.search(r"[“\"]", said.text)
    words = f"“{said.text}”" if is_quotable else said.text
    if not said.said_by:
        return Attributed("", (), words)
    mark = (" (", Phrase("opinion"), ")") if said.is_opinion else ()
    forms: dict[Manner, tuple[str, ...]] = {
        "says": (),
        "asks": (" ", Phrase("asks")),
        "heads": (" ", Phrase("headline")),
    }
    return Attributed(", ".join(said.said_by), (*mark, *forms[said.manner], ": "), words)


def taken_apart(text: str, citations: tuple[int, ...], outlets: Iterable[str]) -> Bullet:
    """The inverse, for files: `str(attributed(taken_apart(text, ...))) == text`, whatever the text.

    Only the `outlets` of the sources cited are taken for speakers: anything else before a colon is part of the sentence.
    """
    known, said_by, at = sorted(filter(None, outlets), key=len, reverse=True), list[str](), 0
    while found := next((name for name in known if text.startswith(name, at)), ""):
        said_by.append(found)
        at += len(found)
        if not text.startswith(", ", at):
            break
        at += 2
    rest = _REST.match(text, at)
    if not said_by or rest is None:
        return Bullet(text, citations)
    manner: Manner = {" asks": "asks", " headline": "heads"}.get(rest["form"], "says")  # type: ignore[assignment]
    words = text[rest.end() :]
    if manner == "heads" and re.fullmatch(r"“[^“\"]+”", words):
        words = words[1:-1]
    read = Bullet(words, citations, tuple(said_by), None, manner, bool(rest["opinion"]))
    return read if str(attributed(read)) == text else Bullet(text, citations)
