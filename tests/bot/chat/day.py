"""A scripted day: people in private, two groups, a forum and a channel; everything through Telegram's door."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.people import Person, Place
from bot.demo.botapi.rooms import Post
from tests.bot.chat.stage import Stage
from tests.bot.talk.office import ADMIN

LANGUAGES = ("en", "zh", "es", "ru", "ja", "hi", "ur", "pt")
QUESTIONS = (
    "how many died at the Lena bridge?",
    "what did West Times say on the Lena bridge?",
    "what did East Post report about the bridge?",
    "who lends snow leopards to the zoo of Tessaly?",
    "what about a volcano on Mars?",
)
PATIENCE = 90.0


@dataclass
class Day:
    """Who acts, and how often somebody did something that awaits an answer."""

    stage: Stage
    interactions: int = 0

    @property
    def server(self) -> LocalBotApi:
        return self.stage.server

    def say(self, who: Person, text: str, containing: str = "", *, place: Place | None = None, **extra: Any) -> Post:
        """Say something and wait for the message that answers it."""
        room = place.id if place else who.id
        return self._answer(room, lambda: who.say(text, place=place, **extra), containing)

    def press(self, who: Person, post: Post, button: str, containing: str = "") -> Post:
        """Press a button and wait for a new message, or the pressed one's new words."""
        before = len(post.versions)
        self.interactions += 1
        last = self._last(post.room.id)
        data = next(b["callback_data"] for b in post.buttons if b.get("callback_data", "").startswith(button))
        who.press(post, data)

        def changed() -> Post | None:
            newer = [one for one in self.server.messages(post.room.id) if one.id > last and containing in one.text.text]
            return newer[0] if newer else post if len(post.versions) > before else None

        found = self.server.wait_for(changed, timeout=PATIENCE)
        assert found is not None
        return found

    def post(self, place: Place, text: str, containing: str = "") -> Post:
        return self._answer(place.id, lambda: place.publish(text), containing)

    def _answer(self, room: int, act: Callable[[], object], containing: str) -> Post:
        self.interactions += 1
        last = self._last(room)
        act()

        def newest() -> Post | None:
            fresh = [one for one in self.server.messages(room) if one.id > last]
            return next((one for one in fresh if containing in one.text.text), None)

        found = self.server.wait_for(newest, timeout=PATIENCE)
        assert found is not None
        return found

    def _last(self, room: int) -> int:
        return max(self.server.world.rooms[room].posts, default=0)


def play_day(stage: Stage, *, people: int) -> Day:
    """Everybody's day, one after the other; the bot answers each in their own line."""
    day = Day(stage)
    readers = [stage.server.user(100 + n, f"Reader <{n}> & Co", language=LANGUAGES[n % 8]) for n in range(people)]
    robin = stage.server.user(ADMIN, "Robin")
    for number, reader in enumerate(readers):
        live_in_private(day, reader, QUESTIONS[number % len(QUESTIONS)])
    live_in_group(day, robin, readers)
    live_in_forum(day, robin)
    live_in_channel(day, robin)
    run_the_bot(day, robin)
    leave(day, readers)
    return day


def live_in_private(day: Day, reader: Person, question: str) -> None:
    welcome = day.say(reader, "/start")
    day.press(reader, welcome, "sub:east-west", "04:00")
    settings = day.say(reader, "/settings")
    day.press(reader, settings, "set:quiet")
    day.press(reader, settings, "set:quiet:22:00-07:00")
    digest = day.say(reader, "/digest", "Lena bridge")
    bottom = next(one for one in reversed(day.server.messages(reader.id)) if one.buttons)
    day.press(reader, bottom, "src:", "West Times")
    answer = day.say(reader, question)
    if answer.buttons:
        day.press(reader, answer, answer.buttons[0]["callback_data"])
    day.say(reader, "and East Post?", reply_to=digest)


def live_in_group(day: Day, robin: Person, readers: Sequence[Person]) -> None:
    group = day.server.group("Bridge watchers")
    group.add(robin, "creator")
    for reader in readers[:5]:
        group.add(reader)
    day.interactions += 1
    group.add_bot(robin)
    welcome = day.server.wait_for_message(group.id, timeout=PATIENCE)
    day.press(robin, welcome, "sub:east-west", "04:00")
    name = day.server.world.bot.username
    day.say(readers[0], "/subscribe east-west", "administrator", place=group)
    answer = day.say(readers[1 % len(readers)], f"@{name} how many died at the Lena bridge?", "[1]", place=group)
    day.say(readers[0], "and East Post?", place=group, reply_to=answer)
    day.say(robin, "/time 08:00 Tokyo", "Asia/Tokyo", place=group, is_anonymous=True)
    basic = day.server.group("A small group", kind="group")
    basic.add(robin, "creator")
    basic.add_bot(robin)
    welcome = day.server.wait_for_message(basic.id, timeout=PATIENCE)
    day.press(robin, welcome, "sub:east-west", "04:00")
    moved = basic.migrate(robin)
    subscriptions = day.stage.office.desk.subscriptions
    day.server.wait_for(lambda: subscriptions.list(moved.id), timeout=PATIENCE)
    day.interactions += 2


def live_in_forum(day: Day, robin: Person) -> None:
    forum = day.server.group("Forum", is_forum=True)
    forum.add(robin, "creator")
    thread = forum.thread("News")
    forum.add_bot(robin)
    day.server.wait_for_message(forum.id, timeout=PATIENCE)
    day.interactions += 1
    answer = day.say(robin, "/subscribe east-west", "04:00", place=forum, thread_id=thread)
    assert answer.thread_id == thread
    assert day.stage.office.desk.subscriptions.list(forum.id)[0].thread_id == thread


def live_in_channel(day: Day, robin: Person) -> None:
    channel = day.server.channel("Bridge channel")
    channel.add(robin, "creator")
    channel.add_bot(robin, "administrator", can_post_messages=True)
    day.server.wait_for_message(channel.id, timeout=PATIENCE)
    day.interactions += 1
    day.post(channel, "/subscribe east-west", "04:00")
    day.post(channel, "/digest east-west", "Lena bridge")


def run_the_bot(day: Day, robin: Person) -> None:
    day.say(robin, "/addtopic")
    for words in ("Isles", "The West, The East", "US", "China"):
        day.say(robin, words)
    feeds = day.say(robin, "isles of Ansel")
    time = day.press(robin, feeds, "form:skip")
    assert time.buttons
    confirm = day.say(robin, "07:00 Berlin", "Isles (isles)")
    day.press(robin, confirm, "form:save")
    for command in (
        "/topics",
        "/feeds",
        "/stats",
        "/reports",
        "/admins",
        "/outlet",
        "/preview east-west",
        "/rebuild east-west",
    ):
        day.say(robin, command)
    shown = day.say(robin, "/broadcast Tomorrow the digest comes an hour later.", "later")
    day.press(robin, shown, "broadcast:yes")
    robin.search("Lena bridge")
    day.interactions += 1
    day.server.wait_for(lambda: any(one.answer for one in day.server.api.inline_queries.values()), timeout=PATIENCE)


def leave(day: Day, readers: Sequence[Person]) -> None:
    sure = day.say(readers[0], "/forget")
    day.press(readers[0], sure, "forget:yes")
    readers[-1].block()
    subscriptions = day.stage.office.desk.subscriptions
    day.server.wait_for(lambda: subscriptions.counts().get("left"), timeout=PATIENCE)
    day.interactions += 1
