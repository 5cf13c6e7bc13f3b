"""Pictures of the main dialogs as they look on a phone, light and dark, from the chat page of the real demo.

python -m benchmarks.pictures FOLDER [WIDTHxHEIGHT]

Starts the `demo` command on a folder of its own, drives its page in Chromium (/usr/bin/chromium), and leaves
`<number>-<dialog>-<light|dark>.png` in FOLDER. Goal: every message can be read, nothing is cut off or overlaps.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bot.demo.test_page import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[1]
PHONE = (375, 812)
PATIENCE = 60_000
WHOLE = """count => document.querySelectorAll('#messages .theirs').length > count
    && !document.querySelector('#live').firstChild"""


class Photographer:
    """One person's chat in a browser; takes a picture of what is on the screen, in both schemes."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = folder
        self._taken = 0

    def say(self, words: str) -> None:
        """Write something and wait for the reply to be whole."""
        box = self._page.get_by_role("textbox").first
        box.fill(words)
        self._expecting(lambda: box.press("Enter"))

    def press(self, label: str, *, is_edit: bool = False) -> None:
        """Press the newest button of that label; `is_edit`: its message changes in place."""
        button = self._page.locator(".button", has_text=label).last
        if not is_edit:
            self._expecting(button.click)
            return
        button.click()
        self._page.wait_for_function("() => !document.querySelector('.button.is-busy')", timeout=PATIENCE)
        self._page.wait_for_timeout(400)

    def open_sources(self) -> None:
        self._page.locator(".folded .more:visible").last.click()

    def top_of_reply(self) -> None:
        """Show the answer to one's own last words from its beginning."""
        self._page.locator("#messages .mine").last.evaluate("node => node.scrollIntoView({block: 'start'})")

    def take(self, name: str) -> None:
        self._taken += 1
        self._page.wait_for_timeout(900)
        for scheme in ("light", "dark"):
            self._page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            self._page.screenshot(path=self._folder / f"{self._taken:02}-{name}-{scheme}.png")
        self._page.emulate_media(color_scheme="light")
        print(f"{self._taken:02}-{name}: {self.overflow() or 'nothing cut off'}", flush=True)

    def overflow(self) -> str:
        """Elements wider than the screen, by their text."""
        wide = self._page.evaluate(
            "() => [...document.querySelectorAll('.bubble, .button, .bar *:not(.sr)')].filter(n => "
            "n.getBoundingClientRect().right > innerWidth + 1 || n.scrollWidth > n.clientWidth + 24)"
            ".map(n => n.textContent.slice(0, 40))"
        )
        return "; ".join(wide)

    def visit(self, person: int, address: str) -> None:
        self._page.goto(f"{address}?user={person}")
        self._page.wait_for_selector("#title:not(:empty)")

    def _expecting(self, act: object) -> None:
        before = self._page.locator("#messages .theirs").count()
        act()  # type: ignore[operator]
        self._page.wait_for_function(WHOLE, arg=before, timeout=PATIENCE)


@contextmanager
def running_demo() -> Iterator[str]:
    """The address of a demo's page."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "bot", "--data", data, "demo", "--port", "0", "--no-browser"]
        environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environ) as demo:
            assert demo.stdout is not None
            said = next((line for line in demo.stdout if "http://" in line), "")
            found = re.search(r"http://\S+", said)
            if found is None:
                raise SystemExit("The demo ended before it said its address.")
            try:
                yield found[0]
            finally:
                demo.send_signal(signal.SIGTERM)
                demo.wait(30)


def reader(sam: Photographer, page: Page) -> None:
    """A newcomer's way through the private chat."""
    page.get_by_text("Velmora and Tasrik").first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(3_000)
    sam.take("welcome-and-morning-digest")
    sam.say("/digest")
    sam.top_of_reply()
    sam.take("digest")
    sam.say("/subscribe velmora-tasrik")
    sam.take("subscribe")
    sam.say("what did Tasrik Daily say about the Karsul dam?")
    sam.open_sources()
    sam.take("answer-with-sources-opened")
    sam.press("Quoted passages")
    sam.take("quoted-passages")
    sam.say("what did Reuters say about penguins?")
    sam.take("refusal")
    sam.say("/settings")
    sam.take("settings")
    sam.press("Time and zone", is_edit=True)
    sam.take("settings-time")
    sam.press("Settings", is_edit=True)
    sam.press("Weekdays", is_edit=True)
    sam.take("settings-weekdays")
    sam.say("/help")
    sam.take("help")
    for code, name in (("ur", "urdu"), ("zh", "chinese")):
        sam.say(f"/language {code}")
        sam.say("/settings")
        sam.take(f"{name}-settings")
        sam.say("/digest")
        sam.top_of_reply()
        sam.take(f"{name}-digest")
        sam.say("/privacy")
        sam.take(f"{name}-privacy")


def admin(robin: Photographer, page: Page) -> None:
    """A new topic, step by step."""
    page.locator(".start").click()
    page.locator("#messages .theirs").first.wait_for(timeout=PATIENCE)
    robin.say("/edittopic velmora-tasrik")
    feeds = re.findall(r"http://127\.0\.0\.1:\d+/[^\s,)]+", page.locator("#messages").inner_text())
    robin.say("/addtopic")
    robin.say("Karsul dam")
    robin.say("Velmora, Tasrik")
    robin.take("addtopic-members")
    robin.say("VBC News, Velmora Herald")
    robin.say("Tasrik Daily, Radio Tasrik")
    robin.take("addtopic-feeds")
    robin.say("\n".join(feeds[:4]))
    robin.press("That is all")
    robin.say("07:00 Berlin")
    robin.take("addtopic-confirm")
    robin.top_of_reply()
    robin.take("addtopic-first-digest")
    robin.press("Add it", is_edit=True)
    robin.take("addtopic-done")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    width, height = map(int, sys.argv[2].split("x")) if len(sys.argv) > 2 else PHONE
    with running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=2, has_touch=True, locale="en-GB"
        )
        page = context.new_page()
        photographer = Photographer(page, folder)
        photographer.visit(2, address)
        reader(photographer, page)
        photographer.visit(1, address)
        admin(photographer, page)
        browser.close()


if __name__ == "__main__":
    main()
