"""Questions to the demo's articles, understood and answered by a strong model as it was played."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.recordings import RecordedModel, load_recordings
from retrieval.answers import Answer
from tests.played.played_questions import CONVERSATIONS, converse, demo_archive

pytestmark = pytest.mark.slow
RIGHT = {
    "How many people died in the Karsul flood?": r"14[\s\S]*six|six[\s\S]*14",
    "And who was warned?": r"Sessin|no one",
    "Who is Greta Holm?": r"admiral",
    "How old is she?": r"\b66\b",
    "How do Velmora and Tasrik differ on the warning before the flood?": r"Velmora[\s\S]*Tasrik",
    "Why did Tasrik limit its wheat exports?": r"dry summer",
    "When does the night train between Halmere and Orvane run again?": r"second Sunday",
    "and what does a bed cost?": r"49 crowns",
    "Did the water minister Ilra Denn keep her office?": r"78 votes to 61",
    "How did the number of dead in the Karsul flood change over the days?": r"nine",
    "¿Cuánto dinero pide Tasrik por los daños de la riada?": r"240",
    "Who leads Velmora's inquiry into the Karsul flood?": r"Alva Morrin",
    "卡尔苏尔洪水死了多少人？": r"14",
}
REFUSED = {"What is the capital of France?", "Who is the mayor of Karsul?"}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Answer], RecordedModel]]:
    model = RecordedModel(load_recordings())
    folder: Path = tmp_path_factory.mktemp("played")
    with demo_archive(model, folder) as app:
        yield {answer.question: answer for talk in CONVERSATIONS for answer in converse(app, talk)}, model


def test_every_request_has_its_recording(told: tuple[dict[str, Answer], RecordedModel]) -> None:
    assert told[1].unknown == []


@pytest.mark.parametrize(("question", "wanted"), RIGHT.items(), ids=lambda each: str(each)[:40])
def test_a_question_is_answered(told: tuple[dict[str, Answer], RecordedModel], question: str, wanted: str) -> None:
    answer = told[0][question]
    assert answer.status == "answered"
    assert re.search(wanted, answer.text)
    assert answer.citations


@pytest.mark.parametrize("question", sorted(REFUSED))
def test_what_no_article_tells_is_refused(told: tuple[dict[str, Answer], RecordedModel], question: str) -> None:
    assert (told[0][question].status, told[0][question].citations) == ("no_answer", ())
