"""The gate as the digest uses it: from a sentence and its sources' texts to a verdict."""

from collections.abc import Callable, Sequence

from bot.digest.articles.headlines import loosen_label
from retrieval.articles import Article
from retrieval.claims import Verdict

Gate = Callable[[str, Sequence[str]], Verdict]


def source_text(article: Article) -> str:
    """What a claim is checked against."""
    title = article.title
    if (loose := loosen_label(title)) != title:
        title = f"{title}\n{loose}"
    return f"{title}\n\n{article.body}" if article.body else title


def dated_text(article: Article) -> str:
    """The same under its outlet and day, which a sentence may name; what is undated has no day to name."""
    day = article.day_written()
    head = f"{article.outlet}, {day:%-d %B %Y}" if day else article.outlet
    return f"{head}\n\n{source_text(article)}"
