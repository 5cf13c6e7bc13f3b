"""Makes the terms that texts are compared by: without case, accents, endings and function words. The home of PyStemmer.

The stemmer is chosen by script, not by the text's language, unless one is asked for: a name must give the same term in
a Spanish article and in an English question.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, repeat

import Stemmer

from retrieval.language.countries import initials
from retrieval.language.vocabulary import vocabularies

STOP_WORDS: dict[str, frozenset[str]] = {
    code: known.stop_words for code, known in vocabularies().items() if known.stop_words
}
"""Words that carry no content, by language. They stand in the files of the languages (`retrieval/language/data/languages`)."""
ANY_LANGUAGE: frozenset[str] = frozenset().union(
    *(known.stop_words - known.only_here for known in vocabularies().values())
)
"""For a text of unknown language: without the words that carry content in another ("die", "sin", "son")."""
_WIDE = (
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
)
_IN_WORD = rf"[^\W_{_WIDE}]"
_TAIL = rf"{_IN_WORD}*(?:['’][^\W\d_{_WIDE}]+)*"
# Letters with dots ("U.S."), numbers with separators ("1,250.5"), runs written without spaces, words with an apostrophe.
# What most words begin with stands first: this pattern is most of the time an answer takes.
_TOKEN = re.compile(
    rf"[A-Za-z](?:\.(?:[A-Za-z]\.)+|[A-Za-z0-9]*{_TAIL})|\d+(?:(?:[.,]\d+)+|{_TAIL})|[{_WIDE}]+|{_IN_WORD}{_TAIL}"
)
_WIDE_RUN = re.compile(rf"[{_WIDE}]")
_STEMMERS = {
    "LATIN": "english",
    "CYRILLIC": "russian",
    "ARABIC": "arabic",
    "GREEK": "greek",
    "DEVANAGARI": "hindi",
    "ARMENIAN": "armenian",
    "TAMIL": "tamil",
}
_BY_LANGUAGE = {code: known.stemmer for code, known in vocabularies().items() if known.stemmer}
# One country written three ways ("USA" is "US"); "us" in lower case stays the pronoun and is dropped.
_SAME = {name.casefold(): short.casefold() for name, short in initials().items()}


def terms(text: str, language: str = "") -> list[str]:
    """The terms of a text in order, repetitions kept.

    Texts that are to be compared must be given the same `language`; without one the stemmer goes by the script.
    CJK and other unspaced scripts give overlapping pairs of characters. Numbers lose their thousands separators.
    """
    return list(_terms(text, language[:2]))


@lru_cache(maxsize=4096)
def term_set(text: str, language: str = "") -> frozenset[str]:
    """The distinct terms of a text (cached: asked again for the same sentences while one answer is made)."""
    return frozenset(_terms(text, language[:2]))


@lru_cache(maxsize=4096)
def _terms(text: str, language: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(map(_token_terms, _TOKEN.findall(text), repeat(language))))


@lru_cache(maxsize=200_000)
def _token_terms(token: str, language: str) -> tuple[str, ...]:
    if _WIDE_RUN.match(token):
        return tuple(_pairs(unicodedata.normalize("NFKC", token), language))
    word = token.replace(".", "") if token[0].isalpha() else _plain_number(token)
    folded = _fold(re.sub(r"['’]s?$|['’]s$", "", word))
    # "WHO" and "US" in capitals are names, "who" and "us" are not.
    is_name = len(word) > 1 and word.isupper()
    if not folded or (not is_name and folded.split("'")[0] in _stop_words(language)):
        return ()
    return (_SAME.get(folded, folded) if is_name else _stem(folded, language),)


def _pairs(run: str, language: str) -> Iterator[str]:
    stop = _stop_words(language)
    pieces = [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return (piece for piece in pieces if piece not in stop)


def _plain_number(token: str) -> str:
    """ "1,250" is "1250", "1,250.50" is "1250.50"; a comma before other than three digits stands for a point."""
    if not token[0].isdigit():
        return token
    return re.sub(r",(?=\d{3}(?!\d))", "", token).replace(",", ".").strip(".")


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    if folded.isascii() or not folded or _script(folded) not in {"LATIN", "GREEK"}:
        return folded.replace("ё", "е")
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(character for character in plain if not unicodedata.combining(character))


def _script(word: str) -> str:
    return unicodedata.name(word[0], "").split(" ")[0]


def _stop_words(language: str) -> frozenset[str]:
    return STOP_WORDS.get(language, ANY_LANGUAGE)


# A Stemmer object is not safe to share between threads.
_stemming = threading.Lock()


@lru_cache(maxsize=32)
def _stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)


def _stem(word: str, language: str) -> str:
    script = _script(word)
    name = _BY_LANGUAGE.get(language, "english") if script == "LATIN" else _STEMMERS.get(script)
    if name is None:
        return word
    with _stemming:
        stem: str = _stemmer(name).stemWord(word)
    return stem
