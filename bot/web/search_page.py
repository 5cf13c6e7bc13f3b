"""Makes the search page: words and filters in, the matching sentences out. Works without JavaScript: the filters are a form."""

from collections.abc import Callable, Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from bot.programs.archive_search import Find
from bot.programs.reading_desk import MAX_WORDS, Wish
from bot.programs.typed_filters import read_day
from bot.talk.frame.localise import Words
from bot.web.page_values import Archive, Found, mark_words, passage_without_title
from retrieval.errors import BadInput
from retrieval.language.sentences import split_sentences

Render = Callable[..., Response]
MAX_NAME = 200
# Of a passage, in characters: about four lines on a phone; a sentence without an end is cut.
ROOM, MAX_BEGINNING = 240, 600


def search_page(archive: Archive, request: Request, words: Words, render: Render) -> Response:
    """Without words and filters nothing is searched. A filter that means nothing here finds nothing."""
    wish = wish_of(request.query_params)
    try:
        found = [shown(archive, one, wish.words) for one in archive.find(wish)] if is_asked(wish) else []
    except BadInput:
        found = []
    title = words("Search: {words}", words=wish.words) if wish.words else words("Search")
    return render(
        "search.html",
        words,
        title=title,
        query=wish.words,
        wish=wish,
        is_asked=is_asked(wish),
        found=found,
        topics=archive.topics(),
    )


def wish_of(asked: Mapping[str, str]) -> Wish:
    """What is asked for; a day that is none is left out."""
    words = asked.get("q", "").strip()[:MAX_WORDS]
    topic, side, outlet = (asked.get(name, "").strip()[:MAX_NAME] for name in ("topic", "side", "outlet"))
    return Wish(words, topic, side, outlet, _day(asked.get("from", "")), _day(asked.get("to", "")))


def is_asked(wish: Wish) -> bool:
    return bool(wish.words or wish.topic or wish.side or wish.outlet or wish.first or wish.last)


def shown(archive: Archive, one: Find, words: str) -> Found:
    """An article with its sentence; where that is the headline, which is shown already, with what its passage begins with."""
    said = "" if one.sentence == one.hit.article.title else one.sentence
    said = said or beginning(passage_without_title(one.hit))
    return Found(one.hit, mark_words(said, words), archive.side_of(one.hit.article))


def beginning(passage: str) -> str:
    """As many whole sentences as a result has room for, at least one."""
    spans = split_sentences(passage)
    fitting = [span.end for span in spans if span.end <= ROOM]
    return passage[: max(fitting, default=spans[0].end if spans else ROOM)][:MAX_BEGINNING]


def _day(said: str) -> date | None:
    try:
        return read_day("day", said)
    except BadInput:
        return None
