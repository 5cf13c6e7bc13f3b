"""Pictures of real posts as they look on a phone, light and dark: the messages of the chat, and the day page of the site.

python -m benchmarks.post_pictures FOLDER DATA TOPIC/DAY...    (TOPIC/FIRST..LAST for a review)

Builds the digests from the articles of the data folder DATA, sends each to a chat of the local Bot API as a subscriber would
get it, opens chat and day page in Chromium at 390x844, and leaves `<topic>-<day>-<chat|page>-<light|dark>.png` in FOLDER. Says
how many screens each is long. Goal: a daily post on two screens of the chat (its folded sources not counted).
"""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from bot.chat.connection import connected, paced_bot
from bot.delivery.chats import Order
from bot.delivery.editions import EditionMaker
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Part, Place
from bot.demo.asgi_thread import ServerThread
from bot.demo.botapi.control import LocalBotApi
from bot.demo.page.routes import ChatPage
from bot.web.hosting import Health
from config.settings import load_settings
from tests.bot.demo.test_page import CHROMIUM, FLAGS

PHONE = {"width": 390, "height": 844}
READER = 2
SCHEMES = ("light", "dark")
MESSAGES = "#messages"


def main() -> None:
    folder, data, *names = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for name in names:
            show_post(browser, Path(folder), Path(data), name)
        browser.close()


def show_post(browser: Browser, folder: Path, data: Path, name: str) -> None:
    topic, days = name.split("/")
    first, _, last = days.partition("..")
    day = date.fromisoformat(last or first)
    now = datetime.combine(day, time(20), UTC)
    with App(load_settings(os.environ, data=data, config=None), Overrides(clock=FixedClock(now))) as app:
        last_day = day if last else None
        app.editor.build(topic, date.fromisoformat(first), now=now, last_day=last_day, rebuild=True, layout="stories")
        order = Order(topic, day=day, first_day=date.fromisoformat(first), has_pictures=True, language="en")
        parts = EditionMaker(app.editor, app.voice)(order, now)
        file = folder / f"{topic}-{days}"
        show_chat(browser, file, parts)
        if not last:
            show_page(browser, file, app, f"t/{topic}/{day}")


def show_chat(browser: Browser, file: Path, parts: Sequence[Part]) -> None:
    def routes(server: LocalBotApi) -> Any:
        server.user(READER, "Sam", is_started=True)
        return ChatPage(server, (READER,)).routes()

    with LocalBotApi(extra_routes=routes) as server:
        bot = paced_bot(server.token, Pacer(timer=monotonic), base_url=server.base_url, read_timeout=10.0)
        with connected(bot) as messenger:
            for part in parts:
                messenger.send(Place(READER), part)
        page = _opened(browser, server.base_url)
        page.locator(f"{MESSAGES} .theirs").nth(len(parts) - 1).wait_for()
        _take(page, Path(f"{file}-chat"), MESSAGES)


def show_page(browser: Browser, file: Path, app: App, path: str) -> None:
    server = ServerThread(app.site(lambda: Health(is_ready=True)))
    server.start()
    try:
        _take(_opened(browser, f"{server.url}/{path}"), Path(f"{file}-page"), "body")
    finally:
        server.stop()


def _opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True, locale="en-GB").new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def _take(page: Page, file: Path, of: str) -> None:
    """Both schemes, whole; the length is said in screens."""
    page.wait_for_timeout(timedelta(seconds=1) / timedelta(milliseconds=1))
    length = page.locator(of).evaluate("node => node.scrollHeight")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": PHONE["width"], "height": min(max(PHONE["height"], length + 200), 8_000)})
        page.wait_for_timeout(300)
        page.screenshot(path=f"{file}-{scheme}.png")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    print(f"{file.name}: {length / PHONE['height']:.1f} screens", flush=True)
    page.context.close()


if __name__ == "__main__":
    main()
