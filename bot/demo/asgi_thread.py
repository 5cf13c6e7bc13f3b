"""Running an ASGI application in a thread of its own, on loopback, until told to stop."""

import asyncio
import contextlib
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from retrieval.errors import CounterpointError

LOOPBACK = "127.0.0.1"


class PortBusy(CounterpointError):
    """The port is taken."""


class ServerThread:
    """One HTTP server. Port 0 takes any free port; `port` says which. Raises PortBusy when it is created, not later."""

    def __init__(self, app: ASGIApp, *, port: int = 0) -> None:
        self._socket = _bind(port)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=1,
            backlog=2048,
        )
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"server-{self.port}", daemon=True)

    def start(self) -> None:
        """Returns when the loop runs; the socket accepts connections already."""
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(10)
        self._socket.close()

    def call_soon(self, event: asyncio.Event) -> None:
        """Set an event of the server's loop from any thread; nothing happens when the loop is gone."""
        if self.loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has been closed
                self.loop.call_soon_threadsafe(event.set)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._ready.set()
        await self._server.serve(sockets=[self._socket])


def _bind(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise PortBusy(f"Port {port} is in use; stop what runs there or choose another with --port.") from error
    listener.listen(2048)
    listener.set_inheritable(False)
    return listener
