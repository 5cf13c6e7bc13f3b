"""Decides which of several replicas leads: it alone plans, sends, and polls feeds and Telegram. With SQLite there is only one."""

import logging
from collections.abc import Callable
from threading import Lock

from bot.app import App
from bot.run.scheduler import Job

log = logging.getLogger(__name__)


class Lead:
    """Takes, keeps and gives up the lead in the database. Calls `begin` and `end` as this process begins and ends to lead."""

    def __init__(self, app: App, *, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self._app = app
        self._begin = begin
        self._end = end
        self._changing = Lock()
        self._was_ours = False

    def is_ours(self) -> bool:
        return self._app.database.is_sqlite or self._app.leadership.is_leader()

    def only(self, job: Job) -> Job:
        """The job, done by the leader alone."""
        return lambda: job() if self.is_ours() else None

    def take(self) -> None:
        """Take or keep the lead, and begin or end what only the leader does."""
        try:
            self.renew()
        finally:
            self.follow()

    def renew(self) -> None:
        """Ask for the lease again before it expires, and show that we are alive."""
        if self._app.database.is_sqlite or self._app.stopping.is_set():
            return
        self._app.leadership.renew()
        self._app.leases.show_alive(self._app.inbox.owner)

    def follow(self) -> None:
        """Begin or end what only the leader does, if the lead has changed."""
        with self._changing:
            is_ours = self.is_ours()
            if self._app.stopping.is_set() or is_ours == self._was_ours:
                return
            log.info("leading" if is_ours else "standing by")
            (self._begin if is_ours else self._end)()
            self._was_ours = is_ours

    def resign(self) -> None:
        if not self._app.database.is_sqlite:
            self._app.leadership.resign()
