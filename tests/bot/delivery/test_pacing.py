from collections import defaultdict
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import ChatKey, Limits, Pacer, Ticket

pytestmark = pytest.mark.slow


class Street:
    """A simulated service on a simulated timer: remembers when each message left, and when the service answered it.

    `takes` says how long the service takes for the message of that number, sent at that time.
    """

    def __init__(
        self, limits: Limits | None = None, *, takes: Callable[[int, float], float] = lambda _number, _at: 0.0
    ) -> None:
        self.time = 0.0
        self.pacer = Pacer(limits, timer=lambda: self.time)
        self.takes = takes
        self.under_way: list[tuple[float, int, Ticket]] = []
        self.sent: list[tuple[float, ChatKey | None, bool]] = []
        self.answered: list[float] = []

    def run(self, until: float) -> None:
        while True:
            for ticket in self.pacer.release():
                number = len(self.sent)
                self.sent.append((self.time, ticket.chat, ticket.is_broadcast))
                heappush(self.under_way, (self.time + self.takes(number, self.time), number, ticket))
            self._answer()
            pause = self.pacer.next_release()
            coming = [self.time + max(pause, 0.0005)] if pause is not None else []
            coming += [self.under_way[0][0]] if self.under_way else []
            if not coming or min(coming) > until:
                self.time = max(self.time, until)
                return
            self.time = min(coming)

    def _answer(self) -> None:
        while self.under_way and self.under_way[0][0] <= self.time:
            at, _, ticket = heappop(self.under_way)
            self.answered.append(at)
            self.pacer.finish(ticket)

    def moments(self, chat: ChatKey | None = None) -> list[float]:
        return [at for at, to, _ in self.sent if chat is None or to == chat]


def most_in(window: float, moments: list[float]) -> int:
    return max((sum(1 for at in moments if start <= at < start + window) for start in moments), default=0)


def test_a_broadcast_keeps_an_even_pace_just_below_the_limit() -> None:
    street = Street()
    for chat in range(1, 601):
        street.pacer.ask(chat, is_broadcast=True)
    street.run(60.0)
    moments = street.moments()
    assert len(moments) == 600
    assert 600 / moments[-1] > 0.95 * 30
    assert most_in(1.0, moments) <= 30


def test_a_timer_that_wakes_late_costs_no_pace() -> None:
    street = Street()
    for chat in range(1, 301):
        street.pacer.ask(chat, is_broadcast=True)
    while len(street.sent) < 300:
        street.run(street.time)
        street.time += (street.pacer.next_release() or 0.0) + 0.012
    assert 300 / street.sent[-1][0] > 0.95 * 30


def test_a_service_that_stood_still_is_not_given_more_than_a_second_takes() -> None:
    """What waited is counted all at once, and with what would have followed it made four refusals in 10,000 chats."""
    street = Street(takes=lambda _number, at: max(0.02, 12.0 - at if at > 10.0 else 0.0))
    for chat in range(1, 901):
        street.pacer.ask(chat, is_broadcast=True)
    street.run(60.0)
    assert len(street.answered) == 900
    assert sum(1 for at in street.answered if at == 12.0) > 20
    assert most_in(0.89, street.answered) <= 30


def test_a_service_of_a_usual_distance_costs_no_pace() -> None:
    street = Street(takes=lambda _number, _at: 0.09)
    for chat in range(1, 601):
        street.pacer.ask(chat, is_broadcast=True)
    street.run(60.0)
    assert 600 / street.moments()[-1] > 0.95 * 30


def test_an_answer_goes_before_a_waiting_broadcast() -> None:
    street = Street()
    for chat in range(1, 301):
        street.pacer.ask(chat, is_broadcast=True)
    street.run(5.0)
    street.pacer.ask(9001)
    street.run(5.1)
    [asked] = street.moments(9001)
    assert asked - 5.0 < 0.05


def test_a_burst_of_answers_is_served_within_the_limit_and_before_the_broadcast() -> None:
    street = Street()
    for chat in range(1, 301):
        street.pacer.ask(chat, is_broadcast=True)
    street.run(3.0)
    for chat in range(9001, 9061):
        street.pacer.ask(chat)
    street.run(6.0)
    answers = [at for at, _, is_broadcast in street.sent if not is_broadcast]
    assert len(answers) == 60
    assert answers[-1] < 5.2
    assert most_in(1.0, street.moments()) <= 30


def test_a_private_chat_gets_one_broadcast_part_a_second_and_answers_in_a_small_burst() -> None:
    street = Street()
    for _ in range(4):
        street.pacer.ask(1, is_broadcast=True)
        street.pacer.ask(2)
    street.run(10.0)
    parts, answers = street.moments(1), street.moments(2)
    assert [round(at) for at in parts] == [0, 1, 2, 3]
    assert [round(at) for at in answers] == [0, 0, 1, 2]


def test_a_group_never_gets_more_than_its_share_of_any_minute() -> None:
    street = Street()
    for chat in (-100, "@channel"):
        for _ in range(50):
            street.pacer.ask(chat, is_broadcast=True)
    street.run(300.0)
    for chat in (-100, "@channel"):
        assert len(street.moments(chat)) == 50
        assert most_in(60.0, street.moments(chat)) <= 20


