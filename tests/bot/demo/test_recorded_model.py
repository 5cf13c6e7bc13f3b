"""A model made of recordings says what was recorded, word for word, and nothing else."""

import json
from pathlib import Path

import pytest

from bot.demo.recordings import RecordedModel, load_recordings, recording_key
from retrieval.errors import ModelError
from retrieval.model import Missing, ask_model, request_messages
from retrieval.model.prompts import LEAD

ASKED = {"topic": "East and West", "stories": []}
SAID = {"sentences": [{"text": "The Lena bridge fell.", "citations": [1], "said_by": ""}]}


def test_every_file_of_a_folder_is_read(tmp_path: Path) -> None:
    for name in ("digests", "answers"):
        (tmp_path / f"{name}.jsonl").write_text(
            json.dumps({"key": name, "task": "lead", "reply": SAID}) + "\n", "utf-8"
        )
    (tmp_path / "notes.txt").write_text("no recording", "utf-8")
    assert {key: json.loads(reply) for key, reply in load_recordings(tmp_path).items()} == {
        "answers": SAID,
        "digests": SAID,
    }


def test_a_request_that_was_recorded_is_answered_and_another_is_not() -> None:
    key = recording_key(request_messages(LEAD, ASKED))
    model = RecordedModel({key: json.dumps(SAID)})
    reply = ask_model(model, LEAD, ASKED)
    assert not isinstance(reply, Missing)
    assert reply.sentences[0].text == "The Lena bridge fell."
    other = ask_model(model, LEAD, {**ASKED, "topic": "North and South"})
    assert isinstance(other, Missing)
    assert (other.cause, other.is_of_this_request, len(model.unknown)) == ("unrecorded", True, 1)


def test_a_stream_of_what_was_not_recorded_fails_before_its_first_piece() -> None:
    with pytest.raises(ModelError):
        next(RecordedModel({}).stream(request_messages(LEAD, ASKED)))
