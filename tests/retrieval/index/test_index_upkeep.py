"""The index follows the articles through crashes, losses, other models and a second process."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.articles import Filters
from retrieval.errors import StorageError
from retrieval.index import Index
from retrieval.index.passages import PassageId
from retrieval.index.word_index import ANYWHERE as ANY
from tests.builders import NOON
from tests.retrieval.index.rig import FILLER, Archive, CountingEmbedder, story

pytestmark = pytest.mark.slow


def held(index: Index) -> tuple[set[str], set[str], set[str]]:
    """The articles that words, whole-article words and vectors hold."""
    keeper = index._keeper
    assert keeper.meanings is not None
    meanings = {passage.article_id for passage in keeper.meanings.store.everything()}
    return set(keeper.words.passages.articles_within(ANY)), set(keeper.words.articles.articles_within(ANY)), meanings


def passage_ids(index: Index) -> tuple[set[str], set[str]]:
    keeper = index._keeper
    assert keeper.meanings is not None
    return set(keeper.words.passages.ids_within(ANY)), {passage.id for passage in keeper.meanings.store.everything()}


def assert_in_step(archive: Archive, index: Index) -> None:
    stored = set(archive.store.ids_matching(Filters()))
    assert held(index) == (stored, stored, stored)
    words, meanings = passage_ids(index)
    assert words == meanings


def test_new_changed_and_retracted_articles_are_followed(archive: Archive) -> None:
    first, second = archive.add(story("Bridge opens"), story("School burns"))
    index = archive.open()
    assert index.sync().taken == 2
    archive.add(story("Bridge opens", text=f"The bridge is closed again, and this is a longer story.{FILLER}{FILLER}"))
    archive.store.retract(second, now=NOON)
    report = index.sync()
    assert (report.taken, report.forgotten) == (1, 1)
    assert_in_step(archive, index)
    assert {PassageId.parse(passage).article_id for passage in passage_ids(index)[0]} == {first}
    assert index.sync().taken == 0
    assert index.status().waiting == 0


def test_a_change_that_leaves_the_text_alone_is_not_embedded_again(archive: Archive) -> None:
    archive.add(story("Bridge opens"))
    embedder = CountingEmbedder()
    index = archive.open(embedder)
    index.sync()
    before = len(embedder.texts)
    archive.add(story("Bridge opens"), topics=["ports"])
    assert index.sync().taken == 1
    assert len(embedder.texts) == before
    assert len(index.search("bridge", Filters(topics=frozenset({"ports"})))) == 1


@pytest.mark.parametrize("dies_after", [0, 5, 60, 90])
def test_killed_at_any_batch_the_next_start_brings_it_in_step(archive: Archive, dies_after: int) -> None:
    archive.add(*(story(f"Story number {n} of many", number=n) for n in range(70)))
    dying = archive.open(CountingEmbedder(dies_after=dies_after))
    with pytest.raises(KeyboardInterrupt):
        dying.sync()
    dying.close()
    index = archive.open()
    index.sync()
    assert_in_step(archive, index)


def test_data_written_but_not_bookmarked_is_taken_again_without_doubles(archive: Archive) -> None:
    archive.add(story("Bridge opens"), story("School burns"))
    index = archive.open()
    index.sync()
    index.close()
    for name in ("words.json", "vectors.json"):
        path = archive.index_folder / name
        path.write_text(json.dumps(json.loads(path.read_text()) | {"seq": 0}))
    again = archive.open()
    again.sync()
    assert_in_step(archive, again)


@pytest.mark.parametrize("part", ["words", "vectors"])
@pytest.mark.parametrize("harm", ["deleted", "garbage", "no bookmark"])
def test_a_lost_or_damaged_part_comes_back(archive: Archive, part: str, harm: str) -> None:
    archive.add(story("Bridge opens"), story("School burns"))
    index = archive.open()
    index.sync()
    index.close()
    harm_part(archive.index_folder, part, harm)
    again = archive.open()
    again.search("bridge")
    again.sync()
    assert_in_step(archive, again)
    assert [hit.article.title for hit in again.search("bridge", k=1)] == ["Bridge opens"]


def harm_part(folder: Path, part: str, harm: str) -> None:
    if harm == "no bookmark":
        (folder / f"{part}.json").unlink()
    for path in folder.glob(f"{part}-*"):
        if harm == "deleted":
            shutil.rmtree(path)
        elif harm == "garbage":
            for file in path.rglob("*"):
                if file.is_file():
                    file.write_bytes(b"not what it was" * 50)


@pytest.mark.parametrize("harm", ["deleted", "garbage"])
def test_vectors_lost_while_running_leave_the_words_answering_and_are_mended_by_a_sync(
    archive: Archive, harm: str
) -> None:
    archive.add(*(story(f"{word} opens") for word in ("Bridge", "School", "Market")))
    index = archive.open()
    index.sync()
    harm_part(archive.index_folder, "vectors", harm)
    assert [hit.article.title for hit in index.search("bridge", k=1)] == ["Bridge opens"]
    archive.add(story("Tower opens"))
    index.sync()
    assert index.status().vectors_work
    assert_in_step(archive, index)


def test_another_model_makes_its_own_vectors(archive: Archive) -> None:
    archive.add(story("Bridge opens"))
    first = archive.open()
    first.sync()
    first.close()
    embedder = CountingEmbedder(name="another")
    index = archive.open(embedder)
    assert index.status().vectors == 0
    index.sync()
    assert embedder.texts
    assert_in_step(archive, index)


def test_a_database_restored_from_a_backup_is_followed_from_its_beginning(archive: Archive, tmp_path: Path) -> None:
    archive.add(story("Bridge opens"), story("School burns"), story("Market floods"))
    index = archive.open()
    index.sync()
    index.close()
    (tmp_path / "restored").mkdir()
    restored = Archive(tmp_path / "restored")
    restored.add(story("Bridge opens", text="Quite another text than in the time after the backup."))
    index = Index(restored.store, CountingEmbedder(), folder=archive.index_folder)
    index.sync()
    assert_in_step(restored, index)
    index.close()
    restored.close()


def test_a_rebuild_gives_what_following_gave_and_searches_go_on(archive: Archive) -> None:
    archive.add(*(story(f"{word} opens") for word in ("Bridge", "School", "Market")))
    index = archive.open()
    index.sync()
    before = passage_ids(index), [(hit.article.id, round(hit.score, 4)) for hit in index.search("school opens")]
    assert index.rebuild().taken == 3
    after = passage_ids(index), [(hit.article.id, round(hit.score, 4)) for hit in index.search("school opens")]
    assert after == before
    index.close()
    again = archive.open()
    assert again.sync().taken == 0
    assert_in_step(archive, again)
    assert len(list(archive.index_folder.glob("*-*"))) == 2


def test_a_second_writer_is_refused_but_may_read(archive: Archive) -> None:
    archive.add(story("Bridge opens"))
    first = archive.open()
    first.sync()
    second = archive.open()
    assert [hit.article.title for hit in second.search("bridge")] == ["Bridge opens"]
    with pytest.raises(StorageError, match="Another counterpoint process"):
        second.sync()
    first.close()
    assert second.sync().taken == 0


def test_progress_counts_up_to_all_changes(archive: Archive) -> None:
    archive.add(*(story(f"Story number {n} of many", number=n) for n in range(40)))
    seen: list[tuple[int, int]] = []
    archive.open().sync(on_progress=lambda done, whole: seen.append((done, whole)))
    assert seen == [(32, 40), (40, 40)]


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "retract", "sync", "reopen"]), st.integers(0, 5)), max_size=12
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_whatever_happens_a_sync_makes_the_sets_equal(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("steps"))
    index = archive.open()
    for number, (step, which) in enumerate(steps):
        if step in {"add", "change"}:
            archive.add(story(f"Story {which} here", number=which, text=f"Text {number if step == 'change' else 0}."))
        elif step == "retract":
            for article_id in archive.store.ids_matching(Filters())[which : which + 1]:
                archive.store.retract(article_id, now=NOON)
        elif step == "sync":
            index.sync()
        else:
            index.close()
            index = archive.open()
    index.sync()
    assert_in_step(archive, index)
    archive.close()
