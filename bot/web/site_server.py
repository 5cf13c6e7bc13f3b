"""Serves the web archive in a thread of its own."""

import threading

import uvicorn
from starlette.types import ASGIApp

from retrieval.errors import CounterpointError

START_SECONDS = 20
STOP_SECONDS = 10


class WebServer:
    """Serves an ASGI application until stopped."""

    def __init__(self, app: ASGIApp, *, host: str, port: int) -> None:
        self._port = port
        self._server = uvicorn.Server(
            uvicorn.Config(app, host=host, port=port, log_config=None, lifespan="auto", timeout_graceful_shutdown=5)
        )
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)
        self._ended = threading.Event()

    def start(self) -> None:
        """Returns when pages are served. Raises CounterpointError when the port is taken."""
        self._thread.start()
        for _ in range(START_SECONDS * 20):
            if self._server.started or self._ended.wait(0.05):
                break
        if not self._server.started:
            raise CounterpointError(
                f"The web archive cannot use port {self._port}: free it, or choose another with COUNTERPOINT_HTTP_PORT."
            )

    @property
    def port(self) -> int:
        """Where it is served, which port 0 leaves to the machine."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(STOP_SECONDS)

    def _serve(self) -> None:
        try:
            self._server.run()
        except SystemExit:
            # uvicorn's way to say that it could not bind; `start` says it to the admin.
            pass
        finally:
            self._ended.set()
