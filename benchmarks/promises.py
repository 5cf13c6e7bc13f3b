"""Our fetcher beside lemon24/reader and plain feedparser, promise by promise: `python -m benchmarks.promises [--peers VENV]`.

Each promise is one little scene on a scripted server of our own, played with a fresh fetcher. Without `--peers`, a virtualenv with
`reader` is made in a temporary folder. plain feedparser keeps validators, as its manual tells; it knows no clock, so it polls
whenever it is called. What holds is the outcome only: requests seen, entries got, seconds and memory taken.
"""

import argparse
import gzip
import json
import select
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.feedserver import FeedServer, Handler, Page, rss

NOON = datetime(2026, 1, 7, 12, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = rss("Bridge opens", "River rises")
PATIENCE_SECONDS = 40
START_SECONDS = 180
MEMORY_MB = 100


@dataclass
class Fetcher:
    """One contender in a process of its own, told to poll at an instant."""

    command: list[str]
    url: str = ""
    process: "subprocess.Popen[str]" = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._line(START_SECONDS)

    def poll(self, hours: float = 0, url: str = "") -> dict[str, Any]:
        assert self.process.stdin
        now = NOON + HOUR * hours
        self.process.stdin.write(json.dumps({"url": url or self.url, "now": now.isoformat()}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._line())
        return answer

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def _line(self, seconds: int = PATIENCE_SECONDS) -> str:
        """The next answer. Raises TimeoutError when none comes; a fetcher that grows beyond 3 GB is stopped."""
        assert self.process.stdout
        for _ in range(seconds * 5):
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                line = self.process.stdout.readline()
                if line:
                    return line
                raise TimeoutError("died")
            if self.memory_mb() > 3000:
                raise TimeoutError("memory")
        raise TimeoutError("hangs")


Scene = Callable[[FeedServer, Fetcher], bool]
SCENES: dict[str, Scene] = {}


def promise(name: str) -> Callable[[Scene], Scene]:
    def add(scene: Scene) -> Scene:
        SCENES[name] = scene
        return scene

    return add


def sent(server: FeedServer, header: str) -> list[str | None]:
    return [asked.headers.get(header) for asked in server.asked]


def move(status: int, target: str) -> Page:
    return Page(status=status, headers={"Location": target})


@promise("F1 ETag and Last-Modified sent back verbatim")
def verbatim(server: FeedServer, fetcher: Fetcher) -> bool:
    odd = "Wednesday, 07-Jan-26 08:00:00 GMT"
    server.pages["/feed"] = Page(GOOD, headers={"ETag": 'W/"a, b"', "Last-Modified": odd})
    fetcher.poll()
    fetcher.poll(2)
    return sent(server, "if-none-match")[1:] == ['W/"a, b"'] and sent(server, "if-modified-since")[1:] == [odd]


@promise("F1 renewed though the entries did not change")
def renewed(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = [Page(GOOD, headers={"ETag": '"1"'}), Page(GOOD, headers={"ETag": '"2"'})]
    for hours in (0, 2, 4):
        fetcher.poll(hours)
    return sent(server, "if-none-match") == [None, '"1"', '"2"']


@promise("F1 dropped when a later answer has none")
def dropped(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = [Page(GOOD, headers={"ETag": '"1"'}), Page(rss("Dam breaks"))]
    for hours in (0, 2, 4):
        fetcher.poll(hours)
    return sent(server, "if-none-match") == [None, '"1"', None]


@promise("F1 not kept from an error")
def error_validators(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = [Page(GOOD, headers={"ETag": '"1"'}), Page(b"", 500, {"ETag": '"bad"'}), Page(GOOD)]
    for hours in (0, 2, 30):
        fetcher.poll(hours)
    return sent(server, "if-none-match") == [None, '"1"', '"1"']


@promise("F2 not asked twice within the hour")
def hourly(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD)
    for minutes in (0, 1, 54, 56, 59):
        fetcher.poll(minutes / 60)
    return len(server.asked) == 1


@promise("F3 Cache-Control max-age delays the next poll")
def max_age(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD, headers={"Cache-Control": "max-age=14400"})
    for hours in (0, 1, 2, 3, 4, 5):
        fetcher.poll(hours)
    return len(server.asked) == 2


@promise("F4 Retry-After on 429, as a date")
def retry_429(server: FeedServer, fetcher: Fetcher) -> bool:
    value = format_datetime(NOON + 5 * HOUR, usegmt=True)
    server.pages["/feed"] = [Page(b"", 429, {"Retry-After": value}), Page(GOOD)]
    for hours in (0, 1.5, 3, 4.5, 6.5):
        fetcher.poll(hours)
    return len(server.asked) == 2


@promise("F4 Retry-After on 503, in seconds")
def retry_503(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = [Page(b"", 503, {"Retry-After": "18000"}), Page(GOOD)]
    for hours in (0, 1.5, 3, 4.5, 6.5):
        fetcher.poll(hours)
    return len(server.asked) == 2


@promise("F5 410 ends polling")
def gone(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(b"", 410)
    for hours in (0, 30, 60):
        fetcher.poll(hours)
    return len(server.asked) == 1


@promise("F5 404 backs off (at most 12 of 72 hourly polls)")
def back_off(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(b"", 404)
    for hours in range(72):
        fetcher.poll(hours)
    return len(server.asked) <= 12


@promise("F6 a 301 is remembered from the third poll")
def remembered(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages |= {"/feed": move(301, "/new"), "/new": Page(GOOD)}
    for hours in (0, 2, 4, 6):
        fetcher.poll(hours)
    return server.paths()[-2:] == ["/new", "/new"]


@promise("F6 a 302 is not remembered")
def forgotten(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages |= {"/feed": move(302, "/new"), "/new": Page(GOOD)}
    for hours in (0, 2, 4):
        fetcher.poll(hours)
    return server.paths().count("/feed") == 3


@promise("F7 no cookies, no referrer; gzip accepted")
def plain_get(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD, headers={"Set-Cookie": "id=7"})
    fetcher.poll()
    fetcher.poll(2)
    names = {name for asked in server.asked for name in asked.headers}
    return not names & {"cookie", "referer"} and all(
        "gzip" in (value or "") for value in sent(server, "accept-encoding")
    )


@promise("F8 User-Agent with a contact address")
def named(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD)
    fetcher.poll()
    return "+http" in (sent(server, "user-agent")[0] or "")


@promise("S1 redirects do not lead into the machine")
def redirected_inside(server: FeedServer, fetcher: Fetcher) -> bool:
    with closing(FeedServer("0.0.0.0")) as hidden:
        hidden.pages["/secret"] = Page(GOOD)
        for number, host in enumerate(("localhost", "127.0.0.3", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0")):
            server.pages[f"/{number}"] = move(302, f"http://{host}:{hidden.port}/secret")
            fetcher.poll(url=server.url(f"/{number}"))
        return not hidden.asked


@promise("S1 typed addresses do not lead into the machine")
def typed_inside(server: FeedServer, fetcher: Fetcher) -> bool:
    with closing(FeedServer("0.0.0.0")) as hidden, tempfile.NamedTemporaryFile(suffix=".xml") as secret:
        hidden.pages["/secret"] = Page(GOOD)
        secret.write(GOOD)
        secret.flush()
        answers = [fetcher.poll(url=f"http://localhost:{hidden.port}/secret"), fetcher.poll(url=secret.name)]
        answers.append(fetcher.poll(url=f"file://{secret.name}"))
        return not hidden.asked and not any(answer["titles"] for answer in answers)


@promise(f"S4 a gzip bomb of 1 GB takes less than {MEMORY_MB} MB")
def bomb(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages |= {
        "/a": Page(GOOD),
        "/feed": Page(gzip.compress(b"\0" * 10**9), headers={"Content-Encoding": "gzip"}),
    }
    fetcher.poll(url=server.url("/a"))
    before = fetcher.memory_mb()
    fetcher.poll()
    return fetcher.memory_mb() - before < MEMORY_MB


@promise("S5 a byte now and then ends after 25 s at most")
def drip(server: FeedServer, fetcher: Fetcher) -> bool:
    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b" ")
                time.sleep(0.5)
        except OSError:
            handler.close_connection = True

    server.pages["/feed"] = answer
    started = time.monotonic()
    fetcher.poll()
    return time.monotonic() - started <= 25


@promise("S6 at most five redirects")
def chain(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = move(302, "/feed")
    fetcher.poll()
    return len(server.asked) <= 6


@promise("S7 entities and external files are not followed")
def entities(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{server.url("/secret")}">]><rss version="2.0"><channel><title>&x;</title>'
        "</channel></rss>".encode()
    )
    fetcher.poll()
    return "/secret" not in server.paths()


@promise("S10 one item with a date of the year -1 does not lose the feed")
def zero_date(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD.replace(b"Wed, 07 Jan 2026 01:00:00 GMT", b"Wed, 30 Nov -0001 00:00:00 +0000"))
    return len(fetcher.poll()["titles"]) == 2


@promise("P  markup that does not parse still gives its entries")
def broken(server: FeedServer, fetcher: Fetcher) -> bool:
    server.pages["/feed"] = Page(GOOD.replace(b"Bridge opens</title>", b"Bridge & river open</title>"))
    return len(fetcher.poll()["titles"]) == 2


@promise("P  no script in titles, no javascript: in links")
def clean(server: FeedServer, fetcher: Fetcher) -> bool:
    hostile = GOOD.replace(b"<title>Bridge opens", b"<title>&lt;script&gt;x()&lt;/script&gt;Bridge opens")
    server.pages["/feed"] = Page(
        hostile.replace(b"<link>https://westtimes.example/river-rises", b"<link>javascript:x()")
    )
    answer = fetcher.poll()
    return (
        bool(answer["titles"]) and "<script" not in str(answer["titles"]) and "javascript:" not in str(answer["links"])
    )


def play(scene: Scene, command: Callable[[FeedServer], list[str]]) -> str:
    with closing(FeedServer()) as server, closing(Fetcher(command(server), server.url())) as fetcher:
        try:
            return "holds" if scene(server, fetcher) else "-"
        except TimeoutError as error:
            return str(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="a virtualenv that holds `reader`")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = arguments.peers or make_peers(Path(folder))
        contenders = {
            "ours": lambda server: [sys.executable, "-m", "benchmarks.ourfetcher", server.authority],
            "reader": lambda server: [str(peers / "bin" / "python"), "benchmarks/peers.py", "reader"],
            "feedparser": lambda server: [str(peers / "bin" / "python"), "benchmarks/peers.py", "feedparser"],
        }
        table = {name: [play(scene, command) for command in contenders.values()] for name, scene in SCENES.items()}
    print(f"{'promise':62} " + " ".join(f"{name:>10}" for name in contenders))
    for name, row in table.items():
        print(f"{name:62} " + " ".join(f"{cell:>10}" for cell in row))
    kept = [sum(row[number] == "holds" for row in table.values()) for number in range(len(contenders))]
    print(f"{'kept of ' + str(len(table)):62} " + " ".join(f"{count:>10}" for count in kept))


def make_peers(folder: Path) -> Path:
    """A virtualenv with lemon24/reader; `sgmllib3k` because feedparser's own copy lacks what reader imports."""
    venv.create(folder / "peers", with_pip=True)
    pip = [str(folder / "peers" / "bin" / "pip"), "install", "--quiet", "reader>=3.20", "sgmllib3k"]
    subprocess.run(pip, check=True)
    return folder / "peers"


if __name__ == "__main__":
    main()
