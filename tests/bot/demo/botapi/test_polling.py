"""A real python-telegram-bot Application against the local server, by polling."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.demo.botapi.control import LocalBotApi

Context = ContextTypes.DEFAULT_TYPE
T = TypeVar("T")


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi() as running:
        yield running


def new_bot(server: LocalBotApi, token: str = "") -> Bot:
    return Bot(token or server.token, base_url=f"{server.base_url}/bot", base_file_url=f"{server.base_url}/file/bot")


def with_bot(server: LocalBotApi, action: Callable[[Bot], Awaitable[T]]) -> T:
    async def run() -> T:
        async with new_bot(server) as bot:
            return await action(bot)

    return asyncio.run(run())


@asynccontextmanager
async def running_app(server: LocalBotApi, *handlers: Any) -> AsyncIterator[Any]:
    builder = Application.builder().token(server.token).base_url(f"{server.base_url}/bot").job_queue(None)
    app = builder.build()
    app.add_handlers(list(handlers))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=10)
        yield app
        await app.updater.stop()
        await app.stop()


async def start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="v1:yes")]])
    text = f"Hello <b>{' '.join(context.args or [])}</b>"
    await update.effective_message.reply_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def pressed(update: Update, _: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text("You said yes")


def test_a_command_is_answered_and_a_press_edits_the_answer(server: LocalBotApi) -> None:
    ada = server.user(2, "Ada")

    async def journey() -> None:
        async with running_app(server, CommandHandler("start", start), CallbackQueryHandler(pressed)):
            ada.say("/start topic_rivers")
            answer = await asyncio.to_thread(server.wait_for_message, ada.id, "Hello topic_rivers")
            press = ada.press(answer, "Yes")
            await asyncio.to_thread(server.wait_for, lambda: answer.versions)
            assert answer.text.text == "You said yes"
            assert answer.versions[0].entities[0].type == "bold"
            assert press.answer is not None and press.answer["text"] == "Noted"

    asyncio.run(journey())
    assert [call.describe() for call in server.violations] == []


def test_membership_inline_queries_and_group_privacy_reach_the_handlers(server: LocalBotApi) -> None:
    seen: list[str] = []
    ada = server.user(2, "Ada", is_started=True)
    group = server.group("Readers")
    group.add(ada, "creator")

    async def note(update: Update, _: Context) -> None:
        kind = "message" if update.message else "member" if update.my_chat_member else "inline"
        seen.append(kind if not update.message else str(update.message.text))

    handlers = (MessageHandler(filters.TEXT, note), ChatMemberHandler(note), InlineQueryHandler(note))

    async def journey() -> None:
        async with running_app(server, *handlers):
            group.add_bot(ada)
            ada.say("nobody asked the bot", place=group)
            ada.say("@counterpoint_demo_bot what now?", place=group)
            ada.search("maduro")
            ada.block()
            await asyncio.to_thread(server.wait_for, lambda: len(seen) == 4)

    asyncio.run(journey())
    assert seen == ["member", "@counterpoint_demo_bot what now?", "inline", "member"]


def test_a_second_poller_ends_the_first_with_a_conflict(server: LocalBotApi) -> None:
    async def journey() -> None:
        async with new_bot(server) as first, new_bot(server) as second:
            waiting = asyncio.create_task(first.get_updates(timeout=30))
            await asyncio.to_thread(server.wait_for, lambda: server.http.is_polled)
            await second.get_updates(timeout=0)
            with pytest.raises(Conflict):
                await waiting

    asyncio.run(journey())


def test_updates_stay_until_their_offset_is_confirmed(server: LocalBotApi) -> None:
    ada = server.user(2, "Ada")
    ada.say("one")
    ada.say("two")

    async def poll(bot: Bot) -> list[list[int]]:
        first = await bot.get_updates(limit=1)
        again = await bot.get_updates()
        rest = await bot.get_updates(offset=first[0].update_id + 1)
        return [[update.update_id for update in batch] for batch in (first, again, rest)]

    first, again, rest = with_bot(server, poll)
    assert again[0] == first[0]
    assert rest == again[1:]


@pytest.mark.parametrize(
    ("arrange", "error", "words"),
    [
        (lambda ada, server: ada.block(), Forbidden, "blocked by the user"),
        (lambda ada, server: ada.deactivate(), Forbidden, "user is deactivated"),
        (lambda ada, server: None, None, ""),
    ],
)
def test_a_private_chat_refuses_as_on_telegram(server: LocalBotApi, arrange: Any, error: Any, words: str) -> None:
    ada = server.user(2, "Ada", is_started=True)
    arrange(ada, server)
    if error is None:
        assert isinstance(with_bot(server, lambda bot: bot.send_message(2, "x")), Message)
        return
    with pytest.raises(error, match=words):
        with_bot(server, lambda bot: bot.send_message(2, "x"))


def test_unknown_and_unstarted_chats_and_wrong_tokens_are_refused(server: LocalBotApi) -> None:
    server.user(3, "Bea")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        with_bot(server, lambda bot: bot.send_message(99, "x"))
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        with_bot(server, lambda bot: bot.send_message(3, "x"))
    with pytest.raises(InvalidToken):
        asyncio.run(new_bot(server, "123:wrongwrongwrong").initialize())


def test_groups_and_channels_refuse_as_on_telegram(server: LocalBotApi) -> None:
    ada = server.user(2, "Ada", is_started=True)
    group, channel = server.group("Readers", kind="group"), server.channel("News", username="the_news")
    with pytest.raises(Forbidden, match="not a member of the group chat"):
        with_bot(server, lambda bot: bot.send_message(group.id, "x"))
    channel.add_bot(ada, "administrator", can_post_messages=False)
    with pytest.raises(BadRequest, match=r"(?i)need administrator rights in the channel chat"):
        with_bot(server, lambda bot: bot.send_message("@the_news", "x"))
    channel.remove_bot(ada)
    with pytest.raises(Forbidden, match="kicked from the channel chat"):
        with_bot(server, lambda bot: bot.send_message(channel.id, "x"))
    group.add_bot(ada)
    new = group.migrate(ada)
    with pytest.raises(ChatMigrated) as caught:
        with_bot(server, lambda bot: bot.send_message(group.id, "x"))
    assert caught.value.new_chat_id == new.id
    assert with_bot(server, lambda bot: bot.send_message(new.id, "x")).chat.id == new.id


def test_a_forum_thread_must_exist(server: LocalBotApi) -> None:
    ada = server.user(2, "Ada", is_started=True)
    forum = server.group("Desk", is_forum=True)
    forum.add_bot(ada)
    thread = forum.thread("Rivers")
    sent = with_bot(server, lambda bot: bot.send_message(forum.id, "x", message_thread_id=thread))
    assert (sent.message_thread_id, sent.chat.is_forum) == (thread, True)
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        with_bot(server, lambda bot: bot.send_message(forum.id, "x", message_thread_id=thread + 7))


def test_every_method_a_bot_uses_returns_what_the_library_expects(server: LocalBotApi) -> None:
    server.user(2, "Ada", is_started=True)
    picture = png(640, 360)

    async def tour(bot: Bot) -> None:
        preview = LinkPreviewOptions(is_disabled=True)
        sent = await bot.send_message(2, "see https://example.com/a", link_preview_options=preview)
        assert sent.date.year > 2000 and sent.entities[0].type == "url"
        assert sent.link_preview_options is not None and sent.link_preview_options.is_disabled
        photo = await bot.send_photo(2, picture, caption="<i>map</i>", parse_mode="HTML")
        assert (photo.photo[0].width, photo.caption_entities[0].type) == (640, "italic")
        assert bytes(await (await photo.photo[0].get_file()).download_as_bytearray()) == picture
        paper = await bot.send_document(2, b"<opml/>", filename="feeds.opml")
        assert paper.document is not None and paper.document.file_name == "feeds.opml"
        await bot.edit_message_caption(2, photo.message_id, caption="new")
        assert await bot.send_chat_action(2, "typing")
        assert await bot.send_message_draft(2, 7, "thinking <b>hard</b>", parse_mode="HTML")
        assert await bot.set_my_commands([("help", "What I can do")])
        assert (await bot.get_my_commands())[0].command == "help"
        assert await bot.delete_my_commands()
        assert (
            await bot.set_my_description("Both sides") and (await bot.get_my_description()).description == "Both sides"
        )
        assert await bot.set_my_short_description("Both") and await bot.set_my_name("Counterpoint")
        assert await bot.set_chat_menu_button()
        assert (await bot.get_chat(2)).first_name == "Ada"
        assert (await bot.get_chat_member(2, 2)).status == "member"
        assert await bot.set_message_reaction(2, sent.message_id, "👀")
        assert (await bot.forward_message(2, 2, sent.message_id)).forward_origin is not None
        assert (await bot.copy_message(2, 2, sent.message_id)).message_id > sent.message_id
        assert await bot.pin_chat_message(2, sent.message_id)
        assert await bot.delete_message(2, sent.message_id)
        rich = {"chat_id": 2, "rich_message": {"html": "<h1>Morning</h1>"}}
        assert (await bot.do_api_request("sendRichMessage", rich, return_type=Message)).api_kwargs["rich_message"]
        assert (await bot.get_webhook_info()).url == ""

    with_bot(server, tour)
    assert [call.describe() for call in server.violations] == []


def png(width: int, height: int) -> bytes:
    """The beginning of a PNG, which is all the server reads."""
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02"
