"""Says what is missing from a digest, and why, in whole sentences. No I/O."""

from collections.abc import Sequence

from bot.digest.choose.selection import Plan
from bot.digest.choose.usable_articles import Candidate
from retrieval.articles import Article
from retrieval.feeds.feeds import Reach
from retrieval.messages import Phrase
from retrieval.sources.topics import Topic
from retrieval.web.domains import host_of

FEW_ARTICLES = 3
FEW_LINES = 5
MOST_HOSTS = 4


def side_notes(topic: Topic, candidates: Sequence[Candidate]) -> tuple[Phrase, ...]:
    """A side of which the window holds nothing, or little; nothing where none has an article: the day itself is quiet."""
    if not any(candidate.side for candidate in candidates):
        return ()
    notes: list[Phrase] = []
    for perspective in topic.perspectives:
        own = [candidate.article for candidate in candidates if candidate.side == perspective.id]
        outlets, side = tuple(sorted({article.outlet for article in own})), perspective.name
        if not own:
            sentence = "No article from outlets of the side “{side}” was found in this window."
            notes.append(Phrase(sentence, side=side))
        elif len(own) < FEW_ARTICLES:
            few = Phrase(
                "The side “{side}” rests on one article only ({outlets}).",
                "The side “{side}” rests on {n} articles only ({outlets}).",
                n=len(own),
                side=side,
                outlets=outlets,
            )
            notes.append(few)
        elif len(outlets) == 1 and len(perspective.outlet_names) != 1:
            sentence = "The side “{side}” rests on one outlet only ({outlet})."
            notes.append(Phrase(sentence, side=side, outlet=outlets[0]))
    return tuple(notes)


def reach_notes(reach: Reach | None) -> tuple[Phrase, ...]:
    """That feeds could not be reached, by host: what they would have told is missing."""
    if reach is None or not reach.failed:
        return ()
    total, since = len(reach.reached) + len(reach.failed), f"{reach.since:%d %b %H:%M} UTC"
    if not reach.reached:
        return (Phrase("None of the {total} feeds could be reached since {since}.", total=total, since=since),)
    hosts = sorted({host_of(url) for url in reach.failed})
    named = (*hosts[:MOST_HOSTS], "…") if len(hosts) > MOST_HOSTS else tuple(hosts)
    sentence = "{failed} of {total} feeds could not be reached since {since} ({hosts})."
    return (Phrase(sentence, failed=len(reach.failed), total=total, since=since, hosts=named),)


def quiet_notes(articles: Sequence[Article], plan: Plan, lines: int, reach: Reach | None = None) -> tuple[Phrase, ...]:
    """Why a digest is short or empty; nothing for one of usual length, nor where no feed could be reached: nobody knows then."""
    fresh = [pick for pick in plan.picks if not pick.is_late]
    if (lines >= FEW_LINES and fresh) or (reach is not None and reach.failed and not reach.reached):
        return ()
    if not articles:
        return (Phrase("No article of this topic came in for this digest."),)
    if not fresh:
        return (Phrase("What came in for this digest was told in earlier ones, or is no news."),)
    new = len({article.id for pick in fresh for article in pick.articles})
    return (Phrase("A thin day. New articles since the last digest: {n}.", n=new),)
