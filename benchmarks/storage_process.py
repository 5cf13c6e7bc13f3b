"""The process that stores and indexes articles as fast as it can, for the benchmark that kills it.

`writer` makes one, not yet started, forked from a server process that has everything imported. It must not stand in the
module that is run with -m: that one is `__main__`, which a fork server does not preload, and each life would spend most
of its time importing.
"""

import multiprocessing
import os
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from retrieval.articles import Entry
from retrieval.database import Database, open_database
from retrieval.index import Index
from retrieval.language.detect import detect_language
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, WEST_TIMES, topic
from tests.fakes import FakeEmbedder

# Loads the model of languages once, in the process that all lives are forked from.
detect_language("The model of languages takes a second to load.")

NOW = datetime(2026, 1, 8, 7, 0, tzinfo=UTC)
NOUNS = ("bridge", "harbour", "railway", "river", "market", "school", "factory", "airport", "museum", "power plant")
VERBS = ("opens", "closes", "burns", "is sold", "is rebuilt", "is late", "wins a prize", "loses money")
BATCH = 20


def writer(folder: Path, life: int, *, with_index: bool) -> tuple[BaseProcess, Connection]:
    """The process, and the pipe on which the ids of what it stored come."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=write, args=(folder, life, with_index, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def entry(life: int, number: int) -> Entry:
    """An article that occurs once."""
    noun, verb = NOUNS[number % len(NOUNS)], VERBS[number // len(NOUNS) % len(VERBS)]
    return Entry(
        url=f"https://westtimes.example/{life}/{number}",
        title=f"The {noun} number {life}-{number} {verb}",
        text=f"The {noun} number {life}-{number} {verb} this week. People of the town talk about it. " * 3,
        outlet="West Times",
        published=NOW,
    )


def opened(folder: Path) -> tuple[Database, ArticleStore]:
    database = open_database(f"sqlite:///{folder}/counterpoint.db")
    database.create_all()
    return database, ArticleStore(database, Catalog(database, [topic()], [EAST_POST, WEST_TIMES]))


def write(folder: Path, life: int, with_index: bool, acknowledge: Connection) -> None:
    """Store and index until killed; after each batch the ids that are stored go up the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _, store = opened(folder)
    index = Index(store, FakeEmbedder(), folder=folder / "index") if with_index else None
    if index is not None:
        index.sync()
    number = 0
    while True:
        report = store.ingest([entry(life, number + n) for n in range(BATCH)], now=NOW, feed="f", topics=["east-west"])
        acknowledge.send(report.article_ids)
        number += BATCH
        if index is not None and number % (5 * BATCH) == 0:
            index.sync()
