from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from bot.delivery.chats import Chat, Order
from bot.delivery.deliverer import Deliverer
from bot.delivery.doubt import doubt_part, settle_press, settle_seen
from bot.delivery.ledger_entries import likely_ids
from bot.delivery.ports import Migrated, NotSent, Part, Place, RateLimited, Rejected, SendError, Unreachable, Unsure
from bot.delivery.store import Inbox, Ledger, Subscriptions
from bot.digest.model.digest import Hour
from retrieval.database import Database, open_database
from retrieval.errors import BadInput
from tests.fakes import FakeClock, FakeMessenger

pytestmark = pytest.mark.slow

EVE = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 1, 8, 7, 0, tzinfo=UTC)
SEVEN = time(7, 0)


class Writer:
    """Writes `count` parts for every order and remembers the orders."""

    def __init__(self, count: int = 1) -> None:
        self.count = count
        self.orders: list[Order] = []
        self.broken: set[str] = set()

    def __call__(self, order: Order, now: datetime) -> tuple[Part, ...]:
        self.orders.append(order)
        if order.topic in self.broken:
            raise BadInput("no articles")
        return tuple(
            Part(f"<b>{order.topic} {order.day} {n}</b>", f"{order.topic} {order.day} {n}")
            for n in range(1, self.count + 1)
        )


class House:
    """A deliverer with everything around it, that can be restarted on the same data."""

    def __init__(self, database: Database, *, parts: int = 1, asks: bool = False) -> None:
        self.database = database
        self.subscriptions = Subscriptions(database)
        self.ledger = Ledger(database)
        self.messenger: FakeMessenger = FakeMessenger()
        self.writer = Writer(parts)
        self.clock = FakeClock(EVE)
        self.asks = asks
        self.deliverer = self.restarted()

    def restarted(self) -> Deliverer:
        self.deliverer = Deliverer(
            self.subscriptions,
            self.ledger,
            self.messenger,
            self.writer,
            doubt=doubt_part if self.asks else None,
            workers=4,
        )
        self.deliverer.start(self.clock.now())
        return self.deliverer

    def subscribe(self, *chat_ids: int, topic: str = "rivers", at: time = SEVEN, zone: str = "UTC") -> None:
        for chat_id in chat_ids:
            self.subscriptions.subscribe(chat_id, topic, time=at, zone=zone, now=self.clock.now())

    def run(self, until: datetime) -> None:
        self.clock.time = until
        self.deliverer.tick(until)
        self.deliverer.drain(self.clock)

    def texts(self, chat_id: int) -> list[str]:
        return [part.plain for place, part in self.messenger.sent if place.chat_id == chat_id]


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_everyone_gets_the_post_once_at_the_due_minute(house: House) -> None:
    house.subscribe(1, 2, 3)
    house.run(MORNING - timedelta(minutes=1))
    assert house.messenger.sent == []
    for _ in range(3):
        house.run(MORNING)
    assert [house.texts(chat) for chat in (1, 2, 3)] == [["rivers 2026-01-08 1"]] * 3
    assert house.ledger.counts() == {"sent": 3}


def test_a_digest_is_built_once_and_before_its_first_subscriber_is_due(house: House) -> None:
    house.subscribe(1, 2)
    house.subscribe(3, at=time(9, 0))
    house.run(MORNING - timedelta(minutes=4))
    assert len(house.writer.orders) == 1
    house.run(MORNING)
    assert len(house.writer.orders) == 1
    house.run(MORNING + timedelta(hours=2))
    assert [order.hour for order in house.writer.orders] == [Hour(MORNING), Hour(MORNING + timedelta(hours=2))]
    assert len(house.messenger.sent) == 3


def test_readers_of_one_half_hour_share_a_digest_though_they_live_in_other_zones(house: House) -> None:
    house.subscribe(1, at=time(7, 10))
    house.subscribe(2, at=time(8, 25), zone="Europe/Berlin")
    house.subscribe(3, at=time(7, 30))
    for minutes in (10, 25, 30):
        house.run(MORNING + timedelta(minutes=minutes))
    assert [order.hour for order in house.writer.orders] == [Hour(MORNING), Hour(MORNING + timedelta(minutes=30))]


