from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.model.feedback import FeedbackStore
from retrieval.database import open_database
from retrieval.errors import BadInput
from tests.bot.digest.samples import digest
from tests.builders import NOON

SENTENCE = "The Lena bridge opened after nine years."


@pytest.fixture
def feedback(tmp_path: Path) -> FeedbackStore:
    database = open_database(f"sqlite:///{tmp_path}/news.db")
    database.create_all()
    return FeedbackStore(database)


def test_a_reason_given_later_joins_the_open_complaint_of_the_same_reader(feedback: FeedbackStore) -> None:
    first, other = report(feedback, reason=""), report(feedback, reason="", reporter="chat-2")
    assert report(feedback) == first
    assert [kept.reason for kept in feedback.reports()] == ["", "It took eight years."]
    feedback.resolve(other, now=NOON)
    assert report(feedback, reporter="chat-2") != other


def report(feedback: FeedbackStore, reason: str = "It took eight years.", reporter: str = "chat-1") -> int:
    return feedback.report(digest(), SENTENCE, (1, 2), reason=reason, reporter=reporter, now=NOON)


def test_a_report_keeps_the_sentence_its_sources_and_the_reason(feedback: FeedbackStore) -> None:
    report(feedback)
    (kept,) = feedback.reports()
    assert (kept.bullet, kept.reason, kept.digest_id) == (SENTENCE, "It took eight years.", "east-west/2026-01-07")
    assert [source.n for source in kept.sources] == [1, 2]


def test_the_same_complaint_twice_is_one_report(feedback: FeedbackStore) -> None:
    assert report(feedback) == report(feedback)
    report(feedback, reason="It was never built.")
    assert [kept.reason for kept in feedback.reports()] == ["It was never built.", "It took eight years."]


def test_a_sentence_that_is_not_in_the_digest_cannot_be_reported(feedback: FeedbackStore) -> None:
    with pytest.raises(BadInput, match="not in that digest"):
        feedback.report(digest(), "The moon fell.", (1,), reason="no", reporter="chat-1", now=NOON)


def test_a_resolved_report_leaves_the_list_of_open_ones(feedback: FeedbackStore) -> None:
    number = report(feedback)
    assert feedback.resolve(number, now=NOON + timedelta(hours=1))
    assert not feedback.resolve(number, now=NOON + timedelta(hours=2))
    assert feedback.reports() == []
    assert feedback.reports(only_open=False)[0].resolved_at == NOON + timedelta(hours=1)


def test_a_forgotten_reader_leaves_the_complaint_without_a_name(feedback: FeedbackStore) -> None:
    report(feedback)
    assert feedback.forget("chat-1") == 1
    assert feedback.reports()[0].reporter == ""
