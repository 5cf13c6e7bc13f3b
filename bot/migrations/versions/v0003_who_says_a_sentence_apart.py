"""Stored digests: who says a sentence, and how, are fields of it; until now they stood in front of it, in its text."""

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# After the outlets: "West Times (opinion), 6 Jan: ...", "West Times asks: ...", "West Times headline: “...”".
_REST = re.compile(r"(?P<opinion> \(opinion\))?(?P<day>, \d{1,2} [A-Z][a-z]{2})?(?P<form> asks| headline)?: (?=\S)")
_MANNERS = {" asks": "asks", " headline": "heads", None: "says"}


def upgrade() -> None:
    bind = op.get_bind()
    digests = sa.table("digests", *map(sa.column, ("topic", "day", "last_day", "origin", "body")))
    articles = sa.table("articles", sa.column("id"), sa.column("byline_id"))
    bylines = sa.table("bylines", sa.column("id"), sa.column("original_outlet"))
    reprints = sa.select(articles.c.id, bylines.c.original_outlet).where(
        articles.c.byline_id == bylines.c.id, bylines.c.original_outlet != ""
    )
    written_by = {row[0]: row[1] for row in bind.execute(reprints)}
    keys = [digests.c[name] for name in ("topic", "day", "last_day", "origin")]
    # One at a time: an archive of years is larger than memory should be.
    for row in bind.execute(sa.select(*keys).where(digests.c.origin == "built")).all():
        this = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
        body = json.loads(bind.execute(sa.select(digests.c.body).where(this)).scalar_one())
        names = {
            source["n"]: [source["outlet"], written_by.get(source["article_id"], "")] for source in body["sources"]
        }
        for sentence in _sentences(body):
            cited = [name for n in sentence["citations"] for name in names.get(n, ()) if name]
            days = [source["published"][:10] for source in body["sources"] if source["n"] in sentence["citations"][:1]]
            sentence |= taken_apart(sentence["text"], cited) | {"said_on": days[0] if days else None}
        packed = json.dumps(body, separators=(",", ":"))
        bind.execute(sa.update(digests).where(this).values(body=packed))


def _sentences(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from body.get("highlights", ())
    for side in body.get("perspectives", ()):
        yield from side["bullets"]
    for difference in body.get("differences", ()):
        yield from difference["sides"]
    yield from body.get("one_sided", ())
    yield from body.get("developing", ())


def taken_apart(text: str, outlets: list[str]) -> dict[str, Any]:
    """The fields of a sentence; a text that names none of the outlets in front stays as it is."""
    known, said_by, at = sorted(outlets, key=len, reverse=True), list[str](), 0
    while found := next((name for name in known if text.startswith(name, at)), ""):
        said_by.append(found)
        at += len(found)
        if not text.startswith(", ", at) or not any(text.startswith(name, at + 2) for name in known):
            break
        at += 2
    rest = _REST.match(text, at)
    if not said_by or rest is None:
        return {"text": text}
    words, manner = text[rest.end() :], _MANNERS[rest["form"]]
    is_quoted = re.fullmatch(r"“[^“\"]+”", words) is not None
    if is_quoted and (manner == "heads" or rest["day"]):
        words, manner = words[1:-1], "heads"
    return {"text": words, "said_by": said_by, "manner": manner, "is_opinion": bool(rest["opinion"])}