def test_whoever_changes_the_hour_is_told_from_where_the_last_post_ended(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING)
    house.subscriptions.set_time(1, time(18, 0), None, now=MORNING + timedelta(hours=1))
    evening = MORNING + timedelta(days=1, hours=11)
    house.run(evening)
    house.run(evening + timedelta(days=1))
    assert [order.hour for order in house.writer.orders] == [
        Hour(MORNING),
        Hour(evening, after=MORNING),
        Hour(evening + timedelta(days=1)),
    ]


def test_days_that_were_missed_are_told_from_the_last_post_on(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING)
    house.run(MORNING + timedelta(days=3))
    assert house.writer.orders[-1].hour == Hour(MORNING + timedelta(days=3), after=MORNING)


def test_a_tick_for_many_readers_of_one_hour_asks_the_database_hardly_more(database: Database) -> None:
    """With a question for each reader, planning for ten thousand kept everybody else waiting."""
    house = House(database)
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def statements_of_a_morning(day: int, readers: int) -> int:
        house.subscribe(*range(day * 1000 + 1, day * 1000 + 1 + readers))
        morning = MORNING + timedelta(days=day)
        for moment in (morning - timedelta(minutes=3), morning):
            house.clock.time = moment
            asked.clear()
            house.deliverer.tick(moment)
        assert house.ledger.counts()["queued"] >= readers
        return len(asked)

    few = statements_of_a_morning(0, 3)
    assert statements_of_a_morning(1, 200) <= few + 20


def test_whoever_lives_many_zones_later_gets_fresh_news_of_the_same_day(house: House) -> None:
    house.subscribe(1, zone="Pacific/Apia")
    house.subscribe(2, zone="America/New_York")
    house.run(datetime(2026, 1, 7, 18, 0, tzinfo=UTC))
    house.run(datetime(2026, 1, 8, 12, 0, tzinfo=UTC))
    assert house.texts(1) == house.texts(2) == ["rivers 2026-01-08 1"]
    assert len(house.writer.orders) == 2


def test_parts_arrive_in_order(database: Database) -> None:
    house = House(database, parts=5)
    house.subscribe(1, 2, 3)
    house.run(MORNING)
    for chat in (1, 2, 3):
        assert house.texts(chat) == [f"rivers 2026-01-08 {n}" for n in range(1, 6)]


def test_two_topics_of_one_chat_come_one_after_the_other(database: Database) -> None:
    house = House(database, parts=2)
    house.subscribe(1)
    house.subscribe(1, topic="roads")
    house.run(MORNING)
    assert house.texts(1) == [
        "rivers 2026-01-08 1",
        "rivers 2026-01-08 2",
        "roads 2026-01-08 1",
        "roads 2026-01-08 2",
    ]


def test_the_text_is_frozen_when_it_is_planned(database: Database) -> None:
    house = House(database, parts=2)
    house.subscribe(1)
    house.messenger.moods[1] = [NotSent("down")]
    house.run(MORNING)
    house.writer.count = 7
    house.run(MORNING + timedelta(minutes=1))
    assert len(house.texts(1)) == 2


def test_what_surely_was_not_sent_is_tried_again_after_a_growing_pause(house: House) -> None:
    house.subscribe(1)
    house.messenger.moods[1] = [NotSent("no connection"), NotSent("no connection")]
    house.run(MORNING)
    house.run(MORNING + timedelta(seconds=4))
    assert house.texts(1) == []
    house.run(MORNING + timedelta(seconds=5))
    house.run(MORNING + timedelta(seconds=14))
    assert house.texts(1) == []
    house.run(MORNING + timedelta(seconds=15))
    assert len(house.texts(1)) == 1


