"""Answers that say how they can be asked for again: an ETag, and 304 where the reader has it already."""

import re
from collections.abc import Mapping
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

_TAG = re.compile(r'(?:W/)?"[^"]*"')
_KEPT = ("cache-control", "content-language", "etag", "vary")
# A reader that keeps it asks whether it is still so: a retraction must reach it.
FRESH: Mapping[str, str] = {"cache-control": "no-cache"}


def answer_once(request: Request, response: Response) -> Response:
    """The response with its ETag; 304 without a body where the request names that one.

    The tag is weak: compressed or not, it is the same (RFC 9110, 8.8.1).
    """
    tag = f'W/"{blake2b(bytes(response.body), digest_size=16).hexdigest()}"'
    response.headers["etag"] = tag
    for name, value in FRESH.items():
        response.headers.setdefault(name, value)
    if not is_known(request.headers.get("if-none-match", ""), tag):
        return response
    kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
    return Response(status_code=304, headers=kept)


def is_known(header: str, tag: str) -> bool:
    """Whether an If-None-Match names a tag (RFC 9110, 13.1.2: weakly)."""
    opaque = tag.removeprefix("W/")
    return header.strip() == "*" or opaque in (found.removeprefix("W/") for found in _TAG.findall(header))
