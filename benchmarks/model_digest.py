"""What digests with a model cost: calls and tokens by task of the digests that a strong model was played for, and of ten stories.

    python -m benchmarks.model_digest

The requests and replies are the recorded ones (`tests/played`), so their sizes are those of a real model's; tokens are counted as
the stand-in counts them, with 1,200 of thinking a call. Each day is built a second time. Goal: 0 calls.
"""

import logging
import tempfile
from pathlib import Path

from bot.demo.recordings import load_recordings
from tests.played.played_days import HERE, demo_days, maren_day
from tests.played.played_server import played_model

STORIES = 10


def main() -> None:
    logging.disable(logging.WARNING)
    replies = load_recordings() | load_recordings(HERE / "recordings" / "true")
    with tempfile.TemporaryDirectory(prefix="model-digest-") as temporary, played_model(replies) as (model, server):
        editions = [*demo_days(model, Path(temporary)), *maren_day(model, Path(temporary) / "maren")]
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


if __name__ == "__main__":
    main()
