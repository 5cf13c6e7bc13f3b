"""A real HTTP server on loopback whose every answer is scripted, and which remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    """One answer. A Content-Length is added unless the headers hold one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class Handler(BaseHTTPRequestHandler):
    """One request; `body` is what was sent with it."""

    body: bytes = b""


Answer = Page | Callable[[Handler], Page | None]


class FeedServer:
    """`pages` maps a path to a Page, to a function of the handler (which may write raw bytes and return None), or to a list
    of those: one for each request, the last for ever."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Answer | list[Answer]] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._server = _Server((host, 0), _handler(self))
        self.host = host
        self.port = self._server.server_port
        self.authority = f"{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def url(self, path: str = "/feed") -> str:
        return f"http://{self.authority}{path}"

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def entered(self, request: Asked) -> Iterator[None]:
        with self._lock:
            self.asked.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1

    def answer(self, path: str) -> Answer:
        with self._lock:
            found = self.pages.get(path, Page(b"nothing here", 404))
            if not isinstance(found, list):
                return found
            return found.pop(0) if len(found) > 1 else found[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what many of these tests are about."""


def _handler(owner: FeedServer) -> type[Handler]:
    class ScriptedHandler(Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond(b"")

        def do_POST(self) -> None:
            self._respond(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _respond(self, body: bytes) -> None:
            self.body = body
            headers = {name.lower(): value for name, value in self.headers.items()}
            with owner.entered(Asked(self.command, self.path, headers, body)):
                answer = owner.answer(self.path)
                page = answer if isinstance(answer, Page) else answer(self)
                if page is not None:
                    self._write(page)

        def _write(self, page: Page) -> None:
            self.send_response_only(page.status)
            names = {name.lower() for name in page.headers}
            for name, value in page.headers.items():
                self.send_header(name, value)
            if "content-length" not in names and "transfer-encoding" not in names and page.status != 304:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    return ScriptedHandler


def rss(*titles: str, extra: str = "", host: str = "https://westtimes.example") -> bytes:
    """A small feed, one item a title."""
    items = "".join(
        f"<item><title>{title}</title><link>{host}/{title.replace(' ', '-').lower()}</link>"
        f"<guid>{title}</guid><pubDate>Wed, 07 Jan 2026 0{number % 8}:00:00 GMT</pubDate>"
        f"<description>All about: {title}.</description></item>"
        for number, title in enumerate(titles)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>West Times</title>'
        f"<link>{host}/</link><description>News</description>{extra}{items}</channel></rss>"
    ).encode()
