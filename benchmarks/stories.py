"""Same-story grouping against TF-IDF average linkage, in one run, and how it grows with the window.

    python -m benchmarks.stories [--sizes 1000 10000] [--blind]

B-cubed F1 on ../shared/eval/ecbplus and neus; every threshold is fitted on another set, or on the other half of the events.
Then the labelled weeks that our limits were set on, with `--blind` the others too: ours as the product groups them, and the
peer at the threshold that is best on the weeks of development. Figures before are those of docs/decisions/0193.
"""

import argparse
import gzip
import json
import re
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.cached import CachedEmbedder
from benchmarks.story_weeks import ARGUABLE, BLIND, DEVELOPMENT, Figures, Week, load_week, score_groups
from bot.digest.stories.grouping import group_stories
from bot.digest.stories.linkage import group_traits
from bot.digest.stories.similarity import Traits, background_vector, measure_traits
from bot.digest.stories.thresholds import THRESHOLD
from retrieval.articles import Article
from retrieval.embedding.embedders import open_embedder
from retrieval.ports import Embedder, Vectors

EVAL = Path(__file__).parent.parent.parent / "shared" / "eval"
START = datetime(2026, 1, 1, tzinfo=UTC)
OUR_GRID = [round(-0.3 + 0.02 * n, 2) for n in range(16)]
THEIR_GRID = [round(0.08 + 0.01 * n, 2) for n in range(30)]

# B-cubed F1, members' recall and precision of each week with the bridges between sides of docs/decisions/0165.
BEFORE = {
    "china-japan-2026-03-21": (0.872, 0.587, 0.716),
    "venezuela-2026-02-17": (0.841, 0.625, 0.965),
    "us-china-2025-12-06": (0.911, 0.634, 0.850),
    "venezuela-2026-04-25": (0.638, 0.333, 0.943),
}

Labels = list[int]


@dataclass(frozen=True)
class Sample:
    """Articles with the event each is about."""

    name: str
    articles: list[Article]
    events: list[str]

    def part(self, rows: Sequence[int], name: str) -> "Sample":
        return Sample(name, [self.articles[row] for row in rows], [self.events[row] for row in rows])


