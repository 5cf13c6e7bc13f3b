"""`counterpoint demo` as a newcomer meets it: the real command with the real embedder, and a browser on its page."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.bot.demo.test_page import CHROMIUM, FLAGS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def page_url(tmp_path: Path) -> Iterator[str]:
    """The address that a running demo says."""
    command = [sys.executable, "-m", "bot", "--data", str(tmp_path), "demo", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as demo:
        assert demo.stdout is not None
        said = next((line for line in demo.stdout if "http://" in line), "")
        address = re.search(r"http://\S+", said)
        assert address, "the demo ended before it said its address"
        yield address[0]
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(30) == 0


@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium (apt-get install chromium)")
def test_the_morning_post_arrives_in_the_page_and_a_question_is_answered_there(page_url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page(viewport={"width": 430, "height": 900})
        page.goto(page_url)
        expect(page.get_by_text("Velmora and Tasrik ·").first).to_be_visible(timeout=60_000)
        box = page.get_by_role("textbox").first
        box.fill("what did Tasrik Daily say about the Karsul dam?")
        box.press("Enter")
        expect(page.get_by_text(re.compile("Tasrik Daily, .* Karsul")).last).to_be_visible(timeout=60_000)
        browser.close()
