"""Everything the demo needs around the bot: a Bot API server with the chat page, the sample outlets, a config folder."""

import tempfile
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from pathlib import Path

from starlette.routing import BaseRoute

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.flood_control import Rates
from bot.demo.page.routes import ChatPage
from bot.demo.samples.sample_site import SampleSite

ADMIN_ID = 1
USER_ID = 2
_PEOPLE = ((USER_ID, "Sam"), (ADMIN_ID, "Robin (admin)"))


@dataclass(frozen=True, slots=True)
class DemoServices:
    """What runs, and what the bot must be told: `api_base_url` is TELEGRAM_API_BASE_URL, `token` its token.

    `allowed_private_hosts` is COUNTERPOINT_ALLOW_PRIVATE_HOSTS, `config_folder` holds the topic and outlets of the samples.
    """

    api_base_url: str
    token: str
    page_url: str
    config_folder: Path
    allowed_private_hosts: frozenset[str]
    admin_id: int
    user_id: int
    server: LocalBotApi
    samples: SampleSite
    _folder: "tempfile.TemporaryDirectory[str]"

    def stop(self) -> None:
        """End both servers and remove the config folder."""
        self.server.stop()
        self.samples.stop()
        self._folder.cleanup()

    def open_browser(self) -> bool:
        """Show the page; False when this machine has no browser to show it in."""
        return webbrowser.open(self.page_url)


def start_demo_services(port: int, now: Callable[[], datetime], *, notice: str = "") -> DemoServices:
    """Start everything on loopback; the chat page is on `port` (0 takes any), the samples on any free one. A `notice` stands
    over the chat.

    Raises PortBusy with a sentence that says what to do; nothing is left running then.
    """
    server = LocalBotApi(port=port, now=now, rates=Rates(), extra_routes=partial(_page_routes, notice))
    server.start()
    samples = SampleSite(now())
    samples.start()
    folder = tempfile.TemporaryDirectory(prefix="counterpoint-demo-")
    return DemoServices(
        api_base_url=server.base_url,
        token=server.token,
        page_url=f"{server.base_url}/",
        config_folder=_write_config(Path(folder.name), samples.authority),
        allowed_private_hosts=frozenset({samples.authority}),
        admin_id=ADMIN_ID,
        user_id=USER_ID,
        server=server,
        samples=samples,
        _folder=folder,
    )


def _page_routes(notice: str, server: LocalBotApi) -> list[BaseRoute]:
    for user_id, name in _PEOPLE:
        server.user(user_id, name)
    return ChatPage(server, tuple(user_id for user_id, _ in _PEOPLE), notice=notice).routes()


def _write_config(folder: Path, authority: str) -> Path:
    packaged = files("bot.demo.samples") / "config"
    (folder / "topics").mkdir()
    (folder / "outlets.yaml").write_text((packaged / "outlets.yaml").read_text("utf-8"), "utf-8")
    for topic in (packaged / "topics").iterdir():
        filled = topic.read_text("utf-8").replace("//SAMPLES/", f"//{authority}/")
        (folder / "topics" / topic.name).write_text(filled, "utf-8")
    return folder
