"""Translates digests and answers into the reader's language, when a model is there. What cannot be checked stays in the original.

Citations, links and quotations are never touched; every other line is shown in the model's words only if `faithful` says
so. A line is asked for once: what became of it is remembered, for the next reader of that language and for a restart.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeGuard

from bot.digest.show.document import Block, Bold, BulletItem, Document, Heading, Inline, Italic, Paragraph, Text
from bot.talk.frame.localise import LANGUAGES, Words
from bot.talk.frame.memory import OURSELVES, Memory
from bot.talk.language.translation_check import LATIN, Translated, is_faithful
from retrieval.language.detect import detect_language
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import TRANSLATE
from retrieval.model.prompts.translate import AT_ONCE
from retrieval.ports import Clock, Model

A_WORD, SURE = 8, 60
A_CALL = timedelta(seconds=30)
A_READER = timedelta(seconds=25)
"""How long somebody who waits for an answer waits for its translation."""
A_DIGEST = timedelta(minutes=2)
"""How long a digest that is written ahead of its time may take."""
REST = timedelta(minutes=10)
"""After a failure the post goes out untranslated for a while: one dead model must not delay every edition in turn."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A document as far as it could be translated. Of `lines` in another language `kept` stand in the original."""

    document: Document
    lines: int = 0
    kept: int = 0
    is_mostly_foreign: bool = True


class Translator:
    """Translates documents with `model`; without one, or when it fails, the original comes back.

    Lines of digests are remembered in `memory`; without one nothing is kept, for an answer's lines may hold what was asked.
    """

    def __init__(self, model: Model | None, clock: Clock, memory: Memory | None = None) -> None:
        self._model = model
        self._memory = memory
        self._clock = clock
        self._rests_until: datetime | None = None

    def translate(
        self, document: Document, language: str, *, patience: timedelta = A_READER, leave: Collection[str] = ()
    ) -> Rendition:
        """Every line that can be checked, in `language`. `leave` are words of ours, in that language already. Never raises."""
        pieces = {piece for block in document.blocks for piece in _wordy(block, language)} - set(map(_core, leave))
        known = self._remembered(pieces, language)
        self._ask_for(sorted(pieces - known.keys()), known, language, patience)
        changed = {line: said for line, said in known.items() if said != line}
        kept = len(pieces) - len(changed)
        return Rendition(
            Document(
                tuple(_with(block, changed) for block in document.blocks), language if changed else document.language
            ),
            lines=len(pieces),
            kept=kept,
            is_mostly_foreign=2 * kept > sum(len(text) > SURE for block in document.blocks for text in _texts(block)),
        )

    def note(self, rendition: Rendition, words: Words) -> str:
        """What to tell the reader about what is not in their language; empty when all of it is."""
        if not rendition.kept:
            return ""
        if self._model is None and rendition.is_mostly_foreign:
            return words("In the words of the sources: no translator is connected.")
        if self._model is None:
            return words.many(
                "{n} sentence stands in its own language: no translator is connected.",
                "{n} sentences stand in their own language: no translator is connected.",
                rendition.kept,
            )
        if rendition.kept == rendition.lines:
            return words("In the words of the sources: the translator did not answer, or could not be trusted.")
        return words.many(
            "{n} sentence stands in the original: its translation could not be trusted.",
            "{n} sentences stand in the original: their translation could not be trusted.",
            rendition.kept,
        )

    def _remembered(self, pieces: Collection[str], language: str) -> dict[str, str]:
        if self._memory is None:
            return {}
        slots = {_slot(piece, language): piece for piece in pieces}
        return {slots[slot]: said for slot, said in self._memory.recall_all(OURSELVES, slots).items()}

    def _ask_for(self, lines: Sequence[str], known: dict[str, str], language: str, patience: timedelta) -> None:
        """Put what becomes of each line into `known`: its translation, or the line itself where that is not faithful."""
        model, now = self._model, self._clock.now()
        if model is None or not lines or (self._rests_until and now < self._rests_until):
            return
        deadline, failures = now + patience, 0
        for start in range(0, len(lines), AT_ONCE):
            left = deadline - self._clock.now()
            if left <= timedelta() or failures > 1:
                break
            some = lines[start : start + AT_ONCE]
            given = _ask(model, some, language, min(left, A_CALL))
            if isinstance(given, Missing):
                failures += 1 if given.is_of_this_request else 2
                continue
            settled = {
                line: one.text if is_faithful(line, one, language) else line
                for number, line in enumerate(some, 1)
                if (one := given.get(number))
            }
            known.update(settled)
            self._keep(settled, language)
        if failures:
            self._rests_until = self._clock.now() + REST

    def _keep(self, settled: Mapping[str, str], language: str) -> None:
        if self._memory is not None:
            slots = {_slot(line, language): said for line, said in settled.items()}
            self._memory.keep_all(OURSELVES, slots, now=self._clock.now())


def _slot(line: str, language: str) -> str:
    return f"line:{language}:{hashlib.sha256(line.encode()).hexdigest()[:40]}"


def _ask(model: Model, lines: Sequence[str], language: str, patience: timedelta) -> dict[int, Translated] | Missing:
    """The translations by the numbers of the lines, from 1."""
    payload = {
        "language": LANGUAGES[language],
        "lines": [{"n": number, "text": line} for number, line in enumerate(lines, 1)],
    }
    # A token is at least a letter in any script, and names are said twice.
    most = 300 + 2 * sum(map(len, lines))
    reply = ask_model(model, TRANSLATE, payload, max_tokens=most, timeout=patience)
    if isinstance(reply, Missing):
        return reply
    return {one.n: Translated(one.text, {each.name: each.form for each in one.names}) for one in reply.lines}


def _wordy(block: Block, language: str) -> list[str]:
    """The pieces of a block that are sentences or titles in another language."""
    return [_core(text) for text in _texts(block) if _needs_it(text, language)]


def _core(text: str) -> str:
    """A piece without what joins it to its neighbours (": " after an outlet's name)."""
    return text.strip(" \n:;,-")


def _texts(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [block.text]
    if isinstance(block, Paragraph | BulletItem):
        return [piece.text for piece in block.line if _is_said(piece)]
    return []


def _needs_it(text: str, language: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    if letters <= A_WORD or detect_language(text) == language:
        return False
    # A few English words are easily taken for another language, and most of what we hold is English.
    return language != "en" or letters > SURE or not LATIN.search(text)


def _with(block: Block, known: Mapping[str, str]) -> Block:
    if isinstance(block, Heading):
        return replace(block, text=_said(block.text, known))
    if isinstance(block, Paragraph | BulletItem):
        return replace(block, line=tuple(_piece(piece, known) for piece in block.line))
    return block


def _piece(piece: Inline, known: Mapping[str, str]) -> Inline:
    return replace(piece, text=_said(piece.text, known)) if _is_said(piece) else piece


def _is_said(piece: Inline) -> TypeGuard[Text | Bold | Italic]:
    return isinstance(piece, Bold | Italic) or (isinstance(piece, Text) and not piece.is_fixed)


def _said(text: str, known: Mapping[str, str]) -> str:
    core = _core(text)
    return text.replace(core, known[core], 1) if core in known else text
