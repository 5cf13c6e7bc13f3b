"""The composition root: the one place that wires the parts together. Each part is made when it is first asked for.

Arguments of `App` are the overrides: a test hands in its clock, web, embedder or model.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from time import monotonic

from bot.adapters.clock import SystemClock
from bot.adapters.disk_space import disk_problem
from bot.adapters.metrics import Meters
from bot.adapters.model_service.metered import MeteredAnswers
from bot.adapters.model_service.models import ModelChoice, Models
from bot.adapters.model_service.openai_embedder import OpenAiEmbedder
from bot.adapters.topic_preview import sketch_digest
from bot.chat.webhook_address import Webhook
from bot.console.digest_console import DigestDesk
from bot.delivery.doubt import doubt_part
from bot.delivery.ledger_entries import UnknownPart
from bot.delivery.ownership import Leadership, own_folder, replica_name
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Part
from bot.delivery.store import Leases, Ledger
from bot.delivery.store.inbox import Inbox
from bot.delivery.store.subscriptions import Subscriptions
from bot.digest.editor import Editor
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.feedback import FeedbackStore
from bot.digest.model.writer_store import WriterStore
from bot.digest.stories.story_store import StoryStore
from bot.migrations.migrate import migrate
from bot.outbound.client import OutboundClient, user_agent
from bot.outbound.googlenews import GoogleNewsLinks
from bot.outbound.robots import PageClient
from bot.talk import catalogue  # noqa: F401  (entering the commands)
from bot.talk.commands.privacy import forget_chat
from bot.talk.conversation import Conversation, Desk
from bot.talk.frame.localise import Words
from bot.talk.frame.memory import Memory
from bot.talk.frame.model_figures import ModelFigures
from bot.talk.language.reader_voice import ReaderVoice
from bot.talk.language.translator import Translator
from bot.web.hosting import Health
from bot.web.push_door import Door
from bot.web.site import Page, create_site
from bot.web.site_archive import StoredArchive
from config.outlet_file import load_outlets
from config.settings import Settings
from config.topic_files import load_topics
from retrieval.answer.answerer import Answerer
from retrieval.articles import Entry
from retrieval.budget import Prices, TokenBudget, UseStore
from retrieval.claims import Verifier, check_claim
from retrieval.claims.second_reading.verdict_store import VerdictStore
from retrieval.claims.second_reading.verify_task import verifier_of
from retrieval.database import Database, open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.errors import CounterpointError, StorageError
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.poller import Poller
from retrieval.index import Index
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


class App:
    """One running Counterpoint on one data folder. Use as a context manager: closing gives everything back.

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

    def __enter__(self) -> "App":
        return self

    def __exit__(self, *exc: object) -> None:
        self._closing.close()

    @cached_property
    def config_folder(self) -> Path:
        """The folder of topics and outlets; the packaged one when the default does not exist."""
        folder = self.settings.config
        return folder if folder.is_dir() or str(folder) != "config" else PACKAGED_CONFIG

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
    def embedder(self) -> Embedder:
        if self._overrides.embedder is not None:
            return self._overrides.embedder
        if self.settings.embedder == "openai":
            return OpenAiEmbedder(
                api_key=self._api_key,
                base_url=self.settings.openai_base_url or None,
                model=self.settings.openai_embedding_model,
                clock=self.clock,
            )
        return open_embedder(self.settings.embedder, self.data_folder / "models")

    @cached_property
    def index(self) -> Index:
        index = Index(
            self.articles, self.embedder, folder=self.data_folder / "index", chroma_url=self.settings.chroma_url
        )
        self._closing.callback(index.close)
        return index

    @cached_property
    def models(self) -> Models:
        settings = self.settings
        choice = ModelChoice(
            api_key=self._api_key,
            base_url=settings.openai_base_url or None,
            writer=settings.openai_model if settings.has_model else "",
            verifier=settings.openai_verify_model,
            effort=settings.openai_reasoning_effort,
            pace=settings.model_pace,
        )
        models = Models(
            choice,
            clock=self.clock,
            meters=self.meters,
            budget=self._budget,
            uses=self._uses,
            folder=self.data_folder,
            given=self._overrides.model,
        )
        self._closing.callback(models.close)
        return models

    @cached_property
    def model(self) -> Model | None:
        return self.models.writer

    @cached_property
    def model_figures(self) -> ModelFigures:
        """What the models cost and how well they serve."""
        prices = Prices(self.settings.model_price_sent, self.settings.model_price_received)
        return ModelFigures(self._budget, self._uses, self.writers, prices)

    @cached_property
    def _budget(self) -> TokenBudget:
        return TokenBudget(self.database, a_day=self.settings.model_tokens_per_day)

    @cached_property
    def _uses(self) -> UseStore:
        return UseStore(self.database)

    @cached_property
    def verifier(self) -> Verifier | None:
        """The second reader of what a model wrote; None without a model."""
        return self._second_reader(self.models.verifier)

    def _second_reader(self, model: Model | None) -> Verifier | None:
        return verifier_of(model, cache=VerdictStore(self.database, self.clock)) if model else None

    @cached_property
    def answerer(self) -> Answerer:
        return Answerer(
            self.catalog,
            self.articles,
            self.index,
            model=self.models.for_answers.writer,
            embedder=self.embedder,
            gate=partial(check_claim, verifier=self._second_reader(self.models.for_answers.verifier)),
        )

    @cached_property
    def digests(self) -> DigestStore:
        return DigestStore(self.database)

    @cached_property
    def editor(self) -> Editor:
        return self._make_editor(self.model, self.verifier)

    @cached_property
    def talk_editor(self) -> Editor:
        """The editor for people who wait."""
        pair = self.models.for_asked_digests
        return self._make_editor(pair.writer, self._second_reader(pair.verifier))

    def _make_editor(self, model: Model | None, verifier: Verifier | None) -> Editor:
        return Editor(
            self.catalog,
            self.articles,
            self.index,
            self.digests,
            memory=StoryStore(self.database),
            model=model,
            gate=check_claim,
            embedder=self.embedder,
            writers=self.writers,
            verifier=verifier,
            reach=lambda topic, since: self.feeds.reach(topic, since=since),
        )

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
    def poller(self) -> Poller:
        return Poller(self.http, self.feeds, self.articles, self.workers, should_stop=self.stopping.is_set)

    @cached_property
    def desk(self) -> DigestDesk:
        return DigestDesk(self.catalog, self.editor, self.digests, self.articles, self.clock.now())

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
    def webhook(self) -> Webhook | None:
        """Where Telegram pushes updates to; None: they are fetched by polling."""
        settings = self.settings
        if not settings.telegram_webhook_url or settings.telegram_webhook_secret is None:
            return None
        return Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())

    @cached_property
    def pacer(self) -> Pacer:
        return Pacer(timer=monotonic)

    @cached_property
    def feedback(self) -> FeedbackStore:
        return FeedbackStore(self.database)

    @cached_property
    def memory(self) -> Memory:
        return Memory(self.database)

    def conversation(self, *, bot_name: str = "") -> Conversation:
        return Conversation(self.talk_desk(bot_name))

    def talk_desk(self, bot_name: str = "") -> Desk:
        """Everything the conversation may use."""
        return Desk(
            catalog=self.catalog,
            subscriptions=self.subscriptions,
            digests=self.digests,
            editor=self.talk_editor,
            answerer=MeteredAnswers(self.answerer.stream, self.meters),
            memory=self.memory,
            clock=self.clock,
            articles=self.articles,
            feeds=self.feeds,
            ledger=self.ledger,
            feedback=self.feedback,
            index=self.index,
            http=self.http,
            parse=self.workers,
            admins=self.settings.admins,
            bot_name=bot_name,
            model=self.models.for_answers.writer,
            sketch=self.sketch,
            model_figures=self.model_figures if self.model else None,
        )

    def sketch(self, topic: Topic, entries: Sequence[Entry], now: datetime) -> Digest:
        """What a topic's first digest would be."""
        outlets = self.catalog.registry
        return sketch_digest(topic, entries, outlets=outlets, embedder=self.embedder, now=now)

    def forget(self, chat_id: int) -> None:
        """Delete everything stored about a chat."""
        forget_chat(chat_id, subscriptions=self.subscriptions, memory=self.memory, feedback=self.feedback)

    @cached_property
    def voice(self) -> ReaderVoice:
        """How delivered digests speak."""
        return ReaderVoice(Translator(self.model, self.clock, self.memory))

    def doubt(self, unknown: UnknownPart) -> Part:
        """The question about a part whose fate is unknown, in the language of the chat it was for."""
        return doubt_part(unknown, self.words_of(unknown.place.chat_id).said)

    def words_of(self, chat_id: int) -> Words:
        """Our sentences in the language of a chat; in English where it is unknown, or the database cannot say."""
        try:
            chat = self.subscriptions.chat(chat_id)
        except StorageError:
            chat = None
        return Words(chat.language if chat else "")

    def site(self, health: Callable[[], Health], door: Door | None = None) -> Page:
        """The web archive."""
        archive = StoredArchive(self.catalog, self.digests, self.editor, self.index, self.clock)
        return create_site(
            archive,
            health=health,
            metrics=self.meters.render,
            on_request=self.meters.count_request,
            door=door,
            public_url=self.settings.public_url,
        )

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

    @property
    def _api_key(self) -> str:
        key = self.settings.openai_api_key
        return key.get_secret_value() if key else ""
