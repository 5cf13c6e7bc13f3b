"""Reads Telegram updates as utterances. No other module reads an `Update`; nothing of the library goes further."""

from collections.abc import Callable

from telegram import Chat, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update, User

from bot.talk.frame.utterances import ChatKind, Person, Press, Utterance

GROUP_ANONYMOUS_BOT = 1087968824
"""The account that anonymous administrators of groups speak through (Telegram's documentation of `from`)."""

KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
]
"""The kinds of updates that Telegram is asked for."""

IsChatAdmin = Callable[[int, int], bool]
FetchFile = Callable[[Message], bytes]


def read_update(
    update: Update, *, bot_id: int, bot_name: str, is_chat_admin: IsChatAdmin, fetch_file: FetchFile
) -> Utterance | None:
    """The utterance in an update, or None when it holds nothing said to us.

    `is_chat_admin(chat_id, user_id)` is asked only in groups and channels, for words that are meant for us;
    `fetch_file` brings the document of a private message, or nothing when it is not wanted.
    """
    if update.callback_query is not None:
        return _read_press(update, is_chat_admin)
    message = update.effective_message
    if message is None or not any((message.text, message.caption, message.location, message.document)):
        return None
    text = message.text or message.caption or ""
    chat = message.chat
    is_addressed = _is_addressed(message, text, bot_id=bot_id, bot_name=bot_name)
    if not is_addressed and not text.startswith("/"):
        return None
    is_anonymous = message.sender_chat is not None and message.sender_chat.id == chat.id
    person = None if is_anonymous or chat.type == Chat.CHANNEL else _person(message.from_user)
    reply_to = message.reply_to_message
    return Utterance(
        chat_id=chat.id,
        kind=_kind(chat),
        person=person,
        text=_without_mention(text, bot_name),
        message_id=message.message_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_to=reply_to.message_id if reply_to and reply_to.from_user and reply_to.from_user.id == bot_id else None,
        chat_title=chat.title or "",
        is_chat_admin=_is_chat_admin(chat, person, is_anonymous, is_chat_admin),
        is_forwarded=message.forward_origin is not None,
        is_edited=update.edited_message is not None or update.edited_channel_post is not None,
        is_addressed=is_addressed,
        location=(message.location.latitude, message.location.longitude) if message.location else None,
        document=fetch_file(message) if message.document and chat.type == Chat.PRIVATE else None,
        shown_text=_words(reply_to) if reply_to else "",
    )


def _words(message: MaybeInaccessibleMessage) -> str:
    return (message.text or message.caption or "") if isinstance(message, Message) else ""


def read_place(change: ChatMemberUpdated) -> Utterance:
    """A chat that we have just come to, and who brought us there."""
    chat = change.chat
    return Utterance(chat.id, _kind(chat), _person(change.from_user), chat_title=chat.title or "")


def _read_press(update: Update, is_chat_admin: IsChatAdmin) -> Utterance | None:
    query = update.callback_query
    if query is None or query.message is None or not query.data:
        return None
    chat = query.message.chat
    person = _person(query.from_user)
    return Utterance(
        chat_id=chat.id,
        kind=_kind(chat),
        person=person,
        press=Press(query.data, query.message.message_id),
        message_id=query.message.message_id,
        thread_id=_thread(query.message),
        shown_text=_words(query.message),
        chat_title=chat.title or "",
        is_chat_admin=_is_chat_admin(chat, person, False, is_chat_admin),
    )


def _thread(message: MaybeInaccessibleMessage) -> int | None:
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def _person(user: User | None) -> Person | None:
    if user is None or user.id == GROUP_ANONYMOUS_BOT:
        return None
    return Person(user.id, user.full_name, user.language_code or "")


def _kind(chat: Chat) -> ChatKind:
    if chat.type == Chat.PRIVATE:
        return "private"
    return "channel" if chat.type == Chat.CHANNEL else "group"


def _is_chat_admin(chat: Chat, person: Person | None, is_anonymous: bool, ask: IsChatAdmin) -> bool:
    """Who posts in a channel, or anonymously in the group's own name, is one of its administrators."""
    if chat.type == Chat.PRIVATE:
        return True
    if chat.type == Chat.CHANNEL and person is None:
        return True
    return is_anonymous or (person is not None and ask(chat.id, person.id))


def _is_addressed(message: Message, text: str, *, bot_id: int, bot_name: str) -> bool:
    """Meant for us: everything in private; elsewhere a mention of our name, or a reply to one of our messages."""
    if message.chat.type == Chat.PRIVATE:
        return True
    reply = message.reply_to_message
    if reply is not None and reply.from_user is not None and reply.from_user.id == bot_id:
        return True
    return bool(bot_name) and f"@{bot_name}".casefold() in text.casefold()


def _without_mention(text: str, bot_name: str) -> str:
    """The words without `@our_bot` in front or behind; inside a command it stays, for it names the addressee."""
    if text.startswith("/") or not bot_name:
        return text
    mention = f"@{bot_name}".casefold()
    stripped = text.strip()
    if stripped.casefold().startswith(mention):
        stripped = stripped[len(mention) :].lstrip(" ,:")
    if stripped.casefold().endswith(mention):
        stripped = stripped[: -len(mention)].rstrip(" ,")
    return stripped
