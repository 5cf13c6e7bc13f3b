"""Serves the read-only web archive, its Atom feeds, and the health and metrics pages of `run`.

Everything it shows comes through `Archive`, and it writes nothing. Pages carry no script, and the policy in `SECURITY_HEADERS` forbids
any.
"""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.api.api_routes import ApiRoutes, Programs
from bot.web.api.assistant_door import AssistantDoor
from bot.web.conditional import answer_once
from bot.web.hosting import Endpoint, Health, HealthLook, PageDesk
from bot.web.page_values import Archive
from bot.web.push_door import Door
from bot.web.signposts import Signposts
from bot.web.site_pages import Site

Page = ASGIApp
"""The whole site, as a server takes it."""

CountRequest = Callable[[str, int], None]

# Fewer bytes travel in one packet anyway.
WORTH_PACKING = 1_000

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def create_site(
    archive: Archive,
    *,
    health: Callable[[], Health],
    metrics: Callable[[], bytes],
    on_request: CountRequest = lambda _page, _status: None,
    door: Door | None = None,
    public_url: str = "",
    programs: Programs | None = None,
) -> ASGIApp:
    """The ASGI application. Pages run in threads, a few at once: the archive is synchronous and may wait for the database.

    `on_request` is told the pattern and the status of every request; `door` takes what is pushed to us.
    `programs` lets programs ask too.
    `public_url` is where readers find the site: without it links in feeds name no host; that of the request is anybody's word.
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
        "/t/{topic}/stories/{story}/feed.atom": site.story_feed,
        "/t/{topic}/sides/{side}/feed.atom": site.side_feed,
    }
    signs = Signposts(archive, public_url=public_url)
    pages |= {"/robots.txt": signs.robots, "/sitemap.xml": signs.sitemap}
    pages |= {"/favicon.svg": signs.icon, "/favicon.ico": signs.icon}
    desk, look = PageDesk(), HealthLook(health)
    endpoints = {path: desk.endpoint(_once(page)) for path, page in pages.items()}
    endpoints["/metrics"] = desk.endpoint(site.metrics)
    endpoints |= {path: look.endpoint(page) for path, page in shown.items()}
    routes = [Route(path, _counted(path, ask, on_request), methods=["GET"]) for path, ask in endpoints.items()]
    if door is not None:
        routes.append(Route(door.path, door.enter, methods=["POST"]))
    doors: list[BaseRoute] = [*routes]
    if programs is not None:
        api = ApiRoutes(programs, on_request=on_request, public_url=public_url)
        assistants = AssistantDoor(programs, on_request=on_request)
        doors += [api.mount(), assistants.route()]
        return _packed(Starlette(routes=doors, lifespan=assistants.lifespan))
    return _packed(Starlette(routes=doors))


def _packed(site: ASGIApp) -> ASGIApp:
    """Compressed for whoever takes it, with the security headers."""
    return GZipMiddleware(SecurityHeaders(site), minimum_size=WORTH_PACKING)


def _once(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """A page that is there carries an ETag, and is not sent to who has it."""

    def answer(request: Request) -> Response:
        response = page(request)
        return answer_once(request, response) if response.status_code == 200 else response

    return answer


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
