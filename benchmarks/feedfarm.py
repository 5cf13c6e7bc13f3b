"""2,000 local feeds in a process of their own: many loopback hosts, keep-alive, validators, and a count of what was asked.

A raw socket server, so that the farm takes little of the machine it shares with what is measured.
"""

import gzip
import json
import multiprocessing
import socket
import threading
from collections import Counter
from multiprocessing.connection import Connection

HOSTS = 200
_FEED = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Farm {feed}</title>'
    "<link>https://farm{feed}.example/</link><description>News of farm {feed}</description>"
    "<language>en-us</language>{items}</channel></rss>"
)
_ITEM = (
    "<item><title>Farm {feed} reports event number {item} near the river bridge</title>"
    "<link>https://farm{feed}.example/{item}</link><guid>farm-{feed}-{item}</guid>"
    "<pubDate>Wed, 07 Jan 2026 {hour:02}:{item:02}:00 GMT</pubDate>"
    "<description>&lt;p&gt;The council of farm {feed} said on Wednesday that event {item} would not delay the opening of the "
    "new bridge, which engineers had inspected twice. Neighbours welcomed the decision; two shops will move.&lt;/p&gt;"
    "</description></item>"
)


def feed_body(feed: int, items: int = 30) -> bytes:
    listed = "".join(_ITEM.format(feed=feed, item=item, hour=item % 11) for item in range(items))
    return _FEED.format(feed=feed, items=listed).encode()


def host_of(feed: int) -> str:
    return f"127.0.{1 + feed % HOSTS // 100}.{1 + feed % HOSTS % 100}"


def feed_url(feed: int, port: int) -> str:
    return f"http://{host_of(feed)}:{port}/feed/{feed}"


def allowed_hosts(port: int) -> frozenset[str]:
    return frozenset({f"{host_of(feed)}:{port}" for feed in range(HOSTS)} | {f"127.0.0.1:{port}"})


def start_farm() -> tuple[multiprocessing.Process, int]:
    """The farm's process and port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    return process, ours.recv()


def take_counts(port: int) -> dict[str, int]:
    """What was answered since the last time: requests, 200, 304."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /counts HTTP/1.1\r\nHost: farm\r\n\r\n")
        return dict(json.loads(connection.recv(65536).partition(b"\r\n\r\n")[2]))


def _serve(pipe: Connection) -> None:
    listener = socket.create_server(("0.0.0.0", 0), backlog=512)
    counts: Counter[str] = Counter()
    bodies: dict[int, bytes] = {}
    bomb = gzip.compress(b"\0" * 1_000_000_000, 9)
    pipe.send(listener.getsockname()[1])
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_answer, args=(connection, bodies, counts, bomb), daemon=True).start()


def _answer(connection: socket.socket, bodies: dict[int, bytes], counts: Counter[str], bomb: bytes) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = b""
    try:
        while True:
            while b"\r\n\r\n" not in buffer:
                received = connection.recv(65536)
                if not received:
                    return
                buffer += received
            head, _, buffer = buffer.partition(b"\r\n\r\n")
            connection.sendall(_reply(head, bodies, counts, bomb))
    except OSError:
        return
    finally:
        connection.close()


def _reply(head: bytes, bodies: dict[int, bytes], counts: Counter[str], bomb: bytes) -> bytes:
    path = head.split(b" ", 2)[1].decode()
    if path == "/counts":
        said = json.dumps(counts).encode()
        counts.clear()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said) + said
    counts["requests"] += 1
    if path == "/bomb":
        return b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    if path == "/50mb":
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"<rss>" + b"x" * 50_000_000
    feed = int(path.rsplit("/", 1)[1])
    etag = b'"farm-%d"' % feed
    if b"if-none-match: " + etag in head.lower():
        counts["304"] += 1
        return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
    counts["200"] += 1
    body = bodies.get(feed) or bodies.setdefault(feed, feed_body(feed))
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: " + etag
        + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )  # fmt: skip
