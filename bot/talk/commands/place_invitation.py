"""Takes the next plain words as a place if they are one: an invitation to name a city that binds nobody."""

from datetime import timedelta

from bot.talk.frame.courtesies import courtesy_of
from bot.talk.frame.desk import Turn
from bot.talk.frame.zones import zone_named

SLOT = "city"
OPEN_FOR = timedelta(minutes=10)
MOST_WORDS = 4


def invite_city(turn: Turn) -> None:
    """Whoever was just told when their post comes may answer with where they are. Only in a private chat."""
    if turn.utterance.is_private:
        turn.desk.memory.keep(turn.chat_id, SLOT, True, now=turn.now)


def close_invitation(turn: Turn) -> None:
    turn.desk.memory.drop(turn.chat_id, SLOT)


def invited_zone(turn: Turn) -> str:
    """The zone that plain words name, if we invited a place a moment ago; empty otherwise. An invitation holds once."""
    invited = turn.desk.memory.recall(turn.chat_id, SLOT, since=turn.now - OPEN_FOR)
    if not invited or courtesy_of(turn.argument):
        return ""
    close_invitation(turn)
    words = turn.argument.split()
    if not words or len(words) > MOST_WORDS or turn.argument.endswith(("?", "？", "؟")):
        return ""
    return zone_named(turn.argument.rstrip(" .!"))
