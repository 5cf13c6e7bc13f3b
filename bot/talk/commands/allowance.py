"""Limits how much one person may ask, so that nobody delays the others and no bill runs away where a model writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.talk.frame.desk import Desk, Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.memory import Kind

# Questions of one person, counted in SQL (docs/decisions/0102); fewer where a model writes, since each costs money.
A_MINUTE = 20
A_DAY = 300
A_MINUTE_WITH_MODEL = 5
A_DAY_WITH_MODEL = 50
# A digest that is not stored takes about as many calls of the model as so many questions.
COST_OF_DIGEST = 4


@dataclass(frozen=True, slots=True)
class Allowance:
    a_minute: int
    a_day: int


# A search from another chat is asked with every letter typed.
OF: Mapping[Kind, Allowance] = {
    "question": Allowance(A_MINUTE, A_DAY),
    "search": Allowance(120, 3000),
    "remark": Allowance(3, 20),
    # A digest is drawn and translated for whoever asks for it.
    "reading": Allowance(30, 600),
}
OF_QUESTIONS_WITH_MODEL = Allowance(A_MINUTE_WITH_MODEL, A_DAY_WITH_MODEL)


def allowance_of(kind: Kind, *, has_model: bool) -> Allowance:
    """What one person, or one program, may ask."""
    return OF_QUESTIONS_WITH_MODEL if kind == "question" and has_model else OF[kind]


def spend_question(turn: Turn, *, cost: int = 1) -> None:
    """Count one question, or what costs as much as several. Raises Mistake saying when the next may be asked."""
    wait, most = _spend(turn, "question", cost)
    if wait > timedelta(minutes=1):
        raise Mistake(
            "You have asked {most} questions today, which is all I can answer for one person. "
            "Please ask again in about {hours} h.",
            most=most.a_day,
            hours=_hours(wait),
        )
    _wait_a_moment(wait)


def spend_remark(turn: Turn) -> None:
    """Count one remark to the admins. Raises Mistake saying when the next may be written."""
    wait, most = _spend(turn, "remark", 1)
    if wait > timedelta(minutes=1):
        raise Mistake(
            "You have written {most} remarks today, which is all I can pass on from one person. "
            "Please write again in about {hours} h.",
            most=most.a_day,
            hours=_hours(wait),
        )
    _wait_a_moment(wait)


def spend_reading(turn: Turn) -> None:
    """Count one digest, or view of one, that is shown. Raises Mistake saying when the next may be."""
    wait, _ = _spend(turn, "reading", 1)
    if wait > timedelta(minutes=1):
        raise Mistake(
            "That is all I can show to one person today. Please come again in about {hours} h.", hours=_hours(wait)
        )
    _wait_a_moment(wait)


def may_search(desk: Desk, person_id: int) -> bool:
    """Count one search from another chat; False when it is one too many."""
    most = OF["search"]
    now = desk.clock.now()
    return person_id in desk.admins or not desk.memory.note_asked(
        "search", person_id, person_id, now=now, a_minute=most.a_minute, a_day=most.a_day
    )


def _spend(turn: Turn, kind: Kind, cost: int) -> tuple[timedelta, Allowance]:
    """How long to wait, if at all. Admins are not counted, nor is whoever sits at the console."""
    most = allowance_of(kind, has_model=turn.desk.model is not None)
    if turn.person_id in turn.desk.admins or turn.utterance.kind == "console":
        return timedelta(), most
    wait = turn.desk.memory.note_asked(
        kind, turn.chat_id, turn.person_id, now=turn.now, a_minute=most.a_minute, a_day=most.a_day, cost=cost
    )
    return wait, most


def _hours(wait: timedelta) -> int:
    return max(1, round(wait / timedelta(hours=1)))


def _wait_a_moment(wait: timedelta) -> None:
    if wait:
        raise Mistake("One moment, please: ask again in {seconds} seconds.", seconds=int(wait.total_seconds()) + 1)
