"""Says which commands are offered where, in which language. Menus hide; they never authorise."""

from dataclasses import dataclass

from bot.talk.frame.authority import Authority
from bot.talk.frame.localise import Words
from bot.talk.frame.registry import COMMANDS, Command

HELP_ORDER = (
    "topics", "subscribe", "unsubscribe", "digest", "ask", "sources", "time", "settings", "language", "pause",
    "feedback", "privacy", "export", "forget", "help",
    "addtopic", "edittopic", "pausetopic", "removetopic", "restoretopic", "addfeed", "removefeed", "feeds", "outlet",
    "preview", "rebuild", "retract", "broadcast", "stats", "reports", "opml", "admins",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MenuLine:
    name: str
    summary: str


def menu_for(place: str, words: Words) -> list[MenuLine]:
    """The menu of `private` chats, of `group`s (and channels), or of an `admin`'s private chat."""
    return [MenuLine(one.name, words(one.summary)[:256]) for one in _ordered() if _is_offered(one, place)]


def _ordered() -> list[Command]:
    return [COMMANDS[name] for name in HELP_ORDER if name in COMMANDS]


def _is_offered(one: Command, place: str) -> bool:
    if one.authority is Authority.ADMIN:
        return place == "admin"
    return one.menu == "everywhere" if place == "group" else one.menu in ("everywhere", "private")


def profile_texts(words: Words) -> tuple[str, str]:
    """What the bot's profile says: the description before the first message, and the short one."""
    return (
        words(
            "Each morning I send you how different sides report the same news, and I answer questions from the stored "
            "articles. Every sentence names the articles it rests on. Press Start."
        ),
        words("How different sides report the same news, every morning, with sources."),
    )