def test_what_perhaps_arrived_is_never_sent_again_by_itself(database: Database) -> None:
    house = House(database, parts=2)
    house.subscribe(1)
    house.messenger.moods[1] = [Unsure("the answer was lost")]
    for hours in range(5):
        house.run(MORNING + timedelta(hours=hours))
    assert house.texts(1) == ["rivers 2026-01-08 2"]
    assert house.ledger.counts() == {"unknown": 1, "sent": 1}


def test_an_error_nobody_foresaw_counts_as_perhaps_sent(house: House) -> None:
    house.subscribe(1)
    house.messenger.moods[1] = [SendError("?")]
    house.run(MORNING)
    assert house.ledger.counts() == {"unknown": 1}


def test_a_pause_the_service_asked_for_is_kept(house: House) -> None:
    house.subscribe(1)
    house.messenger.moods[1] = [RateLimited("slow down", retry_after=timedelta(seconds=30))]
    house.run(MORNING)
    house.run(MORNING + timedelta(seconds=29))
    assert house.texts(1) == []
    house.run(MORNING + timedelta(seconds=30))
    assert len(house.texts(1)) == 1


def test_a_chat_that_blocked_us_gets_nothing_more_until_it_speaks(database: Database) -> None:
    house = House(database, parts=3)
    house.subscribe(1, 2)
    house.messenger.moods[1] = [Unreachable("bot was blocked by the user")]
    house.run(MORNING)
    house.run(MORNING + timedelta(days=1))
    assert house.texts(1) == []
    assert len(house.texts(2)) == 6
    chat = house.subscriptions.chat(1)
    assert chat is not None
    assert (chat.state, chat.state_reason) == ("unreachable", "bot was blocked by the user")
    house.subscriptions.meet(Chat(1), now=house.clock.now())
    house.run(MORNING + timedelta(days=2))
    assert house.texts(1) == [f"rivers 2026-01-10 {n}" for n in (1, 2, 3)]


def test_a_migrated_group_gets_its_post_under_the_new_id(database: Database) -> None:
    house = House(database, parts=2)
    house.subscribe(-5)
    house.messenger.moods[-5] = [Migrated("upgraded", new_chat_id=-100)]
    house.run(MORNING)
    assert house.texts(-5) == []
    assert house.texts(-100) == ["rivers 2026-01-08 1", "rivers 2026-01-08 2"]
    assert house.subscriptions.subscribers("rivers") == (-100,)


def test_refused_markup_is_sent_once_as_plain_text(house: House) -> None:
    house.subscribe(1)
    house.messenger.moods[1] = [Rejected("can't parse entities")]
    house.run(MORNING)
    [(_, part)] = house.messenger.sent
    assert (part.html, part.plain) == ("", "rivers 2026-01-08 1")


def test_what_is_refused_as_plain_text_too_is_given_up_and_the_rest_goes_on(database: Database) -> None:
    house = House(database, parts=2)
    house.subscribe(1)
    house.messenger.moods[1] = [Rejected("bad"), Rejected("bad again")]
    house.run(MORNING)
    assert house.texts(1) == ["rivers 2026-01-08 2"]
    assert house.ledger.counts() == {"failed": 1, "sent": 1}


def test_a_topic_that_cannot_be_built_stops_no_other_and_is_caught_up(house: House) -> None:
    house.subscribe(1)
    house.subscribe(2, topic="roads")
    house.writer.broken = {"roads"}
    house.run(MORNING)
    assert (house.texts(1), house.texts(2)) == (["rivers 2026-01-08 1"], [])
    house.writer.broken = set()
    house.run(MORNING + timedelta(minutes=10))
    assert house.texts(2) == ["roads 2026-01-08 1"]


def test_a_topic_that_stays_broken_is_tried_at_growing_intervals(house: House) -> None:
    house.subscribe(2, topic="roads")
    house.writer.broken = {"roads"}
    for minute in range(60):
        house.run(MORNING + timedelta(minutes=minute))
    assert len(house.writer.orders) < 20


