"""One tiny digest with a real (tiny) model behind a real server: whatever it writes, only checked sentences are kept."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.digest.write.by_model.trust import Effort
from retrieval.claims import check_claim
from tests.bot.digest.newsroom import DAY, GRAIN_WEST, NOON, open_newsroom
from tests.model_server import missing_reason, running_model_server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing_reason()), reason=missing_reason())]


def test_a_digest_of_a_tiny_model_holds_only_sentences_that_pass_the_gate(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path)
    room.publish(GRAIN_WEST)
    with running_model_server() as url:
        model = OpenAiModel(api_key="none", base_url=url, model="smollm2", clock=SystemClock())
        effort = Effort(calls=1, patience=timedelta(seconds=60))
        edition = room.editor(model=model, effort=effort).edit("east-west", DAY, now=NOON)
    source = f"West Herald\n{GRAIN_WEST.title}\n\n{GRAIN_WEST.text}"
    texts = [bullet.text for bullet in edition.digest.highlights]
    texts += [bullet.text for side in edition.digest.perspectives for bullet in side.bullets]
    assert texts
    assert all(check_claim(text, [source]).is_supported for text in texts)
    assert edition.report.accepted <= edition.report.proposed
