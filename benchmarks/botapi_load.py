"""How many calls a second the local Bot API server takes: raw HTTP connections, many at a time, sendMessage with HTML.

python -m benchmarks.botapi_load [CALLS] [CONNECTIONS]
"""

import http.client
import multiprocessing
import sys
import time
from urllib.parse import urlencode

from bot.demo.botapi.control import LocalBotApi

_TEXT = (
    "<b>Good morning</b>\n"
    + "• A sentence of a usual length with a link <a href='https://news.example/a'>[1]</a>\n" * 20
)


def send_many(host: str, path: str, first_chat: int, calls: int) -> None:
    """One connection, one call after the other."""
    connection = http.client.HTTPConnection(host)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for at in range(calls):
        body = urlencode({"chat_id": first_chat + at, "text": _TEXT, "parse_mode": "HTML"})
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")


def main(calls: int = 5000, connections: int = 4) -> None:
    with LocalBotApi() as server:
        for chat in range(calls):
            server.user(chat + 1, is_started=True)
        host, path, share = (
            server.base_url.removeprefix("http://"),
            f"/bot{server.token}/sendMessage",
            calls // connections,
        )
        workers = [
            multiprocessing.get_context("spawn").Process(target=send_many, args=(host, path, 1 + at * share, share))
            for at in range(connections)
        ]
        for worker in workers:
            worker.start()
        server.wait_for(lambda: server.api.calls, timeout=60)
        start = time.perf_counter()
        for worker in workers:
            worker.join()
        seconds = time.perf_counter() - start
        done = len(server.calls)
    print(
        f"{done} calls of {len(_TEXT)} characters on {connections} connections in {seconds:.2f} s: {done / seconds:.0f} a second"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