def test_a_full_group_delays_nobody_else() -> None:
    street = Street()
    for _ in range(40):
        street.pacer.ask(-100, is_broadcast=True)
    street.pacer.ask(1, is_broadcast=True)
    street.run(3.0)
    assert len(street.moments(1)) == 1


def test_a_refused_group_waits_alone() -> None:
    street = Street()
    street.pacer.refuse(-100, 30.0, is_broadcast=True)
    street.pacer.ask(-100, is_broadcast=True)
    street.pacer.ask(1, is_broadcast=True)
    street.run(60.0)
    assert street.moments(1) == [0.0]
    assert street.moments(-100)[0] >= 30.0


def test_a_refused_reader_at_our_pace_halts_the_broadcast_but_not_the_answers() -> None:
    street = Street()
    street.pacer.refuse(1, 7.0, is_broadcast=True)
    street.pacer.ask(2, is_broadcast=True)
    street.pacer.ask(3)
    street.run(20.0)
    assert street.moments(3) == [0.0]
    assert street.moments(2)[0] >= 7.0


def test_answers_stop_too_when_they_are_refused_during_the_halt() -> None:
    street = Street()
    street.pacer.refuse(1, 7.0, is_broadcast=True)
    street.pacer.refuse(2, 9.0, is_broadcast=False)
    street.pacer.ask(3)
    street.run(20.0)
    assert street.moments(3)[0] >= 9.0


def test_a_withdrawn_ticket_counts_for_nothing() -> None:
    street = Street()
    gone = street.pacer.ask(1, is_broadcast=True)
    street.pacer.finish(gone)
    street.pacer.ask(1, is_broadcast=True)
    street.run(5.0)
    assert street.moments(1) == [0.0]
    street.pacer.finish(gone)


def test_looking_reserves_nothing() -> None:
    street = Street()
    street.pacer.ask(1, is_broadcast=True)
    street.run(0.0)
    assert [street.pacer.wait_for(1) for _ in range(3)] == [1.0, 1.0, 1.0]
    assert street.pacer.wait_for(2) == 0.0


@given(asked=st.integers(1, 200), delays=st.lists(st.floats(0, 3), min_size=1, max_size=40), is_broadcast=st.booleans())
def test_the_service_never_counts_more_than_the_limit_however_long_it_takes(
    asked: int, delays: list[float], is_broadcast: bool
) -> None:
    street = Street(takes=lambda number, _at: delays[number % len(delays)])
    for chat in range(asked):
        street.pacer.ask(chat + 1, is_broadcast=is_broadcast)
    street.run(2000.0)
    assert len(street.answered) == asked
    assert most_in(0.89, street.answered) <= 30
    assert most_in(1.0, street.moments()) <= 30


@given(
    asked=st.lists(
        st.tuples(st.floats(0, 20), st.sampled_from([1, 2, 3, 4, 5, -1, -2, None]), st.booleans()), max_size=150
    )
)
def test_no_limit_is_ever_passed_and_everybody_is_served(asked: list[tuple[float, int | None, bool]]) -> None:
    street = Street()
    for at, chat, is_broadcast in sorted(asked, key=lambda one: one[0]):
        street.run(at)
        street.pacer.ask(chat, is_broadcast=is_broadcast)
    street.run(2000.0)
    assert len(street.sent) == len(asked)
    assert most_in(1.0, street.moments()) <= 30
    by_chat: dict[ChatKey | None, list[float]] = defaultdict(list)
    for at, receiver, _ in street.sent:
        by_chat[receiver].append(at)
    for to, moments in by_chat.items():
        if isinstance(to, int) and to < 0:
            assert most_in(60.0, moments) <= 20
        elif to is not None:
            assert most_in(1.0, moments) <= 3


def test_a_message_costs_no_more_when_thousands_of_chats_are_remembered() -> None:
    """A look at all chats for each message once cost a third of the processor during a broadcast to ten thousand."""
    ticks = count(0.0, 0.005)
    pacer = Pacer(Limits(per_second=1000, broadcast_per_second=950.0), timer=lambda: next(ticks))

    def cost(first: int, chats: int) -> float:
        began = process_time()
        for chat in range(first, first + chats):
            pacer.ask(chat, is_broadcast=True)
            [ticket] = pacer.release()
            pacer.finish(ticket)
        return (process_time() - began) / chats

    few = min(cost(round * 100 + 1, 100) for round in range(5))
    cost(1_000, 20_000)
    many = min(cost(round * 100 + 30_000, 100) for round in range(5))
    assert many < 10 * few


def test_chats_that_were_quiet_for_long_are_forgotten_however_they_were_mixed() -> None:
    street = Street()
    for chat in range(1, 201):
        street.pacer.ask(chat)
    street.run(60.0)
    street.pacer.ask(1)
    street.run(182.0)
    for chat in range(1001, 1101):
        street.pacer.ask(chat)
        street.run(street.time + 0.05)
    assert set(street.pacer._chats) >= set(range(1001, 1101))
    assert len(street.pacer._chats) <= 101
