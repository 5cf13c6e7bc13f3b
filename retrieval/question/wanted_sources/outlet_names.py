"""Names of outlets as people write them in questions, and where they stand. Whether one is meant as a source is decided elsewhere."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.once import once_each
from retrieval.sources.outlets import Registry, fold_name, short_name

LONGEST_NAME = 10
# In lower case these are words, not names; with capitals they are looked at like any other name.
_ORDINARY_NAMES = """
    aap|abc|advanced manufacturing|age|air news|ani|ann|ap|apa|app|apple news|arab news|arm|asia society|atlantic|
    atlantic council|australian|automotive news|aviation week|bild|blue news|breaking defense|business today|
    capital brief|carbon brief|china briefing|china military|citizen|cls|conversation|courthouse news|cradle|dawn|
    defense news|defense one|democracy now|digital journal|diplomat|dispatch|dw|et now|europa press|facebook|
    federalist|focus taiwan|forbes list|foreign affairs|foreign policy|fortune|freedom house|frontline|ft|
    fuji television|global edition|google news|grist|herald|hill|hindu|independent|india today|insider|intercept|
    iran international|jane s|janes|jang|japan forward|japan today|lawfare|left voice|lit|local|mail|manufacturer|
    map|metro|microsoft news|microsoft start|military times|mint|mirror|mother jones|mountaineer|ms now|myanmar now|
    nation|national|national interest|national news|nature|naval news|new arab|new scientist|news|news agency|
    news break|observer|open|open magazine|panorama|paper|peninsula|phoenix tv|pioneer|popular mechanics|post|
    press tv|print|prospect|pti|punch|quartz|quint|radio liberty|rai|reason|register|reporter|rolling stone|rt|
    russia today|salon|saudi gazette|scroll|seeking alpha|simple flying|sky news agency|slate|spectator|splash|
    sputnik|standard|star|state media|statesman|storm media|strategist|substack|successful farming|sun|sunday times|
    taiwan news|taiwan plus|task purpose|tass|taz|tempo|the independent|the times|time|times|times now|travel radar|
    tribune|un news|uni|unseen japan|up media|us sun|valley news|vanguard|variety|verge|vibes|wam|week|wire|wired|
    world|yahoo|your valley
"""
_ORDINARY = frozenset(name.strip() for name in _ORDINARY_NAMES.split("|"))
_SMALL = frozenset("of the and de la le el los las der die das du del di do da for on in at al".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W_]+")
_OPENERS = ('"', "“", "„", "«", "‘", "「")
_CLOSERS = ('"', "”", "“", "»", "’", "」")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet's name at [start, end) of a text. Several `outlets` when they share it."""

    start: int
    end: int
    outlets: tuple[str, ...]


class NameBook:
    """Every name of every outlet. `more` are outlets that articles name and the registry does not know."""

    def __init__(self, registry: Registry, more: Iterable[str] = ()) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for key, outlet in registry.aliases().items():
            found[key].add(outlet.name)
        for outlet in registry:
            # "The Nation (US)": people leave out what only tells two apart.
            short = fold_name(short_name(outlet))
            if not short:
                # What an institution's site publishes is asked for by the site's own name.
                found.pop(fold_name(re.sub(r"\s*\(.*\)", "", outlet.name)), None)
            elif short not in found or "(" in outlet.name:
                found[short].add(outlet.name)
        for name in more:
            if (key := fold_name(name)) and key not in found and not key.isdecimal():
                found[key].add(name)
        self._names = {key: tuple(sorted(names)) for key, names in found.items() if key}
        self._beginnings = frozenset(key.split(" ", 1)[0] for key in self._names)
        self._wide = {key: names for key, names in self._names.items() if len(key) > 1 and _WIDE.fullmatch(key)}

    def find(self, text: str) -> list[Named]:
        """The names in a text in order, the longest where some overlap; in lower case only what is no ordinary word."""
        words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        found: list[Named] = []
        at = 0
        while at < len(words):
            name = self._longest_at(text, words[at : at + LONGEST_NAME])
            if name is not None:
                found.append(name)
                at = next((n for n, (start, _) in enumerate(words) if start >= name.end), len(words))
                continue
            found += self._inside(text, *words[at])
            at += 1
        return found

    def beginning(self, words: str) -> tuple[str, ...]:
        """The outlets of the one name that begins with these words; none where several do."""
        start = f"{fold_name(words)} "
        found = {outlets for key, outlets in self._names.items() if key.startswith(start)} if start.strip() else set()
        return found.pop() if len(found) == 1 else ()

    def _longest_at(self, text: str, words: list[tuple[int, int]]) -> Named | None:
        start = words[0][0]
        if not self._may_begin(text, words):
            return None
        for _, end in reversed(words):
            outlets = self._names.get(fold_name(text[start:end]))
            if outlets is not None and is_written_as_name(text[start:end]):
                return Named(start, end, outlets)
        return None

    def _may_begin(self, text: str, words: list[tuple[int, int]]) -> bool:
        first = fold_name(text[slice(*words[0])])
        return first in self._beginnings or (not first and len(words) > 1)

    def _inside(self, text: str, start: int, end: int) -> Iterator[Named]:
        """Names inside a run written without spaces: 环球时报说了什么."""
        run = text[start:end]
        if run.isascii():
            return
        at = 0
        while at < len(run):
            length = next((n for n in range(min(len(run) - at, 12), 1, -1) if run[at : at + n] in self._wide), 0)
            if length:
                yield Named(start + at, start + at + length, self._wide[run[at : at + length]])
            at += length or 1


@once_each
def name_book(registry: Registry, more: frozenset[str] = frozenset()) -> NameBook:
    """The book of a registry, made once: a registry never changes, the catalog makes a new one."""
    return NameBook(registry, more)


def is_written_as_name(written: str) -> bool:
    """With capitals, in another script, or in lower case something that is no ordinary word ("reuters", "global times")."""
    words = _WORD.findall(written)
    proud = [word for word in words if word.casefold() not in _SMALL] or words
    if all(not word[0].islower() or not word.isascii() or any(c.isupper() for c in word) for word in proud):
        return True
    folded = fold_name(written)
    return len(folded) > 2 and folded not in _ORDINARY and written.casefold() not in _ORDINARY


def without_quotes(text: str, named: Iterable[Named]) -> str:
    """The words of telling stand right beside a name, also where somebody puts the name itself in quotation marks."""
    for name in sorted(named, key=lambda name: -name.start):
        if text[: name.start].endswith(_OPENERS) and text[name.end :].startswith(_CLOSERS):
            text = f"{text[: name.start - 1]}{text[name.start : name.end]}{text[name.end + 1 :]}"
    return text
