"""Answers questions, and what can follow an answer: go on asking, the other side, more, a timeline, wider or narrower."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.delivery.ports import Button
from bot.talk.commands.allowance import spend_question
from bot.talk.commands.answer_reply import answer_reply, headlines_reply, sources_reply
from bot.talk.commands.read import cited_articles, find_digest
from bot.talk.commands.remembered_answers import (
    CITED,
    LATEST,
    CitedPassage,
    Recollection,
    number_pointed_at,
    number_within,
    recall_answer,
    recollect_sources,
    with_outlet,
)
from bot.talk.frame.courtesies import courtesy_of
from bot.talk.frame.desk import Turn
from bot.talk.frame.dialogs import close_question
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command, dialog, press
from bot.talk.frame.replies import Reply, say
from bot.talk.frame.topic_names import example_question
from retrieval.answers import MAX_QUESTION, Query
from retrieval.articles import Filters, Hit

REMEMBERED_FOR = timedelta(minutes=30)
MORE = 8
MOST_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class Context:
    """What a question is about: the query before it, articles, a topic."""

    previous: Query | None = None
    about: Sequence[str] = ()
    topic: str = ""


@command("ask", "Ask about the news", usage="QUESTION", menu="everywhere")
def ask(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield _invitation(turn)
        return
    match courtesy_of(turn.argument):
        case "thanks":
            yield say(turn.words("You are welcome. Ask me anything about the news."))
            return
        case "greeting":
            yield _invitation(turn)
            return
    number = number_pointed_at(turn.argument)
    if number is not None:
        sources = _sources_at_hand(turn)
        cited = _source_numbered(turn, number, sources) if sources else None
        yield sources_reply(turn, replace(sources, citations=(cited,)) if sources and cited else None)
        return
    yield from _answer(*_about_a_source(turn, _context(turn)))


def _about_a_source(turn: Turn, context: Context) -> tuple[Turn, Context]:
    """ "What did [2] say about rice?" asks the outlet of that source, and its article first."""
    number = number_within(turn.argument)
    sources = _sources_at_hand(turn) if number is not None else None
    if number is None or sources is None:
        return turn, context
    cited = _source_numbered(turn, number, sources)
    asked = turn.with_argument(with_outlet(turn.argument, cited.outlet))
    return asked, replace(context, about=[cited.article_id])


def _sources_at_hand(turn: Turn) -> Recollection | None:
    """What numbers in a question mean: the sources of the message it replies to, else of the last answer."""
    replied = _key_of_replied(turn)
    kind, _, name = replied.partition(":")
    if kind == "digest" and (digest := find_digest(turn, name)):
        return recollect_sources(turn, digest)
    return recall_answer(turn, name if kind == "answer" else CITED)


def _source_numbered(turn: Turn, number: int, sources: Recollection) -> CitedPassage:
    cited = next((one for one in sources.citations if one.n == number), None)
    if cited is None:
        known = ", ".join(f"[{one.n}]" for one in sources.citations[:MOST_NUMBERS])
        raise Mistake(
            "There is no source [{n}] there, only {known}. To ask about a source of another message, reply to that message.",
            n=number,
            known=known if len(sources.citations) <= MOST_NUMBERS else f"{known} …",
        )
    return cited


def _invitation(turn: Turn) -> Reply:
    """What to ask here: an example that this archive can answer, with a button that asks it."""
    example = example_question(turn)
    sentence = turn.words("What would you like to know? For example: {example}", example=example)
    return say(sentence, buttons=((Button(example, "example"),),))


@dialog("about")
def ask_about_key(turn: Turn) -> Iterable[Reply]:
    """The answer to "Ask about this"."""
    close_question(turn.desk.memory, turn.chat_id)
    yield from _answer(turn, _context_of(turn, turn.data["key"]))


@command("sources", "The passages behind the last answer")
def show_sources(turn: Turn) -> Iterable[Reply]:
    yield sources_reply(turn, recall_answer(turn, CITED))


@press("sources")
def show_sources_of(turn: Turn) -> Iterable[Reply]:
    yield sources_reply(turn, recall_answer(turn, turn.argument or LATEST))


@press("meant")
def ask_meant(turn: Turn) -> Iterable[Reply]:
    """The last question as it was perhaps meant: spelt right."""
    last = _recalled(turn)
    if not last.meant:
        raise Mistake("I no longer remember this answer. Please ask again.")
    yield from _answer(turn.with_argument(last.meant), Context())


@press("other")
def ask_other_side(turn: Turn) -> Iterable[Reply]:
    """The same question to the sides that the answer did not cite."""
    last = _recalled(turn)
    topics = turn.desk.catalog.topics
    others = {
        (topic_id, perspective.id)
        for topic_id in {topic_id for topic_id, _ in last.sides if topic_id in topics}
        for perspective in topics[topic_id].perspectives
        if (topic_id, perspective.id) not in last.sides
    }
    if not others:
        raise Mistake("All sides that I know of are in this answer already.")
    filters = replace(last.query.filters, outlets=frozenset(), perspectives=frozenset(others))
    yield from _again(turn, last, filters)


@press("time")
def ask_timeline(turn: Turn) -> Iterable[Reply]:
    last = _recalled(turn)
    wider = replace(last.query.filters, since=None, until=None)
    yield from _again(turn, last, wider, question=f"and the timeline of {last.query.content}?")


@press("wide")
def ask_wider(turn: Turn) -> Iterable[Reply]:
    """Any time, any outlet."""
    last = _recalled(turn)
    yield from _again(turn, last, Filters(topics=last.query.filters.topics))


@press("near")
def ask_narrower(turn: Turn) -> Iterable[Reply]:
    """Only the last two days."""
    last = _recalled(turn)
    yield from _again(turn, last, replace(last.query.filters, since=turn.now - timedelta(days=2), until=None))


@press("more")
def show_more(turn: Turn) -> Iterable[Reply]:
    """Articles found for the same question that the answer did not cite; where there are none, from any source and time."""
    last = _recalled(turn)
    spend_question(turn)
    hits = _uncited(turn, last, last.query.filters) or _uncited(turn, last, Filters(topics=last.query.filters.topics))
    yield headlines_reply(turn, last, hits)


def _uncited(turn: Turn, last: Recollection, filters: Filters) -> list[Hit]:
    cited = {citation.article_id for citation in last.citations}
    hits = turn.desk.index.search(last.query.content, _until_now(filters, turn), k=MORE + len(cited))
    return [hit for hit in hits if hit.article.id not in cited][:MORE]


def _until_now(filters: Filters, turn: Turn) -> Filters:
    return replace(filters, until=min(filters.until, turn.now) if filters.until else turn.now)


def _again(turn: Turn, last: Recollection, filters: Filters, *, question: str = "") -> Iterable[Reply]:
    """Ask the remembered question within other filters: as a follow-up that names none of its own."""
    context = Context(previous=replace(last.query, filters=filters, sources=(), prefer=None))
    asked = turn.with_argument(question or f"and {last.query.content}?")
    yield from _answer(asked, context, shown_question=last.question)


def _answer(turn: Turn, context: Context, *, shown_question: str = "") -> Iterable[Reply]:
    if len(turn.argument) > MAX_QUESTION:
        raise Mistake("That is too long for a question. Please keep it under {most} characters.", most=MAX_QUESTION)
    spend_question(turn)
    yield Reply(is_draft=True)
    growing = turn.desk.answerer.stream(
        turn.argument,
        now=turn.now,
        zone=turn.zone,
        topic=context.topic,
        previous=context.previous,
        about=context.about,
    )
    answer = next(growing)
    for more in growing:
        if answer.sentences:
            yield replace(say(*(sentence.text for sentence in answer.sentences)), is_draft=True)
        answer = more
    yield answer_reply(turn, replace(answer, question=shown_question or answer.question))


def _recalled(turn: Turn) -> Recollection:
    last = recall_answer(turn, turn.argument or LATEST)
    if last is None or not last.query.content:
        raise Mistake("I no longer remember this answer. Please ask again.")
    return last


def _context(turn: Turn) -> Context:
    """A reply to one of our messages is about that; else a question soon after another may go on from it."""
    if turn.utterance.reply_to is not None:
        return _context_of(turn, _key_of_replied(turn))
    # A refusal is no subject.
    last = recall_answer(turn, CITED, since=turn.now - REMEMBERED_FOR)
    return Context(previous=_with_shown(last)) if last else Context()


def _with_shown(last: Recollection) -> Query:
    """The query of an answer with the articles it showed: what goes on from it is looked for there first."""
    return replace(last.query, shown=tuple(citation.article_id for citation in last.citations))


def _key_of_replied(turn: Turn) -> str:
    """What the message that is replied to shows, or empty."""
    said = turn.utterance
    if said.reply_to is None:
        return ""
    key = turn.desk.memory.recall(turn.chat_id, f"message:{said.reply_to}")
    delivered = turn.desk.ledger.find_message(turn.chat_id, said.reply_to)
    return str(key or (f"digest:{delivered[0]}" if delivered else ""))


def _context_of(turn: Turn, key: str) -> Context:
    kind, _, name = key.partition(":")
    if kind == "answer" and (last := recall_answer(turn, name)):
        return Context(previous=last.query, about=[citation.article_id for citation in last.citations])
    if kind == "digest" and (digest := find_digest(turn, name)):
        return Context(about=cited_articles(digest, turn.utterance.shown_text), topic=digest.topic)
    return Context()
