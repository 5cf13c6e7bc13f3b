"""Sentences that other layers make in English (notes of a digest, refusals, errors), said in the reader's language.

Those layers know no languages. What they say is recognised by its form: the catalogue holds the form, its values are put
into the translation, and a value that is such a sentence itself is said in its turn. What is not recognised stays as it is.
"""

import re
from datetime import datetime
from functools import lru_cache

from bot.talk.frame.localise import Words

FORMS = (
    # Notes of a digest.
    "No article from outlets of the side “{side}” was found in this window.",
    "The side “{side}” rests on one article only ({outlets}).",
    "The side “{side}” rests on one outlet only ({outlet}).",
    "The side “{side}” rests on {count} articles only ({outlets}).",
    "A quiet day: no article of this topic was published in this window.",
    "A quiet day: what was published in this window was told in earlier digests or is no news.",
    "A quiet day: few of the articles of this window are new and can be told in sentences.",
    "After publication one article was retracted by the outlet; what rested on it was removed.",
    "After publication {count} articles were retracted by the outlet; what rested on it was removed.",
    "One article is left out, as you asked.",
    "{count} articles are left out, as you asked.",
    # Refusals. What is added last is recognised first.
    "{refusal} Did you mean “{question}”?",
    "{refusal} The nearest is “{title}” ({source}).",
    "I found nothing stored that answers this. I searched {what}: {reason}.",
    "{what} for “{words}”",
    "{what} ({when})",
    "{what} in {topics}",
    "what {outlets} published",
    "all articles",
    "no sentence could be quoted",
    "nothing stored passes what you asked for",
    "nothing stored is of that time",
    "no article holds the names you asked for",
    "articles come near it, but none says what you asked for",
    "articles come near it, but none says how many",
    "articles come near it, but none says who",
    "articles come near it, but none says when",
    "articles come near it, but none says where",
    "{side}: nothing stored on “{words}”.",
    "{side}: nothing stored.",
    "since {day}",
    "until {day}",
    "{first} to {last}",
    # Errors.
    "{host} cannot be found: check the spelling of {url}.",
    "{url} took too long to answer.",
    "{url} refuses connections.",
    "{url} has no valid certificate.",
    "{url} closed the connection.",
    "{url} is refused: {reason}. If it is a host of your own, list its host:port in COUNTERPOINT_ALLOW_PRIVATE_HOSTS.",
    "{url} is not an address we can fetch: give one that starts with http:// or https://.",
    "{url} wants a password (HTTP {status}).",
    "{url} refuses us (HTTP {status}).",
    "{url} does not exist (HTTP {status}).",
    "{url} says we ask too often (HTTP {status}).",
    "{url} says it is gone for good (410): remove it from its topic, or replace its address.",
    "{url} was set aside after {count} crashes: remove it, or add it again to retry.",
    "{url} failed {count} times in a row: {reason}",
    "There is no changed or removed topic {name} to restore.",
    "The day {day} has not begun yet in {zone}: choose an earlier one.",
)
FIELD = re.compile(r"\{(\w+)\}")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
DEEPEST = 6


def heard(words: Words, said: str, *, depth: int = 0) -> str:
    """`said` in the language of `words`, as far as its form is known."""
    if words.language == "en" or depth > DEEPEST:
        return said
    if DAY.fullmatch(said):
        return _day(words, said)
    for form, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return words(form, **{name: heard(words, v, depth=depth + 1) for name, v in found.groupdict().items()})
    return said


def with_days(words: Words, said: str) -> str:
    """The days in a text of ours as the language writes them."""
    return said if words.language == "en" else DAY.sub(lambda found: _day(words, found[0]), said)


def _day(words: Words, said: str) -> str:
    try:
        return words.day(datetime.strptime(said, "%d %B %Y").date())  # noqa: DTZ007 (a calendar day has no zone)
    except ValueError:
        return said


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((form, _pattern(form)) for form in FORMS)


def _pattern(form: str) -> re.Pattern[str]:
    pieces = FIELD.split(form)
    return re.compile("".join(f"(?P<{p}>.+)" if n % 2 else re.escape(p) for n, p in enumerate(pieces)), re.DOTALL)
