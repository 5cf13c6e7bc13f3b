"""The composition root: the one place that wires the parts together. Each part is made when it is first asked for.

Who reads, writes and speaks stands here, on an `Installation`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from time import monotonic

from bot.adapters.model_service.metered import MeteredAnswers
from bot.adapters.model_service.models import ModelChoice, Models
from bot.adapters.model_service.openai_embedder import OpenAiEmbedder
from bot.adapters.topic_preview import sketch_digest
from bot.chat.webhook_address import Webhook
from bot.console.digest_console import DigestDesk
from bot.delivery.doubt import doubt_part
from bot.delivery.ledger_entries import UnknownPart
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Part
from bot.digest.editor import Editor
from bot.digest.model.digest import Digest
from bot.digest.stories.story_store import StoryStore
from bot.digest.write.by_model.trust import Effort
from bot.installation import Installation, Overrides
from bot.programs.access import Access, ProgramAllowance
from bot.programs.archive_search import ArchiveSearch
from bot.programs.reading_desk import ReadingDesk
from bot.talk import catalogue  # noqa: F401  (entering the commands)
from bot.talk.commands.privacy import forget_chat
from bot.talk.conversation import Conversation, Desk
from bot.talk.frame.model_figures import ModelFigures
from bot.talk.language.reader_voice import ReaderVoice
from bot.talk.language.translator import Translator
from bot.web.api.api_routes import Programs
from bot.web.hosting import Health
from bot.web.push_door import Door
from bot.web.site import Page, create_site
from bot.web.site_archive import StoredArchive
from retrieval.answer.answerer import Answerer
from retrieval.articles import Entry
from retrieval.budget import Prices
from retrieval.claims import Verifier, check_claim
from retrieval.claims.second_reading.verdict_store import VerdictStore
from retrieval.claims.second_reading.verify_task import verifier_of
from retrieval.embedding.embedders import open_embedder
from retrieval.feeds.poller import Poller
from retrieval.index import Index
from retrieval.model.reply_store import ReplyStore
from retrieval.ports import Embedder, Model
from retrieval.question.model_reader import ModelReader
from retrieval.sources.topics import Topic

__all__ = ["App", "Overrides"]


class App(Installation):
    """One running Counterpoint on one data folder. Use as a context manager: closing gives everything back."""

    def __enter__(self) -> "App":
        return self

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
            budget=self.budget,
            uses=self.uses,
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
        return ModelFigures(self.budget, self.uses, self.writers, prices)

    @cached_property
    def verifier(self) -> Verifier | None:
        """The second reader of what a model wrote; None without a model."""
        return self._second_reader(self.models.verifier)

    def _second_reader(self, model: Model | None) -> Verifier | None:
        return verifier_of(model, cache=VerdictStore(self.database, self.clock)) if model else None

    @cached_property
    def answerer(self) -> Answerer:
        model = self.models.for_answers.writer
        return Answerer(
            self.catalog,
            self.articles,
            self.index,
            model=model,
            reader=ModelReader(model) if model else None,
            embedder=self.embedder,
            gate=partial(check_claim, verifier=self._second_reader(self.models.for_answers.verifier)),
        )

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
            replies=ReplyStore(self.database, self.clock),
            effort=self._overrides.effort or Effort(pace=self.settings.model_pace),
            reach=lambda topic, since: self.feeds.reach(topic, since=since),
        )

    @cached_property
    def poller(self) -> Poller:
        return Poller(self.http, self.feeds, self.articles, self.workers, should_stop=self.stopping.is_set)

    @cached_property
    def desk(self) -> DigestDesk:
        return DigestDesk(self.catalog, self.editor, self.digests, self.articles, self.clock.now())

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

    @cached_property
    def archive(self) -> StoredArchive:
        """What the site shows, and the files that `publish` writes."""
        return StoredArchive(self.catalog, self.digests, self.editor, self.reading_desk.find, self.clock)

    def site(self, health: Callable[[], Health], door: Door | None = None) -> Page:
        """The web archive."""
        return create_site(
            self.archive,
            health=health,
            metrics=self.meters.render,
            on_request=self.meters.count_request,
            door=door,
            public_url=self.settings.public_url,
            programs=self.programs,
        )

    @cached_property
    def reading_desk(self) -> ReadingDesk:
        """What programs may ask."""
        return ReadingDesk(
            self.catalog,
            self.articles,
            self.digests,
            self.talk_editor,
            ArchiveSearch(self.index, embedder=self.embedder.name),
            MeteredAnswers(self.answerer.stream, self.meters).stream,
            self.clock,
        )

    @cached_property
    def programs(self) -> Programs:
        """The reading desk, and who may come to it."""
        allowance = ProgramAllowance(self.memory, self.clock, has_model=self.models.for_answers.writer is not None)
        access = Access(is_open=self.settings.api_is_open, tokens=self.settings.api_tokens)
        return Programs(self.reading_desk, access, allowance.spend)

    @property
    def _api_key(self) -> str:
        key = self.settings.openai_api_key
        return key.get_secret_value() if key else ""
