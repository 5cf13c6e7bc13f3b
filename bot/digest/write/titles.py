"""Titles of blocks whose story the lead has told: not the same sentence again, but the things that the story is about. No I/O."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.digest.articles.headline_verbs import has_verb
from retrieval.articles import Article
from retrieval.language.calendar import months, weekdays
from retrieval.language.numbers import CARDINALS, LARGE
from retrieval.language.terms import ANY_LANGUAGE, term_set

# A subject stands in so large a share of a story's articles, and in no fewer than so many.
LEAST_ARTICLES, LEAST_SHARE = 2, 0.6
MOST_WORDS, MOST_SUBJECTS = 4, 2
READ_CHARACTERS = 400
_JOINING = frozenset(("of", "for", "de", "del", "la", "du", "des"))
# What counts or dates a thing is not the thing.
_COUNTING = frozenset((*CARDINALS, *LARGE, *weekdays(), *months(), "day", "week", "month", "year"))
_WORD = re.compile(r"[^\W\d_][\w'’&-]*(?:\.[A-Za-z]\b)*")
# What may stand between two words of one name: a blank, and the dot of a short title ("Gov.", "U.S.").
_GAP = re.compile(r"\.? ")
_DOING = re.compile(r".{2}(?:ing|ed|ly)$")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, `plain` as it is compared; `joins` when the next word belongs to the same run."""

    text: str
    plain: str
    joins: bool

    @property
    def is_large(self) -> bool:
        return self.text[0].isupper()


def subject_title(articles: Sequence[Article]) -> str:
    """The things that a story's articles name, most of them first: "Lena bridge · Port Ansel"; empty where they share none."""
    chosen: list[str] = []
    for subject in _shared_subjects(articles):
        if len(chosen) < MOST_SUBJECTS and not any(term_set(subject) & term_set(other) for other in chosen):
            chosen.append(subject)
    if not any(" " in subject for subject in chosen):
        return ""
    return " · ".join(subject[0].upper() + subject[1:] for subject in chosen)


def _shared_subjects(articles: Sequence[Article]) -> list[str]:
    """Subjects of headlines that most articles have, the most shared and longest first; none that is a piece of another."""
    titles = [list(_words(article.title)) for article in articles]
    texts = [
        title + list(_words(article.body[:READ_CHARACTERS])) for title, article in zip(titles, articles, strict=True)
    ]
    shown: dict[tuple[str, ...], str] = {}
    for title in titles:
        for piece in _pieces(title):
            shown.setdefault(tuple(word.plain for word in piece), " ".join(word.text for word in piece))
    counts = {key: sum(bool(list(_places(key, text))) for text in texts) for key in shown}
    least = max(LEAST_ARTICLES, LEAST_SHARE * len(articles))
    shared = [key for key in shown if counts[key] >= least and _stands_whole(key, texts)]
    whole = [
        key for key in shared if not any(_is_within(key, other) and counts[other] >= counts[key] for other in shared)
    ]
    whole.sort(key=lambda key: -counts[key] * len(key))
    return [shown[key] for key in whole]


def _pieces(words: Sequence[_Word]) -> Iterable[Sequence[_Word]]:
    """The possible subjects of a headline: names, and several words without a verb that begin and end in no little one."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
            piece = words[start:end]
            if not all(word.joins for word in piece[:-1]):
                break
            if _is_subject(piece):
                yield piece


def _is_subject(piece: Sequence[_Word]) -> bool:
    ends, inner = {piece[0].plain, piece[-1].plain}, {word.plain for word in piece[1:-1]}
    if len(piece) == 1 and (not piece[0].is_large or len(piece[0].text) < 3):
        return False
    if (
        ends & (ANY_LANGUAGE | _COUNTING)
        or not inner & ANY_LANGUAGE <= _JOINING
        or any(_DOING.search(end) for end in ends)
    ):
        return False
    return not has_verb(" ".join(("X", *(word.text for word in piece))))


def _stands_whole(key: tuple[str, ...], texts: Sequence[Sequence[_Word]]) -> bool:
    """Whether it is cut from no longer name: somewhere it is written small, or stands between small words. One word alone has to
    be a name: large after a small word."""
    return any(_is_whole(key, text, at) for text in texts for at in _places(key, text))


def _is_whole(key: tuple[str, ...], text: Sequence[_Word], at: int) -> bool:
    end = at + len(key)
    goes_on = text[end - 1].joins and end < len(text) and text[end].is_large
    is_joined = at > 0 and text[at - 1].joins
    if len(key) == 1:
        return text[at].is_large and is_joined and not text[at - 1].is_large and not goes_on
    return not text[at].is_large or not (goes_on or (is_joined and text[at - 1].is_large))


def _places(key: tuple[str, ...], text: Sequence[_Word]) -> Iterator[int]:
    for at in range(len(text) - len(key) + 1):
        if text[at].plain == key[0] and tuple(word.plain for word in text[at : at + len(key)]) == key:
            yield at


def _is_within(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(key) < len(other) and any(other[at : at + len(key)] == key for at in range(len(other)))


def _words(text: str) -> Iterator[_Word]:
    found = list(_WORD.finditer(text))
    for number, match in enumerate(found):
        after = text[match.end() : found[number + 1].start()] if number + 1 < len(found) else ""
        word = re.sub(r"['’]s?$", "", match[0]) or match[0]
        is_short_title = match[0][0].isupper() and len(match[0]) < 4
        joins = word == match[0] and (after == " " or (is_short_title and bool(_GAP.fullmatch(after))))
        yield _Word(word + "." * (joins and after[0] == "."), word.casefold(), joins)
