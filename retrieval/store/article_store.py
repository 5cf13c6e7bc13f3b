"""Stores articles and finds them (`ArticleStore`). Safe to share between threads; every write is one transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from retrieval.articles import Article, Entry, Filters
from retrieval.database import Database
from retrieval.intake.extract import Extract
from retrieval.intake.identity import candidates
from retrieval.intake.ingest import IngestReport, Intake
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.store.bylines import Bylines
from retrieval.store.facts import Facts, make_facts
from retrieval.store.filters import condition
from retrieval.store.ingest_plan import Plan, make_plan
from retrieval.store.lookup import complete, look_up_links
from retrieval.store.page_visits import Reading, put_reading, select_readable
from retrieval.store.portions import chunks, portions, report_of
from retrieval.store.row_reader import load_articles, matching_ids
from retrieval.store.row_writer import apply_plans, lock_articles, log_changes, put_text
from retrieval.store.tables import articles, changes

_NEWEST = select(func.max(articles.c.published))


@dataclass(frozen=True, slots=True)
class Change:
    """The last thing that happened to an article. Following `seq` upwards misses nothing."""

    seq: int
    article_id: str
    is_deleted: bool


class ArticleStore:
    """Finds stored articles by id, by filters and by change. Only `get` sees retracted ones."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog
        self._bylines = Bylines(database, catalog)
        self._facts: dict[tuple[object, frozenset[str], frozenset[tuple[str, str]]], Facts] = {}

    def ingest(
        self,
        entries: Iterable[Entry],
        *,
        now: datetime,
        feed: str = "",
        topics: Sequence[str] = (),
        locale: str = "",
        horizon: timedelta | None = None,
    ) -> IngestReport:
        """Store what is new and what changed. Doing it twice changes nothing; the order of entries does not matter.

        `feed` and `topics` are noted on every article the entries stand for. New entries older than `horizon` are left out.
        """
        made, unusable = candidates(entries, now=now)
        [report] = self.take_in([Intake(made, feed, topics, locale, horizon, unusable)], now=now)
        return report

    def take_in(self, intakes: Sequence[Intake], *, now: datetime) -> list[IngestReport]:
        """As `ingest`, for what many feeds brought, with a few statements for all of them. A report for each, in order."""
        plans: list[list[Plan]] = [[] for _ in intakes]
        for portion in portions(intakes):
            for number, plan in zip(portion, self._store([*portion.values()], now=now), strict=True):
                plans[number].append(plan)
        return [report_of(made) for made in plans]

    def get(self, article_id: str) -> Article | None:
        """One article, also when it is retracted (`is_retracted` says so)."""
        return self._load([article_id], with_retracted=True).get(article_id)

    def get_many(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """The articles of these ids that exist and are not retracted, in the order asked."""
        wanted = list(dict.fromkeys(article_ids))
        found = self._load(wanted)
        return {article_id: found[article_id] for article_id in wanted if article_id in found}

    def find(self, filters: Filters, *, limit: int | None = None, newest_first: bool = True) -> list[Article]:
        """The articles that pass all filters, by date of publication."""
        ids = self._matching(filters, limit=limit, newest_first=newest_first)
        return list(self.get_many(ids).values())

    def ids_matching(
        self, filters: Filters, *, among: Collection[str] | None = None, limit: int | None = None
    ) -> list[str]:
        """The ids of the articles that pass the filters, newest first; only of those in `among` (some thousands), if given."""
        return self._matching(filters, among=among, limit=limit)

    def facts(self, filters: Filters) -> Facts:
        """The outlets and sides of the filters as facts about bylines, by the registry of today."""
        table = self._bylines.table()
        key = (table.version, filters.outlets, filters.perspectives)
        known = self._facts
        if key not in known:
            # A handful of filters is asked again and again; a new version of the registry makes the old ones useless.
            kept = {old: facts for old, facts in known.items() if old[0] == table.version} if len(known) < 100 else {}
            self._facts = known = {**kept, key: make_facts(filters, table)}
        return known[key]

    def byline_ids(self, article_ids: Iterable[str]) -> dict[str, int]:
        """The number of the byline of each article; `facts` speaks of these."""
        found: dict[str, int] = {}
        with self._database.read() as connection:
            for chunk in chunks(list(article_ids)):
                query = select(articles.c.id, articles.c.byline_id).where(articles.c.id.in_(chunk))
                found.update((row.id, row.byline_id) for row in connection.execute(query))
        return found

    def changes(self, after: int = 0, limit: int = 1000) -> list[Change]:
        """The next changes after `seq` `after`, oldest first; each article appears once, with its last change."""
        query = select(changes).where(changes.c.seq > after).order_by(changes.c.seq).limit(limit)
        with self._database.read() as connection:
            return [Change(row.seq, row.article_id, row.is_deleted) for row in connection.execute(query)]

    def retract(self, article_id: str, *, now: datetime) -> bool:
        """Take an article out of everything; it stays out when its feed carries it again. False when there is none."""
        is_shown = (articles.c.id == article_id) & ~articles.c.is_retracted
        with self._database.write() as connection:
            lock_articles(connection)
            done = connection.execute(update(articles).where(is_shown).values(is_retracted=True, updated=now)).rowcount
            if done:
                log_changes(connection, [article_id], is_deleted=True)
        return bool(done)

    def set_text(self, article_id: str, extract: Extract, *, now: datetime) -> bool:
        """Take from an article's page what is better than what the feed said. False when there is no such article."""
        with self._database.write() as connection:
            lock_articles(connection)
            registry = self._catalog.snapshot(connection).registry
            return put_text(connection, article_id, extract, self._bylines, registry, now=now)

    def note_reading(self, article_id: str, reading: Reading) -> None:
        """Write down that an article's page was fetched, before (`reading.next_try`) or after the attempt."""
        with self._database.write() as connection:
            put_reading(connection, article_id, reading)

    def readable(self, *, now: datetime, since: datetime, topics: Sequence[str] = (), limit: int) -> list[Article]:
        """Articles without full text whose page may be fetched now, newest first."""
        with self._database.read() as connection:
            ids = select_readable(connection, now=now, since=since, topics=topics, limit=limit)
        return list(self.get_many(ids).values())

    def reading(self, article_id: str) -> Reading | None:
        with self._database.read() as connection:
            return Reading.of(connection, article_id)

    def count(self) -> int:
        """How many articles there are, without the retracted."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(articles).where(~articles.c.is_retracted)) or 0

    def newest(self) -> datetime | None:
        """When the newest article was published; None when there is none. Cheap to ask again."""
        with self._database.read() as connection:
            newest: datetime | None = connection.scalar(_NEWEST)
        return newest

    def languages(self) -> tuple[str, ...]:
        """The languages that at least a twentieth of the articles is in, the commonest first."""
        code = func.substr(articles.c.language, 1, 2)
        counts = select(code, func.count()).where(~articles.c.is_retracted).group_by(code)
        with self._database.read() as connection:
            rows = sorted(connection.execute(counts), key=lambda row: (-row[1], row[0]))
        least = sum(count for _, count in rows) / 20
        return tuple(language for language, count in rows if language and count >= least)

    def outlets(self) -> list[tuple[str, int]]:
        """The outlets of the stored articles with their number of articles, the most frequent first."""
        return self._bylines.counts(is_known=None)

    def outlet_names(self) -> frozenset[str]:
        """The outlets articles were ever seen under, known or not. Cheap to ask again."""
        return self._bylines.table().names

    def unknown_outlets(self) -> list[tuple[Outlet, int]]:
        """Outlets nobody confirmed, as we guess them to be, with their number of articles, the most frequent first."""
        guesses = self._catalog.guesses
        return [
            (guesses.get(name, Outlet(name, is_guess=True)), count)
            for name, count in self._bylines.counts(is_known=False)
        ]

    def _store(self, intakes: Sequence[Intake], *, now: datetime) -> list[Plan]:
        """Store some intakes, in one transaction those that bring anything. Most polls bring nothing and need no lock."""
        settled = self._settled(intakes, now=now)
        rest = [intake for intake, plan in zip(intakes, settled, strict=True) if plan is None]
        written = iter(self._write(rest, now=now) if rest else ())
        return [plan or next(written) for plan in settled]

    def _settled(self, intakes: Sequence[Intake], *, now: datetime) -> list[Plan | None]:
        """A plan for each intake that has nothing to write; None for the others."""
        with self._database.read() as connection:
            stored = look_up_links(connection, intakes)
            known = [i for i in intakes if not any(stored.is_stranger(c, i.feed) for c in i.made)]
            complete(connection, stored, known)
        plans = {id(intake): make_plan(stored, intake, now=now) for intake in known}
        return [plan if (plan := plans.get(id(i))) and not plan.has_writes else None for i in intakes]

    def _write(self, intakes: Sequence[Intake], *, now: datetime) -> list[Plan]:
        with self._database.write() as connection:
            lock_articles(connection)
            stored = look_up_links(connection, intakes)
            complete(connection, stored, intakes)
            plans = [make_plan(stored, intake, now=now) for intake in intakes]
            registry = self._catalog.snapshot(connection).registry
            names = apply_plans(connection, plans, self._bylines, registry, now=now)
            self._catalog.put_unknown(connection, names, now)
        return plans

    def _matching(
        self,
        filters: Filters,
        *,
        among: Collection[str] | None = None,
        limit: int | None = None,
        newest_first: bool = True,
    ) -> list[str]:
        with self._database.read() as connection:
            where = condition(filters, self._bylines.current(connection))
            if among is not None:
                where = where & articles.c.id.in_(among)
            return matching_ids(connection, where, limit=limit, newest_first=newest_first)

    def _load(self, article_ids: Sequence[str], *, with_retracted: bool = False) -> dict[str, Article]:
        loaded: dict[str, Article] = {}
        with self._database.read() as connection:
            bylines = self._bylines.current(connection)
            for chunk in chunks(article_ids):
                loaded |= load_articles(connection, chunk, bylines, with_retracted=with_retracted)
        return loaded
