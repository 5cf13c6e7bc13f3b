from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.index.word_index import ANYWHERE, ArticleFacts, LexicalEntry, Within, WordIndex
from retrieval.store.facts import Facts, SideFacts
from tests.builders import NOON


def entry(
    name: str, words: str, *, byline: int = 1, stated: tuple[tuple[str, str], ...] = (), minutes: int = 0
) -> LexicalEntry:
    facts = ArticleFacts(name, NOON + timedelta(minutes=minutes), byline, ("ports",), stated)
    return LexicalEntry(f"{name}:0", facts, words.split())


@pytest.fixture
def index(tmp_path: Path) -> WordIndex:
    made = WordIndex(tmp_path / "words")
    made.replace(
        [],
        [
            entry("a", "bridge open bridge", byline=1),
            entry("b", "bridge close toll", byline=2, minutes=1),
            entry("c", "school burn", byline=3, stated=(("ports", "east"),), minutes=2),
        ],
    )
    return made


def ids(found: list[tuple[str, float]]) -> list[str]:
    return [name for name, _ in found]


def test_the_more_often_and_the_rarer_the_better(index: WordIndex) -> None:
    assert ids(index.search(["bridge"], 5)) == ["a:0", "b:0"]
    assert ids(index.search(["bridge", "toll"], 5))[0] == "b:0"
    assert index.search(["nothing"], 5) == index.search([], 5) == []


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (ANYWHERE, {"a:0", "b:0", "c:0"}),
        (Within(articles=frozenset({"a", "zz"})), {"a:0"}),
        (Within(articles=frozenset()), set()),
        (Within(facts=Facts(bylines=frozenset({2, 3}))), {"b:0", "c:0"}),
        (Within(facts=Facts(bylines=frozenset())), set()),
        (Within(since=NOON + timedelta(minutes=1)), {"b:0", "c:0"}),
        (Within(until=NOON + timedelta(minutes=1)), {"a:0"}),
        (Within(topics=frozenset({"ports"})), {"a:0", "b:0", "c:0"}),
        (Within(topics=frozenset({"schools"})), set()),
        (Within(facts=Facts(sides=SideFacts(frozenset({1})))), {"a:0"}),
        (
            Within(facts=Facts(sides=SideFacts(frozenset({1}), frozenset({2, 3}), frozenset({("ports", "east")})))),
            {"a:0", "c:0"},
        ),
        (
            Within(facts=Facts(sides=SideFacts(frozenset(), frozenset({2}), frozenset({("ports", "east")})))),
            set(),
        ),
    ],
)
def test_filters_let_through_what_passes(index: WordIndex, within: Within, expected: set[str]) -> None:
    assert set(index.ids_within(within)) == expected
    assert set(ids(index.search(["bridge", "school"], 9, within))) == expected
    assert index.count_within(within) == len(expected)


def test_replacing_forgets_the_articles_and_takes_the_new(index: WordIndex) -> None:
    index.replace(["a", "b"], [entry("b", "tower")])
    assert set(index.ids_within(ANYWHERE)) == {"b:0", "c:0"}
    assert ids(index.search(["tower"], 5)) == ["b:0"]


def test_two_writers_are_one_too_many(index: WordIndex, tmp_path: Path) -> None:
    second = WordIndex(tmp_path / "words")
    assert ids(second.search(["bridge"], 5)) == ["a:0", "b:0"]
    with pytest.raises(StorageError, match="Another counterpoint process"):
        second.claim()
    index.close()
    second.claim()
