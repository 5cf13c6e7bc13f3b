"""Says where Telegram pushes updates to, and how a push is known to be from Telegram. The web site serves the address."""

from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Webhook:
    """`url` is the address from outside; somebody in front of us may have taken TLS off and kept the path."""

    url: str
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    def is_from_telegram(self, told: str) -> bool:
        """Whether whoever pushes knows the secret."""
        return compare_digest(told.encode(), self.secret.encode())
