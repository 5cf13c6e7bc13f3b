"""Searching the archive from another chat: each article found becomes a card with its quoted passage."""

import hashlib

from bot.digest.show.document import Bold, Document, Instant, Link, Paragraph, Quotation, line
from bot.talk.frame.desk import Desk
from bot.talk.frame.localise import Words
from bot.talk.frame.replies import Card
from retrieval.articles import Filters, Hit, is_hourless

SHORTEST, LONGEST, MOST, PASSAGE = 2, 256, 20, 400


def search_cards(desk: Desk, text: str, *, words: Words) -> list[Card]:
    """The best articles for some words; none for a word that is hardly begun."""
    wanted = " ".join(text.split())[:LONGEST]
    if len(wanted) < SHORTEST:
        return []
    hits = desk.index.search(wanted, Filters(until=desk.clock.now()), k=MOST)
    return [_card(hit, words) for hit in hits]


def _card(hit: Hit, words: Words) -> Card:
    article = hit.article
    passage = hit.passage if len(hit.passage) <= PASSAGE else hit.passage[: PASSAGE - 1].rsplit(" ", 1)[0] + "…"
    day = article.day_written()
    said = words.day(day) if day else words("undated")
    when = (", ", said if day is None or is_hourless(article.published) else Instant(article.published, said))
    document = Document(
        (
            Paragraph(line(Bold(article.title))),
            Quotation((line(passage),)),
            Paragraph(line(Link(article.outlet, article.url) if article.url else article.outlet, *when)),
        )
    )
    about = f"{article.outlet}, {said}"
    # Ids may be longer than the 64 bytes a result's id may have.
    short = hashlib.sha256(article.id.encode()).hexdigest()[:32]
    return Card(short, article.title, about, document, article.url)
