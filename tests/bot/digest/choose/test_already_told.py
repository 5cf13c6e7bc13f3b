from datetime import timedelta

from bot.digest.choose.already_told import recall_told
from bot.digest.model.digest import Bullet
from tests.bot.digest.samples import DAWN, digest


def test_everything_cited_and_said_is_told_without_its_attribution() -> None:
    lead = Bullet("The bridge opened.", (1,), ("West Times",))
    told = recall_told([digest(highlights=(lead,))], end_of=lambda _: DAWN)
    assert {"article-1", "article-2", "article-3"} == told.article_ids
    assert told.titles == dict.fromkeys(("bridge", "article-1"), "Bridge report 1") | {
        f"article-{n}": f"Bridge report {n}" for n in (2, 3)
    }
    assert "The bridge opened." in told.texts
    assert "Bridge report 1" in told.texts


def test_what_is_new_counts_from_the_end_of_the_last_digest_however_late_it_was_made() -> None:
    late = digest(built_at=DAWN + timedelta(days=9))
    assert recall_told([late], end_of=lambda _: DAWN).until == DAWN


def test_without_earlier_digests_nothing_is_told() -> None:
    told = recall_told([], end_of=lambda _: DAWN)
    assert (told.article_ids, told.texts, told.until) == (frozenset(), (), None)
