"""Says whether a running bot is well (`/healthz`, `/readyz`), how long Telegram was not heard, and whether storage works."""

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.app import App
from bot.chat.connection import RIVAL
from bot.chat.service import ChatService
from bot.delivery.ports import Part, Place, SendError
from bot.run.scheduler import Ticker
from bot.web.hosting import Health
from retrieval.errors import CounterpointError, StorageError

log = logging.getLogger(__name__)

SILENCE = timedelta(minutes=2)


class HealthCheck:
    """Asks the parts of a running bot. `service` gives the connection to Telegram, None while the bot is starting."""

    def __init__(
        self, app: App, ticker: Ticker, *, service: Callable[[], ChatService | None], is_leader: Callable[[], bool]
    ) -> None:
        self._app = app
        self._ticker = ticker
        self._service = service
        self._is_leader = is_leader

    def silence(self) -> float:
        """Seconds since Telegram was heard; 0 where it need not be: it pushes, or another replica listens."""
        service = self._service()
        heard_at = service.heard_at if service else None
        if heard_at is None or self._app.webhook or not self._is_leader():
            return 0.0
        return (self._app.clock.now() - heard_at).total_seconds()

    def health(self) -> Health:
        problems, service = list(self._app.problems()), self._service()
        is_sound = not self._app.storage_problem()
        if service is None:
            problems.insert(0, "The bot is still starting.")
        if self.silence() > SILENCE.total_seconds():
            problems.append("Telegram has not been heard for two minutes: check the network and TELEGRAM_BOT_TOKEN.")
        if service is not None and service.has_rival:
            problems.append(RIVAL)
        problems += [f"The job “{name}” hangs: look at the log, and restart." for name in self._ticker.hanging()]
        try:
            if not self._app.index.status().vectors_work:
                problems.append("The vectors of the index do not work, words alone answer: run `counterpoint reindex`.")
        except CounterpointError as error:
            problems.append(str(error))
        return Health(not problems, tuple(problems), is_sound)


class StorageWatch:
    """Tries a write. Admins hear once that it fails, past the ledger, which cannot be written either."""

    def __init__(self, app: App, *, service: Callable[[], ChatService | None], is_leader: Callable[[], bool]) -> None:
        self._app = app
        self._service = service
        self._is_leader = is_leader
        self._is_told = False

    def has_recovered(self) -> bool:
        """Whether what failed before works again."""
        trouble = self._app.database.trouble
        try:
            self._app.database.probe_write()
        except StorageError as error:
            self._tell_admins(error.said)
            return False
        self._is_told = False
        return bool(trouble)

    def _tell_admins(self, sentence: str) -> None:
        service = self._service()
        if self._is_told or service is None or not self._is_leader():
            return
        log.error("storage fails", extra={"problem": str(sentence)})
        self._is_told = True
        for admin in sorted(self._app.settings.admins):
            try:
                service.messenger.send(Place(admin), Part("", self._app.words_of(admin).said(sentence)))
            except SendError as error:
                log.warning("admin not told", extra={"admin": admin, "kind": type(error).__name__})
