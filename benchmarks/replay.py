"""Replays the archive of an older site: the same articles, its digests beside ours, counted the same way.

    python -m benchmarks.replay [--days N] [--show DAY] [--judge FILE]

Reads ../shared/archive; stores nothing outside a temporary folder.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path

import bot.digest.stories.story_tables  # noqa: F401  (its tables belong to the metadata)
from benchmarks.cached import CachedEmbedder
from benchmarks.small_models import small_model
from bot.digest.choose.silence import LEAST_COMPARED
from bot.digest.editor import Editor
from bot.digest.files.importer import import_paths
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.statements import all_sentences
from bot.digest.stories.story_store import StoryStore
from bot.digest.write.by_model.trust import USUAL_EFFORT, Effort
from bot.digest.write.gate import source_text
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.articles import Filters
from retrieval.claims import check_claim
from retrieval.database import Database, open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.language.terms import term_set
from retrieval.ports import Embedder, Model, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore

HERE = Path(__file__).parent
ARCHIVE = HERE.parent.parent / "shared" / "archive"
LABELS = HERE / "labels" / "same_story_us_china.json"
TOPIC = "us-china"
REPLAYED_AT = datetime(2026, 4, 1, tzinfo=UTC)
NEAR = 0.6
_NAME = re.compile(r"(?<=[a-z,;:’'\"”] )[A-Z][\w’'-]+|\b[A-Z]{2,}\b|\b[A-Z]\.[A-Z]\.|\d")
_VAGUE = re.compile(
    r"\b(?:underscor|highlight|reflect|signal|showcas|emphasi[sz]|indicat|suggest|illustrat|demonstrat)\w*",
    re.IGNORECASE,
)


@dataclass
class Score:
    """Counts over all days of one site."""

    digests: int = 0
    bullets: int = 0
    cited: int = 0
    unsupported: int = 0
    concrete: int = 0
    vague: int = 0
    words: list[int] = field(default_factory=list)
    near_duplicates: int = 0
    known_side: int = 0
    wrong_side: int = 0
    both_sides: int = 0
    with_contrast: int = 0
    repeats: int = 0
    sources: int = 0
    empty: int = 0
    stories_twice: int = 0
    sentences_twice: int = 0
    hasty_silence: int = 0
    reasons: list[str] = field(default_factory=list)
    to_judge: list[str] = field(default_factory=list)


class StoredVectors:
    """Vectors of all articles, made once."""

    def __init__(self, store: ArticleStore, embedder: Embedder) -> None:
        articles = store.find(Filters())
        started = time.perf_counter()
        rows = embedder.embed_passages([f"{a.title}\n\n{a.body[:600]}".strip() for a in articles])
        self.seconds = time.perf_counter() - started
        self._rows = {article.id: row for article, row in zip(articles, rows, strict=True)}

    def vectors(self, article_ids: Sequence[str]) -> dict[str, Vectors]:
        return {identity: self._rows[identity] for identity in article_ids if identity in self._rows}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--days", type=int, default=0, help="only so many days (all)")
    arguments.add_argument("--show", default="", help="print our digest of this day")
    arguments.add_argument(
        "--judge", type=Path, help="write contradictions and developments to this file, to be judged"
    )
    arguments.add_argument("--calls", type=int, default=6, help="calls of the model a digest may make")
    arguments.add_argument("--model", action="store_true", help="let the small model server of the tests write")
    options = arguments.parse_args()
    if not ARCHIVE.is_dir():
        raise SystemExit(f"No archive at {ARCHIVE}: nothing to replay.")
    with tempfile.TemporaryDirectory() as folder, small_model() if options.model else nullcontext() as model:
        effort = Effort(options.calls, at_once=1, patience=timedelta(minutes=4), wall=timedelta(hours=1))
        replay(Path(folder), limit=options.days, show=options.show, judged=options.judge, model=model, effort=effort)


def replay(
    folder: Path,
    *,
    limit: int,
    show: str,
    judged: Path | None = None,
    model: Model | None = None,
    effort: Effort = USUAL_EFFORT,
) -> None:
    database = open_database(f"sqlite:///{folder}/replay.db")
    database.create_all()
    catalog = Catalog(
        database, load_topics(HERE.parent / "config" / "topics"), load_outlets(HERE.parent / "config" / "outlets.yaml")
    )
    store, imported, ours = ArticleStore(database, catalog), DigestStore(database), _OwnDigests(database)
    import_paths([ARCHIVE], store=store, digests=imported, catalog=catalog, now=REPLAYED_AT)
    old = {digest.day: digest for digest in imported.since(TOPIC, date.min, date.max)}
    first, last = min(old), max(old)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)][: limit or None]
    embedder = CachedEmbedder(open_embedder("multilingual", folder / "models"))
    index = StoredVectors(store, embedder)
    memory = StoryStore(database)
    editor = Editor(catalog, store, index, ours, memory=memory, model=model, effort=effort, embedder=embedder)

    rejected: Counter[str] = Counter()
    writers: Counter[str] = Counter()
    written = proposed = accepted = 0
    new: dict[date, Digest] = {}
    started = time.perf_counter()
    for day in days:
        edition = editor.edit(TOPIC, day, now=REPLAYED_AT)
        ours.save(edition.digest)
        new[day] = edition.digest
        rejected.update(edition.report.rejected)
        writers[edition.digest.writer] += 1
        written += edition.report.written
        proposed += edition.report.proposed
        accepted += edition.report.accepted
        if str(day) == show:
            print(json.dumps(_plain(edition.digest), indent=1, ensure_ascii=False))
    seconds = time.perf_counter() - started
    side_of = _side_of(store, catalog)
    texts = {each.id: source_text(each) for each in store.find(Filters())}
    theirs = [_as_listed(old[day], imported) for day in days if day in old]
    table = [score(theirs, side_of, texts), score(list(new.values()), side_of, texts)]
    _print_table(table, days=len(days))
    _print_pairs(editor, old, new, days, side_of)
    for reason in table[1].reasons:
        print(f"  refused afterwards: {reason}")
    if judged:
        judged.write_text("\n".join(table[1].to_judge) + "\n")
    print(f"written {written} sentences, by {dict(writers)}; rejected: {dict(rejected.most_common(12))}")
    if model is not None:
        print(f"the model proposed {proposed} sentences, {accepted} passed")
    print(f"{len(days)} digests in {seconds:.1f} s; embedding all articles took {index.seconds:.1f} s")


class _OwnDigests(DigestStore):
    """Sees only what this replay made, never the digests that were imported for comparison."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._made: dict[date, Digest] = {}

    def save(self, digest: Digest, **_: object) -> None:
        self._made[digest.day] = digest

    def since(self, topic_id: str, first: date, last: date) -> Iterator[Digest]:
        return iter([self._made[day] for day in sorted(self._made) if first <= day <= last])


