"""Holds the same conversation in a terminal: a line is an utterance, a number presses the button shown with it."""

from typing import TextIO

from bot.delivery.ports import Button
from bot.digest.show.text_view import document_text
from bot.talk.conversation import Conversation
from bot.talk.frame.replies import Reply
from bot.talk.frame.utterances import Press, Utterance

CHAT_ID = 0


def chat_in_terminal(conversation: Conversation, lines: TextIO, screen: TextIO) -> None:
    """Talk until the input ends or somebody types /quit."""
    buttons: list[Button] = []
    words = conversation.words(CHAT_ID)
    screen.write(f"{words('Ask a question, or type /help. /quit ends.')}\n> ")
    screen.flush()
    for line in lines:
        said = line.strip()
        if said in ("/quit", "/exit"):
            return
        if said:
            buttons = [button for reply in _replies(conversation, said, buttons) for button in _show(reply, screen)]
        screen.write("> ")
        screen.flush()


def _replies(conversation: Conversation, words: str, buttons: list[Button]) -> list[Reply]:
    press = None
    if words.isdigit() and 1 <= int(words) <= len(buttons) and buttons[int(words) - 1].data:
        press = Press(buttons[int(words) - 1].data)
    return list(conversation.handle(Utterance(CHAT_ID, "console", None, "" if press else words, press)))


def _show(reply: Reply, screen: TextIO) -> list[Button]:
    """Write a reply with its buttons numbered; the buttons. Previews are not for a screen that cannot take them back."""
    if reply.is_draft:
        return []
    if reply.notice:
        screen.write(f"{reply.notice}\n")
    if reply.document is not None:
        screen.write(f"{document_text(reply.document)}\n")
    if reply.attachment is not None:
        screen.write(f"{reply.attachment.caption}\n{reply.attachment.content.decode(errors='replace')}\n")
    buttons = [button for row in reply.buttons for button in row]
    for number, button in enumerate(buttons, 1):
        screen.write(f"  {number}) {button.text}{f' {button.url}' if button.url else ''}\n")
    return buttons
