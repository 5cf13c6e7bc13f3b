"""How many sentences were written and rejected, and why: with no model and with the small real model, on the same articles.

    python -m benchmarks.writing [--days N] [--samples N] [--calls N] [--no-model] [--model qwen --pace 10 --show]

The articles are the demo's invented ones (with texts) and the last archived days (headlines only). Goal: every sentence that
is kept passes the gate; a model changes wording, never what may be said.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bot.digest.stories.story_tables  # noqa: F401  (its tables belong to the metadata)
from benchmarks.cached import CachedEmbedder
from benchmarks.replay import ARCHIVE, HERE, REPLAYED_AT, TOPIC, StoredVectors, _OwnDigests, sentences
from benchmarks.small_models import HeardModel, add_model_options, small_model
from bot.demo.samples.sample_articles import sample_articles
from bot.digest.editor import Edition, Editor
from bot.digest.files.importer import import_paths
from bot.digest.model.digest_store import DigestStore
from bot.digest.stories.story_store import StoryStore
from bot.digest.write.by_model.trust import Effort
from bot.digest.write.gate import dated_text
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.articles import Entry, Filters
from retrieval.claims import check_claim
from retrieval.claims.second_reading.verify_task import verifier_of
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.ports import Model
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

SAMPLES = HERE.parent / "bot" / "demo" / "samples" / "config"
SAMPLE_TOPIC = "velmora-tasrik"
SAMPLE_NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)
ARCHIVE_NOW = datetime(2026, 3, 24, 12, tzinfo=UTC)


@dataclass
class Count:
    digests: int = 0
    written: int = 0
    proposed: int = 0
    accepted: int = 0
    unsupported: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def add(self, edition: Edition, texts: Mapping[str, str]) -> None:
        report, digest = edition.report, edition.digest
        self.digests += 1
        self.written += report.written
        self.proposed += report.proposed
        self.accepted += report.accepted
        self.rejected.update(report.rejected)
        ids = {source.n: source.article_id for source in digest.sources}
        for text, citations in sentences(digest):
            cited = [texts[ids[n]] for n in citations]
            self.unsupported += not check_claim(text, cited).is_supported


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=3, help="archived days beside the demo's")
    arguments.add_argument("--samples", type=int, default=2, help="days of the demo")
    arguments.add_argument("--calls", type=int, default=4, help="calls of the model a digest may make")
    arguments.add_argument("--no-model", action="store_true", help="only the extractive writer")
    add_model_options(arguments)
    options = arguments.parse_args()
    effort = Effort(options.calls, at_once=1, patience=timedelta(minutes=4), wall=timedelta(hours=1), pace=options.pace)
    table = {"no model": measure(None, effort, options.samples, options.days)}
    if not options.no_model:
        with small_model(options.model, pace=options.pace, is_shown=options.show) as model:
            table[model.name] = measure(model, effort, options.samples, options.days)
        _print_cost(model)
    _print_table(table)


def measure(model: Model | None, effort: Effort, samples: int, days: int) -> Count:
    count = Count()
    for name in ("samples", "archive"):
        with tempfile.TemporaryDirectory() as folder:
            if name == "samples":
                _edit(count, Path(folder), SAMPLES, SAMPLE_TOPIC, SAMPLE_NOW, samples, model, effort)
            elif ARCHIVE.is_dir() and days:
                _edit(count, Path(folder), HERE.parent / "config", TOPIC, ARCHIVE_NOW, days, model, effort)
    return count


def _edit(
    count: Count,
    folder: Path,
    config: Path,
    topic: str,
    now: datetime,
    days: int,
    model: Model | None,
    effort: Effort,
) -> None:
    """Digests of the last days before `now`, each after the other, counted."""
    database = open_database(f"sqlite:///{folder}/writing.db")
    database.create_all()
    catalog = Catalog(database, load_topics(config / "topics"), load_outlets(config / "outlets.yaml"))
    store, digests = ArticleStore(database, catalog), _OwnDigests(database)
    if config == SAMPLES:
        store.ingest(sample_entries(), now=now, topics=[topic])
    else:
        import_paths([ARCHIVE], store=store, digests=DigestStore(database), catalog=catalog, now=REPLAYED_AT)
    embedder = CachedEmbedder(open_embedder("multilingual", folder / "models"))
    editor = Editor(
        catalog,
        store,
        StoredVectors(store, embedder),
        digests,
        memory=StoryStore(database),
        model=model,
        effort=effort,
        embedder=embedder,
        verifier=verifier_of(model) if model else None,
    )
    texts = {each.id: dated_text(each) for each in store.find(Filters())}
    for back in reversed(range(days)):
        edition = editor.edit(topic, now.date() - timedelta(days=back), now=now)
        digests.save(edition.digest)
        count.add(edition, texts)


def sample_entries() -> list[Entry]:
    return [
        Entry(
            url=f"https://{each.outlet.slug}.example{each.path}",
            title=each.title,
            text=each.text,
            outlet=each.outlet.name,
            language=each.outlet.language,
            published=each.published,
        )
        for each in sample_articles(SAMPLE_NOW)
        if not each.is_sponsored
    ]


def _print_cost(model: HeardModel) -> None:
    seconds = sum(call.seconds for call in model.calls)
    print(f"calls {dict(model.tasks)}: {seconds:.0f} s, {model.sent:,} tokens sent, {model.received:,} received")


def _print_table(table: Mapping[str, Count]) -> None:
    print(f"{'':52}" + "".join(f"{name:>14}" for name in table))
    rows: list[tuple[str, Callable[[Count], int]]] = [
        ("digests", lambda count: count.digests),
        ("sentences written", lambda count: count.written),
        ("  of these by the model's own words", lambda count: count.accepted),
        ("sentences the model proposed", lambda count: count.proposed),
        ("refused without a second reading (no model: goal 0)", lambda count: count.unsupported),
        ("rejected before", lambda count: count.rejected.total()),
    ]
    for name, value in rows:
        print(f"{name:52}" + "".join(f"{value(each):>14}" for each in table.values()))
    reasons = sum((each.rejected for each in table.values()), Counter[str]())
    for reason, _ in reasons.most_common(20):
        print(f"  {reason[:50]:50}" + "".join(f"{each.rejected[reason]:>14}" for each in table.values()))


if __name__ == "__main__":
    main()