def _as_listed(digest: Digest, imported: DigestStore) -> Digest:
    """With the sides the older site itself claimed: its list gives the first side's articles first, as many as it counts."""
    markdown = imported.markdown(TOPIC, digest.day) or ""
    counted = re.search(r"^usSources: (\d+)", markdown, re.MULTILINE)
    first = int(counted[1]) if counted else 0
    sources = (replace(source, perspective="us" if source.n <= first else "china") for source in digest.sources)
    return replace(digest, sources=tuple(sources))


def _side_of(store: ArticleStore, catalog: Catalog) -> Callable[[str], str | None]:
    articles = {article.id: article for article in store.find(Filters())}
    sides = catalog.sides
    known = {identity for identity, article in articles.items() if sides.outlet_of(article) is not None}
    return lambda identity: (sides.side_of(articles[identity], TOPIC) or "none") if identity in known else None


def score(digests: Sequence[Digest], side_of: Callable[[str], str | None], texts: dict[str, str]) -> Score:
    total = Score()
    previous: Digest | None = None
    for digest in digests:
        count_digest(total, digest, side_of, texts)
        if previous is not None and (digest.day - previous.day).days == 1:
            before = {source.title for source in previous.sources}
            fresh = {n for development in digest.developing for n in development.citations}
            total.repeats += sum(source.title in before and source.n not in fresh for source in digest.sources)
        previous = digest
    return total


def count_digest(total: Score, digest: Digest, side_of: Callable[[str], str | None], texts: dict[str, str]) -> None:
    said = sentences(digest)
    total.digests += 1
    total.empty += not said
    ids = {source.n: source.article_id for source in digest.sources}
    for text, citations in said:
        total.bullets += 1
        total.cited += bool(citations)
        # A sentence without a citation is checked against everything the digest lists.
        cited = [texts[ids[n]] for n in (citations or ids) if ids.get(n) in texts]
        verdict = check_claim(text, cited)
        total.unsupported += not verdict.is_supported
        if citations and not verdict.is_supported:
            total.reasons.append(f"{digest.day}: {text} ({verdict.reason})")
        total.concrete += bool(_NAME.search(text))
        total.vague += bool(_VAGUE.search(text))
        total.words.append(len(text.split()))
    # Who only reports the same too is named as such.
    named = {n for story in digest.stories for n in story.also_by} - {n for _, cited in said for n in cited}
    total.near_duplicates += has_near_duplicates([source.title for source in digest.sources if source.n not in named])
    for source in digest.sources:
        side = side_of(source.article_id) if source.article_id in texts else None
        total.sources += 1
        if side is not None and source.perspective:
            total.known_side += 1
            total.wrong_side += side != source.perspective
    total.with_contrast += bool(digest.differences)
    count_blocks(total, digest)


