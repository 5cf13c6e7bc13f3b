"""What digests with a model publish and cost: of true and of corrupted sentences of a played strong model how many are published,
calls and tokens by task, and of ten stories.

    python -m benchmarks.model_digest

The requests and replies are the recorded ones (`tests/played`), so their sizes are those of a real model's; tokens are counted as
the stand-in counts them, with 1,200 of thinking a call. Each day is built a second time. Goals: of the true 90 % published, of the
corrupted none; a second build 0 calls.
"""

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.demo.recordings import load_recordings
from bot.digest.editor import Edition
from tests.played.played_days import HERE, demo_days, maren_day
from tests.played.played_server import PlayedServer, played_model

STORIES = 10


def main() -> None:
    logging.disable(logging.WARNING)
    recorded = HERE / "recordings"
    editions, server = written(load_recordings() | load_recordings(recorded / "true"))
    print_published("true", editions)
    print_published("corrupted", written(load_recordings(recorded / "false"))[0])
    stories = sum(len(edition.digest.stories) for edition in editions)
    words = [sum(len(line.text.split()) for story in e.digest.stories for line in story.lines) for e in editions]
    print(f"{len(editions)} digests, {stories} stories, words in blocks {words}")
    print(
        f"calls {dict(server.tasks)}, {len(server.asked)} in all, of them twice: {len(server.asked) - len(set(server.asked))}"
    )
    print(f"tokens: {server.sent:,} sent, {server.received:,} received")
    share = STORIES / stories
    print(
        f"a digest of {STORIES} stories: {len(server.asked) * share:.0f} calls, {server.sent * share:,.0f} tokens sent, "
        f"{server.received * share:,.0f} received"
    )


def written(replies: Mapping[str, str]) -> tuple[list[Edition], PlayedServer]:
    """The digests with these replies, and what was asked for them."""
    with (
        tempfile.TemporaryDirectory(prefix="model-digest-") as temporary,
        played_model(dict(replies)) as (model, server),
    ):
        folder = Path(temporary)
        return [*demo_days(model, folder), *maren_day(model, folder / "maren")], server


def print_published(kind: str, editions: list[Edition]) -> None:
    proposed, accepted = (sum(getattr(e.report, count) for e in editions) for count in ("proposed", "accepted"))
    print(f"{kind} sentences and titles: {proposed} proposed, {accepted} published")


if __name__ == "__main__":
    main()
