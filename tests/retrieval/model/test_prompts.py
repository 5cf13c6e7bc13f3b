"""The tasks: their schemas are what every provider takes, their prompts are versioned, their replies are read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.model import Task, read_reply
from retrieval.model.prompts import ANSWER, LEAD, LINES, STORY, TRANSLATE, UNDERSTAND, VERIFY
from retrieval.model.prompts.verify import Verdict, Verdicts

# A changed prompt or reply changes its mark: write the new one here, with the next version before it.
MARKS = {
    "answer/3/87330658",
    "lead/2/ea565e41",
    "lines/2/a6e7c1b4",
    "story/2/c62cb76f",
    "translate/1/9fd753d6",
    "understand/2/8a142151",
    "verify/1/1548125f",
}
FORBIDDEN = {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "format", "default", "$ref", "$defs", "title",
             "oneOf", "anyOf", "allOf", "not", "prefixItems"}  # fmt: skip

ALL: tuple[Task[Any], ...] = (UNDERSTAND, STORY, LEAD, LINES, ANSWER, VERIFY, TRANSLATE)


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and the schemas within, without the names of properties."""
    yield schema
    for inner in [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]:
        yield from parts(inner)


def test_a_schema_tells_the_model_what_a_field_means() -> None:
    assert UNDERSTAND.schema["properties"]["since"]["description"].startswith("YYYY-MM-DD")


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_a_schema_holds_nothing_that_a_provider_refuses(task: Task[Any]) -> None:
    assert task.schema["type"] == "object"
    for part in parts(task.schema):
        assert not FORBIDDEN & set(part)
        if part["type"] == "object":
            assert part["additionalProperties"] is False
            assert part["required"] == list(part["properties"])


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_a_changed_prompt_has_a_new_version(task: Task[Any]) -> None:
    assert task.mark in MARKS


def test_no_two_tasks_share_a_name() -> None:
    assert len({task.name for task in ALL}) == len(ALL)


def test_a_question_that_was_understood_is_read_without_what_it_does_not_say() -> None:
    reply = {
        "question": "When did the Lune bridge open?",
        "kind": "time",
        "wordings": [{"language": "de", "words": "Brücke"}],
    }
    found = read_reply(json.dumps(reply), UNDERSTAND.reply)
    assert found is not None
    assert (found.kind, found.since, found.outlets, found.wordings[0].language) == ("time", "", (), "de")
    assert read_reply(json.dumps({**reply, "kind": "weather"}), UNDERSTAND.reply) is None


def test_of_a_story_that_broke_off_the_beginning_counts() -> None:
    sentence = {"text": "The bridge opened.", "citations": [1], "said_by": ""}
    whole = json.dumps(
        {"title": "A bridge", "what": [sentence], "sides": [{"perspective": "west", "lines": [sentence]}]}
    )
    found = read_reply(whole[:-40], STORY.reply)
    assert found is not None
    assert [one.text for one in found.what] == ["The bridge opened."]


def test_a_verdict_that_is_missing_or_contradicted_is_a_no() -> None:
    verdicts = Verdicts(
        verdicts=(
            Verdict(id="a", supported=True),
            Verdict(id="b", supported=False, problem="on Tuesday"),
            Verdict(id="c", supported=True),
            Verdict(id="c", supported=False),
        )
    )
    assert verdicts.problems(["a", "b", "c", "d"]) == {
        "a": "",
        "b": "on Tuesday",
        "c": "not supported",
        "d": "not judged",
    }


def test_the_form_of_verify_is_the_one_that_others_answer() -> None:
    (verdict,) = [part for part in parts(VERIFY.schema) if "supported" in part.get("properties", {})]
    assert {name: inner["type"] for name, inner in verdict["properties"].items()} == {
        "id": "string",
        "supported": "boolean",
        "problem": "string",
    }


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_the_documentation_shows_an_example_that_can_be_read(task: Task[Any]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "models.md").read_text("utf-8")
    section = page.partition(f"### `{task.name}`\n")[2].partition("\n### ")[0]
    request, reply = re.findall(r"```json\n(.*?)\n```", section, re.DOTALL)
    assert json.loads(request)["task"] == task.name
    found = read_reply(reply, task.reply)
    assert found is not None
    assert json.loads(found.model_dump_json()) == json.loads(reply)
