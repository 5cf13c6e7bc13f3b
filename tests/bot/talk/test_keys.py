"""Nothing reaches a reader or an admin that could not be said in their language: names and the words of articles aside.

The conversation is held in a language of brackets: every command, every button, and errors of every kind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.chats import Order, Wishes
from bot.delivery.editions import EditionMaker
from bot.delivery.ports import Part, Place
from bot.digest.show.document import Heading, Quotation, plain_line
from bot.run.admin_notices import Watch
from bot.talk.frame.localise import LANGUAGES
from bot.talk.frame.registry import COMMANDS
from bot.talk.frame.replies import Reply
from bot.talk.frame.utterances import Person
from bot.talk.language.reader_voice import ReaderVoice
from bot.talk.language.translator import Translator
from retrieval.messages import Phrase
from tests.bot.digest.newsroom import DAY, DUE, EVERYTHING
from tests.bot.talk.brackets import Bracketed, bare_words, open_bracketed
from tests.bot.talk.office import ADMIN, NOON, Office, Talker
from tests.bot.talk.test_admins import FEED

pytestmark = pytest.mark.slow

READER = 2
FOR_READERS = """
/start|/start east-west|/start nowhere|/help|/privacy|/topics|/subscribe|/subscribe nowhere|/subscribe east-west
/subscribe east-west|/time|/time soon|/time 07:30 Atlantis|/time 07:30 Berlin|/time Berlin|/time nowhere 08:00|/settings
/language|/language klingon|/pause|/pause 3|/pause soon|/pause off|/digest|/digest nowhere|/digest east-west
/digest east-west 2026-01-05|/digest east-west 2036-01-01|/digest east-west 2026-13-45|/digest east-west 1926-01-05|/sources
/ask|thanks|hello|/ask how many died at the Lena bridge?|/ask what did West Times say about the Lena bridge yesterday?
/sources|/ask what did [9] say?|/ask compare The West and The East on the Lena bridge
/ask what did West Times say about penguins?|/ask what did East Post say about grain in January 2026?
/ask what did East Post and West Times say since Monday about penguins?|/ask who met the volcano on Mars?
/ask when did the volcano erupt?|/ask the timeline of the Lena bridge|/ask what about the Lina brigde?|/feedback|It is good.
/feedback Thank you|/export|/forget|/cancel|/cancel|/unsubscribe nowhere|/unsubscribe|/unsubscribe|/nonsense
"""
FOR_ADMINS = """
/help|/admins|/stats|/reports|/feeds|/feeds nowhere|/outlet|/outlet Nowhere News|/outlet Far Wire|/outlet Far Wire; CH; public; FW
/outlet New Paper; somewhere|/addtopic|Straits|Only one|Same, same|One, Two|Atlantis|US|CN|https://404.example/
https://eastpost.example|words to look for|07:00 Berlin|/cancel
/addtopic x|/addtopic Two Words; Name|/addtopic isles; The Isles; nonsense
/addtopic isles; The Isles; side a|/addtopic isles; Isles; search|/addtopic isles; Isles; feed x|/addtopic isles; Isles; at noon
/addtopic isles; Isles; layout x|/addtopic isles; Isles; window x
/addtopic isles; Isles; side a "A": US; side b "B": CN; search isles; at 06:30 Asia/Taipei|/addtopic isles; Isles
/edittopic|/edittopic isles|/edittopic isles; name Isles; drop side z|/edittopic isles; name|/edittopic isles; name Isles
/pausetopic|/pausetopic isles|/pausetopic isles|/removetopic|/removetopic isles|/restoretopic|/restoretopic nope
/restoretopic isles|/addfeed|/addfeed east-west|/addfeed east-west https://eastpost.example
/addfeed east-west https://eastpost.example|/addfeed east-west http://127.0.0.1:9/feed.xml|/addfeed east-west https://10.0.0.1/x
/addfeed east-west ftp://a.example|/addfeed east-west https://0x7f.1/|/addfeed east-west https://a:b@c.example/
/addfeed east-west https://404.example/|/addfeed east-west https://page.example/|/addfeed east-west https://slow.example/
/addfeed east-west https://large.example/|/removefeed|/removefeed east-west|/removefeed east-west 9|/feeds|/opml|/preview
/preview nowhere|/preview east-west|/preview east-west 2036-01-01|/rebuild|/rebuild east-west|/retract
/retract https://nowhere.example/a|/broadcast|/broadcast Hello|/stats|/removefeed east-west 1
"""
NEVER_PRESSED = ("forget", "cancel")
# What is typed to us is shown as it is typed.
TYPED = {
    "side, drop, search, feed, at, name, layout, window",
    *(
        "at 07:00",
        "side",
        "drop",
        "layout sections",
        "window",
        "search rare earths",
        "feed",
        "name",
        "public",
        "rss.xml",
    ),
}


def names_of(office: Office) -> set[str]:
    """Outlets, topics, sides, places; the languages under their own names."""
    found = {"Counterpoint", "Telegram", *TYPED, *LANGUAGES, *LANGUAGES.values()}
    for outlet in office.desk.catalog.registry:
        found |= {outlet.name, *outlet.aliases, *outlet.domains, outlet.country}
    for topic in office.desk.catalog.topics.values():
        found |= {topic.id, topic.name, *(word for side in topic.perspectives for word in (side.id, side.name))}
    return found - {""}


def shown(replies: Iterable[Reply]) -> Iterator[str]:
    """Every text of some replies."""
    for reply in replies:
        yield from (reply.notice, reply.picture_alt, reply.attachment.caption if reply.attachment else "")
        yield from (button.text for rank in reply.buttons for button in rank)
        for block in reply.document.blocks if reply.document else ():
            match block:
                case Heading():
                    yield block.text
                case Quotation():
                    yield from map(plain_line, block.lines)
                case _:
                    yield plain_line(block.line)


def crawl(talker: Talker, lines: str) -> Iterator[tuple[str, str]]:
    """Say every line, and press a button of each kind seen on the way; what was said, and a text that came back."""
    pressed: set[str] = set()
    for said in lines.replace("\n", "|").strip("|").split("|"):
        talker.say(said)
        seen = list(talker.replies)
        yield from ((said, text) for text in shown(seen))
        for data in [button.data for reply in seen for rank in reply.buttons for button in rank]:
            kind = ":".join(data.split(":")[: 2 if data.startswith("set:") else 1])
            if kind not in pressed and kind not in NEVER_PRESSED:
                pressed.add(kind)
                talker.replies = seen
                talker.press(data)
                yield from ((data, text) for text in shown(talker.replies))


def strays(office: Office, lines: str, told: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """What was told in words that are nobody's: neither ours by a key, nor a name, nor of an article, nor of who asked."""
    texts = [lines, *(f"{entry.title} {entry.text}" for entry in EVERYTHING), FEED.decode()]
    # A title of ours over a story is a sentence without its full stop.
    sentences = {one.removesuffix(".") for entry in EVERYTHING for one in (entry.title, *entry.text.split(". "))}
    names = names_of(office) | sentences
    return [(said, bare) for said, text in told if (bare := bare_words(text, names, texts))]


