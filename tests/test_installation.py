"""What is left out of the locks is missed by nothing that we call."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.program import ROOT

# The modules of what is left out, and of what came with it.
MODULES = (
    "aiohttp", "bcrypt", "build", "fsspec", "hf_xet", "httptools", "huggingface_hub", "importlib_resources", "kubernetes",
    "ml_dtypes", "mmh3", "oauthlib", "onnx", "pypika", "requests_oauthlib", "uvloop", "watchfiles", "websocket", "websockets",
)  # fmt: skip
WHAT_WE_CALL = """
import sys
from pathlib import Path

for name in {modules!r}:
    sys.modules[name] = None  # importing it raises ImportError

import chromadb
from tokenizers import Tokenizer, models

collection = chromadb.PersistentClient(sys.argv[1]).create_collection("articles")
collection.add(ids=["near", "far"], embeddings=[[1.0, 0.0], [0.0, 1.0]], metadatas=[{{"day": 1}}, {{"day": 2}}])
assert collection.query(query_embeddings=[[0.9, 0.1]], n_results=1)["ids"] == [["near"]]
assert Tokenizer(models.WordLevel({{"ferry": 0}}, "ferry")).encode("ferry").ids == [0]
try:
    chromadb.HttpClient("127.0.0.1", 9)
except ValueError:
    print("called")

from urllib.request import urlopen
from bot.demo.asgi_thread import ServerThread
from retrieval.embedding.embedders import open_embedder
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

server = ServerThread(Starlette(routes=[Route("/", lambda request: PlainTextResponse("served"))]))
server.start()
print(urlopen(server.url, timeout=20).read().decode())
server.stop()
print(open_embedder("multilingual", Path(sys.argv[1]) / "models").embed_query("ferry").shape)
"""


def left_out() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(settings["tool"]["uv"]["exclude-dependencies"])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_no_lock_has_what_is_left_out(lock: str) -> None:
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
    assert "chromadb" in locked
    assert locked.isdisjoint(left_out())


@pytest.mark.slow
def test_index_tokenizer_embedder_and_server_work_without_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    script = WHAT_WE_CALL.format(modules=MODULES)
    folder = tmp_path_factory.mktemp("index")
    ran = subprocess.run(
        [sys.executable, "-c", script, folder], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (ran.stdout.split("\n")[:-1], ran.stderr) == (["called", "served", "(384,)"], "")
