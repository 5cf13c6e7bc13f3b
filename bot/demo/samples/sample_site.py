"""The sample outlets' web site on loopback: feeds, articles, robots.txt, with ETag, Last-Modified and 304."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.demo.asgi_thread import ServerThread
from bot.demo.samples.sample_articles import OUTLETS, Outlet, SampleArticle, sample_articles
from bot.demo.samples.sample_feeds import render_article, render_feed, render_front

_ROBOTS = "User-agent: *\nAllow: /\n"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class SampleSite:
    """Serves the articles as of `now`. Raises PortBusy when the port is taken; port 0 takes any."""

    def __init__(self, now: datetime, *, port: int = 0) -> None:
        self.articles = sample_articles(now)
        self.requests: list[tuple[str, int]] = []
        self._by_path = {article.path: article for article in self.articles}
        routes = [
            Route("/robots.txt", self._answering(self._robots)),
            Route("/", self._answering(self._home)),
            Route("/{outlet}/feed.xml", self._answering(self._feed)),
            Route("/{outlet}/", self._answering(self._front)),
            Route("/{outlet}/{rest:path}", self._answering(self._article)),
        ]
        self._thread = ServerThread(Starlette(routes=routes), port=port)
        self.url = self._thread.url
        self.authority = f"127.0.0.1:{self._thread.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()

    def _answering(self, page: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            response = page(request)
            response.headers["Content-Security-Policy"] = _POLICY
            self.requests.append((request.url.path, response.status_code))
            return response

        return answer

    def _robots(self, request: Request) -> Response:
        return PlainTextResponse(_ROBOTS)

    def _home(self, request: Request) -> Response:
        return RedirectResponse(f"/{next(iter(OUTLETS))}/")

    def _feed(self, request: Request) -> Response:
        outlet, articles = self._outlet(request)
        if outlet is None:
            return _missing()
        body = render_feed(outlet, articles, self.url)
        kind = "application/atom+xml" if outlet.format == "atom" else "application/rss+xml"
        return _conditional(request, body, kind, max(article.published for article in articles))

    def _front(self, request: Request) -> Response:
        outlet, articles = self._outlet(request)
        if outlet is None:
            return _missing()
        newest = max(article.published for article in articles)
        return _conditional(request, render_front(outlet, articles), "text/html", newest)

    def _article(self, request: Request) -> Response:
        article = self._by_path.get(request.url.path)
        if article is None:
            return _missing()
        return _conditional(request, render_article(article, self.url), "text/html", article.published)

    def _outlet(self, request: Request) -> tuple[Outlet | None, list[SampleArticle]]:
        outlet = OUTLETS.get(request.path_params["outlet"])
        return outlet, [article for article in self.articles if article.outlet is outlet]


def _missing() -> Response:
    return PlainTextResponse("There is no such page.", 404)


def _conditional(request: Request, body: str, kind: str, changed: datetime) -> Response:
    encoded = body.encode()
    headers = {
        "ETag": f'"{sha256(encoded).hexdigest()[:20]}"',
        "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        "Cache-Control": "max-age=60",
    }
    if _is_known(request, headers["ETag"], changed):
        return Response(status_code=304, headers=headers)
    return Response(encoded, 200, headers, media_type=f"{kind}; charset=utf-8")


def _is_known(request: Request, etag: str, changed: datetime) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return etag in tags
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return parsedate_to_datetime(since) >= changed.replace(microsecond=0)
    except ValueError:
        return False
