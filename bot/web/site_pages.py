"""Makes the pages of the web archive: home, topics, digests, search, feeds, health and figures.

A topic or day that the archive does not list is a 404: no path is trusted.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Digest
from bot.digest.show.coverage_svg import DARK, LIGHT, coverage_css
from bot.digest.show.views import days_title
from bot.web.atom import atom_feed
from bot.web.hosting import Health
from bot.web.page_values import (
    Archive,
    Found,
    Front,
    TopicPage,
    long_day,
    mark_words,
    neighbours,
    page_of_months,
    passage_without_title,
    without_turns,
)

HERE = Path(__file__).parent
TOPICS_WITH_LEADS = 12
LEADS = 3
DIGESTS_A_FEED = 20
MAX_QUERY = 300


class Site:
    """Makes the pages, each by a short function from the archive to a response."""

    def __init__(self, archive: Archive, *, metrics: Callable[[], bytes], public_url: str = "") -> None:
        self._archive = archive
        self._public_url = f"{public_url.rstrip('/')}/" if public_url else ""
        self._metrics = metrics
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            finalize=without_turns,
        )
        self._templates.filters["long_day"] = long_day
        self._style = f"{(HERE / 'static' / 'style.css').read_text()}{figure_css()}"

    def home(self, request: Request) -> Response:
        """Every topic with the beginning of its latest digest, the freshest topic first."""
        topics = sorted(self._archive.topics(), key=lambda topic: topic.days[:1], reverse=True)
        shown = [
            Front(topic, self._leads(topic) if place < TOPICS_WITH_LEADS else ()) for place, topic in enumerate(topics)
        ]
        return self._page("home.html", title="Counterpoint", topics=shown)

    def topic(self, request: Request) -> Response:
        topic = self._topic(request)
        if topic is None:
            return self._missing("There is no such topic here.")
        months, older = page_of_months(topic.days, request.query_params.get("before", ""))
        return self._page("topic.html", title=topic.name, topic=topic, months=months, older=older)

    def digest(self, request: Request) -> Response:
        topic, day = self._topic(request), _day(request.path_params["day"])
        digest = self._archive.digest(topic.id, day) if topic and day else None
        if topic is None or day is None or digest is None:
            return self._missing("There is no digest of this day.")
        older, newer = neighbours(topic.days, day)
        body = self._archive.digest_html(digest)
        figure = self._archive.figure(digest)
        return self._page(
            "digest.html", title=page_title(digest), topic=topic, body=body, figure=figure, older=older, newer=newer
        )

    def search(self, request: Request) -> Response:
        words = request.query_params.get("q", "").strip()[:MAX_QUERY]
        hits = self._archive.search(words) if words else ()
        found = [Found(hit, mark_words(passage_without_title(hit), words)) for hit in hits]
        return self._page("search.html", title=f"Search: {words}" if words else "Search", words=words, found=found)

    def feed(self, request: Request) -> Response:
        topic_id = request.path_params.get("topic")
        topics = [topic for topic in self._archive.topics() if topic_id in (None, topic.id)]
        if not topics:
            return self._missing("There is no such topic here.")
        newest = sorted(((day, topic.id) for topic in topics for day in topic.days[:DIGESTS_A_FEED]), reverse=True)
        digests = [digest for day, topic in newest[:DIGESTS_A_FEED] if (digest := self._archive.digest(topic, day))]
        name = topics[0].name if topic_id else "all topics"
        base_url = self._public_url or str(request.base_url)
        body = atom_feed(
            f"Counterpoint: {name}",
            digests,
            base_url=base_url,
            self_url=f"{base_url}{request.url.path.lstrip('/')}",
            name=topic_id or "all",
            html_of=self._archive.digest_html,
            now=self._archive.now(),
        )
        return Response(body, media_type="application/atom+xml")

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

    def _leads(self, topic: TopicPage) -> tuple[str, ...]:
        digest = self._archive.digest(topic.id, topic.days[0]) if topic.days else None
        return tuple(str(attributed(bullet)) for bullet in digest.highlights[:LEADS]) if digest else ()

    def _topic(self, request: Request) -> TopicPage | None:
        wanted = request.path_params["topic"]
        return next((topic for topic in self._archive.topics() if topic.id == wanted), None)

    def _page(self, template: str, *, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(**values), status_code=status)

    def _missing(self, sentence: str) -> Response:
        return self._page("missing.html", status=404, title="Not here", sentence=sentence)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def page_title(digest: Digest) -> str:
    """The topic and the day; of what was written elsewhere, its own title."""
    return days_title(digest) if digest.stories else digest.title


def figure_css() -> str:
    """The colours of figures, light and dark as the page is."""
    return f"{coverage_css(LIGHT)}\n@media (prefers-color-scheme: dark) {{ {coverage_css(DARK)} }}\n"