def test_a_day_with_nothing_to_say_is_passed_over(house: House) -> None:
    house.subscribe(1)
    house.writer.count = 0
    house.run(MORNING)
    house.writer.count = 1
    house.run(MORNING + timedelta(hours=1))
    assert house.texts(1) == []
    house.run(MORNING + timedelta(days=1))
    assert house.texts(1) == ["rivers 2026-01-09 1"]


def test_a_morning_missed_by_hours_is_caught_up_and_marked_late(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING + timedelta(hours=5))
    assert house.texts(1) == ["rivers 2026-01-08 1"]
    assert house.writer.orders[0].is_late


def test_days_missed_come_as_one_post(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING + timedelta(days=2, hours=9))
    assert house.texts(1) == []
    house.run(MORNING + timedelta(days=3))
    assert house.texts(1) == ["rivers 2026-01-11 1"]
    assert (house.writer.orders[-1].first_day.day, house.writer.orders[-1].is_late) == (8, False)


def test_what_could_not_be_sent_for_a_day_is_merged_into_the_next(house: House) -> None:
    house.subscribe(1)
    house.messenger.moods[1] = [RateLimited("closed", retry_after=timedelta(hours=5))]
    house.run(MORNING)
    house.deliverer.tick(MORNING + timedelta(days=1))
    house.clock.time = MORNING + timedelta(days=1)
    house.deliverer.drain(house.clock)
    assert house.texts(1) == ["rivers 2026-01-09 1"]


def test_a_clock_that_steps_back_sends_nothing_twice(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING)
    house.run(MORNING - timedelta(hours=1))
    house.run(MORNING)
    assert len(house.texts(1)) == 1


def test_changing_the_time_after_the_post_does_not_bring_it_again(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING)
    house.subscriptions.set_time(1, time(9, 0), "UTC", now=house.clock.now())
    house.run(MORNING + timedelta(hours=2))
    house.subscriptions.unsubscribe(1, "rivers")
    house.subscribe(1, at=time(10, 0))
    assert house.deliverer.tick(MORNING + timedelta(hours=3)).failed == ()
    house.run(MORNING + timedelta(hours=3))
    assert house.texts(1) == ["rivers 2026-01-08 1"]


def test_a_second_deliverer_on_the_same_data_plans_nothing_again(house: House) -> None:
    house.subscribe(*range(1, 20))
    due = house.subscriptions.due(MORNING)
    house.deliverer.tick(MORNING)
    stale = Stale(house.subscriptions, due)
    other = Deliverer(stale, Ledger(house.database), house.messenger, house.writer)
    assert other.tick(MORNING).planned == 0
    house.run(MORNING)
    assert len(house.messenger.sent) == 19


class Stale(Subscriptions):
    """Answers `due` with what was true a moment ago, as a racing process would see it."""

    def __init__(self, real: Subscriptions, due: tuple[object, ...]) -> None:
        super().__init__(real._database)
        self._due = due

    def due(self, until: datetime, *, limit: int = 20_000):  # type: ignore[no-untyped-def]
        return self._due


class Killed(BaseException):
    """Ends the process, as far as the deliverer can tell."""


def killed_while_sending(house: House, chat_id: int, *, arrives: bool) -> None:
    """The deliverer dies between writing `sending` and hearing the answer."""
    task = next(task for task in house.ledger.ready(house.clock.now(), limit=100) if task.place.chat_id == chat_id)
    assert house.ledger.claim(task, house.clock.now())
    if arrives:
        house.messenger.send(task.place, task.content)
    house.restarted()


def test_a_restart_goes_on_at_the_first_part_not_sent(database: Database) -> None:
    house = House(database, parts=3)
    house.subscribe(1)
    house.clock.time = MORNING
    house.deliverer.tick(MORNING)
    killed_while_sending(house, 1, arrives=True)
    house.run(MORNING)
    assert house.texts(1) == [f"rivers 2026-01-08 {n}" for n in (1, 2, 3)]
    assert house.ledger.counts() == {"unknown": 1, "sent": 2}


