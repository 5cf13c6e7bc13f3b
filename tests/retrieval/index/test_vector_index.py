import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from retrieval.errors import BadInput, IndexDamaged
from retrieval.index.vector_index import StoredPassage, VectorStore, open_folder, open_server
from retrieval.ports import Vectors

pytestmark = pytest.mark.slow


def unit(*numbers: float) -> Vectors:
    vector = np.array(numbers, np.float32)
    made: Vectors = vector / np.linalg.norm(vector)
    return made


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server on loopback, as `CHROMA_URL` names one."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise


@pytest.fixture(params=["folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    if request.param == "server":
        made = open_server(request.getfixturevalue("server"), model="m1")
        made.clear()
    else:
        made = open_folder(tmp_path / "vectors", model="m1")
    made.put(
        [StoredPassage("a:1", "a"), StoredPassage("a:2", "a"), StoredPassage("b:1", "b")],
        np.stack([unit(1, 0, 0), unit(1, 1, 0), unit(0, 0, 1)]),
    )
    return made


def test_the_nearest_come_first_with_their_cosines(store: VectorStore) -> None:
    (first, cosine), (second, other) = store.nearest(unit(1, 0.1, 0), 2)
    assert (first, second) == ("a:1", "a:2")
    assert cosine == pytest.approx(0.995, abs=1e-3)
    assert other < cosine


def test_only_the_asked_ids_are_compared(store: VectorStore) -> None:
    assert [found for found, _ in store.nearest(unit(1, 0, 0), 5, among=["b:1", "a:2", "gone"])] == ["a:2", "b:1"]
    assert store.nearest(unit(1, 0, 0), 5, among=[]) == []


def test_many_asked_ids_give_the_same_as_few(tmp_path: Path) -> None:
    store = open_folder(tmp_path / "many", model="m1")
    dice = np.random.default_rng(3)
    vectors = dice.normal(size=(400, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store.put([StoredPassage(f"p{n}", "a") for n in range(400)], vectors)
    among = [f"p{n}" for n in range(0, 400, 2)]
    expected = sorted(((float(vectors[n] @ vectors[1]), f"p{n}") for n in range(0, 400, 2)), reverse=True)
    assert [found for found, _ in store.nearest(vectors[1], 3, among=among)] == [name for _, name in expected[:3]]


def test_more_passages_than_sqlite_has_variables_are_listed_and_compared(tmp_path: Path) -> None:
    store = open_folder(tmp_path / "very many", model="m1")
    dice = np.random.default_rng(3)
    vectors = dice.normal(size=(33_000, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names = [f"p{n}" for n in range(33_000)]
    store.put([StoredPassage(name, "a") for name in names], vectors)
    assert {passage.id for passage in store.everything()} == set(names)
    assert store.nearest(vectors[32_999], 1, among=names)[0][0] == "p32999"


def test_putting_again_replaces_and_dropping_forgets(store: VectorStore) -> None:
    store.put([StoredPassage("a:1", "a")], np.stack([unit(0, 1, 0)]))
    assert store.count() == 3
    assert np.allclose(store.get(["a:1"])["a:1"], unit(0, 1, 0))
    store.drop(["a:1", "never there"])
    assert {passage.id for passage in store.of_articles(["a", "b"])} == {"a:2", "b:1"}
    assert [passage.article_id for passage in store.of_articles(["b"])] == ["b"]


def test_vectors_of_another_model_are_dropped(tmp_path: Path) -> None:
    first = open_folder(tmp_path / "v", model="m1")
    first.put([StoredPassage("a:1", "a")], np.stack([unit(1, 0)]))
    first.close()
    second = open_folder(tmp_path / "v", model="m2")
    assert second.count() == 0
    second.put([StoredPassage("a:1", "a")], np.stack([unit(1, 0, 0, 0)]))


def test_a_wrong_size_is_an_error_of_ours(store: VectorStore) -> None:
    with pytest.raises(IndexDamaged, match="vector index"):
        store.nearest(unit(1, 0), 1)


def test_an_address_that_is_none_and_a_server_that_is_not_there_are_told_apart() -> None:
    with pytest.raises(BadInput, match="CHROMA_URL"):
        open_server("localhost", model="m1")
    with pytest.raises(IndexDamaged):
        open_server("http://127.0.0.1:1", model="m1")
