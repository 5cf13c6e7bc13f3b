"""Reading digests in the chat: the digest itself, and what the buttons under it do."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta

from bot.delivery.chats import Wishes
from bot.delivery.ports import Button
from bot.delivery.wishes import fulfil
from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Digest
from bot.digest.model.statements import statements
from bot.digest.periods import is_outgrown
from bot.digest.show.document import with_texts
from bot.digest.show.picture import coverage_picture
from bot.digest.show.views import differences_document, sources_document, title_of
from bot.talk.commands.allowance import COST_OF_DIGEST, spend_question, spend_reading, spend_remark
from bot.talk.commands.plain_words import day_in
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import OpenQuestion, ask_for, close_question
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import COMMANDS, command, dialog, press
from bot.talk.frame.replies import Reply, say
from bot.talk.frame.topic_names import require_topic, today_of, topic_buttons, topic_to_read
from bot.talk.language.reader_voice import digest_buttons, told
from bot.talk.language.translator import Translator
from retrieval.errors import BadInput
from retrieval.sources.topics import Topic, read_layout

DIGEST_ID = re.compile(r"([\w-]+)/(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?(?:@([\dT-]{7,15}))?")
SPOKEN_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
LABEL = 40


@command("digest", "Read a digest now", usage="[TOPIC] [YYYY-MM-DD]", menu="everywhere")
def show_digest(turn: Turn) -> Iterable[Reply]:
    pieces = turn.argument.split()
    word = day_in(pieces[-1], date.min + timedelta(days=1)) if pieces else None
    named = pieces.pop() if word else ""
    day = _take_day(pieces) or _take_spoken_day(pieces, turn.now.date())
    topic = topic_to_read(turn, " ".join(pieces))
    if topic is None:
        yield say(turn.words("Which topic?"), buttons=topic_buttons(turn, "digest"))
        return
    day = day_in(named, today_of(topic, turn.now)) if named else day
    if day is not None and day > today_of(topic, turn.now):
        raise Mistake("{day} is still to come. Ask for today or an earlier day.", day=f"{day}")
    spend_reading(turn)
    yield Reply(is_draft=True)
    yield _digest_reply(turn, _newest(turn, topic) if day is None else _built(turn, topic, day))


def _newest(turn: Turn, topic: Topic) -> Digest:
    """Today's digest; before anything is there to tell, the newest that is."""
    digest = _built(turn, topic, today_of(topic, turn.now))
    if statements(digest):
        return digest
    return turn.desk.digests.previous(topic.id, digest.day) or digest


def _built(turn: Turn, topic: Topic, day: date) -> Digest:
    one = turn.desk.subscriptions.find(turn.chat_id, topic.id)
    layout = read_layout((one.layout if one else "") or (turn.chat.layout if turn.chat else ""))
    stored = turn.desk.digests.get(topic.id, day)
    if stored is None or is_outgrown(topic, stored, now=turn.now) or (layout == "sections" and not stored.sections):
        spend_question(turn, cost=COST_OF_DIGEST)
    built = turn.desk.editor.build(topic.id, day, now=turn.now, layout=layout, keeps_empty=False)
    return _as_wished(turn, built)


def _as_wished(turn: Turn, digest: Digest) -> Digest:
    """As it was or would be delivered to this chat: its numbers are those of the message."""
    one = turn.desk.subscriptions.find(turn.chat_id, digest.topic)
    return fulfil(digest, one.wishes if one else Wishes())


def _translator(turn: Turn) -> Translator:
    return Translator(turn.desk.model, turn.desk.clock, turn.desk.memory)


def _digest_reply(turn: Turn, digest: Digest) -> Reply:
    one = turn.desk.subscriptions.find(turn.chat_id, digest.topic)
    picture = coverage_picture(digest, turn.words.said) if one and one.has_pictures else None
    return Reply(
        told(digest, turn.words, _translator(turn)),
        digest_buttons(digest, turn.words),
        key=f"digest:{digest.id}",
        picture=picture.png if picture else None,
        picture_alt=picture.alt if picture else "",
    )


@press("digest")
def show_latest(turn: Turn) -> Iterable[Reply]:
    yield from show_digest(turn)


@press("prev")
def show_previous(turn: Turn) -> Iterable[Reply]:
    topic_id, day, _, _ = _parse_id(turn)
    require_topic(turn, topic_id)
    spend_reading(turn)
    earlier = turn.desk.digests.previous(topic_id, day)
    if earlier is None:
        yield Reply(notice=turn.words("There is no earlier digest."))
        return
    yield _digest_reply(turn, _as_wished(turn, earlier))


@press("src")
def show_sources(turn: Turn) -> Iterable[Reply]:
    digest = _as_wished(turn, _stored(turn))
    spend_reading(turn)
    yield Reply(with_texts(sources_document(digest), turn.words.said), key=f"digest:{digest.id}")


@press("diff")
def show_differences(turn: Turn) -> Iterable[Reply]:
    digest = _as_wished(turn, _stored(turn))
    spend_reading(turn)
    document = told(digest, turn.words, _translator(turn), view=differences_document)
    yield Reply(document, key=f"digest:{digest.id}")


