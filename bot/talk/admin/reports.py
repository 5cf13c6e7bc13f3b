"""Shows admins numbers, what readers reported, and who the admins are."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.delivery.ports import Button
from bot.digest.show.document import Block, BulletItem, Document, Heading, Paragraph, line
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Words
from bot.talk.frame.model_figures import figure_lines
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Reply, rows, say

SHOWN = 10
STATE_SENTENCES = {
    # Of chats.
    "active": "active",
    "unreachable": "unreachable",
    "left": "left",
    # Of messages.
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "failed": "failed",
    "unknown": "unknown",
}


@command("stats", "Numbers of this bot", authority=Authority.ADMIN)
def show_stats(turn: Turn) -> Iterable[Reply]:
    desk, words = turn.desk, turn.words
    asked = desk.memory.count_questions(turn.now - timedelta(days=1))
    lag = int(desk.ledger.lag(turn.now).total_seconds() // 60)
    yield say(
        words("Chats: {list}", list=_states(words, desk.subscriptions.counts())),
        words("Subscriptions: {list}", list=_counted(words, desk.subscriptions.count_by_topic())),
        words("Messages of digests: {list}", list=_states(words, desk.ledger.counts())),
        words.many("The oldest waits {n} minute.", "The oldest waits {n} minutes.", lag) if lag else "",
        words.many("{n} article stored.", "{n} articles stored.", desk.articles.count()),
        words.said(outage) if (outage := desk.feeds.outage()) else "",
        words.many("{n} question in the last 24 hours.", "{n} questions in the last 24 hours.", asked),
        *_model_lines(turn),
        title=words("Numbers"),
    )


def _model_lines(turn: Turn) -> list[str]:
    figures = turn.desk.model_figures
    if figures is None:
        return []
    return [*figure_lines(figures, turn.words, turn.now), figures.writers_line(turn.words)]


@command("reports", "What readers reported", authority=Authority.ADMIN)
def show_reports(turn: Turn) -> Iterable[Reply]:
    words = turn.words
    reports, remarks = turn.desk.feedback.reports(limit=SHOWN), turn.desk.memory.remarks(limit=SHOWN)
    if not reports and not remarks:
        yield say(words("Nobody reported anything."))
        return
    blocks: list[Block] = []
    if reports:
        blocks.append(Heading(words("Sentences called wrong")))
        blocks += [
            BulletItem(line(f"{one.id}. {one.digest_id}: “{one.bullet}” {one.reason or words('no reason given')}"))
            for one in reports
        ]
    if remarks:
        blocks.append(Heading(words("Remarks")))
        blocks += [Paragraph(line(f"{one.id}. {words.moment(one.at, turn.zone)}: {one.text}")) for one in remarks]
    buttons = [Button(words("Report {id} done", id=one.id), f"done:report:{one.id}") for one in reports]
    buttons += [Button(words("Remark {id} done", id=one.id), f"done:remark:{one.id}") for one in remarks]
    yield Reply(Document(tuple(blocks)), rows(buttons))


@press("done", authority=Authority.ADMIN)
def mark_done(turn: Turn) -> Iterable[Reply]:
    kind, _, number = turn.argument.partition(":")
    resolve = turn.desk.feedback.resolve if kind == "report" else turn.desk.memory.resolve_remark
    is_done = number.isdecimal() and len(number) < 19 and resolve(int(number), now=turn.now)
    sentence = "Done." if is_done else "That was done already."
    yield Reply(notice=turn.words(sentence))


@command("admins", "Who may use these commands", authority=Authority.ADMIN)
def show_admins(turn: Turn) -> Iterable[Reply]:
    numbers = ", ".join(str(number) for number in sorted(turn.desk.admins)) or "-"
    yield say(
        turn.words("Admins by their number: {list}", list=numbers),
        turn.words("They are set with COUNTERPOINT_ADMINS, where the bot runs; nobody can change them from a chat."),
        turn.words("You are {number}.", number=turn.person_id),
    )


def _states(words: Words, counts: Mapping[str, int]) -> str:
    return _counted(words, {words(STATE_SENTENCES[state]): count for state, count in counts.items()})


def _counted(words: Words, counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {words.number(count)}" for name, count in sorted(counts.items())) or "0"
