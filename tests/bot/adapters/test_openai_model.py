"""The openai clients against a real model server, and against servers that misbehave."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.openai_model import OpenAiEmbedder, OpenAiModel
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.model_server import missing_reason, running_model_server

needs_model = pytest.mark.skipif(bool(missing_reason()), reason=missing_reason())
ONE_BULLET = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "maxLength": 80},
        "citations": {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
    },
    "required": ["text", "citations"],
    "additionalProperties": False,
}
# How long the model may take on a machine that does other things too: a limit for a hang, not a measure.
PATIENCE = timedelta(minutes=10)
QUESTION = [Message("system", "Answer in JSON."), Message("user", "Summarise: [1] The bridge opened on Monday.")]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running_model_server() as url:
        yield url


def model(base_url: str) -> OpenAiModel:
    return OpenAiModel(api_key="unused", base_url=base_url, model="smollm2", clock=SystemClock())


@needs_model
def test_a_real_model_keeps_to_the_schema(base_url: str) -> None:
    reply = json.loads(model(base_url).complete(QUESTION, schema=ONE_BULLET, timeout=PATIENCE))
    assert set(reply) == {"text", "citations"}


@needs_model
def test_a_reply_streams_in_more_than_one_piece(base_url: str) -> None:
    pieces = list(model(base_url).stream(QUESTION, max_tokens=12, timeout=PATIENCE))
    assert len(pieces) > 1


def test_a_server_that_is_not_there_is_a_model_error_that_names_the_setting() -> None:
    with pytest.raises(ModelError, match="OPENAI_BASE_URL"):
        model("http://127.0.0.1:9/v1").complete(QUESTION)


def test_an_embeddings_endpoint_that_is_not_there_is_a_model_error() -> None:
    embedder = OpenAiEmbedder(api_key="unused", base_url="http://127.0.0.1:9/v1", model="m", clock=SystemClock())
    with pytest.raises(ModelError, match="cannot be reached"):
        embedder.embed_query("bridge")
