"""Which form of request a model is asked in first, and what is learned from a refusal."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from bot.adapters.model_service.request_form import (
    HEADROOM,
    MOST_HEADROOM,
    RequestForm,
    adapt,
    first_form,
    form_from,
    with_more_headroom,
)

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def sent(form: RequestForm) -> dict[str, Any]:
    return form.parameters(schema=SCHEMA, max_tokens=300)


@pytest.mark.parametrize("name", ["gpt-6-luna", "gpt-5-mini", "o3", "openai/gpt-5", "GPT-5"])
def test_models_that_think_get_room_to_think_and_no_temperature(name: str) -> None:
    asked = sent(first_form(name, is_openai=True))
    assert 300 + 1_500 < asked["max_completion_tokens"] < 300 + 2_500
    assert asked["reasoning_effort"] == "low"
    assert not {"max_tokens", "temperature"} & set(asked)


@pytest.mark.parametrize("name", ["smollm2", "llama3.2", "mistral-small-latest", "local"])
def test_a_server_of_ones_own_gets_the_cap_that_it_surely_knows(name: str) -> None:
    asked = sent(first_form(name, is_openai=False))
    assert asked["max_tokens"] == 300
    assert not {"max_completion_tokens", "reasoning_effort"} & set(asked)


@pytest.mark.parametrize(
    "name", ["deepseek-reasoner", "deepseek-r1:8b", "qwen3:4b", "gemini-3-flash", "kimi-k2-thinking"]
)
def test_other_models_that_think_get_room_and_no_parameter_that_is_openais_own(name: str) -> None:
    asked = sent(first_form(name, is_openai=False))
    assert asked["max_completion_tokens"] >= 300 + 2_000
    assert "reasoning_effort" not in asked


def test_the_effort_that_was_set_is_what_is_asked_for() -> None:
    assert sent(first_form("some-model", is_openai=False, effort="minimal"))["reasoning_effort"] == "minimal"


@pytest.mark.parametrize(
    ("form", "param", "message", "gone", "new"),
    [
        (
            RequestForm(cap="max_tokens"),
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "max_completion_tokens",
        ),
        (
            RequestForm(),
            "",
            "body.max_completion_tokens: Extra inputs are not permitted",
            "max_completion_tokens",
            "max_tokens",
        ),
        (
            RequestForm(temperature=0.0),
            "temperature",
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
            "temperature",
            "",
        ),
        (
            RequestForm(effort="low"),
            "reasoning_effort",
            "Unrecognized request argument supplied",
            "reasoning_effort",
            "",
        ),
        (RequestForm(), "", "stream_options: extra fields not permitted", "stream_options", ""),
    ],
)
def test_a_refused_parameter_is_swapped_or_dropped(
    form: RequestForm, param: str, message: str, gone: str, new: str
) -> None:
    adapted = adapt(form, sent(form), param=param, message=message)
    assert adapted is not None
    assert set(sent(form)) - set(sent(adapted)) == {gone}
    assert set(sent(adapted)) - set(sent(form)) == ({new} if new else set())


def test_a_server_that_takes_no_cap_at_all_gets_none() -> None:
    form = first_form("local", is_openai=False)
    for name in ("max_tokens", "max_completion_tokens"):
        adapted = adapt(form, sent(form), param=name, message="unknown field")
        assert adapted is not None
        form = adapted
    assert form.cap == ""


@pytest.mark.parametrize(
    "message",
    [
        "This response_format type is unavailable now",
        "Invalid schema for response_format 'reply': In context=(), 'minItems' is not permitted.",
        "structured outputs are not supported by this model",
        "failed to parse grammar of the JSON schema",
    ],
)
def test_structure_goes_from_schema_to_object_to_words(message: str) -> None:
    form, kinds = RequestForm(), []
    while adapted := adapt(form, sent(form), param="", message=message):
        form = adapted
        kinds.append(sent(form).get("response_format", {}).get("type", "words"))
    assert kinds == ["json_object", "words"]


@pytest.mark.parametrize("message", ["Bad request", "This model's maximum context length is 4096 tokens", ""])
def test_a_refusal_that_is_about_none_of_our_parameters_teaches_nothing(message: str) -> None:
    form = first_form("local", is_openai=False)
    assert adapt(form, sent(form), param="messages", message=message) is None


def test_a_cap_that_is_too_high_loses_its_headroom_first() -> None:
    form = RequestForm()
    adapted = adapt(form, sent(form), param="max_completion_tokens", message="max_completion_tokens is too large: 2300")
    assert adapted == replace(form, headroom=0)


def test_who_refuses_a_temperature_thinks() -> None:
    form = first_form("local", is_openai=False)
    adapted = adapt(form, sent(form), param="temperature", message="unsupported")
    assert adapted is not None and adapted.headroom == HEADROOM


def test_headroom_grows_and_ends() -> None:
    form: RequestForm | None = RequestForm(headroom=0)
    while form is not None:
        last, form = form, with_more_headroom(form)
    assert HEADROOM < last.headroom <= MOST_HEADROOM


def test_a_form_comes_back_from_storage_and_another_programs_form_does_not() -> None:
    form = RequestForm(cap="max_tokens", refused_caps=("max_completion_tokens",))
    assert form_from({**asdict(form), "refused_caps": list(form.refused_caps)}) == form
    assert form_from({**asdict(form), "colour": "red"}) is None
    assert form_from({"cap": "max_tokens"}) is None