@press("wrong")
def choose_wrong(turn: Turn) -> Iterable[Reply]:
    """One button a sentence. Reporting a sentence asks why, once; the report stands without an answer too."""
    digest = _stored(turn)
    buttons = [
        (Button(_shortened(bullet.text), f"bad:{key}:{digest.id}"),)
        for key, bullet in statements(digest).items()
        if len(f"bad:{key}:{digest.id}".encode()) <= 64
    ]
    yield say(turn.words("Which sentence is wrong?"), buttons=(*buttons[:40], (_cancel(turn),)))


@press("bad")
def report_wrong(turn: Turn) -> Iterable[Reply]:
    key, _, name = turn.argument.partition(":")
    digest = _stored(turn.with_argument(name))
    bullet = statements(digest).get(key)
    if bullet is None:
        raise Mistake("This sentence is not in that digest any more. Open the digest again and report it there.")
    spend_remark(turn)
    shown = str(attributed(bullet))
    turn.desk.feedback.report(digest, shown, bullet.citations, reason="", reporter=str(turn.chat_id), now=turn.now)
    ask_for(turn.desk.memory, turn.utterance, OpenQuestion("reason", {"digest": name, "key": key}), now=turn.now)
    yield say(
        f"“{shown}”",
        turn.words("Thank you, it is noted for the editors. If you like, write what is wrong with it, or /cancel."),
        replaces=True,
    )


@dialog("reason")
def take_reason(turn: Turn) -> Iterable[Reply]:
    close_question(turn.desk.memory, turn.chat_id)
    digest = _stored(turn.with_argument(turn.data["digest"]))
    bullet = statements(digest).get(turn.data["key"])
    if bullet is not None:
        shown, reason = str(attributed(bullet)), turn.argument
        turn.desk.feedback.report(
            digest, shown, bullet.citations, reason=reason, reporter=str(turn.chat_id), now=turn.now
        )
    yield say(turn.words("Thank you. The people who run this bot will read it."))
    if turn.argument.endswith(("?", "？", "؟")):
        # Whoever has gone on to ask something would wait for an answer that nobody gives.
        yield from COMMANDS["ask"].handler(turn)


@press("about")
def ask_about(turn: Turn) -> Iterable[Reply]:
    """The next plain words are a question about this digest."""
    digest = _stored(turn)
    ask_for(turn.desk.memory, turn.utterance, OpenQuestion("about", {"key": f"digest:{digest.id}"}), now=turn.now)
    yield say(turn.words("What would you like to know about {title}? Write your question.", title=title_of(digest)))


def find_digest(turn: Turn, name: str) -> Digest | None:
    """The stored digest of an id like `us-china/2026-01-07`, or None."""
    with suppress(BadInput):
        return _stored(turn.with_argument(name))
    return None


def cited_articles(digest: Digest, shown_text: str) -> list[str]:
    """The articles behind the sentences that a message shows; of the whole digest when it shows none."""
    shown = {n for bullet in statements(digest).values() if bullet.text in shown_text for n in bullet.citations}
    return [source.article_id for source in digest.sources if not shown or source.n in shown]


def _stored(turn: Turn) -> Digest:
    topic_id, day, last_day, hour = _parse_id(turn)
    digests = turn.desk.digests
    digest = digests.edition(topic_id, day, last_day, hour=hour) if hour else digests.get(topic_id, day, last_day)
    if digest is None:
        raise Mistake("This digest is not stored any more. /digest shows the latest.")
    return digest


def _parse_id(turn: Turn) -> tuple[str, date, date | None, str]:
    found = DIGEST_ID.fullmatch(turn.argument)
    if found is None:
        raise Mistake("This digest is not stored any more. /digest shows the latest.")
    return found[1], _day(found[2]), _day(found[3]) if found[3] else None, found[4] or ""


def _take_day(pieces: list[str]) -> date | None:
    """Take the last word off if it is a date. Raises Mistake if it only looks like one."""
    if not pieces or not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", pieces[-1]):
        return None
    return _day(pieces.pop())


def _take_spoken_day(pieces: list[str], today: date) -> date | None:
    """Take `25 Nov`, `November 25` or `25 Nov 2026` off the end; without a year the last such day that has begun."""
    for count in (3, 2):
        said = " ".join(pieces[-count:])
        said = said.replace(",", "") if len(pieces) >= count else ""
        for form in SPOKEN_DAYS:
            for year in [""] if count == 3 else [f" {today.year}", f" {today.year - 1}"]:
                with suppress(ValueError):
                    day = datetime.strptime(f"{said}{year}", form).date()  # noqa: DTZ007 (a calendar day has no zone)
                    if not year or day <= today + timedelta(days=1):
                        del pieces[-count:]
                        return day
    return None


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a calendar day has no zone)
    except ValueError as error:
        raise Mistake("This day does not exist. Write it as YYYY-MM-DD, for example 2026-01-07.") from error


def _shortened(text: str) -> str:
    return text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + "…"


def _cancel(turn: Turn) -> Button:
    return Button(turn.words("Cancel"), "cancel")
