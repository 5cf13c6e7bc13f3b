"""What a server's refusal is taken for: by status, code and message, as real services write them."""

from datetime import timedelta

import httpx2
import openai
import pytest

from bot.adapters.model_service.model_faults import PERMANENT, Told, cause_of, fault, told_by
from retrieval.errors import ModelCause
from tests.builders import NOON
from tests.fakes import FakeClock


def told(status: int, code: str = "", message: str = "", pause: timedelta | None = None) -> Told:
    return Told(status, "", code, message, pause)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (told(429, "insufficient_quota", "You exceeded your current quota, please check your plan and billing details."), "quota"),
        (told(429, "billing_hard_limit_reached", "Billing hard limit has been reached"), "quota"),
        (told(402, "", "Insufficient Balance"), "quota"),
        (told(403, "", "Your credit balance is too low"), "quota"),
        (told(429, "rate_limit_exceeded requests", "Rate limit reached on requests per min (RPM): Limit 3"), "rate_limit"),
        (told(429, "", "Too Many Requests"), "rate_limit"),
        (told(401, "invalid_api_key", "Incorrect API key provided."), "bad_key"),
        (told(400, "", "API key not valid. Please pass a valid API key."), "bad_key"),
        (told(403, "", "Forbidden"), "bad_key"),
        (told(404, "model_not_found", "The model `m` does not exist or you do not have access to it."), "gone_model"),
        (told(400, "", "The model `m` has been deprecated"), "gone_model"),
        (told(400, "", "model 'llama9' not found, try pulling it first"), "gone_model"),
        (told(503, "", "The engine is currently overloaded"), "overload"),
        (told(529, "overloaded_error", "Overloaded"), "overload"),
        (told(502, "", "<html>Bad gateway</html>"), "overload"),
        (told(524, "", "A timeout occurred"), "overload"),
        (told(501, "", "Not implemented"), "down"),
        (told(400, "", "Bad request"), "refused_request"),
        (told(422, "", "messages: field required"), "refused_request"),
        (told(307, "", ""), "no_api"),
        (told(418, "", "I am a teapot"), "down"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_by_what_the_server_says(said: Told, cause: ModelCause) -> None:
    assert cause_of(said) == cause
    found = fault(said, "The model m", FakeClock(NOON))
    assert (found.cause, found.permanent) == (cause, cause in PERMANENT)
    assert found.server_said == said.message
    # Servers repeat what they were sent: their words are not ours.
    assert not said.message or said.message not in str(found)


@pytest.mark.parametrize(
    ("status", "code", "is_permanent"),
    [(402, "", True), (401, "", True), (404, "", True), (429, "", False), (500, "", False)],
)
def test_only_what_a_person_must_mend_is_permanent(status: int, code: str, is_permanent: bool) -> None:
    assert fault(told(status, code), "m", FakeClock(NOON)).permanent == is_permanent


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        (told(402), timedelta(minutes=50), timedelta(minutes=70)),
        (told(429), timedelta(seconds=45), timedelta(seconds=75)),
        (told(503), timedelta(seconds=0.8), timedelta(seconds=1.2)),
    ],
)
def test_who_does_not_say_how_long_is_left_alone_for_as_long_as_its_trouble_takes(
    said: Told, least: timedelta, most: timedelta
) -> None:
    retry_at = fault(said, "m", FakeClock(NOON)).retry_at
    assert retry_at is not None and least <= retry_at - NOON <= most


def error(headers: dict[str, str] | None = None, message: str = "") -> openai.APIStatusError:
    request = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")
    response = httpx2.Response(429, headers=headers, request=request)
    return openai.APIStatusError("refused", response=response, body={"message": message})


@pytest.mark.parametrize(
    ("hours", "pause"), [(5, timedelta(hours=5)), (7, timedelta(hours=6)), (100, timedelta(hours=6))]
)
def test_no_server_is_left_alone_for_a_whole_day(hours: int, pause: timedelta) -> None:
    assert told_by(error({"retry-after": str(hours * 3600)}), FakeClock(NOON)).pause == pause


@pytest.mark.parametrize(("letters", "is_whole"), [(350, True), (500, False)])
def test_of_what_a_server_says_a_paragraph_is_kept(letters: int, is_whole: bool) -> None:
    said = told_by(error(message="n" * letters), FakeClock(NOON)).message
    assert said.startswith("n" * 300) and (len(said) == letters) == is_whole


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (told(402), "Pay"), (told(401), "OPENAI_API_KEY"), (told(404), "OPENAI_MODEL"), (told(429), "when the server allows"),
        (told(503), "next story"), (told(400), "doctor"), (told(307), "redirects to"), (told(418), "418"),
    ],
)  # fmt: skip
def test_a_fault_says_what_to_do(said: Told, advice: str) -> None:
    assert advice in str(fault(said, "m", FakeClock(NOON)))


def test_waiting_takes_as_long_as_the_server_says_and_a_rest_ends() -> None:
    clock = FakeClock(NOON)
    assert fault(told(429, pause=timedelta(seconds=20)), "m", clock).retry_at == NOON + timedelta(seconds=20)
    quota = fault(told(402), "m", clock)
    assert quota.retry_at is not None and NOON < quota.retry_at <= NOON + timedelta(hours=1)
    assert fault(told(400), "m", clock).retry_at is None
