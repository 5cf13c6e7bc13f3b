"""How much one person may ask: so that nobody delays the others, and no bill runs away where a model writes."""

from datetime import timedelta

from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake

A_MINUTE = 20
A_DAY = 300
A_MINUTE_WITH_MODEL = 5
A_DAY_WITH_MODEL = 50


def spend_question(turn: Turn) -> None:
    """Count one question. Raises Mistake saying when the next may be asked. Admins are not counted."""
    if turn.person_id in turn.desk.admins or turn.utterance.kind == "console":
        return
    a_minute, a_day = (A_MINUTE, A_DAY) if turn.desk.model is None else (A_MINUTE_WITH_MODEL, A_DAY_WITH_MODEL)
    wait = turn.desk.memory.note_question(turn.chat_id, turn.person_id, now=turn.now, a_minute=a_minute, a_day=a_day)
    if wait > timedelta(minutes=1):
        hours = max(1, round(wait / timedelta(hours=1)))
        raise Mistake(
            "You have asked {most} questions today, which is all I can answer for one person. "
            "Please ask again in about {hours} h.",
            most=a_day,
            hours=hours,
        )
    if wait:
        raise Mistake("One moment, please: ask again in {seconds} seconds.", seconds=int(wait.total_seconds()) + 1)
