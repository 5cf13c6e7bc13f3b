"""`doctor` on models: what works, what the server says where it does not, and what admins hear of it unasked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, Overrides
from bot.digest.model.writer_store import Written
from bot.run.chores import Chores
from bot.run.findings import Finding
from bot.run.model_check import check_models
from bot.talk.frame.localise import Words
from bot.talk.frame.model_figures import figure_lines
from config.settings import load_settings
from retrieval.errors import ModelError
from retrieval.model import request_messages
from retrieval.model.prompts import LINES, STORY
from retrieval.ports import Usage
from tests.bot.adapters.model_servers import JSON, refusal, reply, scripted_server
from tests.bot.rig import write_config
from tests.builders import NOON
from tests.fakes import FakeClock, FakeEmbedder, ScriptedModel
from tests.feedserver import Answer, Page

pytestmark = pytest.mark.slow

KEY = "sk-test-0123456789abcdef"
TOLD = json.dumps(
    {"title": "The Lune bridge opens", "what": [{"text": "The bridge opened.", "citations": [1], "said_by": ""}]}
)
YES = json.dumps({"verdicts": [{"id": "1", "supported": True, "problem": ""}]})
THOUGHT = {"reasoning_tokens": 1_200}
USAGE = {
    "prompt_tokens": 400,
    "completion_tokens": 1_240,
    "total_tokens": 1_640,
    "completion_tokens_details": THOUGHT,
}


@contextmanager
def app_with(folder: Path, base_url: str, **more: str) -> Iterator[App]:
    told = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": base_url, "COUNTERPOINT_ADMINS": "1", **more}
    settings = load_settings(told, data=folder / "data", config=write_config(folder / "config"))
    with App(settings, Overrides(clock=FakeClock(NOON), embedder=FakeEmbedder())) as app:
        yield app


def findings(folder: Path, *answers: Answer, **more: str) -> tuple[list[Finding], list[dict[str, Any]]]:
    with scripted_server(*answers) as server, app_with(folder, server.base_url, **more) as app:
        return list(check_models(app)), server.asked


def test_the_request_is_one_of_those_that_digests_make(tmp_path: Path) -> None:
    found, asked = findings(tmp_path, reply(TOLD, usage=USAGE))
    assert json.loads(asked[0]["messages"][-1]["content"])["task"] == "story"
    assert asked[0]["response_format"]["json_schema"]["schema"] == STORY.schema
    assert found[0].status == "ok"
    assert "400 tokens sent, 1,240 received, 1,200 of them thinking" in found[0].detail


def test_the_servers_own_message_is_shown_without_the_key(tmp_path: Path) -> None:
    found, _ = findings(tmp_path, refusal(400, f"The frobnicator of {KEY} is not available in your region."))
    assert (found[0].status, found[0].advice) == (
        "fail",
        "The server says: “The frobnicator of [secret] is not available in your region.”",
    )


def test_prose_instead_of_an_answer_is_a_failure_that_shows_the_prose(tmp_path: Path) -> None:
    found, _ = findings(tmp_path, reply("Sure! Here is what I found."))
    assert found[0].status == "fail"
    assert "“Sure! Here is what I found.”" in found[0].detail


def test_another_model_for_the_second_reading_is_asked_to_verify(tmp_path: Path) -> None:
    found, asked = findings(tmp_path, reply(TOLD), reply(YES), OPENAI_VERIFY_MODEL="gpt-5-nano")
    assert [one["model"] for one in asked] == ["gpt-6-luna", "gpt-5-nano"]
    assert json.loads(asked[1]["messages"][-1]["content"])["task"] == "verify"
    assert [one.status for one in found[:2]] == ["ok", "ok"]


@pytest.mark.parametrize(("ends", "is_warned"), [("2026-01-14", True), ("2026-02-26", True), ("2026-03-18", False)])
def test_a_model_that_will_be_shut_down_is_warned_of(tmp_path: Path, ends: str, is_warned: bool) -> None:
    listed = {"object": "list", "data": [{"id": "gpt-6-luna", "object": "model", "shutdown_date": ends}]}
    with scripted_server(reply(TOLD)) as server, app_with(tmp_path, server.base_url) as app:
        server.server.pages["/v1/models"] = Page(json.dumps(listed).encode(), 200, JSON)
        warned = [one.detail for one in check_models(app) if one.status == "warn"]
    assert warned == ([f"gpt-6-luna will be shut down by its provider on {ends}"] if is_warned else [])


def test_what_the_models_did_today_cost_what_the_server_says(tmp_path: Path) -> None:
    prices = {"COUNTERPOINT_MODEL_PRICE_SENT": "0.10", "COUNTERPOINT_MODEL_PRICE_RECEIVED": "0.5"}
    with scripted_server(reply(TOLD, usage=USAGE)) as server, app_with(tmp_path, server.base_url, **prices) as app:
        assert app.model is not None
        for _ in range(100):
            app.model.complete(request_messages(LINES, {"items": []}), max_tokens=100)
        assert figure_lines(app.model_figures, Words(), NOON) == [
            "gpt-6-luna today: 100 calls, 0 of them failed; 40,000 tokens sent, 124,000 received, 120,000 of them for thinking.",
            "8 % of today's 2,000,000 tokens are spent.",
            "At your prices that is 0.066.",
        ]
        assert figure_lines(app.model_figures, Words(), NOON + timedelta(days=1)) == []


def test_the_doctor_says_how_many_of_the_last_digests_were_written_without_the_model(tmp_path: Path) -> None:
    with scripted_server(reply(TOLD)) as server, app_with(tmp_path, server.base_url) as app:
        for fault in ("", "quota", "quota", "refusal", ""):
            app.model_figures.writers.note(Written("east-west/2026-01-07", "luna", fault), now=NOON)
        said = [finding.detail for finding in check_models(app) if finding.status == "warn"]
    assert "Of the last 5 digests 3 were written without the model: quota, refusal" in said


def notices(app: App) -> list[str]:
    return [task.content.plain for task in app.ledger.ready(NOON + timedelta(days=9), limit=100)]


def test_admins_hear_once_of_a_model_that_needs_their_hand(tmp_path: Path) -> None:
    quota = refusal(429, "You exceeded your current quota", code="insufficient_quota")
    with scripted_server(quota) as server, app_with(tmp_path, server.base_url) as app:
        assert app.model is not None
        chores = Chores(app)
        chores.watch()
        assert notices(app) == []
        for _ in range(3):
            with pytest.raises(ModelError):
                app.model.complete(request_messages(LINES, {"items": []}))
            chores.watch()
        (notice,) = notices(app)
        assert len(server.asked) == 1
    assert "quota" in notice


def test_admins_hear_once_a_day_that_most_tokens_are_spent(tmp_path: Path) -> None:
    with scripted_server(reply(TOLD)) as server, app_with(tmp_path, server.base_url) as app:
        chores, budget = Chores(app), app.model_figures.budget
        budget.spend(1_500_000, now=NOON)
        chores.watch()
        assert notices(app) == []
        budget.spend(200_000, now=NOON)
        chores.watch()
        budget.spend(100_000, now=NOON)
        chores.watch()
        (notice,) = notices(app)
    assert "80% of today's 2,000,000 tokens" in notice


def test_a_model_from_outside_is_asked_too_and_none_is_no_fault(tmp_path: Path) -> None:
    settings = load_settings({}, data=tmp_path / "data", config=write_config(tmp_path / "config"))
    for model, status in ((ScriptedModel(TOLD), "ok"), (ScriptedModel(), "fail"), (None, "ok")):
        with App(settings, Overrides(clock=FakeClock(NOON), embedder=FakeEmbedder(), model=model)) as app:
            assert next(iter(check_models(app))).status == status


def test_usage_is_kept_by_model_and_day(tmp_path: Path) -> None:
    with app_with(tmp_path, "http://127.0.0.1:9/v1") as app:
        uses = app.model_figures.uses
        uses.note("a", Usage(1, 2, 1), is_fine=True, now=NOON)
        uses.note("b", Usage(5, 5), is_fine=False, now=NOON)
        uses.note("a", Usage(10, 20), is_fine=True, now=NOON)
        found = [
            (use.model, use.calls, use.failures, use.sent, use.received, use.reasoning) for use in uses.of_day(NOON)
        ]
    assert found == [("a", 2, 0, 11, 22, 1), ("b", 1, 1, 5, 5, 0)]
