"""The days that a strong model was played for: the three of the demo's articles, and one of a country with three papers."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from bot.demo.recordings import RECORDED_AT
from bot.demo.services import start_demo_services
from bot.digest.editor import Edition
from bot.digest.write.by_model.trust import Effort
from bot.run.demo_run import demo_settings, write_days_before
from config.settings import load_settings
from retrieval.articles import Entry
from retrieval.ports import Model

HERE = Path(__file__).parent
# All stories at once: a round of recording then meets every request that it can.
PLAYED = Effort(calls=99, at_once=12, wall=timedelta(hours=1))


def demo_days(model: Model | None, folder: Path) -> Iterator[Edition]:
    """The demo's days as its own command writes them. Asked a second time for the first two: that must cost nothing."""
    services = start_demo_services(0, lambda: RECORDED_AT)
    try:
        with App(demo_settings(load_settings({}, data=folder, config=None), services), _overrides(model)) as app:
            topic = write_days_before(app, services, lambda line: None)
            for back in (2, 1, 0):
                yield app.editor.edit(topic.id, RECORDED_AT.date() - timedelta(days=back), now=RECORDED_AT)
    finally:
        services.stop()


def maren_day(model: Model | None, folder: Path) -> Iterator[Edition]:
    """The day of the three papers."""
    with App(load_settings({}, data=folder, config=HERE / "config"), _overrides(model)) as app:
        app.articles.ingest(maren_entries(), now=RECORDED_AT, topics=["maren"])
        app.index.sync()
        yield app.editor.edit("maren", RECORDED_AT.date(), now=RECORDED_AT)


def _overrides(model: Model | None) -> Overrides:
    return Overrides(clock=FixedClock(RECORDED_AT), model=model, effort=PLAYED)


def maren_entries() -> list[Entry]:
    made = []
    for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines():
        each = json.loads(line)
        host = each["outlet"].casefold().replace(" ", "") + ".example"
        made.append(
            Entry(
                url=f"https://{host}/news/{each['slug']}",
                title=each["title"],
                text=each["text"],
                outlet=each["outlet"],
                language="en",
                published=RECORDED_AT - timedelta(hours=each["hours_before"]),
            )
        )
    return made