def b_cubed(events: Sequence[str], groups: Sequence[int]) -> float:
    """F1 of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    return score_groups(events, groups).f1


def load_ecb() -> Sample:
    with gzip.open(EVAL / "ecbplus" / "docs.00.jsonl.gz", "rt") as lines:
        documents = [json.loads(line) for line in lines]
    articles = [
        _article(f"ecb{n:04}", each["sentences"][0], " ".join(each["sentences"][1:]))
        for n, each in enumerate(documents)
    ]
    return Sample("ecbplus", articles, [each["cluster"] for each in documents])


def load_neus(split: str) -> Sample:
    articles: list[Article] = []
    events: list[str] = []
    for event, line in enumerate((EVAL / "neus" / f"{split}.source").read_text().splitlines()):
        for part in line.split("[SEP]"):
            if found := re.match(r"\s*TITLE=>(.*?)ARTICLE=>(.*)", part, re.S):
                articles.append(_article(f"{split}{len(articles):04}", found[1].strip(), found[2].strip()))
                events.append(str(event))
    return Sample(f"neus {split}", articles, events)


def _article(identity: str, title: str, text: str) -> Article:
    return Article(identity, f"https://news.example/{identity}", title, START, START, text=text)


class Ours:
    """Our grouping with the meaning of title and lead."""

    grid = OUR_GRID

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._vectors = vectors

    def prepare(self, sample: Sample) -> Callable[[float], Labels]:
        traits: Traits = measure_traits(sample.articles, self._vectors)
        return lambda threshold: _labels(group_traits(traits, threshold=threshold), len(sample.articles))


class Baseline:
    """TF-IDF of title and text, single words and pairs of words seen twice (the strongest of a dozen settings tried),
    average linkage over all pairs."""

    grid = THEIR_GRID

    def __init__(self, *, min_df: int = 2) -> None:
        self._min_df = min_df

    def prepare(self, sample: Sample) -> Callable[[float], Labels]:
        texts = [f"{article.title} {article.text}" for article in sample.articles]
        weights = TfidfVectorizer(
            stop_words="english", sublinear_tf=True, ngram_range=(1, 2), min_df=self._min_df
        ).fit_transform(texts)
        distances = np.maximum(0, 1 - (weights @ weights.T).toarray())

        def group(threshold: float) -> Labels:
            linkage = AgglomerativeClustering(
                n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
            )
            return [int(label) for label in linkage.fit_predict(distances)]

        return group


def _labels(groups: Sequence[Sequence[int]], size: int) -> Labels:
    labels = [0] * size
    for number, rows in enumerate(groups):
        for row in rows:
            labels[row] = number
    return labels


def compare(method: Ours | Baseline, fit: Sample, test: Sample) -> tuple[float, float]:
    """B-cubed F1 on `test` at the threshold that is best on `fit`, and that threshold."""
    fitting, testing = method.prepare(fit), method.prepare(test)
    threshold = max(method.grid, key=lambda value: b_cubed(fit.events, fitting(value)))
    return b_cubed(test.events, testing(threshold)), threshold


def halves(sample: Sample) -> tuple[Sample, Sample]:
    """Half of the topics each: the two look-alike events of a topic ("12_ecb", "12_ecbplus") stay together."""
    topics = [int(event.partition("_")[0]) for event in sample.events]
    places = {topic: n for n, topic in enumerate(sorted(set(topics)))}
    rows = [[row for row, topic in enumerate(topics) if places[topic] % 2 == half] for half in (0, 1)]
    return sample.part(rows[0], f"{sample.name} even"), sample.part(rows[1], f"{sample.name} odd")


def grow(samples: Sequence[Sample], vectors: dict[str, Vectors], sizes: Sequence[int]) -> None:
    """One window of ever more articles: the real ones, repeated with shuffled words and noisy vectors as new events."""
    pool = [article for sample in samples for article in sample.articles]
    random = np.random.default_rng(7)
    took: list[tuple[int, float]] = []
    for size in sizes:
        articles: list[Article] = []
        own: dict[str, Vectors] = {}
        for n in range(size):
            source = pool[n % len(pool)]
            round_number = n // len(pool)
            words = f"{source.title} {source.text}".split()[:150]
            if round_number:
                # Another event: names of its own, and a part of the words.
                words = [f"{word}{round_number}" if word[:1].isupper() else word for word in words]
            article = _article(f"{n:06}", " ".join(words[:10]), " ".join(words[10:]))
            articles.append(article)
            noise = random.normal(0, 0.02, len(vectors[source.id])).astype(np.float32) * bool(round_number)
            vector = vectors[source.id] + noise
            own[article.id] = vector / np.linalg.norm(vector)
        started, busy = time.perf_counter(), time.process_time()
        stories = group_stories(articles, own, side_of=lambda _: None, now=START + timedelta(hours=1))
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took.append((size, busy))
        took_text = f"{seconds:6.2f} s ({busy:.2f} s of processor)"
        print(f"{size:>7} articles: {took_text}, {len(stories)} stories, peak memory of the process {memory:.0f} MB")
    for (small, quick), (large, slow) in pairwise(took):
        print(f"from {small} to {large}: articles x {large / small:.1f}, processor time x {slow / quick:.1f}")


@dataclass(frozen=True)
class GroupedWeek:
    """A labelled week with the story of each article, and the pairs of stories we link."""

    week: Week
    groups: Labels
    links: frozenset[frozenset[int]]


def group_week(week: Week, embedder: Embedder) -> GroupedWeek:
    """The week as one window of the product."""
    rows = embedder.embed_passages([article.title for article in week.articles])
    side = dict(zip([article.id for article in week.articles], week.sides, strict=True))
    stories = group_stories(
        week.articles,
        {article.id: row for article, row in zip(week.articles, rows, strict=True)},
        side_of=lambda article: side[article.id] or None,
        now=max(article.published for article in week.articles) + timedelta(hours=12),
        background=background_vector(embedder),
    )
    number_of = {story.id: number for number, story in enumerate(stories)}
    group_of = {identity: number_of[story.id] for story in stories for identity in story.article_ids}
    links = frozenset(frozenset((number_of[story.id], number_of[link])) for story in stories for link in story.links)
    return GroupedWeek(week, [group_of[article.id] for article in week.articles], links)


def print_weeks(names: Sequence[str], embedder: Embedder) -> None:
    peer = Baseline(min_df=1)
    development = [load_week(name) for name in DEVELOPMENT]
    prepared = [peer.prepare(_as_sample(week)) for week in development]
    threshold = max(
        THEIR_GRID,
        key=lambda value: sum(
            b_cubed(week.events, group(value)) for week, group in zip(development, prepared, strict=True)
        ),
    )
    print(f"\n{'labelled weeks':40}{'B-cubed P':>10}{'R':>6}{'F1':>6}{'members R':>11}{'P':>6}{'pairs R':>9}{'P':>6}")
    for name in names:
        ours = group_week(load_week(name), embedder)
        week = ours.week
        _print_row(f"{name} ours", score_groups(week.events, ours.groups))
        if rows := week.without(ARGUABLE) if not ARGUABLE.isdisjoint(week.events) else []:
            kept = score_groups([week.events[row] for row in rows], [ours.groups[row] for row in rows])
            _print_row(f"  without {', '.join(sorted(ARGUABLE))}", kept)
        print(f"  before{'':48}{BEFORE[name][0]:6.3f}{BEFORE[name][1]:11.3f}{BEFORE[name][2]:6.3f}")
        _print_row(f"  TF-IDF at {threshold:.2f}", score_groups(week.events, peer.prepare(_as_sample(week))(threshold)))
        _print_links(ours)


def _print_row(name: str, found: Figures) -> None:
    print(
        f"{name:40}{found.precision:10.3f}{found.recall:6.3f}{found.f1:6.3f}{found.member_recall:11.3f}"
        f"{found.member_precision:6.3f}{found.pair_recall:9.3f}{found.pair_precision:6.3f}"
    )


def _print_links(grouped: GroupedWeek) -> None:
    """Links of ours that are labelled (or within one labelled story: parted by us, and rightly linked)."""
    events: dict[int, set[str]] = {}
    for event, group in zip(grouped.week.events, grouped.groups, strict=True):
        events.setdefault(group, set()).add(event)
    right = 0
    reached: set[frozenset[str]] = set()
    for one, other in map(sorted, grouped.links):
        pairs = {frozenset((first, second)) for first in events[one] for second in events[other]}
        right += any(len(pair) == 1 or pair in grouped.week.links for pair in pairs)
        reached |= pairs & grouped.week.links
    labelled = len(grouped.week.links)
    print(
        f"  links: {len(grouped.links)}, of these labelled: {right}; labelled: {labelled}, of these ours: {len(reached)}"
    )


def _as_sample(week: Week) -> Sample:
    return Sample(week.name, week.articles, week.events)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000])
    arguments.add_argument("--blind", action="store_true", help="the weeks that no limit was set on, too")
    options = arguments.parse_args()
    if not EVAL.is_dir():
        raise SystemExit(f"No evaluation sets at {EVAL}: nothing to measure.")
    samples = [load_ecb(), load_neus("val"), load_neus("test")]
    vectors: dict[str, Vectors] = {}
    with tempfile.TemporaryDirectory() as folder:
        embedder = CachedEmbedder(open_embedder("multilingual", Path(folder)))
        started = time.perf_counter()
        for sample in samples:
            rows = embedder.embed_passages([f"{each.title}\n\n{each.text[:600]}" for each in sample.articles])
            vectors |= {article.id: row for article, row in zip(sample.articles, rows, strict=True)}
        embedding = time.perf_counter() - started
    count = sum(len(sample.articles) for sample in samples)
    print(f"{count} articles; embedding (cached from an earlier run, if any) took {embedding:.1f} s")
    ecb, val, test = samples
    even, odd = halves(ecb)
    ours, baseline = Ours(vectors), Baseline()
    print(f"{'fitted on':14}{'tested on':14}{'ours':>8}{'TF-IDF':>8}   thresholds")
    for fit, tested in ((even, odd), (odd, even), (val, test), (test, val), (val, ecb), (ecb, test)):
        (own, own_at), (their, their_at) = compare(ours, fit, tested), compare(baseline, fit, tested)
        print(f"{fit.name:14}{tested.name:14}{own:8.3f}{their:8.3f}   {own_at:.2f} / {their_at:.2f}")
    for sample in samples:
        labels = ours.prepare(sample)(THRESHOLD)
        print(f"{sample.name}: {b_cubed(sample.events, labels):.3f} at the product's threshold {THRESHOLD}")
    grow(samples, vectors, options.sizes)
    print_weeks((*DEVELOPMENT, *BLIND) if options.blind else DEVELOPMENT, embedder)


if __name__ == "__main__":
    main()
