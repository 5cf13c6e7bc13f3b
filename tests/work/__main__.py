"""Prints, as JSON, the functions that do more than in proportion to their text, and how many were asked: `python -m tests.work`.

Runs in a process of its own, since the program is rewritten as it is loaded. With `-v` it says where it is.
"""

import io
import json
import logging
import socket
import sys
from collections.abc import Iterator
from itertools import product

from tests.work.ledger import Work, install

UNITS = (
    ". ",
    "a ",
    "A ",
    "1 ",
    "a",
    "Aa. ",
    "\n",
    '"',
    "“",
    "(",
    "[",
    "said ",
    "<a ",
    "中。",
    "a, ",
    "http://a ",
    "2 Jan ",
)
SHORTEST, DOUBLINGS = 64, 4
MOST_GROWTH = 3.0
# Some look again and again at a window of a fixed size: so few steps a character are no trouble.
FEW = 12


def squares() -> Iterator[tuple[str, str]]:
    """The functions, each with a piece of text that, written again and again, makes it do the square of the text."""
    import bot
    import config
    import retrieval
    from tests.work import planted
    from tests.work.callables import TextFunction, text_functions

    def work(function: TextFunction, grown: str, text: str) -> int:
        Work.done = 0
        function.ask(grown, text)
        return Work.done

    def is_square(function: TextFunction, grown: str, unit: str) -> bool:
        length = SHORTEST
        function.ask(grown, unit)
        before = work(function, grown, (unit * length)[:length])
        for _ in range(DOUBLINGS):
            length *= 2
            now = work(function, grown, (unit * length)[:length])
            if now <= max(MOST_GROWTH * before, FEW * length):
                return False
            before = now
        return True

    count = 0
    for function in text_functions(planted, bot, retrieval, config):
        count += 1
        if "-v" in sys.argv:
            sys.stderr.write(f"{function.name}\n")
        for grown, unit in product(function.growing, UNITS):
            if is_square(function, grown, unit):
                if "-v" in sys.argv:
                    sys.stderr.write(f"   {grown} {unit!r}\n")
                yield f"{function.name}({grown})", unit
    yield "functions", str(count)


def no_network(*_: object, **__: object) -> None:
    raise OSError("no function over texts may ask the network")


if __name__ == "__main__":
    install()
    logging.disable(logging.CRITICAL)
    socket.socket.connect = no_network  # type: ignore[method-assign]
    socket.getaddrinfo = no_network  # type: ignore[assignment]
    # Some functions print.
    said, sys.stdout = sys.stdout, io.StringIO()
    said.write(json.dumps(list(squares())))
