"""Puts the configured models together: what serves them, what counts and bounds them, and who uses which."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.adapters.model_service.budgeted_model import BudgetedModel
from bot.adapters.model_service.crowd_model import Crowd, CrowdModel
from bot.adapters.model_service.form_memory import FormFile
from bot.adapters.model_service.metered import MeteredModel, ModelMeters
from bot.adapters.model_service.model_calls import MeasuredModel
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.adapters.model_service.resting_model import RestingModel
from retrieval.budget import TokenBudget, UseStore
from retrieval.ports import Clock, Model, Usage

# Of 32 people who are served at once: a model's answer takes seconds, whatever else is asked for hardly one.
ANSWERS_AT_ONCE = 12
# Calls for digests that somebody asked for in the chat and that had to be written first; each makes up to three side by side.
DIGEST_CALLS_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which models of which server. An empty `writer` means none; an empty `verifier` the writer once more."""

    api_key: str = ""
    base_url: str | None = None
    writer: str = ""
    verifier: str = ""
    effort: str = ""
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Who writes, and who reads what was written."""

    writer: Model | None
    verifier: Model | None


class Models:
    """Makes each model once. `given` stands in place of the configured ones."""

    def __init__(
        self,
        choice: ModelChoice,
        *,
        clock: Clock,
        meters: ModelMeters,
        budget: TokenBudget,
        uses: UseStore,
        folder: Path,
        given: Model | None = None,
    ) -> None:
        self._choice = choice
        self._clock = clock
        self._meters = meters
        self._budget = budget
        self._uses = uses
        self._folder = folder
        self._given = given

    @cached_property
    def writer(self) -> Model | None:
        """Writes digests, answers and translations."""
        return self._metered(self._given) if self._given else self._resting_writer

    @cached_property
    def verifier(self) -> Model | None:
        """The reader of the second reading: another model where one is named, else the writer under another prompt."""
        return self.writer if self._given else self._resting_verifier or self._resting_writer

    @cached_property
    def for_answers(self) -> Pair:
        """The models for people who wait: a few at once, so that those who talk never all wait for them."""
        return self._pair(Crowd(ANSWERS_AT_ONCE))

    @cached_property
    def for_asked_digests(self) -> Pair:
        """The models for digests that are made while somebody waits for them."""
        return self._pair(Crowd(DIGEST_CALLS_AT_ONCE))

    @cached_property
    def servers(self) -> tuple[OpenAiModel, ...]:
        """The configured models with nothing in between: the writer, and the verifier where it is another."""
        names = dict.fromkeys(
            name for name in (self._choice.writer, self._choice.verifier) if self._choice.writer and name
        )
        return tuple(self._server(name) for name in names)

    @cached_property
    def measured(self) -> tuple[MeasuredModel, ...]:
        """The same, counted: for `doctor`, which asks also what rests or has no tokens left."""
        models = (self._given,) if self._given else self.servers
        return tuple(self._metered(model) for model in models)

    def troubles(self) -> Iterator[str]:
        """What somebody must mend before a model works again, as sentences."""
        for model in dict.fromkeys((self._resting_writer, self._resting_verifier)):
            if model is not None and model.trouble:
                yield model.trouble

    def close(self) -> None:
        for server in self.servers:
            server.close()

    def _pair(self, crowd: Crowd) -> Pair:
        return Pair(*(CrowdModel(model, crowd) if model else None for model in (self.writer, self.verifier)))

    @cached_property
    def _resting_writer(self) -> RestingModel | None:
        return self._bounded(self.servers[0]) if self.servers else None

    @cached_property
    def _resting_verifier(self) -> RestingModel | None:
        return self._bounded(self.servers[1]) if len(self.servers) > 1 else None

    def _bounded(self, server: MeasuredModel) -> RestingModel:
        # The meters stand next to the server: what rests, or has no tokens left, asked nothing and cost nothing.
        return RestingModel(BudgetedModel(self._metered(server), self._budget, self._clock), self._clock)

    def _metered(self, model: Model) -> MeasuredModel:
        def record(name: str, usage: Usage, is_fine: bool) -> None:
            self._uses.note(name, usage, is_fine=is_fine, now=self._clock.now())

        return MeteredModel(model, self._meters, record)

    def _server(self, name: str) -> OpenAiModel:
        return OpenAiModel(
            api_key=self._choice.api_key,
            base_url=self._choice.base_url,
            model=name,
            clock=self._clock,
            effort=self._choice.effort,
            pace=self._choice.pace,
            forms=FormFile(self._folder / "request_forms.json", self._clock),
        )
