"""Updates by webhook: stored before Telegram hears that we have them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import Update

Keep = Callable[[Update], None]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates to (`url`, HTTPS), its secret, and where we listen for them."""

    url: str
    secret: str
    port: int
    listen: str = "0.0.0.0"  # noqa: S104 (whoever sets a webhook wants to be reached)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path.strip("/")


class KeepingQueue(asyncio.Queue[object]):
    """The queue behind the webhook's door: an update that cannot be stored is not taken, and Telegram sends it again."""

    def __init__(self, keep: Keep) -> None:
        super().__init__()
        self._keep = keep

    async def put(self, item: object) -> None:
        if isinstance(item, Update):
            await asyncio.to_thread(self._keep, item)
        await super().put(item)
