"""Recognises wishes that people write in plain words instead of a command: "stop", "change the time", "yesterday". No I/O.

Only whole utterances count: whoever writes a sentence about the news means the news.
"""

import re
from datetime import date, timedelta

from bot.talk.frame.localise import language_named
from bot.talk.frame.registry import COMMANDS
from retrieval.language.calendar import near_days
from retrieval.language.numbers import COUNTS
from retrieval.language.patterns import either

PHRASES = {
    "help": "help me, what can you do, what can i do, menu, commands, how does this work, how do i use this, "
    "ayuda, ajuda, помощь, ヘルプ, 帮助, मदद, مدد",
    "subscribe": "subscribe me, sign me up, follow, suscribir, suscribirme, assinar, подписаться, 订阅, 購読, सदस्यता, رکنیت",
    "unsubscribe": "stop, stop it, stop sending, unfollow, parar, detener, стоп, отписаться, 停止, 退订, 解除, बंद करो, بند کرو",
    "time": "change time, change my time, change the time, set time, when does it come, cambiar la hora, mudar a hora, "
    "изменить время, 更改时间, 時間を変える, समय बदलें, وقت بدلیں",
    "settings": "options, preferences, ajustes, configurações, настройки, 设置, 設定, सेटिंग, ترتیبات",
    "digest": "todays digest, todays post, todays news, the news, news today, show me todays post, read todays post, "
    "summarize todays post, summary, resumen, resumo, сводка, 摘要, ダイジェスト, सार, خلاصہ",
    "start": "who are you, what are you, what is this, what is this bot, who made you, what do you do, are you a bot, "
    "are you a robot, are you human, are you biased, are you an ai",
    "topics": "list topics, what topics are there, which topics are there, temas, темы, 主题, トピック, विषय, موضوعات",
    "language": "change language, change the language, idioma, língua, язык, 语言, 言語, भाषा, زبان",
    "forget": "delete me, delete my data, forget me",
    "privacy": "what do you store, what do you know about me",
}
WISHES = {phrase.strip(): name for name, phrases in PHRASES.items() for phrase in phrases.split(",")}
GOING_ON = {
    "other": "the other side, other side, and the other side, what does the other side say, what about the other side",
    "more": "more, tell me more, show more",
    "time": "timeline, the timeline, show the timeline",
}
_CLOCK = (
    r"(?P<clock>\d{1,2}(?:[:.]\d\d)?)\s?(?P<half>[ap]m)?(?: o ?clock)?(?: in the (?P<part>morning|afternoon|evening))?"
)
_POST = r"(?: (?:me|it|them|this|the post|my post|the digest|my digest|the news|my news))*"
_SENTENCES = (
    (
        "time",
        re.compile(
            r"(?:change|set|move|put|switch|make)(?: my| the)? (?:time|hour|post|digest|delivery|it) (?:to|at|for) "
            + _CLOCK
        ),
    ),
    ("time", re.compile(rf"(?:send|deliver|bring){_POST} at {_CLOCK}")),
    (
        "pause",
        re.compile(rf"(?:pause|no post)(?: it)?(?: for)? (?P<number>\d{{1,3}}|{either(COUNTS)}) (?P<unit>day|week)s?"),
    ),
    (
        "pause",
        re.compile(r"(?P<off>(?:resume|start again|unpause|continue sending|end(?: the)? pause|stop(?: the)? pause))"),
    ),
    (
        "language",
        re.compile(r"(?:can you |could you )?(?:speak|talk|write|answer)(?: to me)?(?: in)? (?P<language>[^\W\d]+)"),
    ),
)
STEPS = {phrase.strip(): name for name, phrases in GOING_ON.items() for phrase in phrases.split(",")}
TAKING_NAMES = frozenset({"subscribe", "unsubscribe", "digest"})


def wish_in(said: str) -> tuple[str, str] | None:
    """The command that plain words name and its argument, or None: `subscribe taiwan` -> ("subscribe", "taiwan")."""
    plain = _plain(said)
    if plain in WISHES:
        return WISHES[plain], ""
    if wish := _sentence_wish(" ".join(re.sub(r"[!?…'’]", "", said.casefold()).split())):
        return wish
    name, _, rest = plain.partition(" ")
    known = COMMANDS.get(name)
    if known is None or name == "start" or (rest and name not in TAKING_NAMES):
        return None
    return name, rest


def _sentence_wish(said: str) -> tuple[str, str] | None:
    """A setting that a short sentence names with its value: `send it at 6 in the evening` -> ("time", "6pm")."""
    said = said.removeprefix("please ").removesuffix(" please").rstrip(" .,")
    for name, pattern in _SENTENCES:
        found = pattern.fullmatch(said)
        argument = _argument(name, found.groupdict()) if found else ""
        if argument:
            return name, argument
    return None


def _argument(name: str, named: dict[str, str | None]) -> str:
    """What to write after the command; empty where the words name nothing that can be set."""
    if name == "language":
        return language_named(named["language"] or "")
    if name == "pause":
        if named.get("off"):
            return "off"
        number = named["number"] or ""
        days = COUNTS[number] if number in COUNTS else int(number)
        return str(days * 7 if named["unit"] == "week" else days)
    half = named["half"] or {"morning": "am", "afternoon": "pm", "evening": "pm"}.get(named["part"] or "", "")
    return f"{named['clock']}{half}"


def step_in(said: str) -> str:
    """The button under the last answer that plain words name, or empty: `and the other side?` -> `other`."""
    return STEPS.get(_plain(said), "")


def _plain(said: str) -> str:
    letters = re.sub(r"[.!?…'’¿¡。！？]", "", said.casefold())
    return " ".join(letters.split()).removeprefix("please ").removesuffix(" please")


def day_in(word: str, today: date) -> date | None:
    """The day that a word means, seen from today."""
    word = word.casefold()
    if word in near_days("today"):
        return today
    is_yesterday = word in near_days("yesterday") or word in near_days("yesterday_or_tomorrow")
    return today - timedelta(days=1) if is_yesterday else None
