"""Makes the openai library's client so that every exchange is bounded."""

import httpx2
from openai import OpenAI

from bot.adapters.model_service.bounded_transport import BoundedTransport, environment_proxy

USUAL_ADDRESS = "https://api.openai.com/v1"


def open_client(*, api_key: str, base_url: str | None, max_retries: int = 0, timeout: float = 30) -> OpenAI:
    """A client of one server; `timeout` is for each whole exchange that names none."""
    address = base_url or USUAL_ADDRESS
    transport = BoundedTransport(proxy=environment_proxy(address))
    # Another address would be another server, with our key and a deadline of its own: it is not followed.
    client = httpx2.Client(transport=transport, follow_redirects=False)
    # Local servers want no key, the library wants some.
    return OpenAI(
        api_key=api_key or "none", base_url=address, max_retries=max_retries, timeout=timeout, http_client=client
    )
