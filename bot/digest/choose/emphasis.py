"""Which words a side uses in its headlines far more often than the others: what it stresses. No I/O."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.digest.articles.headline_verbs import has_verb
from bot.digest.articles.headlines import trim_headline
from bot.digest.articles.own_sentences import is_foreign
from bot.digest.choose.usable_articles import Candidate
from retrieval.articles import Article
from retrieval.language.countries import written_names
from retrieval.language.numbers import WORDS
from retrieval.language.terms import term_set, terms
from retrieval.sources.topics import Topic

MOST_WORDS = 5
# A word is stressed when so many different headlines of a side have it, such a share of them, and so many times the share
# that others have.
LEAST_HEADLINES, LEAST_SHARE, TIMES_OTHERS = 4, 0.03, 2.0
# Shorter words that are no names say little ("amid", "two").
LEAST_LETTERS = 5
_WORD = re.compile(r"[^\W\d_](?:[\w-]|[’'](?=[^\W_]{2}))*[^\W_]")


@dataclass(frozen=True, slots=True)
class Stressed:
    """A word as it is mostly written, in how many different headlines, and the newest article of them."""

    word: str
    headlines: int
    article: Article


def stressed_words(candidates: Sequence[Candidate], side: str, topic: Topic) -> list[Stressed]:
    """The words of a side, the most telling first. Names of the sides and of outlets say nothing; only headlines in the
    reader's language are read, each once."""
    headlines = _distinct(candidates)
    own = [candidate for candidate in headlines if candidate.side == side]
    others = [candidate for candidate in headlines if candidate.side != side]
    silent = names_of_sides(topic).union(*(term_set(candidate.article.outlet) for candidate in headlines))
    spoken, written, newest = _read(own, silent)
    elsewhere, _, _ = _read(others, silent)

    def lead(term: str) -> float:
        """How many times the others' share; as if one more headline of theirs had it: what nobody else happens to say is not
        endlessly rare."""
        return spoken[term] / len(own) * (len(others) + 1) / (elsewhere[term] + 1)

    least = max(LEAST_HEADLINES, LEAST_SHARE * len(own))
    telling = [(lead(term), term) for term, times in spoken.items() if times >= least and lead(term) >= TIMES_OTHERS]
    telling.sort(key=lambda entry: (-spoken[entry[1]] * entry[0], entry[1]))
    return [Stressed(_as_written(written[term]), spoken[term], newest[term]) for _, term in telling[:MOST_WORDS]]


def _as_written(forms: Counter[str]) -> str:
    """The usual form; a capital at the beginning of headlines makes no name."""
    return max(forms, key=lambda word: (word.islower(), forms[word], word))


def _distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One a headline; what two outlets print in the same words is said once."""
    english = (candidate for candidate in candidates if not is_foreign(candidate.article))
    return list({(candidate.side, term_set(candidate.article.title)): candidate for candidate in english}.values())


def names_of_sides(topic: Topic) -> frozenset[str]:
    """The terms of all that a text may say for a side or its countries."""
    names = [name for side in topic.perspectives for code in side.countries for name in written_names(code)]
    return frozenset[str]().union(*(term_set(name) for name in (*names, *(side.name for side in topic.perspectives))))


def _read(
    candidates: Sequence[Candidate], silent: frozenset[str]
) -> tuple[Counter[str], Mapping[str, Counter[str]], Mapping[str, Article]]:
    """How many headlines have a term that is mostly telling, how it is written, and who wrote it last."""
    spoken: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    newest: dict[str, Article] = {}
    telling: Counter[str] = Counter()
    for candidate in sorted(candidates, key=lambda each: each.article.published):
        said: dict[str, tuple[str, bool]] = {}
        for word, is_name in _words(trim_headline(candidate.article.title)):
            found = terms(word)
            if len(found) == 1 and found[0] not in silent:
                said.setdefault(found[0], (word, is_name or _is_telling(word)))
        for term, (word, is_telling) in said.items():
            written[term][word] += 1
            newest[term] = candidate.article
            telling[term] += is_telling
        spoken.update(said.keys())
    return Counter({term: times for term, times in spoken.items() if 2 * telling[term] >= times}), written, newest


def _words(headline: str) -> Iterator[tuple[str, bool]]:
    """The words, and whether they are names for sure: in capitals where other words are not."""
    words = _WORD.findall(headline)
    is_plain = 2 * sum(word[0].isupper() for word in words) < len(words)
    for place, word in enumerate(words):
        yield word, word.isupper() or (is_plain and place > 0 and word[0].isupper())


def _is_telling(word: str) -> bool:
    """No verb, no number, and nothing that says merely how."""
    plain = word.casefold()
    if len(plain) < LEAST_LETTERS or plain in WORDS or plain.endswith("ly"):
        return False
    return not has_verb(f"one {plain}")