def count_blocks(total: Score, digest: Digest) -> None:
    """What a digest by story must not do, and what a person has to judge: contradictions, and what is new in told stories."""
    cited = [{n for line in story.lines for n in line.citations} for story in digest.stories]
    total.stories_twice += sum(not one.isdisjoint(other) for one, other in combinations(cited, 2))
    lines = [
        line.text for line in (*digest.lead, *(line for story in digest.stories for line in story.lines), *digest.also)
    ]
    total.sentences_twice += len(lines) - len(set(lines))
    for story in digest.stories:
        total.hasty_silence += sum(each.articles_compared < LEAST_COMPARED for each in story.not_told_by)
        for each in story.contradictions:
            total.to_judge.append(
                f"contradiction\t{digest.id}\t{each.about}\t" + " | ".join(line.text for line in each.lines)
            )
        if story.since:
            total.to_judge.append(f"developing\t{digest.id}\t{story.known_as}\t{story.title}")


def sentences(digest: Digest) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.text, each.citations) for each in all_sentences(digest)]


def has_near_duplicates(titles: Sequence[str]) -> bool:
    sets = [term_set(title) for title in titles]
    return any(one and other and len(one & other) / len(one | other) >= NEAR for one, other in combinations(sets, 2))


def _print_table(table: Sequence[Score], *, days: int) -> None:
    def share(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f} %" if whole else "-"

    rows: list[tuple[str, Callable[[Score], str]]] = [
        ("digests (days without)", lambda s: f"{s.digests} ({days - s.digests})"),
        ("digests without a sentence", lambda s: str(s.empty)),
        ("sentences", lambda s: str(s.bullets)),
        ("with a citation", lambda s: share(s.cited, s.bullets)),
        ("unsupported by our gate", lambda s: share(s.unsupported, s.bullets)),
        ("with a name or number", lambda s: share(s.concrete, s.bullets)),
        ("with a vague verb", lambda s: share(s.vague, s.bullets)),
        ("words a sentence", lambda s: f"{statistics.mean(s.words):.1f}" if s.words else "-"),
        ("digests with near-duplicate headlines", lambda s: share(s.near_duplicates, s.digests)),
        ("sources on the wrong side, of known outlets", lambda s: share(s.wrong_side, s.known_side)),
        ("digests that set a story side by side", lambda s: share(s.with_contrast, s.digests)),
        ("headlines repeated from the day before", lambda s: share(s.repeats, s.sources)),
        ("articles that speak in two blocks of a digest", lambda s: str(s.stories_twice)),
        ("sentences that stand twice by story", lambda s: str(s.sentences_twice)),
        ("sides called silent on fewer than five articles", lambda s: str(s.hasty_silence)),
    ]
    print(f"{'':46}{'older site':>14}{'counterpoint':>14}")
    for name, shown in rows:
        print(f"{name:46}" + "".join(f"{shown(each):>14}" for each in table))


def _print_pairs(
    editor: Editor,
    old: dict[date, Digest],
    new: dict[date, Digest],
    days: Sequence[date],
    side_of: Callable[[str], str | None],
) -> None:
    """Labelled pairs of one story across sides: how many are grouped by us, and how many of those we group are labelled."""
    labels = json.loads(LABELS.read_text())
    for name, found in (("the limits were set on", labels["pairs"]), ("labelled later", labels["later"])):
        pairs = {date.fromisoformat(day): {frozenset(pair) for pair in own} for day, own in found.items()}
        labelled = [day for day in days if day in pairs]
        ours = {day: _grouped_across(editor, old[day], side_of) for day in labelled}
        there, right, grouped = (
            sum(map(len, each))
            for each in (pairs.values(), (pairs[day] & ours[day] for day in labelled), ours.values())
        )
        told = [day for day in labelled if pairs[day]]
        shown = sum(bool(new[day].differences) for day in told)
        print(f"days {name}: {len(labelled)}; with pairs: {len(told)}, of these set side by side: {shown}")
        print(
            f"  pairs across sides: {there}, grouped: {right}; pairs that we group: {grouped}, of these labelled: {right}"
        )


def _grouped_across(editor: Editor, listed: Digest, side_of: Callable[[str], str | None]) -> set[frozenset[str]]:
    """Pairs of articles of one day's list that we take for one story told by different sides."""
    ids = {source.article_id for source in listed.sources}
    stories = editor.stories(TOPIC, listed.day, now=REPLAYED_AT)
    return {
        frozenset((one, other))
        for story in stories
        for one, other in combinations([identity for identity in story.article_ids if identity in ids], 2)
        if {side_of(one), side_of(other)} == {"us", "china"}
    }


def _plain(digest: Digest) -> dict[str, object]:
    outlets = {source.n: f"{source.outlet} ({source.perspective})" for source in digest.sources}
    return {
        "title": digest.title,
        "sentences": [f"{text} [{', '.join(outlets[n] for n in citations)}]" for text, citations in sentences(digest)],
        "contradictions": [each.contradiction for each in digest.differences if each.contradiction],
        "notes": list(digest.notes),
    }


if __name__ == "__main__":
    main()
