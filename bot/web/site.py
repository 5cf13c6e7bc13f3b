"""The read-only web archive, its Atom feeds, and the health and metrics pages of `run`.

Everything it shows comes through `Archive`; it writes nothing and trusts no path: a topic or day that the archive does
not list is a 404. Pages carry no script, and the policy in `SECURITY_HEADERS` forbids any.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Digest
from bot.digest.show.coverage_svg import DARK, LIGHT, coverage_css
from bot.digest.show.views import days_title
from bot.web.atom import atom_feed
from bot.web.highlight import Piece, mark_words
from bot.web.hosting import Endpoint, Health, HealthLook, PageDesk
from bot.web.push_door import Door
from retrieval.articles import Hit

Page = ASGIApp
"""The whole site, as a server takes it."""

CountRequest = Callable[[str, int], None]

HERE = Path(__file__).parent
MONTHS_A_PAGE = 12
TOPICS_WITH_LEADS = 12
LEADS = 3
DIGESTS_A_FEED = 20
MAX_QUERY = 300
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic as the archive shows it: newest day first."""

    id: str
    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """A topic on the home page: the first highlights of its latest digest."""

    topic: TopicPage
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive: newest day first."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One article found, its passage in pieces."""

    hit: Hit
    pieces: list[Piece]


class Archive(Protocol):
    """What the site may read. `digest_html` and `figure` (an SVG, or empty) are safe fragments; retracted articles are
    already gone from them."""

    def topics(self) -> Sequence[TopicPage]: ...

    def digest(self, topic: str, day: date) -> Digest | None: ...

    def digest_html(self, digest: Digest) -> str: ...

    def figure(self, digest: Digest) -> str: ...

    def search(self, words: str) -> Sequence[Hit]: ...

    def now(self) -> datetime: ...


class Site:
    """The pages, each a short function from the archive to a response."""

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
        older, newer = _neighbours(topic.days, day)
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


def create_site(
    archive: Archive,
    *,
    health: Callable[[], Health],
    metrics: Callable[[], bytes],
    on_request: CountRequest = lambda _page, _status: None,
    door: Door | None = None,
    public_url: str = "",
) -> ASGIApp:
    """The ASGI application. Pages run in threads, a few at once: the archive is synchronous and may wait for the database.

    `on_request` is told the pattern and the status of every request; `door` takes what is pushed to us.
    `public_url` is where readers find the site: without it links in feeds are by the address that was asked.
    """
    site = Site(archive, metrics=metrics, public_url=public_url)
    shown = {"/healthz": site.healthz, "/readyz": site.readyz}
    pages: dict[str, Callable[[Request], Response]] = {
        "/": site.home,
        "/style.css": site.style,
        "/search": site.search,
        "/feed.atom": site.feed,
        "/t/{topic}": site.topic,
        "/t/{topic}/feed.atom": site.feed,
        "/t/{topic}/{day}": site.digest,
        "/metrics": site.metrics,
    }
    desk, look = PageDesk(), HealthLook(health)
    endpoints = {path: desk.endpoint(page) for path, page in pages.items()}
    endpoints |= {path: look.endpoint(page) for path, page in shown.items()}
    routes = [Route(path, _counted(path, ask, on_request), methods=["GET"]) for path, ask in endpoints.items()]
    if door is not None:
        routes.append(Route(door.path, door.enter, methods=["POST"]))
    return SecurityHeaders(Starlette(routes=routes))


class SecurityHeaders:
    """Adds the fixed headers to every response, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _counted(path: str, ask: Endpoint, on_request: CountRequest) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        status = 500
        try:
            response = await ask(request)
            status = response.status_code
            return response
        finally:
            on_request(path, status)

    return endpoint


def page_of_months(days: Sequence[date], before: str) -> tuple[list[Month], str]:
    """The newest MONTHS_A_PAGE months of days (newest first) before a month ("2026-03", empty for none), and the month
    that the next page is before (empty when there is no more)."""
    names = list(dict.fromkeys(f"{day:%Y-%m}" for day in days if not before or f"{day:%Y-%m}" < before))
    shown = names[:MONTHS_A_PAGE]
    months = [Month(f"{date.fromisoformat(f'{name}-01'):%B %Y}", days_of(days, name)) for name in shown]
    return months, shown[-1] if len(names) > len(shown) else ""


def days_of(days: Sequence[date], month: str) -> tuple[date, ...]:
    return tuple(day for day in days if f"{day:%Y-%m}" == month)


def passage_without_title(hit: Hit) -> str:
    """The passage; the first one of an article begins with its title, which is shown already."""
    return hit.passage.removeprefix(hit.article.title).strip() if hit.start == 0 else hit.passage


def without_turns(shown: object) -> object:
    """Without the characters that turn the direction of a page's text around, wherever they come from."""
    is_words = isinstance(shown, str) and not hasattr(shown, "__html__")
    return TURNS.sub("", str(shown)) if is_words else shown


def page_title(digest: Digest) -> str:
    """The topic and the day; of what was written elsewhere, its own title."""
    return days_title(digest) if digest.stories else digest.title


def figure_css() -> str:
    """The colours of figures, light and dark as the page is."""
    return f"{coverage_css(LIGHT)}\n@media (prefers-color-scheme: dark) {{ {coverage_css(DARK)} }}\n"


def long_day(day: date) -> str:
    """ "Wednesday, 7 January 2026"."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _neighbours(days: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """The stored days before and after one."""
    older = max((other for other in days if other < day), default=None)
    newer = min((other for other in days if other > day), default=None)
    return older, newer
