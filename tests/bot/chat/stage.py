"""A stage: the real service with python-telegram-bot on one side, the strict local Bot API server on the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bot.chat.service import ChatService
from bot.chat.webhook_address import Webhook
from bot.delivery.doubt import LedgerAftercare
from bot.delivery.pacing import Limits, Pacer
from bot.delivery.store.inbox import Inbox
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.flood_control import Rates
from bot.talk.conversation import Conversation
from tests.bot.talk.office import Office, open_office

# For tests that are not about the pace.
HASTY = Limits(private_per_second=1000.0, private_burst=1000, group_per_minute=1000)


@dataclass
class Stage:
    server: LocalBotApi
    office: Office
    service: ChatService


@contextmanager
def open_stage(folder: Path, *, rates: Rates | None = None, limits: Limits | None = None) -> Iterator[Stage]:
    """Everything running, with the office's clock for both sides."""
    office = open_office(folder)
    with LocalBotApi(now=office.clock.now, rates=rates) as server:
        service = make_service(office, server, limits=limits)
        service.start()
        service.replay()
        service.listen()
        try:
            yield Stage(server, office, service)
        finally:
            service.stop()
            office.close()


def make_service(
    office: Office,
    server: LocalBotApi,
    *,
    webhook: Webhook | None = None,
    dresses: bool = False,
    limits: Limits | None = None,
) -> ChatService:
    return ChatService(
        server.token,
        make_conversation=lambda _name: Conversation(office.desk),
        inbox=Inbox(office.newsroom.database),
        subscriptions=office.desk.subscriptions,
        pacer=Pacer(limits or HASTY, timer=monotonic),
        clock=office.clock,
        base_url=server.base_url,
        webhook=webhook,
        dresses=dresses,
        aftercare=LedgerAftercare(office.desk.ledger, office.clock),
    )
