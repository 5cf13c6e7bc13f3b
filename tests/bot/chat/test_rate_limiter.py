"""Which calls keep to the pace, and how often one is tried."""

import asyncio
from time import monotonic

import pytest
from telegram.error import RetryAfter

from bot.chat.rate_limiter import PaceArgs, PacedRateLimiter
from bot.delivery.pacing import ChatKey, Pacer, Ticket


class CountingPacer(Pacer):
    def __init__(self) -> None:
        super().__init__(timer=monotonic)
        self.asked = 0

    def ask(self, chat: ChatKey | None, *, is_broadcast: bool = False) -> Ticket:
        self.asked += 1
        return super().ask(chat, is_broadcast=is_broadcast)


def calls_of(endpoint: str, pacer: Pacer, *refusals: float) -> int:
    """How often the call was made until it was taken, or given up."""
    left, made = list(refusals), 0

    async def call() -> str:
        nonlocal made
        made += 1
        if left:
            raise RetryAfter(left.pop(0))  # type: ignore[arg-type]
        return "done"

    async def run() -> None:
        limiter = PacedRateLimiter(pacer)
        try:
            await limiter.process_request(call, (), {}, endpoint, {"chat_id": 100}, PaceArgs())
        except RetryAfter:
            return
        finally:
            await limiter.shutdown()

    asyncio.run(run())
    return made


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendPhoto", "editMessageText", "copyMessage", "forwardMessage"])
def test_what_makes_or_changes_a_message_keeps_to_the_pace(endpoint: str) -> None:
    pacer = CountingPacer()
    assert calls_of(endpoint, pacer) == pacer.asked == 1


@pytest.mark.parametrize(
    "endpoint", ["sendChatAction", "sendMessageDraft", "sendRichMessageDraft", "answerCallbackQuery", "getMe"]
)
def test_what_leaves_no_message_waits_for_nothing(endpoint: str) -> None:
    pacer = CountingPacer()
    assert (calls_of(endpoint, pacer), pacer.asked) == (1, 0)


@pytest.mark.slow
@pytest.mark.parametrize(("refusals", "calls"), [(2, 3), (5, 3)])
def test_what_somebody_waits_for_is_tried_three_times(refusals: int, calls: int) -> None:
    assert calls_of("sendMessage", Pacer(timer=monotonic), *[0.0] * refusals) == calls
