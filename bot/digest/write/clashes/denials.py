"""Where the sides contradict each other in words: one tells an act that another denies, refuses what another has accepted, or each
blames somebody else.

Words tell less than numbers do, so the act has to be named by both; a denial of what nobody tells is no contradiction.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.digest.write.teller import Offer
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set, terms
from retrieval.messages import Phrase

# Both sentences share so many concepts in all, and so many, and so large a share, of what is denied (golden cases in
# test_denials.py).
SHARED_IN_ALL, SHARED_OF_DENIED, SHARE_OF_DENIED = 4, 2, 0.7
# So far the words of a denial, of what stands before an act, and of who acts are read.
DENIED_WORDS, NEAR_WORDS, ACTOR_WORDS = 14, 5, 6

_CLAIM = r"(?:claims?|reports?|reported|allegations?|alleged|accusations?|charges?|suggestions?|rumou?rs?|assertions?)"
_FILLING = (
    r"(?:(?:it|he|she|they|its|his|her|their|any|ever|having|being|that|the|a|an|all|of|about|over|to|has|had|have|was|were|is|"
    r"are|been) )*"
)
# "Denied the request" refuses; what is denied here is that something is so.
_DENIES = re.compile(
    rf"\b(?:(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|debunk(?:s|ed|ing)?)"
    rf"(?= (?:ever|having|being|that|any|it|he|she|they|(?:[\w'’-]+ ){{0,3}}(?:{_CLAIM}|\w+ing)\b))|"
    rf"(?:reject|dismiss|disput|rebut)(?:e|s|es|ed|ing)? (?:[\w'’-]+ ){{0,3}}?{_CLAIM}|"
    rf"false(?:ly)? (?:claim|assert|alleg)\w*|desmiente(?: que)?|desmintió(?: que)?|niega|negó) {_FILLING}",
    re.IGNORECASE,
)
_NEGATES = re.compile(rf"\b(?:never|did not|didn['’]t) {_FILLING}", re.IGNORECASE)
_NO = re.compile(r"\b(?:no|not|never|nor|without|\w+n['’]t)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:could|can|may|might|would|will|should|if|whether|unless|plans?|planned|considers?|considering|wants?|seeks?|urges?|"
    r"calls? for|threatens?|vows?|warns?|asks?|to)\b",
    re.IGNORECASE,
)
_ACCEPTS = re.compile(r"\b(?:accept|agree|approve|welcome|back)(?:s|d|ed)?\b(?: to)?", re.IGNORECASE)
_REFUSES = re.compile(
    r"\b(?:reject(?:s|ed)?|refus(?:es|ed)(?: to)?|declin(?:es|ed)(?: to)?|turn(?:s|ed) down|spurn(?:s|ed)?)\b",
    re.IGNORECASE,
)
_BLAMES = re.compile(
    r"\b(?:blam(?:e|es|ed|ing)|fault(?:s|ed)|points? (?:the |a )?finger at) (?P<whom>[^,.;:]{2,60}?)"
    r"(?= (?:for|over|after|as|in|on|amid|when|while|following)\b|[,.;:]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Denied:
    """What a sentence denies: its words in order, as concepts; `act` is the first, which somebody did or did not do."""

    words: tuple[str, ...]

    @property
    def act(self) -> str:
        return self.words[0]

    def is_told_by(self, known: frozenset[str]) -> bool:
        """Whether most of it stands among some concepts."""
        whole = frozenset(self.words)
        return len(known & whole) >= max(SHARED_OF_DENIED, SHARE_OF_DENIED * len(whole))


def name_denial(one: Offer, other: Offer) -> str:
    """What two sentences of different sides contradict each other on, for readers; empty where they do not."""
    if one.candidate.side == other.candidate.side:
        return ""
    for teller, denier in ((one, other), (other, one)):
        outlets = {"one": teller.candidate.article.outlet, "other": denier.candidate.article.outlet}
        if is_denied(teller.statement.text, denier.statement.text):
            return Phrase("whether it is so – {one} tells it, {other} tells a denial", **outlets)
        if is_refused(teller.statement.text, denier.statement.text):
            return Phrase("whether it was accepted – {one} says yes, {other} says no", **outlets)
    return _name_blame(one, other)


def is_denied(told: str, denial: str) -> bool:
    """Whether a sentence tells as done what another denies."""
    if _DENIES.search(told):
        return False
    known = _concepts(told)
    if len(known & _concepts(denial)) < SHARED_IN_ALL:
        return False
    return any(
        denied.act in known and denied.is_told_by(known) and _is_done(told, denied.act) for denied in denied_in(denial)
    )


def is_refused(told: str, refusal: str) -> bool:
    """Whether a sentence tells that somebody accepted what the same one refused in another."""
    yes, no = _ACCEPTS.search(told), _REFUSES.search(refusal)
    if yes is None or no is None or _REFUSES.search(told) or _ACCEPTS.search(refusal):
        return False
    actors = [
        _concepts(" ".join(text[: at.start()].split()[:ACTOR_WORDS])) for text, at in ((told, yes), (refusal, no))
    ]
    things = [_concepts(text[at.end() :]) for text, at in ((told, yes), (refusal, no))]
    is_open = any(
        _OPEN.search(text[: at.start()]) or _NO.search(text[: at.start()]) for text, at in ((told, yes), (refusal, no))
    )
    return not is_open and bool(actors[0] & actors[1]) and len(things[0] & things[1]) >= SHARED_OF_DENIED


def denied_in(sentence: str) -> Iterator[Denied]:
    """The acts that a sentence denies."""
    for pattern in (_DENIES, _NEGATES):
        for match in pattern.finditer(sentence):
            clause = re.split(r"[,;:.“”\"]", sentence[match.end() :])[0]
            words = tuple(as_concepts(terms(" ".join(clause.split()[:DENIED_WORDS]))))
            if len(set(words)) >= SHARED_OF_DENIED:
                yield Denied(words)


def _is_done(sentence: str, act: str) -> bool:
    """Whether a sentence tells an act as done: no negation, wish or doubt stands right before it."""
    words = sentence.split()
    at = next((number for number, word in enumerate(words) if act in as_concepts(terms(word))), 0)
    before = " ".join(words[max(0, at - NEAR_WORDS) : at])
    return not (_NO.search(before) or _OPEN.search(before) or sentence.endswith("?"))


def _name_blame(one: Offer, other: Offer) -> str:
    found = [_BLAMES.search(each.statement.text) for each in (one, other)]
    blamed = [" ".join(match["whom"].split()) for match in found if match]
    if len(blamed) < len(found) or not all(re.match(r"(?:the )?[A-ZÀ-Þ]", whom) for whom in blamed):
        return ""
    mine, theirs = map(_concepts, blamed)
    rest = (_concepts(one.statement.text) & _concepts(other.statement.text)) - mine - theirs
    if not mine or not theirs or mine & theirs or len(rest) < SHARED_OF_DENIED:
        return ""
    return Phrase(
        "who is to blame – {one} against {other}",
        one=Phrase("{what} ({outlet})", what=blamed[0], outlet=one.candidate.article.outlet),
        other=Phrase("{what} ({outlet})", what=blamed[1], outlet=other.candidate.article.outlet),
    )


def _concepts(text: str) -> frozenset[str]:
    return frozenset(term for term in as_concepts(term_set(text)) if not term.isdecimal())