@pytest.mark.parametrize("arrives", [True, False])
def test_the_reader_of_a_doubtful_part_is_asked_once_and_believed(database: Database, arrives: bool) -> None:
    house = House(database, asks=True)
    house.subscribe(1)
    house.clock.time = MORNING
    house.deliverer.tick(MORNING)
    killed_while_sending(house, 1, arrives=arrives)
    house.restarted()
    house.run(MORNING)
    [question] = [part for _, part in house.messenger.sent if part.buttons]
    yes, no = question.buttons[0]
    press = (yes if arrives else no).data
    assert settle_press(house.ledger, 2, press, now=MORNING) == "Thank you, that is settled already."
    assert settle_press(house.ledger, 1, press, now=MORNING) in {"Good, thank you.", "I am sending it again."}
    assert settle_press(house.ledger, 1, no.data, now=MORNING) == "Thank you, that is settled already."
    house.run(MORNING)
    assert house.texts(1).count("rivers 2026-01-08 1") == 1
    assert house.ledger.counts() == {"sent": 2}
    assert house.ledger.settled() == {"reader": 1}


def in_doubt(database: Database, *, arrives: bool) -> House:
    """Chat 1 has its post; the program died while that of chat 2 was on its way."""
    house = House(database, asks=True)
    house.subscribe(1)
    house.subscribe(2, at=time(7, 1))
    house.run(MORNING)
    house.clock.time = MORNING + timedelta(minutes=1)
    house.deliverer.tick(house.clock.now())
    killed_while_sending(house, 2, arrives=arrives)
    return house


def test_a_doubtful_part_that_can_be_seen_in_its_chat_is_settled_and_nobody_is_asked(database: Database) -> None:
    house = in_doubt(database, arrives=True)
    house.deliverer.drain(house.clock)
    assert house.ledger.settled() == {"edit": 1}
    assert house.ledger.counts() == {"sent": 2}
    assert house.ledger.find_message(2, 2) == ("rivers/2026-01-08", 1)
    assert house.texts(2) == ["rivers 2026-01-08 1"]


def test_not_to_see_a_doubtful_part_proves_nothing_so_its_reader_is_asked(database: Database) -> None:
    house = in_doubt(database, arrives=False)
    house.deliverer.drain(house.clock)
    assert house.messenger.looked
    assert house.ledger.counts() == {"sent": 2, "unknown": 1}
    assert "do not know whether it arrived" in house.texts(2)[0]


def test_in_a_chat_that_spoke_meanwhile_nothing_is_touched(database: Database) -> None:
    """Our answer may stand where the part is looked for: an edit would overwrite it."""
    house = in_doubt(database, arrives=True)
    Inbox(database).keep(1, "{}", chat_id=2, now=house.clock.now())
    house.deliverer.drain(house.clock)
    assert house.messenger.looked == []
    assert house.ledger.settled() == {}


def test_a_part_is_looked_for_only_where_nobody_else_s_message_is() -> None:
    assert likely_ids(10, {11, 12, 14}, count=3) == (13, 15, 16)


def test_a_reply_to_a_doubtful_part_settles_it(house: House) -> None:
    house.subscribe(1)
    house.clock.time = MORNING
    house.deliverer.tick(MORNING)
    killed_while_sending(house, 1, arrives=True)
    assert settle_seen(house.ledger, 1, 77, "something else", by="reply", now=MORNING) is None
    assert settle_seen(house.ledger, 1, 77, " rivers 2026-01-08  1 ", by="reply", now=MORNING) is not None
    assert house.ledger.counts() == {"sent": 1}
    assert house.ledger.find_message(1, 77) == ("rivers/2026-01-08", 1)


def test_groups_are_not_asked(database: Database) -> None:
    house = House(database, asks=True)
    house.subscribe(-5)
    house.messenger.moods[-5] = [Unsure("lost")]
    house.run(MORNING)
    assert house.messenger.sent == []
    assert [part.place for part in house.ledger.doubts.all()] == [Place(-5)]


