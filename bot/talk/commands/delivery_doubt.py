"""Takes the answer to "did it arrive?": presses under the question that delivery asks when a connection broke."""

from collections.abc import Iterable

from bot.delivery.doubt import PRESS, settle_press
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.registry import press
from bot.talk.frame.replies import Reply, say


@press(PRESS, authority=Authority.CHAT)
def settle_doubt(turn: Turn) -> Iterable[Reply]:
    sentence = settle_press(turn.desk.ledger, turn.chat_id, f"{PRESS}:{turn.argument}", now=turn.now)
    if sentence is None:
        yield Reply(notice=turn.words("This button is no longer in use."))
    else:
        yield say(turn.words.said(sentence), replaces=True)
