"""A strong model's replies to our own requests, true and corrupted, through the real client: what is published of them.

The replies were written by somebody who saw the requests only. A changed prompt, or another choice of articles, asks what nobody
answered: then these tests say so, and the replies have to be played again (docs/models.md, "Recordings").
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.recordings import load_recordings
from bot.digest.editor import Edition
from bot.digest.model.statements import all_sentences
from tests.played.played_days import HERE, demo_days, maren_day
from tests.played.played_server import PlayedServer, played_model

pytestmark = pytest.mark.slow

RECORDINGS = HERE / "recordings"
AGAIN = (
    "The requests have changed, so a strong model must be played again: python -m benchmarks.played FOLDER --keep "
    "(and with --false), as docs/models.md says under “Recordings”."
)


@pytest.fixture(scope="module")
def true_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Edition], PlayedServer]:
    with played_model(load_recordings()) as (model, played):
        return list(demo_days(model, tmp_path_factory.mktemp("demo"))), played


@pytest.fixture(scope="module")
def true_maren(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Edition], PlayedServer]:
    with played_model(load_recordings(RECORDINGS / "true")) as (model, played):
        return list(maren_day(model, tmp_path_factory.mktemp("maren"))), played


@pytest.fixture(scope="module")
def false(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Edition], PlayedServer]:
    """Both topics, every sentence of the writer corrupted, the verifier honest."""
    with played_model(load_recordings(RECORDINGS / "false")) as (model, played):
        editions = [*demo_days(model, tmp_path_factory.mktemp("demo"))]
        return [*editions, *maren_day(model, tmp_path_factory.mktemp("maren"))], played


def test_of_true_sentences_nine_in_ten_are_published(
    true_demo: tuple[list[Edition], PlayedServer], true_maren: tuple[list[Edition], PlayedServer]
) -> None:
    assert not true_demo[1].unknown and not true_maren[1].unknown, AGAIN
    reports = [edition.report for editions, _ in (true_demo, true_maren) for edition in editions]
    proposed, accepted = sum(each.proposed for each in reports), sum(each.accepted for each in reports)
    assert proposed >= 80
    assert accepted / proposed >= 0.9


def test_no_false_sentence_is_published(false: tuple[list[Edition], PlayedServer]) -> None:
    editions, played = false
    assert not played.unknown, AGAIN
    assert sum(edition.report.proposed for edition in editions) >= 80
    told = {text for key in played.asked for text in _texts(json.loads(played.replies[key]))}
    shown = {bullet.text for edition in editions for bullet in all_sentences(edition.digest)}
    shown |= {story.title for edition in editions for story in edition.digest.stories}
    assert told & shown == set()
    assert {edition.digest.writer for edition in editions} == {"extractive"}


def test_a_second_edition_of_the_same_day_asks_nothing(true_demo: tuple[list[Edition], PlayedServer]) -> None:
    asked = true_demo[1].asked
    assert len(asked) == len(set(asked))


def test_every_recorded_reply_is_still_asked_for(
    true_demo: tuple[list[Edition], PlayedServer],
    true_maren: tuple[list[Edition], PlayedServer],
    false: tuple[list[Edition], PlayedServer],
) -> None:
    digests = Path("bot/demo/recordings/digests.jsonl").read_text("utf-8").splitlines()
    asked = {*true_demo[1].asked, *true_maren[1].asked, *false[1].asked}
    kept = {json.loads(line)["key"] for line in digests} | true_maren[1].replies.keys() | false[1].replies.keys()
    assert kept - asked == set()


def _texts(said: object) -> Iterator[str]:
    """Titles and sentences of a reply."""
    if isinstance(said, dict):
        yield from (said[name].removesuffix(".") for name in ("title",) if said.get(name))
        yield from (said[name] for name in ("text",) if said.get(name))
        yield from (text for value in said.values() for text in _texts(value))
    elif isinstance(said, list):
        yield from (text for value in said for text in _texts(value))