def test_a_stop_sends_nothing_more_and_loses_nothing(house: House) -> None:
    house.subscribe(1, 2)
    house.clock.time = MORNING
    house.deliverer.tick(MORNING)
    stop = Event()
    stop.set()
    assert house.deliverer.drain(house.clock, stop=stop).sent == 0
    assert house.deliverer.drain(house.clock).sent == 2


def test_an_announcement_reaches_each_chat_once(house: House) -> None:
    news = [Part("<b>News</b>", "News")]
    for _ in range(2):
        house.ledger.enqueue("broadcast/1", news, [Place(1), Place(2, 9)], now=EVE)
    house.run(EVE)
    assert sorted(place.chat_id for place, _ in house.messenger.sent) == [1, 2]
    assert house.messenger.sent[-1][0] in {Place(1), Place(2, 9)}


class Line(FakeMessenger):
    """A messenger whose line can be cut; counts the vain attempts."""

    def __init__(self) -> None:
        super().__init__()
        self.is_cut = True
        self.attempts = 0

    def send(
        self,
        place: Place,
        part: Part,
        *,
        is_broadcast: bool = False,
        on_departure: Callable[[], None] | None = None,
    ) -> int:
        if self.is_cut:
            self.attempts += 1
            raise NotSent("no connection")
        return super().send(place, part, is_broadcast=is_broadcast, on_departure=on_departure)


def test_a_line_that_is_down_rests_instead_of_trying_every_chat(house: House) -> None:
    house.subscribe(*range(1, 101))
    line = house.messenger = Line()
    house.restarted()
    house.clock.time = MORNING
    house.deliverer.tick(MORNING)
    for second in range(0, 600, 10):
        house.clock.time = MORNING + timedelta(seconds=second)
        house.deliverer.drain(house.clock)
    assert line.attempts < 100
    line.is_cut = False
    house.run(MORNING + timedelta(minutes=20))
    assert len(line.sent) == 100


def test_old_deliveries_are_pruned_and_stay_unrepeated_while_they_matter(house: House) -> None:
    house.subscribe(1)
    house.run(MORNING)
    assert house.ledger.prune(MORNING) == 0
    assert house.ledger.prune(MORNING + timedelta(days=60)) == 1
    assert house.ledger.counts() == {}


moods: dict[str, Callable[[], SendError]] = {
    "not": lambda: NotSent("down"),
    "unsure": lambda: Unsure("lost"),
    "limited": lambda: RateLimited("slow", retry_after=timedelta(seconds=3)),
    "rejected": lambda: Rejected("bad markup"),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    script=st.dictionaries(st.integers(1, 4), st.lists(st.sampled_from(sorted(moods)), max_size=4), max_size=4),
    parts=st.integers(1, 3),
)
def test_whatever_goes_wrong_no_part_is_sent_twice_and_only_unsure_ones_are_unknown(
    tmp_path_factory: pytest.TempPathFactory, script: dict[int, list[str]], parts: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("ledger")
    database = open_database(f"sqlite:///{folder}/counterpoint.db")
    database.create_all()
    house = House(database, parts=parts)
    house.subscribe(1, 2, 3, 4)
    house.messenger.moods = {chat: [moods[name]() for name in names] for chat, names in script.items()}
    for minute in range(0, 60, 3):
        house.run(MORNING + timedelta(minutes=minute))
    for chat in (1, 2, 3, 4):
        texts = house.texts(chat)
        assert len(texts) == len(set(texts))
        assert texts == sorted(texts)
    counts = house.ledger.counts()
    unsure = sum(min(names.count("unsure"), parts) for names in script.values())
    assert counts.get("unknown", 0) <= unsure
    assert counts.get("queued", 0) == counts.get("sending", 0) == 0
    assert len(house.messenger.sent) == counts.get("sent", 0)
    database.close()
