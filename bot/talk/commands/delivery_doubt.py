"""The answer to "did it arrive?": presses under the question that delivery asks when a connection broke."""

from collections.abc import Iterable

from bot.delivery.doubt import PRESS, settle_press
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Words
from bot.talk.frame.registry import press
from bot.talk.frame.replies import Reply, say


@press(PRESS, authority=Authority.CHAT)
def settle_doubt(turn: Turn) -> Iterable[Reply]:
    sentence = settle_press(turn.desk.ledger, turn.chat_id, f"{PRESS}:{turn.argument}", now=turn.now)
    if sentence is None:
        yield Reply(notice=turn.words("This button is no longer in use."))
    else:
        yield say(_in_words(turn.words, sentence), replaces=True)


def _in_words(words: Words, said: str) -> str:
    """What delivery says in English, in the reader's language."""
    known = {
        "Thank you, that is settled already.": words("Thank you, that is settled already."),
        "Good, thank you.": words("Good, thank you."),
        "I am sending it again.": words("I am sending it again."),
    }
    return known.get(said, said)