def test_a_reader_is_told_nothing_without_a_key(tmp_path: Path) -> None:
    office = open_bracketed(tmp_path)
    sam = office.talker(person=Person(READER, "Sam", "es"))
    told = list(crawl(sam, FOR_READERS))
    assert strays(office, FOR_READERS, told) == []
    assert len(told) > 500
    office.close()


def test_an_admin_is_told_nothing_without_a_key(tmp_path: Path) -> None:
    office = open_bracketed(tmp_path)
    robin = office.talker(chat_id=ADMIN, person=Person(ADMIN, "Robin", "es"))
    told = list(crawl(robin, FOR_ADMINS))
    assert strays(office, FOR_ADMINS, told) == []
    assert len(told) > 300
    office.close()


def test_both_lists_try_every_command() -> None:
    tried = {
        said.split()[0][1:]
        for said in f"{FOR_READERS}|{FOR_ADMINS}".replace("\n", "|").split("|")
        if said.startswith("/")
    }
    assert tried >= set(COMMANDS)


def test_a_sentence_without_a_key_would_be_seen(tmp_path: Path) -> None:
    office = open_bracketed(tmp_path)
    spoken = Bracketed()
    told = [
        ("plain", "Nothing was found."),
        ("as a value", spoken("It is paused {reason}.", reason="for some reason")),
        ("beside ours", f"{spoken('Settings')} and more"),
    ]
    assert [said for said, _ in strays(office, "", told)] == ["plain", "as a value", "beside ours"]
    assert strays(office, "", [("ours", spoken("It is paused {reason}.", reason=Phrase("since {day}", day=DAY)))]) == []
    office.close()


def test_a_delivered_digest_and_its_picture_speak_by_keys(tmp_path: Path) -> None:
    office = open_bracketed(tmp_path)
    maker = EditionMaker(office.newsroom.editor(), ReaderVoice(Translator(None, office.clock), Bracketed))
    order = Order("east-west", day=DAY, first_day=DAY, language="es", is_late=True, has_pictures=True)
    orders = {
        "late": order,
        "of days": replace(order, first_day=DAY - timedelta(days=2)),
        "as wished": replace(order, wishes=Wishes(exclude_words=("tariffs",))),
    }
    told = [
        (name, text)
        for name, one in orders.items()
        for part in maker(one, DUE)
        for text in (part.plain, part.picture_alt, *(button.text for rank in part.buttons for button in rank))
    ]
    assert strays(office, "", told) == []
    office.close()


def test_what_admins_are_told_of_their_own_accord_is_in_their_language(tmp_path: Path) -> None:
    office = open_bracketed(tmp_path)
    ledger = office.desk.ledger
    ledger.enqueue("rivers/2026-01-08", [Part("", "Hello")], [Place(5), Place(-3)], now=NOON)
    for task in ledger.ready(NOON, limit=9):
        ledger.claim(task, NOON)
    ledger.doubts.recover(NOON)
    watch = Watch(office.desk.feeds, ledger, (ADMIN,), tmp_path, free=lambda _: 1, words_of=lambda _: Bracketed())
    watch.look(NOON + timedelta(hours=1))
    told = [("notice", task.content.plain) for task in ledger.ready(NOON + timedelta(days=1), limit=99)]
    assert strays(office, "rivers", told) == []
    assert told
    office.close()
