"""One installation: its settings and files, its data folder and database, the stores on it, and the way to the web.

Each part is made when it is first asked for. Arguments of `Installation` are the overrides: a test hands in its clock, web,
embedder or model.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event

from bot.adapters.clock import SystemClock
from bot.adapters.disk_space import disk_problem
from bot.adapters.metrics import Meters
from bot.delivery.ownership import Leadership, own_folder, replica_name
from bot.delivery.store import Leases, Ledger
from bot.delivery.store.inbox import Inbox
from bot.delivery.store.subscriptions import Subscriptions
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.feedback import FeedbackStore
from bot.digest.model.writer_store import WriterStore
from bot.digest.write.by_model.trust import Effort
from bot.migrations.migrate import migrate
from bot.outbound.client import OutboundClient, user_agent
from bot.outbound.googlenews import GoogleNewsLinks
from bot.outbound.robots import PageClient
from bot.talk import catalogue  # noqa: F401  (entering the commands)
from bot.talk.frame.localise import Words
from bot.talk.frame.memory import Memory
from config.outlet_file import load_outlets
from config.settings import DEFAULT_CONFIG, Settings
from config.topic_files import load_topics
from retrieval.budget import TokenBudget, UseStore
from retrieval.database import Database, open_database
from retrieval.errors import CounterpointError, StorageError
from retrieval.feeds.feed_store import FeedStore
from retrieval.ports import Clock, Embedder, Http, Model
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet, Registry
from retrieval.sources.topics import Topic
from retrieval.store import ArticleStore
from retrieval.store.backup import rotate
from retrieval.workers.pool import ParseWorkers

PACKAGED_CONFIG = Path(__file__).parent.parent / "config"
CONTACT = "https://github.com/counterpoint-news/counterpoint"


@dataclass(frozen=True)
class Overrides:
    """What a test or the demo puts in place of the real thing."""

    clock: Clock | None = None
    http: Http | None = None
    embedder: Embedder | None = None
    model: Model | None = None
    workers: ParseWorkers | None = None
    effort: Effort | None = None


class Installation:
    """What stands on one data folder. Closing gives everything back.

    A guest looks at the folder of another that runs: it owns, makes and migrates nothing.
    """

    def __init__(self, settings: Settings, overrides: Overrides | None = None, *, is_guest: bool = False) -> None:
        self.settings = settings
        self.is_guest = is_guest
        self._overrides = overrides or Overrides()
        self.clock: Clock = self._overrides.clock or SystemClock()
        self.meters = Meters()
        self.stopping = Event()
        self._closing = ExitStack()

    def __exit__(self, *exc: object) -> None:
        self._closing.close()

    @cached_property
    def config_folder(self) -> Path:
        """The folder of topics and outlets; the packaged one when the default holds none of ours.

        Outside a checkout, a folder called `config` may be anybody's.
        """
        folder = self.settings.config
        is_ours = (folder / "topics").is_dir() or (folder / "outlets.yaml").is_file()
        return folder if is_ours or folder != DEFAULT_CONFIG else PACKAGED_CONFIG

    @cached_property
    def file_outlets(self) -> list[Outlet]:
        path = self.config_folder / "outlets.yaml"
        return load_outlets(path if path.exists() else PACKAGED_CONFIG / "outlets.yaml")

    @cached_property
    def file_topics(self) -> list[Topic]:
        return load_topics(self.config_folder / "topics", registry=Registry(self.file_outlets))

    @cached_property
    def data_folder(self) -> Path:
        """The data folder, made if need be and owned by this process until it closes."""
        folder = self.settings.data
        if self.is_guest:
            return folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The data folder {folder} cannot be made ({error.strerror}): give another with --data."
            ) from error
        self._closing.enter_context(own_folder(folder))
        return folder

    @cached_property
    def database(self) -> Database:
        # Topics are read before anything is made on disk: a broken file leaves nothing half-written.
        _ = self.file_topics, self.data_folder
        database = open_database(self.settings.database_address)
        self._closing.callback(database.close)
        if self.is_guest:
            return database
        migrate(database, on_begin=lambda: self._keep_old(database))
        return database

    @cached_property
    def backup_folder(self) -> Path:
        return self.data_folder / "backups"

    @cached_property
    def catalog(self) -> Catalog:
        return Catalog(self.database, self.file_topics, self.file_outlets)

    @cached_property
    def articles(self) -> ArticleStore:
        return ArticleStore(self.database, self.catalog)

    @cached_property
    def budget(self) -> TokenBudget:
        return TokenBudget(self.database, a_day=self.settings.model_tokens_per_day)

    @cached_property
    def uses(self) -> UseStore:
        return UseStore(self.database)

    @cached_property
    def digests(self) -> DigestStore:
        return DigestStore(self.database)

    @cached_property
    def writers(self) -> WriterStore:
        """Who wrote the last digests."""
        return WriterStore(self.database)

    @cached_property
    def outbound(self) -> OutboundClient:
        client = OutboundClient(
            user_agent=user_agent(CONTACT), allowed_private=frozenset(self.settings.allow_private_hosts)
        )
        self._closing.callback(client.close)
        return client

    @cached_property
    def http(self) -> Http:
        return self._overrides.http or self.outbound

    @cached_property
    def pages(self) -> Http:
        """The client for article pages: robots.txt is asked."""
        return self._overrides.http or PageClient(self.outbound, self.clock)

    @cached_property
    def resolve_link(self) -> Callable[[str], str] | None:
        """From a Google News link to the publisher's address; None where the web is not the real one."""
        if self._overrides.http is not None:
            return None
        return GoogleNewsLinks(self.outbound, self.feeds, self.clock).resolve

    @cached_property
    def feeds(self) -> FeedStore:
        return FeedStore(self.database)

    @cached_property
    def workers(self) -> ParseWorkers:
        """Processes that read feeds and pages."""
        return self._closing.enter_context(self._overrides.workers or ParseWorkers())

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.database)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.database)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.database)

    @cached_property
    def leadership(self) -> Leadership:
        """Who leads among replicas. A process that comes back on the same data folder is the same replica."""
        return Leadership(self.leases, replica_name(self.data_folder))

    @cached_property
    def leases(self) -> Leases:
        return Leases(self.database)

    @cached_property
    def feedback(self) -> FeedbackStore:
        return FeedbackStore(self.database)

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.database)

    def words_of(self, chat_id: int) -> Words:
        """Our sentences in the language of a chat; in English where it is unknown, or the database cannot say."""
        try:
            chat = self.subscriptions.chat(chat_id)
        except StorageError:
            chat = None
        return Words(chat.language if chat else "")

    def problems(self) -> tuple[str, ...]:
        """What keeps this installation from doing its work now, as sentences for the admin."""
        storage = self.storage_problem()
        return tuple(filter(None, (storage, disk_problem(self.data_folder), "" if storage else self.feeds.outage())))

    def storage_problem(self) -> str:
        """Why nothing can be stored or read now, or an empty string. After a failed write, writing is tried."""
        try:
            if self.database.trouble:
                self.database.probe_write()
            self.database.probe()
        except CounterpointError as error:
            return error.said
        return ""

    def _keep_old(self, database: Database) -> None:
        """A backup before the schema changes."""
        if database.file is not None:
            rotate(self.backup_folder, database.file, now=self.clock.now())
