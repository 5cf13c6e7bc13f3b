"""Does what a running bot does again and again besides talking and delivering. Each chore may run twice, and may die anywhere."""

import logging
import threading
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from bot.app import App
from bot.run.admin_notices import Watch, budget_problem
from bot.run.daily_digests import DailyDigests, WriteFiles
from bot.run.site_files import publish_site
from retrieval.errors import CounterpointError, StorageError
from retrieval.feeds.feeds import FeedResult
from retrieval.messages import Phrase
from retrieval.pages.page_reader import read_articles
from retrieval.store.backup import rotate

log = logging.getLogger(__name__)

KEEP_TEXTS = timedelta(days=30)


class Stopped(Exception):
    """The program is ending: leave what can be done later."""


class Chores:
    """The chores of one app. They end early, and without harm, once `app.stopping` is set."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._indexing = threading.Lock()
        self._daily = DailyDigests(app.catalog, app.editor, app.digests, write_files=self._site_files())
        self._watch = Watch(app.feeds, app.ledger, app.settings.admins, app.data_folder, words_of=app.words_of)

    def poll(self) -> None:
        """Fetch the feeds that are due, read pages of articles without text, bring the index up to date."""
        app, now, started = self._app, self._app.clock.now(), perf_counter()
        app.feeds.sync_topics(app.catalog.topics.values(), now=now)
        results = app.poller.poll_feeds(now=now, on_result=self._count)
        polled = [result for result in results if result.status != "skipped"]
        if polled:
            new, failed = sum(r.new for r in polled), sum(r.status == "error" for r in polled)
            log.info("feeds polled", extra={"feeds": len(polled), "new": new, "failed": failed})
            app.meters.count_round(timedelta(seconds=perf_counter() - started))
        if not app.stopping.is_set():
            read_articles(
                app.articles,
                app.pages,
                app.workers.extract,
                may_fetch=lambda _: True,
                resolve=app.resolve_link,
                now=now,
                should_stop=app.stopping.is_set,
            )
        self.index()

    def publish(self) -> None:
        """Make the topics' own digests that are due, for the archive, its feeds and files. Admins hear when files fail."""
        now = self._app.clock.now()
        try:
            self._daily.publish(now)
        except StorageError as error:
            log.exception("files not written")
            self._watch.tell(error.said, now=now)

    def _site_files(self) -> WriteFiles | None:
        folder, app = self._app.settings.publish, self._app
        if folder is None:
            return None
        return partial(publish_site, app.archive, app.digests, folder, public_url=app.settings.public_url)

    def index(self) -> None:
        """Bring the index up to the articles. A call while another runs waits: its articles may have come after."""
        with self._indexing:
            try:
                report = self._app.index.sync(on_progress=self._go_on)
            except Stopped:
                log.info("indexing left for the next start")
                return
        if report.taken or report.forgotten:
            log.info("index synced", extra={"taken": report.taken, "forgotten": report.forgotten})

    def prune(self) -> None:
        """Drop what /privacy promises not to keep: conversation memory, updates and sent parts that grew old."""
        now = self._app.clock.now()
        before = now - KEEP_TEXTS
        self._app.memory.expire(before, now=now)
        self._app.inbox.prune(before)
        self._app.ledger.prune(before)
        self._app.digests.prune_editions(before)

    def back_up(self) -> None:
        """The daily backup of a SQLite database; PostgreSQL has its own tools. Admins hear when it fails."""
        app = self._app
        if app.database.file is None:
            return
        try:
            snapshot = rotate(app.backup_folder, app.database.file, now=app.clock.now())
        except CounterpointError as error:
            log.exception("backup failed")
            failure = Phrase("Today's backup failed. {reason}", reason=error.said)
            self._watch.tell(failure, now=app.clock.now())
        else:
            log.info("backup taken", extra={"bytes": snapshot.size_bytes})

    def watch(self) -> None:
        """Tell admins what they should know."""
        now = self._app.clock.now()
        self._watch.look(now)
        for sentence in self._model_notices(now):
            self._watch.tell(sentence, now=now)

    def _model_notices(self, now: datetime) -> list[str]:
        """What is wrong with the models, and what soon will be. Each is told once a day."""
        if self._app.model is None:
            return []
        troubles = [f"{trouble} Until then everything goes on without it." for trouble in self._app.models.troubles()]
        budget = self._app.model_figures.budget
        return [*troubles, *filter(None, (budget_problem(budget.spent(now), budget.a_day),))]

    def _go_on(self, done: int, total: int) -> None:
        if self._app.stopping.is_set():
            raise Stopped

    def _count(self, result: FeedResult) -> None:
        self._app.meters.count_feed(result.status, new=result.new)
