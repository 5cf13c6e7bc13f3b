"""What a reader should know is missing from a digest, and why. Pure; whole sentences."""

from collections.abc import Sequence

from bot.digest.choose.selection import Candidate, Plan
from retrieval.articles import Article
from retrieval.sources.topics import Topic

FEW_ARTICLES = 3
FEW_LINES = 5


def side_notes(topic: Topic, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """A side of which the window holds nothing, or little; nothing where none has an article: the day itself is quiet."""
    if not any(candidate.side for candidate in candidates):
        return ()
    notes: list[str] = []
    for perspective in topic.perspectives:
        own = [candidate.article for candidate in candidates if candidate.side == perspective.id]
        outlets = sorted({article.outlet for article in own})
        if not own:
            notes.append(f"No article from outlets of the side “{perspective.name}” was found in this window.")
        elif len(own) < FEW_ARTICLES:
            articles = "one article" if len(own) == 1 else f"{len(own)} articles"
            notes.append(f"The side “{perspective.name}” rests on {articles} only ({', '.join(outlets)}).")
        elif len(outlets) == 1:
            notes.append(f"The side “{perspective.name}” rests on one outlet only ({outlets[0]}).")
    return tuple(notes)


def quiet_notes(articles: Sequence[Article], plan: Plan, lines: int) -> tuple[str, ...]:
    """Why a digest is short or empty; nothing for one of usual length."""
    if lines >= FEW_LINES:
        return ()
    if not articles:
        return ("A quiet day: no article of this topic was published in this window.",)
    if not plan.picks:
        return ("A quiet day: what was published in this window was told in earlier digests or is no news.",)
    return ("A quiet day: few of the articles of this window are new and can be told in sentences.",)
