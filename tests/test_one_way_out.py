"""No other module opens a connection: the guard of `bot/outbound` must not be forgotten in some handler."""

import ast
from collections.abc import Iterator

import pytest

from tests.program import modules, tree_of

# Who may hold which door: the outbound client; the model server and Telegram have addresses of the operator's own choosing;
# the demo plays Telegram itself, so it calls webhooks and looks for a free port. The model's client asks urllib for the proxy.
HOMES = {
    "httpcore": ("bot/outbound/", "bot/adapters/"),
    "httpx2": ("bot/adapters/",),
    "httpx": ("bot/outbound/", "bot/chat/", "bot/demo/"),
    "openai": ("bot/adapters/"),
    "requests": (),
    "urllib3": (),
    "aiohttp": (),
    "http.client": (),
    "urllib.request": ("bot/demo/", "bot/adapters/"),
    "ftplib": (),
    "smtplib": (),
    "telnetlib": (),
    "xmlrpc": (),
    "socket": ("bot/outbound/", "bot/demo/"),
    "googlenewsdecoder": (),
}


FETCHING = {
    "fetch_url": "trafilatura",
    "fetch_response": "trafilatura",
    "create_connection": "socket",
    "open_connection": "asyncio",
    "parse": "feedparser",
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_imports(tree: ast.AST, path: str) -> list[str]:
    return [
        f"{path} imports {name}"
        for name in imported(tree)
        for door, homes in HOMES.items()
        if (name == door or name.startswith(f"{door}.")) and not path.startswith(tuple(homes) or ("-",))
    ]


def calls_that_fetch(tree: ast.AST, path: str) -> list[str]:
    """feedparser and trafilatura fetch when handed an address; they are handed bytes only, by name so that it can be seen."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FETCHING:
            name = ast.unparse(node.func)
            if name == "feedparser.parse":
                if node.args and not is_bytes(node.args[0]):
                    found.append(f"{path} hands feedparser something that may be an address")
            elif name == f"{FETCHING[node.func.attr]}.{node.func.attr}":
                found.append(f"{path} calls {name}")
    return [] if path.startswith("bot/outbound/") else found


def is_bytes(node: ast.expr) -> bool:
    """An in-memory file made on the spot: `BytesIO(...)`."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("BytesIO")


def test_only_the_homes_open_connections() -> None:
    found = (forbidden_imports(tree_of(name), name) + calls_that_fetch(tree_of(name), name) for name in modules())
    assert [each for some in found for each in some] == []


@pytest.mark.parametrize(
    "source",
    ["import requests", "import httpx", "from urllib.request import urlopen", "from urllib import request",
     "import http.client", "import socket", "import urllib3.util"],
)  # fmt: skip
def test_the_watch_sees_a_new_door(source: str) -> None:
    assert forbidden_imports(ast.parse(source), "retrieval/new.py")


@pytest.mark.parametrize(
    "source", ["feedparser.parse(url)", "trafilatura.fetch_url(url)", "socket.create_connection(address)"]
)
def test_the_watch_sees_a_fetch_in_disguise(source: str) -> None:
    assert calls_that_fetch(ast.parse(source), "retrieval/new.py")


def test_the_watch_lets_the_homes_be() -> None:
    assert forbidden_imports(ast.parse("import httpcore, socket"), "bot/outbound/network.py") == []
    assert calls_that_fetch(ast.parse("feedparser.parse(BytesIO(body))"), "retrieval/feeds/parser.py") == []
