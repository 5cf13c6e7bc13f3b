"""The conversations that a strong model was played for, about the demo's articles: what is asked in turn, and answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from bot.demo.recordings import RECORDED_AT
from bot.demo.services import start_demo_services
from bot.run.demo_run import demo_settings
from config.settings import load_settings
from retrieval.answers import Answer, Query
from retrieval.ports import Model

CONVERSATIONS = (
    ("How many people died in the Karsul flood?", "And who was warned?"),
    ("Who is Greta Holm?", "How old is she?"),
    ("How do Velmora and Tasrik differ on the warning before the flood?",),
    ("Why did Tasrik limit its wheat exports?",),
    ("When does the night train between Halmere and Orvane run again?", "and what does a bed cost?"),
    ("Did the water minister Ilra Denn keep her office?",),
    ("How did the number of dead in the Karsul flood change over the days?",),
    ("What do both sides say about the fines of the fishermen?",),
    ("What does the Orvane Post say about the commission that the others do not?",),
    ("¿Cuánto dinero pide Tasrik por los daños de la riada?",),
    ("Which duties did the two countries put on each other's goods?",),
    ("Who leads Velmora's inquiry into the Karsul flood?",),
    ("What is the capital of France?",),
    ("Who is the mayor of Karsul?",),
    ("卡尔苏尔洪水死了多少人？",),
    ("What does Velmora say today?",),
    ("what's new",),
)


@contextmanager
def demo_archive(model: Model | None, folder: Path) -> Iterator[App]:
    """The demo's articles, polled and indexed as its own command does."""
    services = start_demo_services(0, lambda: RECORDED_AT)
    overrides = Overrides(clock=FixedClock(RECORDED_AT), model=model)
    try:
        with App(demo_settings(load_settings({}, data=folder, config=None), services), overrides) as app:
            app.feeds.sync_topics(app.catalog.topics.values(), now=RECORDED_AT)
            app.poller.poll_feeds(now=RECORDED_AT)
            app.index.sync()
            yield app
    finally:
        services.stop()


def converse(app: App, questions: tuple[str, ...]) -> Iterator[Answer]:
    """The answers of one conversation. A refusal is no subject."""
    previous: Query | None = None
    for question in questions:
        answer = app.answerer.answer(question, now=RECORDED_AT, previous=previous)
        previous = answer.query if answer.status == "answered" else previous
        yield answer
