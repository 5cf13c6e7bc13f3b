"""Lengths, buttons, edits and pace: what the server refuses, and in which words. Called without HTTP."""

import json
from typing import Any

import pytest

from bot.demo.botapi.api_errors import ApiError
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.flood_control import FloodControl, Rates
from bot.demo.botapi.params import Params, Upload, read_params
from bot.demo.botapi.updates import UpdateQueue


@pytest.fixture
def server() -> LocalBotApi:
    made = LocalBotApi()
    made.user(2, "Ada", is_started=True)
    return made


def call(server: LocalBotApi, method: str, **values: Any) -> Any:
    """The result, or the description of the refusal."""
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    body = server.api.call(method, Params(fields)).body
    return body["result"] if body["ok"] else body["description"]


def send(server: LocalBotApi, text: str, **values: Any) -> Any:
    return call(server, "sendMessage", chat_id=2, text=text, **values)


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("", "HTML", "Bad Request: message text is empty"),
        ("<b> </b>", "HTML", "Bad Request: text must be non-empty"),
        ("x" * 4097, "", "Bad Request: message is too long"),
        ("é" * 16_385, "", "Bad Request: text is too long"),
        ("x", "Wiki", "Bad Request: unsupported parse_mode"),
        ("<br>", "HTML", 'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 0'),
        (
            "1.5",
            "MarkdownV2",
            "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
    ],
)
def test_a_text_is_refused_in_telegrams_words(server: LocalBotApi, text: str, mode: str, refusal: str) -> None:
    assert send(server, text, parse_mode=mode) == refusal
    assert len(server.violations) == 1
    assert server.messages(2) == []


def test_length_is_counted_in_code_points_after_parsing(server: LocalBotApi) -> None:
    assert send(server, "<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")["entities"][0]["length"] == 8192


def test_markup_is_judged_before_the_chat_and_length_after_it(server: LocalBotApi) -> None:
    assert "can't parse entities" in call(server, "sendMessage", chat_id=99, text="<p>", parse_mode="HTML")
    assert call(server, "sendMessage", chat_id=99, text="x" * 5000) == "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x", "callback_data": "y" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "", "callback_data": "y"}, "must be non-empty"),
        ({"text": "x", "url": "http://localhost"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "javascript:alert(1)"}, "Wrong HTTP URL"),
        ({"text": "x", "copy_text": {"text": "y" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "url": "https://a.example", "callback_data": "y"}, "exactly one action"),
    ],
)
def test_a_bad_button_is_refused(server: LocalBotApi, button: dict[str, Any], refusal: str) -> None:
    assert refusal in send(server, "x", reply_markup={"inline_keyboard": [[button]]})


def test_a_keyboard_needs_rows_and_has_at_most_a_hundred_buttons(server: LocalBotApi) -> None:
    button = {"text": "x", "callback_data": "y"}
    assert "Array of Arrays" in send(server, "x", reply_markup={"inline_keyboard": [button]})
    assert "too long" in send(server, "x", reply_markup={"inline_keyboard": [[button]] * 101})
    assert (
        len(send(server, "x", reply_markup={"inline_keyboard": [[button]] * 100})["reply_markup"]["inline_keyboard"])
        == 100
    )


def test_an_edit_must_change_something_and_may_only_touch_own_messages(server: LocalBotApi) -> None:
    sent = send(server, "one")
    edit = {"chat_id": 2, "message_id": sent["message_id"]}
    assert "message is not modified" in call(server, "editMessageText", text="one", **edit)
    assert call(server, "editMessageText", text="two", **edit)["edit_date"]
    assert "message to edit not found" in call(server, "editMessageText", chat_id=2, message_id=999, text="x")
    theirs = server.user(2).say("hello")
    assert "can't be edited" in call(server, "editMessageText", chat_id=2, message_id=theirs.id, text="x")
    assert "no caption" in call(server, "editMessageCaption", caption="x", **edit)
    assert server.messages(2)[0].versions[0].text == "one"


def test_a_press_is_answered_once_in_time_and_briefly(server: LocalBotApi) -> None:
    send(server, "x", reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "v1:yes"}]]})
    press = server.user(2).press(server.messages(2)[0], "v1:yes")
    assert "too old" in call(server, "answerCallbackQuery", callback_query_id="no such")
    assert "MESSAGE_TOO_LONG" in call(server, "answerCallbackQuery", callback_query_id=press.id, text="x" * 201)
    assert call(server, "answerCallbackQuery", callback_query_id=press.id) is True


