"""The chat page: its routes, and the page itself in a headless Chromium."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.params import Params
from bot.demo.page.routes import ChatPage

pytestmark = pytest.mark.slow

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium (apt-get install chromium)"
)


def with_page(server: LocalBotApi) -> Any:
    server.user(2, "Sam")
    server.user(1, "Robin")
    return ChatPage(server, (2, 1)).routes()


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi(extra_routes=with_page) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(server: LocalBotApi, browser: Browser) -> Iterator[Page]:
    """Sam's chat on a phone. An error in the page's script or a refused resource fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Europe/Berlin", locale="en-GB")
    troubles: list[str] = []
    shown = context.new_page()
    shown.on("pageerror", lambda error: troubles.append(str(error)))
    shown.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    shown.goto(server.base_url)
    expect(shown.locator("#status")).to_have_text("bot")  # connected: what happens from now on is seen
    yield shown
    context.close()
    assert troubles == []


def bot(server: LocalBotApi, method: str, **values: Any) -> Any:
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    answer = server.api.call(method, Params(fields)).body
    assert answer["ok"], answer
    return answer["result"]


def send(server: LocalBotApi, text: str, **values: Any) -> Any:
    return bot(server, "sendMessage", chat_id=2, text=text, parse_mode="HTML", **values)


def request(url: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    data = None if body is None else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, names)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_the_page_is_for_its_own_host_and_origin(server: LocalBotApi) -> None:
    say, hello = f"{server.base_url}/page/say", {"text": "hello"}
    assert request(server.base_url, Host="evil.example")[0] == 403
    assert request(say, hello, Content_Type="application/json", Origin="https://evil.example")[0] == 403
    assert request(say, hello, Content_Type="text/plain")[0] == 400
    assert server.world.rooms[2].posts == {}
    assert request(say, hello, Content_Type="application/json", Origin=server.base_url)[0] == 200


def test_a_visitor_can_only_be_a_demo_user_and_only_see_own_chats(server: LocalBotApi) -> None:
    group = server.group("Private group")
    assert b"no demo user 9" in request(f"{server.base_url}/page/chat?user=9")[1]
    assert b"not in that chat" in request(f"{server.base_url}/page/chat?user=2&chat={group.id}")[1]
    assert request(f"{server.base_url}/page/chat?user=x")[0] == 400
    assert request(f"{server.base_url}/page/static/..%2froutes.py")[0] == 404


def test_the_page_forbids_what_it_does_not_need(server: LocalBotApi) -> None:
    with urllib.request.urlopen(server.base_url) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy


@needs_chromium
def test_a_question_typed_in_the_page_reaches_the_bot_and_the_answer_appears(server: LocalBotApi, page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    server.wait_for(lambda: len(server.world.updates.waiting) == 1)
    assert server.world.updates.waiting[0].payload["text"] == "/start"
    bot(server, "sendChatAction", chat_id=2, action="typing")
    expect(page.get_by_role("status").first).to_have_text("typing…")
    send(server, "Good <b>morning</b>")
    expect(page.locator(".theirs .words strong")).to_have_text("morning")
    expect(page.locator(".dots")).to_have_count(0)
    page.get_by_role("textbox", name="Message").fill("What did they say?")
    page.keyboard.press("Enter")
    server.wait_for(lambda: len(server.world.updates.waiting) == 2)
    expect(page.locator(".mine .words").last).to_have_text("What did they say?")


@needs_chromium
def test_a_draft_grows_and_gives_way_to_the_message(server: LocalBotApi, page: Page) -> None:
    server.user(2).say("/start")
    bot(server, "sendMessageDraft", chat_id=2, draft_id=7, text="The gates")
    expect(page.locator(".draft .words")).to_have_text("The gates")
    bot(server, "sendMessageDraft", chat_id=2, draft_id=7, text="The gates were <i>opened</i>", parse_mode="HTML")
    expect(page.locator(".draft em")).to_have_text("opened")
    send(server, "The gates were opened.")
    expect(page.locator(".draft")).to_have_count(0)
    expect(page.locator(".theirs .words")).to_have_text("The gates were opened.")


@needs_chromium
def test_a_press_reaches_the_bot_and_edits_and_answers_show_at_once(server: LocalBotApi, page: Page) -> None:
    server.user(2).say("/start")
    keyboard = {"inline_keyboard": [[{"text": "Follow", "callback_data": "v1:follow"}]]}
    sent = send(server, "Rivers?", reply_markup=keyboard)
    page.get_by_role("button", name="Follow").click()
    server.wait_for(lambda: server.api.presses)
    (press,) = server.api.presses.values()
    assert (press.data, press.user.id) == ("v1:follow", 2)
    bot(server, "answerCallbackQuery", callback_query_id=press.id, text="You follow Rivers")
    expect(page.locator("#toast")).to_have_text("You follow Rivers")
    bot(server, "editMessageText", chat_id=2, message_id=sent["message_id"], text="Rivers ✓")
    expect(page.locator(".theirs .words")).to_have_text("Rivers ✓")
    expect(page.locator(".edited")).to_have_count(1)
    expect(page.get_by_role("button", name="Follow")).to_have_count(0)
    bot(server, "deleteMessage", chat_id=2, message_id=sent["message_id"])
    expect(page.locator(".theirs")).to_have_count(0)


@needs_chromium
def test_entities_are_drawn_and_foreign_words_stay_words(server: LocalBotApi, page: Page) -> None:
    server.user(2).say("<img src=x onerror=alert(1)>")
    send(
        server,
        '<a href="https://news.example/a?b=1&amp;c=2">one</a> <b>a <i>b</i></b> <code>&lt;script&gt;</code>\n'
        "<tg-spoiler>secret</tg-spoiler> <tg-time unix='1767787200' format='dt'>then</tg-time> /help\n"
        "<blockquote expandable>1\n2\n3\n4\n5\n6</blockquote>after",
    )
    expect(page.locator(".mine .words")).to_have_text("<img src=x onerror=alert(1)>")
    words = page.locator(".theirs .words")
    expect(words.get_by_role("link", name="one")).to_have_attribute("href", "https://news.example/a?b=1&c=2")
    expect(words.locator("strong em")).to_have_text("b")
    expect(words.locator("code")).to_have_text("<script>")
    expect(words.locator("time")).to_have_text("7 Jan 2026, 13:00")
    spoiler = words.locator(".spoiler")
    spoiler.click()
    expect(spoiler).to_contain_class("is-shown")
    more = words.get_by_role("button", name="Show more")
    more.click()
    expect(words.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    words.get_by_role("button", name="/help").click()
    server.wait_for(lambda: server.world.updates.waiting[-1].payload["text"] == "/help")


@needs_chromium
def test_the_command_menu_is_the_bots_own_and_works_by_keyboard(server: LocalBotApi, page: Page) -> None:
    server.user(2).say("/start")
    commands = [("help", "What I can do"), ("digest", "Today's digest"), ("delete", "Forget me")]
    bot(server, "setMyCommands", commands=[{"command": c, "description": d} for c, d in commands])
    page.reload()
    expect(page.locator("#status")).to_have_text("bot")
    page.get_by_role("textbox", name="Message").press_sequentially("/d")
    expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    server.wait_for(lambda: server.world.updates.waiting[-1].payload["text"] == "/delete")


@needs_chromium
def test_a_reply_names_its_message_and_another_user_has_another_chat(server: LocalBotApi, page: Page) -> None:
    server.user(2).say("/start")
    sent = send(server, "The digest")
    page.locator(".theirs").hover()
    page.locator(".theirs").get_by_role("button", name="Reply").click()
    page.get_by_role("textbox", name="Message").fill("Why?")
    page.get_by_role("button", name="Send").click()
    server.wait_for(lambda: "reply_to_message" in server.world.updates.waiting[-1].payload)
    assert server.world.updates.waiting[-1].payload["reply_to_message"]["message_id"] == sent["message_id"]
    page.get_by_role("combobox", name="You are").select_option("Robin")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)
