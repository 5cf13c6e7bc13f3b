"""Remembers in a small file which form of request a server took, so that a command that runs for seconds need not learn it again."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.adapters.model_service.request_form import RequestForm, form_from
from retrieval.ports import Clock

# Servers are updated: what one refused last month it may take now.
KEPT_FOR = timedelta(days=7)


class FormMemory(Protocol):
    def recall(self, key: str) -> RequestForm | None: ...

    def keep(self, key: str, form: RequestForm) -> None: ...


class ForgetfulMemory:
    """Keeps nothing."""

    def recall(self, key: str) -> RequestForm | None:
        return None

    def keep(self, key: str, form: RequestForm) -> None:
        """Nothing is kept."""


class FormFile:
    """A file in the data folder. Losing it costs a few refused requests, so no fault of it is one of ours."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def recall(self, key: str) -> RequestForm | None:
        stored = self._read().get(key)
        try:
            if stored is None or self._clock.now() - datetime.fromisoformat(stored["at"]) > KEPT_FOR:
                return None
            return form_from(stored["form"])
        except (TypeError, KeyError, ValueError, AttributeError):
            return None

    def keep(self, key: str, form: RequestForm) -> None:
        everything = {**self._read(), key: {"at": self._clock.now().isoformat(), "form": asdict(form)}}
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(everything, indent=1), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            return

    def _read(self) -> Mapping[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