def test_a_caption_has_its_own_limit_and_a_picture_must_be_one(server: LocalBotApi) -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10"

    def photo(content: bytes, caption: str) -> dict[str, Any]:
        upload = Upload("a.png", "image/png", content)
        return server.api.call("sendPhoto", Params({"chat_id": "2", "caption": caption}, {"photo": upload})).body

    assert photo(picture, "x" * 1025)["description"] == "Bad Request: message caption is too long"
    assert photo(b"no picture", "")["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert photo(picture, "x" * 1024)["ok"]


def test_a_reply_needs_its_message_unless_it_may_go_without(server: LocalBotApi) -> None:
    assert send(server, "x", reply_parameters={"message_id": 99}) == "Bad Request: message to be replied not found"
    assert send(server, "x", reply_parameters={"message_id": 99, "allow_sending_without_reply": True})["text"] == "x"
    first = send(server, "The gates were opened")
    reply = {"message_id": first["message_id"], "quote": "closed"}
    assert "QUOTE_TEXT_INVALID" in send(server, "x", reply_parameters=reply)


def test_drafts_are_for_private_chats(server: LocalBotApi) -> None:
    group = server.group("Readers")
    group.add_bot(server.user(2))
    assert "TEXTDRAFT_PEER_INVALID" in call(server, "sendMessageDraft", chat_id=group.id, draft_id=1, text="x")
    assert call(server, "sendMessageDraft", chat_id=2, draft_id=1, text="x") is True
    assert server.messages(2) == []


def test_an_unknown_parameter_is_a_violation_though_telegram_ignores_it(server: LocalBotApi) -> None:
    assert send(server, "x", parsemode="HTML")["text"] == "x"
    assert [call.stray for call in server.violations] == [("parsemode",)]


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([{"command": "Help", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "help", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": f"c{n}", "description": "x"} for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_a_bad_command_list_is_refused(server: LocalBotApi, commands: Any, refusal: str) -> None:
    assert refusal in call(server, "setMyCommands", commands=commands)


def test_people_see_the_commands_of_their_scope_and_language(server: LocalBotApi) -> None:
    ada, eve = server.user(2), server.user(3, "Eve", language="es")
    call(server, "setMyCommands", commands=[{"command": "help", "description": "Help"}])
    call(server, "setMyCommands", commands=[{"command": "help", "description": "Ayuda"}], language_code="es")
    admin = [{"command": "stats", "description": "Numbers"}]
    call(server, "setMyCommands", commands=admin, scope={"type": "chat", "chat_id": 2})
    profile = server.api.profile
    assert [c["command"] for c in profile.commands_for(ada.room, ada.account)] == ["stats"]
    assert [c["description"] for c in profile.commands_for(eve.room, eve.account)] == ["Ayuda"]


def test_updates_of_a_press_expire_sooner_than_those_of_a_message() -> None:
    queue = UpdateQueue(next_id=1)
    queue.push("message", {}, at=0, key=2)
    queue.push("callback_query", {}, at=0, key=2)
    assert [u.kind for u in queue.take(10, now=149)] == ["message", "callback_query"]
    assert [u.kind for u in queue.take(10, now=151)] == ["message"]
    assert queue.take(10, now=86_401) == []


class Timer:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def accepted(flood: FloodControl, count: int, *, chats: int = 1, is_group: bool = False, is_paid: bool = False) -> int:
    passed = 0
    for at in range(count):
        try:
            flood.spend(at % chats, is_group=is_group, is_paid=is_paid)
            passed += 1
        except ApiError as refusal:
            assert refusal.code == 429
    return passed


def test_one_person_gets_a_short_burst_and_then_one_message_a_second() -> None:
    timer = Timer()
    flood = FloodControl(Rates(private_burst=3), timer)
    assert accepted(flood, 10) == 3
    timer.seconds = 1.0
    assert accepted(flood, 10) == 1


def test_a_group_gets_twenty_messages_in_any_minute() -> None:
    timer = Timer()
    flood = FloodControl(Rates(), timer)
    assert accepted(flood, 30, is_group=True) == 20
    timer.seconds = 59.0
    assert accepted(flood, 5, is_group=True) == 0
    timer.seconds = 60.0
    assert accepted(flood, 30, is_group=True) == 20


def test_the_whole_bot_gets_thirty_a_second_and_more_when_it_pays() -> None:
    timer = Timer()
    flood = FloodControl(Rates(), timer)
    assert accepted(flood, 100, chats=100) == 30
    timer.seconds = 1.0
    assert accepted(flood, 100, chats=100) == 30
    timer.seconds = 100.0
    assert accepted(flood, 500, chats=500, is_paid=True) == 500


def test_a_refusal_says_when_to_come_back_and_costs_nothing() -> None:
    timer = Timer()
    flood = FloodControl(Rates(private_burst=1), timer)
    flood.spend(5, is_group=False)
    with pytest.raises(ApiError) as caught:
        flood.spend(5, is_group=False)
    assert caught.value.parameters == {"retry_after": 1}
    timer.seconds = 1.0
    flood.spend(5, is_group=False)


def test_parameters_come_as_query_form_json_or_multipart() -> None:
    parts = (
        b'--B\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n2',
        b'--B\r\nContent-Disposition: form-data; name="photo"; filename="../a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n",
        b"--B--\r\n",
    )
    body = b"\r\n".join(parts)
    multipart = read_params("", "multipart/form-data; boundary=B", body)
    assert multipart.integer("chat_id") == 2
    upload = multipart.upload("photo")
    assert isinstance(upload, Upload) and upload.content == b"\x89PNG\r\n"
    assert read_params("chat_id=2", "", b"").integer("chat_id") == 2
    assert read_params("", "application/x-www-form-urlencoded", b"text=a%20b").text("text") == "a b"
    assert read_params("", "application/json", b'{"chat_id": 2, "text": "x"}').text("chat_id") == "2"
    with pytest.raises(ApiError, match="UTF-8"):
        read_params("", "application/x-www-form-urlencoded", b"text=%ff").text("text")
    with pytest.raises(ApiError, match="UTF-8"):
        read_params("", "application/json", rb'{"text": "\ud800"}').text("text")
