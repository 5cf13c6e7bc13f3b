"""The lines that follow what happened in a block: what each side stresses, what others add. Nobody tells the same once more."""

from collections.abc import Iterable, Sequence

from bot.digest.articles.openings import leans_on_others
from bot.digest.articles.own_sentences import is_foreign, is_retold, text_before
from bot.digest.articles.speech import is_own_word, speech_share, takes_stand
from bot.digest.choose.selection import Pick
from bot.digest.write.draft import Line
from bot.digest.write.teller import Offer, Teller
from retrieval.language.terms import term_set
from retrieval.sources.topics import Topic

# A further line of those who spoke already adds to the block when at least so many, and so large a share, of its terms are
# not in it yet; a sentence of a text has to name again what it speaks of.
NEW_TERMS, NEW_SHARE, NEW_SHARE_OF_TEXT = 3, 0.6, 0.5
# A side that has not spoken yet speaks, if it does not merely say the same in other words.
OWN_TERMS, OWN_SHARE = 2, 0.3
# What names the event again is worth a line where somebody speaks in it and so large a share is new.
OWN_SHARE_OF_SPEECH = 0.4
# How much a side's own word, and where it stands, weigh beside a well-made sentence.
SPEECH_WEIGHT, STAND_WEIGHT = 0.6, 0.6


def worth(offer: Offer) -> float:
    """How well a sentence tells: news before opinion, the reader's language first (nothing translates it here)."""
    return (
        offer.statement.quality - 0.6 * (offer.candidate.kind == "opinion") - 0.8 * is_foreign(offer.candidate.article)
    )


def find_sentences(offers: Iterable[Offer]) -> list[Offer]:
    """Whole sentences of texts that are news."""
    return [offer for offer in offers if not offer.statement.is_headline and offer.is_plain]


def terms_of(lines: Iterable[Line]) -> frozenset[str]:
    """All terms of some lines."""
    return frozenset[str]().union(*(term_set(line.text) for line in lines))


def tell_sides(pick: Pick, teller: Teller, told: Sequence[Line], topic: Topic) -> list[tuple[str, tuple[Line, ...]]]:
    """The sides that have something of their own to say, in the topic's order, each with its line."""
    sides: list[tuple[str, tuple[Line, ...]]] = []
    for perspective in topic.perspectives:
        own = _tell_side(pick, teller, [*told, *(line for _, lines in sides for line in lines)], perspective.id)
        if own:
            sides.append((perspective.id, tuple(own)))
    return sides


def tell_more(pick: Pick, teller: Teller, told: Sequence[Line]) -> list[Line]:
    """The sentence of a text that adds most to what is told; it may tell that again, for it is the only one that follows."""
    sentences = find_sentences(teller.offers(pick))
    adding = [offer for offer in sentences if _is_new(offer, told, NEW_TERMS, NEW_SHARE_OF_TEXT)]
    return [teller.tell(pick, max(adding, key=worth))] if adding else []


def tell_others(pick: Pick, teller: Teller, told: Sequence[Line]) -> list[Line]:
    """What an outlet of neither side adds: the best sentence, where there is none a question or headline."""
    return _tell_best(pick, teller, told, _adding([one for one in teller.offers(pick) if not one.candidate.side], told))


def adds(offer: Offer, told: Sequence[Line]) -> bool:
    """Whether a sentence says enough that is not told yet to be worth a further line."""
    share = NEW_SHARE if offer.statement.is_headline else NEW_SHARE_OF_TEXT
    return _has_news(offer, told, NEW_TERMS, share)


def _tell_side(pick: Pick, teller: Teller, told: Sequence[Line], side: str) -> list[Line]:
    """A side's own sentence. One that has not spoken yet speaks, where it says more than what happened; one that has, only with
    more."""
    own = [offer for offer in teller.offers(pick) if offer.candidate.side == side]
    if any(line.side == side for line in told):
        own = _adding(own, told)
    return _tell_best(pick, teller, told, [one for one in own if _has_news(one, told, OWN_TERMS, OWN_SHARE)])


def _tell_best(pick: Pick, teller: Teller, told: Sequence[Line], offers: Iterable[Offer]) -> list[Line]:
    known = terms_of(told)
    best = max(offers, key=lambda offer: (offer.statement.manner == "says", _voice(offer, known)), default=None)
    return [teller.tell(pick, best)] if best else []


def _voice(offer: Offer, known: frozenset[str]) -> float:
    """How well a sentence gives a side's own word: somebody of it speaks, and says more than stands there already."""
    said = term_set(offer.statement.text)
    own = SPEECH_WEIGHT * speech_share(offer.statement.text) + STAND_WEIGHT * takes_stand(offer.statement.text)
    return worth(offer) + own + len(said - known) / (len(said) or 1)


def _adding(offers: Iterable[Offer], told: Sequence[Line]) -> list[Offer]:
    """Those of outlets that did not speak yet, with enough that is not told."""
    spoken = {article.outlet for line in told for article in line.articles}
    return [offer for offer in offers if offer.candidate.article.outlet not in spoken and adds(offer, told)]


def _has_news(offer: Offer, told: Sequence[Line], least: int, share: float) -> bool:
    """Whether enough of it is new, and it does not tell again what is told; where somebody speaks, the event has to be named
    again."""
    if not _is_new(offer, told, least, share):
        return False
    text = offer.statement.text
    is_own = is_own_word(text) and _is_new(offer, told, least, OWN_SHARE_OF_SPEECH)
    return is_own or not any(is_retold(text, line.text) for line in told)


def _is_new(offer: Offer, told: Sequence[Line], least: int, share: float) -> bool:
    """Whether so many, and so large a share, of its terms are new, and it is understood after what is told."""
    text, known = offer.statement.text, terms_of(told)
    said = term_set(text)
    new = len(said - known)
    is_enough = new >= least and new >= share * len(said)
    return is_enough and not leans_on_others(text, text_before(text, offer.candidate.article), known)
