"""A scripted server and a client that may talk to it (and to nothing else on this machine)."""

import ssl
from collections.abc import Iterator

import pytest

from bot.outbound.client import OutboundClient, user_agent
from tests.feedserver import FeedServer

# Loading the certificates of the world takes longer than a whole test.
TLS = ssl.create_default_context()


@pytest.fixture
def server() -> Iterator[FeedServer]:
    running = FeedServer()
    yield running
    running.close()


@pytest.fixture
def client(server: FeedServer) -> Iterator[OutboundClient]:
    opened = OutboundClient(
        user_agent=user_agent("https://example.org/bot"), allowed_private=frozenset({server.authority}), tls=TLS
    )
    yield opened
    opened.close()
