"""Wishes that people write in plain words instead of a command: "stop", "change the time", "yesterday". Pure.

Only whole utterances count: whoever writes a sentence about the news means the news.
"""

import re
from datetime import date, timedelta

from bot.talk.registry import COMMANDS

PHRASES = {
    "help": "help me, what can you do, what can i do, menu, commands, how does this work, how do i use this, "
    "ayuda, ajuda, помощь, ヘルプ, 帮助, मदद, مدد",
    "subscribe": "subscribe me, sign me up, follow, suscribir, suscribirme, assinar, подписаться, 订阅, 購読, सदस्यता, رکنیت",
    "unsubscribe": "stop, stop it, stop sending, unfollow, parar, detener, стоп, отписаться, 停止, 退订, 解除, बंद करो, بند کرو",
    "time": "change time, change my time, change the time, set time, when does it come, cambiar la hora, mudar a hora, "
    "изменить время, 更改时间, 時間を変える, समय बदलें, وقت بدلیں",
    "settings": "options, preferences, ajustes, configurações, настройки, 设置, 設定, सेटिंग, ترتیبات",
    "digest": "todays digest, todays news, the news, news today, resumen, resumo, сводка, 摘要, ダイジェスト, सार, خلاصہ",
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
STEPS = {phrase.strip(): name for name, phrases in GOING_ON.items() for phrase in phrases.split(",")}
TAKING_NAMES = frozenset({"subscribe", "unsubscribe", "digest"})
TODAY = frozenset(["today", "hoy", "hoje", "сегодня", "今天", "今日", "आज", "آج"])
YESTERDAY = frozenset(["yesterday", "ayer", "ontem", "вчера", "昨天", "昨日", "कल", "کل"])


def wish_in(said: str) -> tuple[str, str] | None:
    """The command that plain words name and its argument, or None: `subscribe taiwan` -> ("subscribe", "taiwan")."""
    plain = _plain(said)
    if plain in WISHES:
        return WISHES[plain], ""
    name, _, rest = plain.partition(" ")
    known = COMMANDS.get(name)
    if known is None or name == "start" or (rest and name not in TAKING_NAMES):
        return None
    return name, rest


def step_in(said: str) -> str:
    """The button under the last answer that plain words name, or empty: `and the other side?` -> `other`."""
    return STEPS.get(_plain(said), "")


def _plain(said: str) -> str:
    letters = re.sub(r"[.!?…'’¿¡。！？]", "", said.casefold())
    return " ".join(letters.split()).removeprefix("please ").removesuffix(" please")


def day_in(word: str, today: date) -> date | None:
    """The day that a word means, seen from today."""
    word = word.casefold()
    if word in TODAY:
        return today
    return today - timedelta(days=1) if word in YESTERDAY else None
