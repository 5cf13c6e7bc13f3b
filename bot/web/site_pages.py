"""Makes the pages of the web archive: home, topics, digests, search, feeds, health and figures.

A topic or day that the archive does not list is a 404: no path is trusted.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Digest
from bot.digest.show.coverage_svg import DARK, LIGHT, coverage_css
from bot.digest.show.views import days_title, title_of
from bot.talk.frame.localise import LANGUAGES, Words
from bot.web.archive_feeds import archive_feed, side_feed, story_feed
from bot.web.hosting import Health
from bot.web.page_values import (
    Archive,
    Front,
    TopicPage,
    neighbours,
    page_of_months,
    without_turns,
)
from bot.web.search_page import search_page

HERE = Path(__file__).parent
TOPICS_WITH_LEADS = 12
LEADS = 3
MOST_LANGUAGES = 20


class Site:
    """Makes the pages, each by a short function from the archive to a response."""

    def __init__(self, archive: Archive, *, metrics: Callable[[], bytes], public_url: str = "") -> None:
        self._archive = archive
        self._public_url = public_url
        self._metrics = metrics
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            finalize=without_turns,
        )
        self._style = f"{(HERE / 'static' / 'style.css').read_text()}{figure_css()}"

    def home(self, request: Request) -> Response:
        """Every topic with the beginning of its latest digest, the freshest topic first."""
        words = words_for(request)
        topics = sorted(self._archive.topics(), key=lambda topic: topic.days[:1], reverse=True)
        shown = [
            Front(topic, self._leads(topic, words) if place < TOPICS_WITH_LEADS else ())
            for place, topic in enumerate(topics)
        ]
        return self._page("home.html", words, title="Counterpoint", topics=shown)

    def topic(self, request: Request) -> Response:
        words, topic = words_for(request), self._topic(request)
        if topic is None:
            return self._missing(words, words("There is no such topic here."))
        months, older = page_of_months(topic.days, request.query_params.get("before", ""))
        return self._page("topic.html", words, title=topic.name, topic=topic, months=months, older=older)

    def digest(self, request: Request) -> Response:
        words, topic, day = words_for(request), self._topic(request), _day(request.path_params["day"])
        digest = self._archive.digest(topic.id, day) if topic and day else None
        if topic is None or day is None or digest is None:
            return self._missing(words, words("There is no digest of this day."))
        older, newer = neighbours(topic.days, day)
        return self._page(
            "digest.html",
            words,
            title=words.said(page_title(digest)),
            topic=topic,
            body=self._archive.digest_html(digest, words.said),
            figure=self._archive.figure(digest, words.said),
            stories=digest.stories,
            older=older,
            newer=newer,
        )

    def search(self, request: Request) -> Response:
        return search_page(self._archive, request, words_for(request), self._page)

    def feed(self, request: Request) -> Response:
        """Of all topics, or of one."""
        return self._feed(
            request, archive_feed(self._archive, request.path_params.get("topic"), public_url=self._public_url)
        )

    def story_feed(self, request: Request) -> Response:
        """One story over its days."""
        topic, story = self._topic(request), request.path_params["story"]
        return self._feed(
            request, story_feed(self._archive, topic, story, public_url=self._public_url) if topic else None
        )

    def side_feed(self, request: Request) -> Response:
        """What one side says, day by day."""
        topic, side = self._topic(request), request.path_params["side"]
        return self._feed(
            request, side_feed(self._archive, topic, side, public_url=self._public_url) if topic else None
        )

    def _feed(self, request: Request, document: bytes | None) -> Response:
        if document is None:
            words = words_for(request)
            return self._missing(words, words("There is no such topic here."))
        return Response(document, media_type="application/atom+xml")

    def healthz(self, health: Health) -> Response:
        if health.is_sound:
            return PlainTextResponse("ok\n")
        return PlainTextResponse("\n".join((*health.problems, "")), 503)

    def readyz(self, health: Health) -> Response:
        return JSONResponse(
            {"ready": health.is_ready, "problems": list(health.problems)}, status_code=200 if health.is_ready else 503
        )

    def metrics(self, request: Request) -> Response:
        return Response(self._metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def style(self, request: Request) -> Response:
        return Response(self._style, media_type="text/css")

    def _leads(self, topic: TopicPage, words: Words) -> tuple[str, ...]:
        digest = self._archive.digest(topic.id, topic.days[0]) if topic.days else None
        leads = [attributed(bullet) for bullet in digest.highlights[:LEADS]] if digest else []
        return tuple("".join((lead.outlets, *map(words.said, lead.joint), lead.words)) for lead in leads)

    def _topic(self, request: Request) -> TopicPage | None:
        wanted = request.path_params["topic"]
        return next((topic for topic in self._archive.topics() if topic.id == wanted), None)

    def _page(self, template: str, words: Words, *, status: int = 200, **values: object) -> Response:
        page = self._templates.get_template(template).render(words=words, **values)
        return HTMLResponse(page, status, {"content-language": words.language, "vary": "accept-language"})

    def _missing(self, words: Words, sentence: str) -> Response:
        return self._page("missing.html", words, status=404, title=words("Not here"), sentence=sentence)


def words_for(request: Request) -> Words:
    """Our words in the language of ours that the browser likes best; in English where it names none."""
    return Words(
        next(filter(LANGUAGES.__contains__, liked_languages(request.headers.get("accept-language", ""))), "en")
    )


def liked_languages(header: str) -> list[str]:
    """The languages of an Accept-Language header without their regions, the best liked first (RFC 9110, 12.5.4)."""
    liked = []
    for place, wish in enumerate(header.split(",")[:MOST_LANGUAGES]):
        tag, _, weight = wish.partition(";")
        quality = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", weight) if weight else None
        if not weight or quality:
            liked.append((-float(quality[1]) if quality else -1.0, place, tag.strip().partition("-")[0].casefold()))
    return [language for quality, _, language in sorted(liked) if quality]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def page_title(digest: Digest) -> str:
    """The topic and the day; of what was written elsewhere, its own title."""
    return days_title(digest) if digest.stories else title_of(digest)


def figure_css() -> str:
    """The colours of figures, light and dark as the page is."""
    return f"{coverage_css(LIGHT)}\n@media (prefers-color-scheme: dark) {{ {coverage_css(DARK)} }}\n"
