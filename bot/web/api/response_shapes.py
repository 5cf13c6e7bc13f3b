"""What the API answers with, as JSON Schemas; `docs/contracts.md` fixes the shapes. No I/O."""

from bot.web.api.json_schema import DAY, FLAG, MAYBE_TEXT, NUMBER, TEXT, WHOLE, many, mapping, one_of, record

PROBLEM = record(error=TEXT, sentence=TEXT)

_SIDE = record(id=TEXT, name=TEXT)
TOPICS = record(topics=many(record(id=TEXT, name=TEXT, perspectives=many(_SIDE), latest={"type": ["string", "null"]})))
DIGESTS = record(topic=TEXT, topic_name=TEXT, days=many(DAY))

_LINE = record(text=TEXT, citations=many(WHOLE))
_SAID = record(text=TEXT, citations=many(WHOLE), said_by=TEXT, said_on=MAYBE_TEXT, may_have={"manner": TEXT})
_SAID_BY_SIDE = record(perspective=TEXT, **_SAID["properties"])
_TOLD = record(
    id=TEXT,
    title=TEXT,
    since=MAYBE_TEXT,
    is_new=FLAG,
    outlets=WHOLE,
    origins=WHOLE,
    what=many(_SAID),
    sides=many(record(perspective=TEXT, lines=many(_SAID))),
    others=many(_SAID),
    contradictions=many(record(about=TEXT, lines=many(_SAID))),
    not_told_by=many(record(perspective=TEXT, articles_compared=WHOLE)),
    background=many(_SAID),
    why=many(_SAID),
)
DIGEST = record(
    topic=TEXT,
    topic_name=TEXT,
    date=DAY,
    title=TEXT,
    highlights=many(_SAID),
    perspectives=many(record(id=TEXT, name=TEXT, bullets=many(_SAID), articles=many(WHOLE))),
    differences=many(record(story=TEXT, sides=many(record(perspective=TEXT, text=TEXT, citations=many(WHOLE))))),
    one_sided=many(record(perspective=TEXT, text=TEXT, citations=many(WHOLE))),
    developing=many(record(story=TEXT, since=TEXT, text=TEXT, citations=many(WHOLE))),
    stories=many(_TOLD),
    lead=many(_SAID),
    also=many(_SAID),
    sources=many(
        record(
            n=WHOLE,
            title=TEXT,
            outlet=TEXT,
            url=TEXT,
            published=MAYBE_TEXT,
            perspective=TEXT,
            locale=TEXT,
            story=TEXT,
        )
    ),
    writer=TEXT,
    verified_by=TEXT,
    feeds=record(reached=many(TEXT), failed=many(TEXT)),
    notes=many(TEXT),
)
STORIES = record(
    topic=TEXT,
    date=TEXT,
    stories=many(
        record(
            id=TEXT,
            title=TEXT,
            articles=many(TEXT),
            perspectives=many(TEXT),
            missing=many(TEXT),
            first_seen=MAYBE_TEXT,
            phase=TEXT,
        )
    ),
)
SEARCH = record(
    query=TEXT,
    hits=many(
        record(
            url=TEXT,
            title=TEXT,
            outlet=TEXT,
            published=MAYBE_TEXT,
            perspective=TEXT,
            score=NUMBER,
            passage=TEXT,
            sentence=TEXT,
        )
    ),
)
_CLOSEST = record(title=TEXT, outlet=TEXT, url=TEXT, published=MAYBE_TEXT, quote=TEXT)
_CITED = record(
    n=WHOLE, title=TEXT, outlet=TEXT, url=TEXT, published=MAYBE_TEXT, perspective=TEXT, topic=TEXT, quote=TEXT
)
_FILTERS = record(outlets=many(TEXT), perspectives=many(TEXT), topics=many(TEXT), since=MAYBE_TEXT, until=MAYBE_TEXT)
_STATUS = one_of("answered", "no_answer")
ANSWER = record(
    question=TEXT,
    understood=TEXT,
    status=_STATUS,
    answer=TEXT,
    sentences=many(_LINE),
    citations=many(_CITED),
    filters=_FILTERS,
    writer=TEXT,
    verified_by=TEXT,
    elapsed_ms=NUMBER,
    may_have={"closest": _CLOSEST},
)
COMPARISON = record(
    about=TEXT,
    topic=TEXT,
    status=_STATUS,
    sides=many(record(perspective=TEXT, name=TEXT, lines=many(_LINE))),
    silent=many(TEXT),
    citations=many(_CITED),
)
OUTLETS = record(
    outlets=many(record(name=TEXT, country=TEXT, ownership=TEXT, domains=many(TEXT), perspectives=mapping(TEXT)))
)
