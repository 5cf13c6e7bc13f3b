"""Outlets and sides that a question mentions: which stand in one list, which are not wanted, and which articles are theirs. No I/O."""

import re
from collections.abc import Iterable, Sequence

from retrieval.answers import Source
from retrieval.articles import Filters
from retrieval.question.wanted_sources.outlet_names import Named
from retrieval.question.wanted_sources.side_phrases import SideNamed
from retrieval.question.wanted_sources.source_phrases import ROLES
from retrieval.sources.catalog import Snapshot
from retrieval.sources.outlets import fold_name

Mention = Named | SideNamed
_BETWEEN = re.compile(
    r"(?:'s|’s|'|’)?\s*(?:,|，|、|/|\band\b|\bor\b|&|\bvs\.?|\bversus\b|\bwith\b|\bthan\b|\bfrom\b|\bto\b|\by\b|\be\b|\bund\b|\bet\b|和|与|與|跟|及|同)"
    r"\s*(?:and\s+|that of\s+|those of\s+)?(?:the\s+|el\s+|la\s+)?",
    re.IGNORECASE,
)  # fmt: skip
_TOLD_OF_BEFORE = re.compile(
    r"\b(?:in|at|of|with|against|on|for|into|buys?|bought|sues?|sued|bans?|banned|own(?:s|ed)?)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_TOLD_OF_AFTER = re.compile(rf"(?:'s|’s)?\s+{ROLES}\b", re.IGNORECASE)
_BESIDES = re.compile(
    r"\b(?:besides|beside|apart\s+from|aside\s+from|other\s+than|except(?:\s+for)?|excluding|without\s+counting)\s+(?:the\s+)?"
    r"[\w.'’-]+(?:\s+(?-i:[A-Z])[\w.'’-]+)*(?:\s*(?:,|and|or)\s+(?:the\s+)?(?-i:[A-Z])[\w.'’-]+(?:\s+(?-i:[A-Z])[\w.'’-]+)*)*,?",
    re.IGNORECASE,
)


def unwanted(text: str, named: Iterable[Named]) -> tuple[frozenset[str], tuple[int, int] | None]:
    """The outlets that a question does not want, and where it says so: "besides Reuters". What stands there is no part of what is
    looked for, outlet or not.
    """
    found = _BESIDES.search(text)
    if found is None:
        return frozenset(), None
    inside = [name for name in named if found.start() <= name.start < found.end()]
    end = max([found.end(), *(name.end for name in inside)])
    return frozenset(outlet for name in inside for outlet in name.outlets), (found.start(), end)


def may_tell(group: Sequence[Mention], text: str) -> bool:
    """Whether outlets in no frame may be the source: not what is told of ("a stake in X", "X editor arrested")."""
    start, end = group[0].start, group[-1].end
    is_told = _TOLD_OF_BEFORE.search(text[:start]) or _TOLD_OF_AFTER.match(text[end:])
    return all(isinstance(one, Named) for one in group) and not is_told


def groups(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions joined by "and", "vs" or a comma are one list with one frame around it."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        before = groups[-1][-1] if groups else None
        if before and (before.end >= mention.start or _BETWEEN.fullmatch(text[before.end : mention.start])):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def sources_meant(mentions: Iterable[Mention], text: str, known: Snapshot) -> Iterable[Source]:
    seen: set[Filters] = set()
    for mention in mentions:
        for source in _sources_of(mention, text, known):
            if source.filters not in seen:
                seen.add(source.filters)
                yield source


def _sources_of(mention: Mention, text: str, known: Snapshot) -> Iterable[Source]:
    if isinstance(mention, Named):
        shown = mention.outlets[0] if len(mention.outlets) == 1 else text[mention.start : mention.end]
        return [Source(shown, Filters(outlets=frozenset(mention.outlets)))]
    by_name: dict[str, set[tuple[str, str]]] = {}
    for topic_id, side_id in mention.pairs:
        side = known.topics[topic_id].perspective(side_id)
        by_name.setdefault(fold_name(side.name) if side else side_id, set()).add((topic_id, side_id))
    if not by_name:
        return (
            [Source(_side_words(mention, text), Filters(outlets=frozenset(mention.outlets)))] if mention.outlets else []
        )
    return [
        Source(_side_name(pairs, known), Filters(perspectives=frozenset(pairs)))
        for pairs in (by_name.values() if mention.is_both else [set(mention.pairs)])
    ]


def _side_words(mention: SideNamed, text: str) -> str:
    return re.sub(r"^the\s+", "", text[mention.start : mention.end], flags=re.IGNORECASE)


def _side_name(pairs: Iterable[tuple[str, str]], known: Snapshot) -> str:
    topic_id, side_id = min(pairs)
    side = known.topics[topic_id].perspective(side_id)
    return side.name if side else side_id
